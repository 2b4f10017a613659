"""Tokens: made in pairs, refreshed once each, revoked."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from accounts.models import User
from accounts.selectors import player_for_refresh_token, token_from
from game.protocol.errors import AppError, ErrorCode


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a log-in gives: a short-lived key, and one to fetch the next pair with."""

    access_token: str
    refresh_token: str
    expires_in: int  # seconds of life of the access token


class SpentRefreshToken(Token):
    """A refresh token, whether or not it has been used: signature, kind and expiry alone."""

    token_type = RefreshToken.token_type
    lifetime = RefreshToken.lifetime


def access_token_for(user: User) -> str:
    """An access token alone, for someone whose session proves them already."""
    return str(AccessToken.for_user(user))


def token_pair_for(user: User) -> TokenPair:
    """A new pair; the refresh token is recorded so that it can be used once only."""
    refresh = RefreshToken.for_user(user)
    return TokenPair(
        access_token=str(refresh.access_token),
        refresh_token=str(refresh),
        expires_in=int(api_settings.ACCESS_TOKEN_LIFETIME.total_seconds()),
    )


def token_pair_refresh(*, refresh_token: str) -> tuple[User, TokenPair]:
    """Spend a refresh token for the next pair. Raises INVALID_TOKEN for any but a fresh one.

    Of several uses at the same moment one wins: the revocation is a unique row.
    """
    user, spent = player_for_refresh_token(token=refresh_token)
    with transaction.atomic():
        if not _revoke(spent):
            raise AppError(ErrorCode.INVALID_TOKEN)
        return user, token_pair_for(user)


def refresh_token_revoke(*, refresh_token: str) -> None:
    """Log out: end a refresh token. One that has ended already is as good.

    Raises INVALID_TOKEN for what is none of ours, and for one past its time.
    """
    _revoke(token_from(SpentRefreshToken, refresh_token))


def _revoke(token: Token) -> bool:
    """Whether this call, and no other, ended the token."""
    outstanding = OutstandingToken.objects.filter(jti=token[api_settings.JTI_CLAIM]).first()
    if outstanding is None:
        return False
    try:
        with transaction.atomic():
            BlacklistedToken.objects.create(token=outstanding)
    except IntegrityError:
        return False
    return True
