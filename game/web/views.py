"""The pages around the game: each parses its request, asks selectors, and fills a template."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.names import suggested_name
from game.selectors.leaderboard import credits_leaderboard
from game.selectors.pilot_page import credits_rank
from game.web.expedition import expedition_leaders
from game.web.pilot import pilot_page
from game.web.played import boards
from game.web.scene import home_scene

LEADERS = 50
BEST_RUNS = 20
BEST_PLAYERS = 10  # of each game


@require_safe
@never_cache
def landing(request: HttpRequest) -> HttpResponse:
    """What this is, and the way in for someone who has no account."""
    context = {"callsign": suggested_name(), "scene": home_scene()}
    return render(request, "landing.html", context)


@require_safe
@never_cache
@ensure_csrf_cookie
def play(request: HttpRequest) -> HttpResponse:
    """The cockpit. Whoever has no pilot yet gets one on the start page, in one click."""
    if not request.user.is_authenticated:
        return redirect("web:landing")
    return render(request, "play.html")


@require_safe
@never_cache
def leaderboard(request: HttpRequest) -> HttpResponse:
    """The richest pilots, where the reader stands when that is further down, the best expeditions,
    and who plays which game best."""
    standings = credits_leaderboard(limit=LEADERS)
    context: dict[str, object] = {
        "standings": standings,
        "runs": expedition_leaders(BEST_RUNS),
        "boards": boards(BEST_PLAYERS),
    }
    player = request.user
    if isinstance(player, User):
        context["own_id"] = player.player_id
        if player.player_id not in {standing.player_id for standing in standings}:
            context["own_rank"] = credits_rank(player=player)
    return render(request, "leaderboard.html", context)


@require_safe
@never_cache
@login_required
def pilot(request: HttpRequest) -> HttpResponse:
    """One's own pilot: ship, hold, ledger. `?page=` walks through the ledger."""
    if not isinstance(request.user, User):
        return redirect("login")
    number = request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    return render(
        request, "pilot.html", {"page": pilot_page(player=request.user, page=max(1, page))}
    )
