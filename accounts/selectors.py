"""Reading who someone is."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, TypeVar

from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from msgspec import Struct
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token
from rest_framework_simplejwt.utils import get_md5_hash_password

from accounts.models import Block, NameChange, Sanction, User
from accounts.standing import Standing, player_standing
from game.protocol.errors import AppError, ErrorCode
from game.protocol.names import player_pk

AnyToken = TypeVar("AnyToken", bound=Token)

NAME_KEPT_BACK = timedelta(days=30)  # so long nobody else can take a name that was taken away


class Access(Struct, frozen=True):
    """Who came with an access token, and until when it is good (Unix time, s)."""

    player: User
    standing: Standing
    expires_at: float


def player_for_access_token(*, token: str) -> User:
    """Whose token this is, in one query. Raises as `access_for_token`."""
    return access_for_token(token=token).player


def access_for_token(*, token: str, banned_too: bool = False) -> Access:
    """Whose token this is and how they stand, in one query.

    Raises INVALID_TOKEN when it is malformed, forged, expired, of another kind, older than the
    player's password, or when the player is gone or shut off; BANNED, with `reason` and `ends_at`,
    while a ban is in force, unless `banned_too`.
    """
    checked = token_from(AccessToken, token)
    player, standing = _bearer(checked)
    if standing.ban is not None and not banned_too:
        raise standing.ban.error()
    return Access(player, standing, float(checked["exp"]))


def token_from(kind: type[AnyToken], text: str) -> AnyToken:
    """A token whose signature, kind and expiry have been checked. Raises INVALID_TOKEN."""
    try:
        return kind(text)  # type: ignore[arg-type]  # the library takes text and says Token
    except (TokenError, KeyError, UnicodeError) as error:
        raise AppError(ErrorCode.INVALID_TOKEN) from error


def player_for_token(*, token: Token) -> User:
    """The player whom a checked token was made for. Raises INVALID_TOKEN, BANNED as above."""
    player, standing = _bearer(token)
    if standing.ban is not None:
        raise standing.ban.error()
    return player


def _bearer(token: Token) -> tuple[User, Standing]:
    user_id = str(token.get(api_settings.USER_ID_CLAIM))
    found = player_standing(pk=int(user_id)) if user_id.isdecimal() else None
    if found is None or not found[1].active:
        raise AppError(ErrorCode.INVALID_TOKEN)
    password_then = str(token.get(api_settings.REVOKE_TOKEN_CLAIM))
    if not constant_time_compare(password_then, get_md5_hash_password(found[1].password)):
        raise AppError(ErrorCode.INVALID_TOKEN)
    return found


def player_for_refresh_token(*, token: str) -> tuple[User, RefreshToken]:
    """Whose refresh token this is, and the token. Raises INVALID_TOKEN, also for a used one, and
    BANNED."""
    refresh = token_from(RefreshToken, token)
    return player_for_token(token=refresh), refresh


def username_is_taken(username: str, *, but_of: User | None = None) -> bool:
    """Whether someone bears the name, or was made to give it up not long ago.

    but_of: a player to whom neither counts.
    """
    own = but_of.pk if but_of else 0
    if User.objects.named(username).exclude(pk=own).exists():
        return True
    given_up = NameChange.objects.filter(
        Exact(Lower("old_name"), username.lower()), at__gt=timezone.now() - NAME_KEPT_BACK
    )
    return given_up.exclude(player=own).exists()


def players_blocked_by(*, player_pk: int) -> frozenset[int]:
    """Whom a player wants to hear nothing of."""
    return frozenset(Block.objects.filter(player=player_pk).values_list("blocked_id", flat=True))


def blocks_by_player(*, pks: Iterable[int]) -> dict[int, frozenset[int]]:
    """Whom those among these players block who block anybody, in one query."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = Block.objects.filter(player__in=list(pks)).order_by()
    for player, blocked in rows.values_list("player_id", "blocked_id"):
        found[player].add(blocked)
    return {player: frozenset(blocked) for player, blocked in found.items()}


def blocks_of(*, player: User) -> list[Block]:
    """A player's blocks, the newest first, with whom they are about."""
    return list(player.blocks.select_related("blocked"))


def player_by_wire_id(player_id: str) -> User:
    """The player of a public id such as p_17. Raises NOT_FOUND."""
    pk = player_pk(player_id)
    player = User.objects.filter(pk=pk).first() if pk is not None else None
    if player is None:
        raise AppError(ErrorCode.NOT_FOUND, "There is no such player.")
    return player


def players_for_password_reset(*, email: str) -> list[User]:
    """Active players with a password and this mail address, in any case."""
    users = User.objects.filter(Exact(Lower("email"), email.lower()), is_active=True)
    return [user for user in users if email and user.has_usable_password()]


def account_export(*, player: User) -> dict[str, Any]:
    """What the account itself stores of a player, JSON-ready. Secrets are left out."""
    return {
        "id": player.player_id,
        "username": player.username,
        "email": player.email,
        "is_guest": player.is_guest,
        "is_staff": player.is_staff,
        "joined_at": player.date_joined.isoformat(),
        "last_login_at": player.last_login.isoformat() if player.last_login else None,
        "credits": player.credits,
        "reputation": player.reputation,
        "sanctions": [_sanction_export(row) for row in player.sanctions.all()],
        "name_changes": [
            {
                "old_name": row.old_name,
                "new_name": row.new_name,
                "reason": row.reason,
                "at": row.at.isoformat(),
            }
            for row in player.name_changes.all()
        ],
        "blocks": [
            {"player_id": row.blocked.player_id, "since": row.created_at.isoformat()}
            for row in blocks_of(player=player)
        ],
        "reports": [
            {
                "player_id": row.player.player_id,
                "reason": row.reason,
                "context": row.context,
                "at": row.at.isoformat(),
            }
            for row in player.reports_made.select_related("player")
        ],
    }


def _sanction_export(row: Sanction) -> dict[str, Any]:
    """Without the moderators' note, and without who they are."""
    times = {"begins_at": row.begins, "ends_at": row.ends, "lifted_at": row.lifted_at}
    return {
        "kind": row.kind,
        "reason": row.reason,
        **{name: at.isoformat() if at else None for name, at in times.items()},
    }
