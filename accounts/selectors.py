"""Reading who someone is."""

from typing import Any, TypeVar

from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils.crypto import constant_time_compare
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token
from rest_framework_simplejwt.utils import get_md5_hash_password

from accounts.models import User
from game.protocol.errors import AppError, ErrorCode

AnyToken = TypeVar("AnyToken", bound=Token)


def player_for_access_token(*, token: str) -> User:
    """Whose token this is, in one query.

    Raises INVALID_TOKEN when it is malformed, forged, expired, of another kind, older than the
    player's password, or when the player is gone or banned.
    """
    return player_for_token(token=token_from(AccessToken, token))


def token_from(kind: type[AnyToken], text: str) -> AnyToken:
    """A token whose signature, kind and expiry have been checked. Raises INVALID_TOKEN."""
    try:
        return kind(text)  # type: ignore[arg-type]  # the library takes text and says Token
    except (TokenError, KeyError, UnicodeError) as error:
        raise AppError(ErrorCode.INVALID_TOKEN) from error


def player_for_token(*, token: Token) -> User:
    """The player whom a checked token was made for. Raises INVALID_TOKEN as above."""
    user_id = str(token.get(api_settings.USER_ID_CLAIM))
    user = User.objects.filter(pk=int(user_id)).first() if user_id.isdecimal() else None
    if user is None or not user.is_active:
        raise AppError(ErrorCode.INVALID_TOKEN)
    password_then = str(token.get(api_settings.REVOKE_TOKEN_CLAIM))
    if not constant_time_compare(password_then, get_md5_hash_password(user.password)):
        raise AppError(ErrorCode.INVALID_TOKEN)
    return user


def player_for_refresh_token(*, token: str) -> tuple[User, RefreshToken]:
    """Whose refresh token this is, and the token. Raises INVALID_TOKEN, also for a used one."""
    refresh = token_from(RefreshToken, token)
    return player_for_token(token=refresh), refresh


def username_is_taken(username: str) -> bool:
    return User.objects.named(username).exists()


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
    }
