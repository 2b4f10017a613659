"""The page of expeditions: who has which runs, and where the page's script asks for more."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe
from msgspec import to_builtins

from accounts.models import User
from accounts.names import suggested_name
from game.catalog.expedition import rules
from game.expedition.state import Difficulty
from game.selectors.expedition_runs import BoardLine, runs_board
from game.selectors.expeditions import sessions_of_player
from game.services.expedition_daily import daily_session_id

SESSIONS = 20
LEADERS = 5
SEED_LENGTH = 64


@require_safe
@never_cache
@ensure_csrf_cookie
def expedition(request: HttpRequest) -> HttpResponse:
    """The star map and all around it; a visitor gets the way in with one click.

    `?seed=` and `?difficulty=` fill the form for a new run: the link that a finished run offers.
    `?run=` opens a finished run's replay.
    """
    context = _wish(request)
    player = request.user
    if not isinstance(player, User):
        here = request.get_full_path()
        return render(
            request, "expedition_visitor.html", {"callsign": suggested_name(), "here": here}
        )
    sessions, _ = sessions_of_player(player=player, limit=SESSIONS, offset=0)
    day = timezone.now().date()
    context |= {
        "sessions": to_builtins(sessions),
        "daily_id": daily_session_id(day),
        "day": day,
        "goal": rules().goal,
        "leaders": expedition_leaders(LEADERS),
        "replay": _run_to_watch(request),
    }
    return render(request, "expedition.html", context)


def expedition_leaders(limit: int) -> tuple[BoardLine, ...]:
    """The best runs whose skies were drawn for them alone, of every difficulty."""
    return runs_board(limit=limit)


def _run_to_watch(request: HttpRequest) -> int | None:
    """The id of the finished run that a link of a board leads to."""
    asked = request.GET.get("run", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


def _wish(request: HttpRequest) -> dict[str, Any]:
    wished = request.GET.get("difficulty", "")
    return {
        "difficulties": [
            {"id": level.value, "name": level.value.capitalize(), "about": ABOUT[level]}
            for level in Difficulty
        ],
        "difficulty": wished if wished in set(Difficulty) else Difficulty.MEDIUM.value,
        "seed": request.GET.get("seed", "")[:SEED_LENGTH],
    }


ABOUT = {
    Difficulty.EASY: "calmer space, fair prices",
    Difficulty.MEDIUM: "as the charts have it",
    Difficulty.HARD: "more teeth, thinner purse",
}
