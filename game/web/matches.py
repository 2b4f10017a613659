"""The pages of matches: lobby, invitation, board, watching, replay. Scripts ask for the rest."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from accounts.names import suggested_name
from game.matches.registry import all_games

TITLES = {"TicTacToe": "Tic-tac-toe"}


def game_title(name: str) -> str:
    """A game's name as people read it: `ConnectFour` is Connect Four."""
    return TITLES.get(name) or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)


@require_safe
@never_cache
@ensure_csrf_cookie
def lobby(request: HttpRequest) -> HttpResponse:
    """What is on, and a form to open a match; a visitor gets the way in with one click."""
    return render(request, "matches.html", _way_in(request))


@require_safe
@never_cache
@ensure_csrf_cookie
def join(request: HttpRequest, game: str, session: str) -> HttpResponse:
    """An invitation to one session. Visitors come back to it as guests."""
    return render(request, "matches_join.html", _way_in(request) | _table(game, session))


@require_safe
@never_cache
@ensure_csrf_cookie
def play(request: HttpRequest, match_id: str) -> HttpResponse:
    """The board, for the tab that has a seat there: the server need not know whose it is."""
    return render(request, "matches_play.html", {"match_id": match_id})


@require_safe
@never_cache
@ensure_csrf_cookie
def watch(request: HttpRequest, game: str, session: str) -> HttpResponse:
    """A match as one of its players sees it. `?player=` says whose eyes."""
    player = request.GET.get("player", "")
    return render(request, "matches_watch.html", {"player": player, **_table(game, session)})


@require_safe
@never_cache
def replay(request: HttpRequest, match_id: str) -> HttpResponse:
    """A finished game, step by step. `?round=` says which of its session's; else the last one."""
    wished = request.GET.get("round", "")
    number = wished if wished.isascii() and wished.isdigit() and len(wished) < 10 else ""
    return render(request, "matches_replay.html", {"match_id": match_id, "round": number})


def _way_in(request: HttpRequest) -> dict[str, str]:
    return {"callsign": suggested_name(), "here": request.get_full_path()}


def _table(game: str, session: str) -> dict[str, str]:
    if game not in all_games():
        raise Http404
    return {"game": game, "title": game_title(game), "session": session}
