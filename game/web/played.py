"""Games that were played: one's own, how well, and who plays best."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from msgspec import Struct

from accounts.models import User
from game.matches import all_games
from game.selectors.match_ratings import OwnRating, ratings_of_player
from game.selectors.match_records import (
    PlayedGame,
    RatedPlayer,
    games_of_player,
    ratings_leaderboard,
)
from game.web.matches import game_title

GAMES_PER_PAGE = 20


class Rated(Struct, frozen=True):
    title: str
    own: OwnRating


class PlayedRow(Struct, frozen=True):
    """A finished game in words. others: whom it was played with; outcome: empty if nobody won."""

    replay: str
    title: str
    others: str
    outcome: str
    rated: bool
    finished_at: datetime


class Board(Struct, frozen=True):
    """Who plays a game best."""

    title: str
    players: list[RatedPlayer]


@require_safe
@never_cache
@login_required
def history(request: HttpRequest) -> HttpResponse:
    """One's own games and ratings. `?page=` walks through the games."""
    if not isinstance(request.user, User):
        return redirect("login")
    wished = request.GET.get("page", "1")
    page = int(wished) if wished.isascii() and wished.isdigit() and len(wished) < 7 else 1
    page = max(1, page)
    start = (page - 1) * GAMES_PER_PAGE
    games, total = games_of_player(player=request.user, limit=GAMES_PER_PAGE, offset=start)
    context = {
        "ratings": [
            Rated(game_title(own.game), own) for own in ratings_of_player(player=request.user)
        ],
        "games": [played_row(game) for game in games],
        "total": total,
        "page": page,
        "pages": max(1, -(-total // GAMES_PER_PAGE)),
    }
    return render(request, "matches_history.html", context)


def boards(limit: int) -> list[Board]:
    """For every game that accounts have played against each other."""
    found = (Board(game_title(game), list(_best(game, limit))) for game in all_games())
    return [board for board in found if board.players]


def played_row(played: PlayedGame) -> PlayedRow:
    names = [name or f"Player {n + 1}" for n, name in enumerate(played.names)]
    others = [name for n, name in enumerate(names) if n != played.player_id]
    return PlayedRow(
        replay=f"/matches/replay/{played.match_id}?round={played.round}",
        title=game_title(played.game),
        others=", ".join(others) or "alone",
        outcome=outcome(played.ranks, played.player_id),
        rated=played.rated,
        finished_at=played.finished_at,
    )


def outcome(ranks: list[int] | None, player_id: int) -> str:
    """ranks: by player id, 1 for the best; None where nobody can win."""
    if ranks is None or len(ranks) < 2:
        return ""
    if len(set(ranks)) == 1:
        return "draw"
    if ranks[player_id] == 1:
        return "won" if ranks.count(1) == 1 else "shared first place"
    return "lost" if len(ranks) == 2 else f"place {ranks[player_id]} of {len(ranks)}"


def _best(game: str, limit: int) -> list[RatedPlayer]:
    return list(ratings_leaderboard(game=game, limit=limit))
