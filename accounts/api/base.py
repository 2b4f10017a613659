"""What the account views share."""

from typing import Any

from django.contrib.auth import update_session_auth_hash
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from accounts.models import User
from accounts.services.tokens import TokenPair
from game.protocol.errors import AppError, ErrorCode

DONE = {"success": True}


class AccountView(APIView):
    """For players who have logged in. Answers hold secrets: no cache may keep them."""

    def finalize_response(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().finalize_response(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


class PublicView(AccountView):
    """For everybody; a token or cookie that comes along is not looked at."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


def parsed(serializer: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    """The request's body as the serializer's fields. Raises INVALID_INPUT by field."""
    form = serializer(data=request.data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def player_of(request: Request) -> User:
    if not isinstance(request.user, User):
        raise AppError(ErrorCode.NOT_AUTHENTICATED)
    return request.user


def session_body(player: User, pair: TokenPair) -> dict[str, Any]:
    """A log-in's answer."""
    return {
        "access_token": pair.access_token,
        "refresh_token": pair.refresh_token,
        "token_type": "Bearer",
        "expires_in": pair.expires_in,
        "player_id": player.player_id,
    }


def keep_session(request: Request, player: User) -> None:
    """Spare the session that changed the password; every other one of the player ends."""
    if isinstance(request.successful_authenticator, SessionAuthentication):
        update_session_auth_hash(request._request, player)
