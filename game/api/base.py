"""What the views share."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from django.http import HttpResponse
from rest_framework.permissions import AllowAny, IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from accounts.models import User
from game.protocol.errors import AppError, ErrorCode
from game.selectors.profiles import NotEnlisted
from game.services.ships import pilot_enlist

T = TypeVar("T")

_encode = msgspec.json.Encoder().encode


class JsonResponse(HttpResponse):
    """An answer that is encoded at once: no renderer is looked for, and Structs need no copies."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__(_encode(body), content_type="application/json")


class PilotView(APIView):
    """For players who have logged in, about themselves: no cache may keep the answers."""

    def finalize_response(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().finalize_response(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


class StaffView(PilotView):
    """For operators: others get FORBIDDEN, whatever they ask."""

    permission_classes = (IsAdminUser,)


class WorldView(APIView):
    """What everybody may know; a token or cookie that comes along is not looked at."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


def player_of(request: Request) -> User:
    if not isinstance(request.user, User):
        raise AppError(ErrorCode.NOT_AUTHENTICATED)
    return request.user


def enlisted(read: Callable[..., T], *, player: User) -> T:
    """What `read(player=...)` says of a pilot, who gets a first ship if there was none yet.

    Accounts get theirs at sign-up, but for those made by `createsuperuser` and those that are
    older than the universe. Raises AppError UNKNOWN_SYSTEM while no universe is loaded.
    """
    try:
        return read(player=player)
    except NotEnlisted:
        pilot_enlist(player=player)
        return read(player=player)


def query_of(serializer: type[Serializer[dict[str, Any]]], request: Request) -> dict[str, Any]:
    """The address's parameters as the serializer's fields. Raises INVALID_INPUT by field."""
    form = serializer(data=request.query_params.dict())
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)
