"""Finished games: who may see one, a player's own, and who plays best."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from msgspec import Struct

from accounts.models import User
from accounts.standing import banned_now
from game.models import FinishedGame, Rating, Seat
from game.protocol.errors import AppError, ErrorCode
from game.protocol.names import match_wire_id, player_wire_id

DEVIATIONS = 3  # a rating is what somebody plays at least, almost for certain


class PlayedGame(Struct, frozen=True):
    """A finished game of a player's. ranks: by player id, 1 for the best; None: nobody can win."""

    match_id: str
    round: int
    game: str
    session: str
    player_id: int
    names: list[str]
    ranks: list[int] | None
    rated: bool
    public: bool
    finished_at: datetime


class RatedPlayer(Struct, frozen=True):
    """A place on a game's leaderboard, from 1 on."""

    rank: int
    player_id: str
    username: str
    rating: float
    mu: float
    sigma: float
    games: int
    wins: int


def finished_game(
    *, match_pk: int, round_number: int | None, account: int | None, key_hash: str
) -> FinishedGame:
    """One game of a session, the last one that was finished unless a round is named.

    Sessions with a name of their players' own are public; others are for who sat there. Raises
    AppError NOT_FOUND, also for what is not for this reader.
    """
    games = FinishedGame.objects.filter(match=match_pk).select_related("match")
    if round_number is not None:
        games = games.filter(round=round_number)
    found = games.order_by("-round").first()
    if found is None or not (found.match.shared or _sat_there(match_pk, account, key_hash)):
        raise AppError(ErrorCode.NOT_FOUND, "There is no finished game to be seen.")
    return found


def games_of_player(*, player: User, limit: int, offset: int) -> tuple[list[PlayedGame], int]:
    """A page of what an account has played to the end, the newest first, and how many."""
    own = dict(Seat.objects.filter(account=player).values_list("match", "player_id"))
    games = FinishedGame.objects.filter(match__seats__account=player).distinct()
    page = games.order_by("-finished_at", "-pk").select_related("match").defer("record")
    rows = page.prefetch_related("match__seats")[offset : offset + limit]
    return [_played(row, own[row.match_id]) for row in rows], games.count()


def ratings_leaderboard(*, game: str, limit: int) -> Sequence[RatedPlayer]:
    """The best at a game; of equals the one who has played more."""
    able = Rating.objects.filter(~banned_now("player"), game=game, player__is_active=True)
    best = able.select_related("player")
    ordered = best.annotate(sure=F("mu") - DEVIATIONS * F("sigma")).order_by(
        "-sure", "-games", "pk"
    )
    return [
        RatedPlayer(
            rank,
            player_wire_id(row.player_id),
            row.player.username,
            round(row.mu - DEVIATIONS * row.sigma, 2),
            round(row.mu, 2),
            round(row.sigma, 2),
            row.games,
            row.wins,
        )
        for rank, row in enumerate(ordered[:limit], start=1)
    ]


def _sat_there(match_pk: int, account: int | None, key_hash: str) -> bool:
    seats = Seat.objects.filter(match=match_pk)
    if account is not None and seats.filter(account=account).exists():
        return True
    return bool(key_hash) and seats.filter(key_hash=key_hash).exists()


def _played(row: FinishedGame, player_id: int) -> PlayedGame:
    seats = sorted(row.match.seats.all(), key=lambda seat: seat.player_id)
    return PlayedGame(
        match_wire_id(row.match_id),
        row.round,
        row.game,
        row.match.session,
        player_id,
        [seat.name for seat in seats],
        row.ranks,
        row.rated,
        row.match.shared,
        row.finished_at,
    )
