"""A player about themselves: profile, hold, ledger, and what a client needs to begin."""

from drf_spectacular.utils import extend_schema
from msgspec import to_builtins
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.openapi import refusals
from accounts.services.tokens import access_token_for
from game.api import examples
from game.api.base import PilotView, enlisted, player_of, query_of
from game.api.serializers import (
    BootstrapSerializer,
    CargoSerializer,
    MeSerializer,
    PageQuery,
    TransactionsSerializer,
)
from game.protocol.errors import ErrorCode
from game.protocol.names import PROTOCOL_VERSION
from game.selectors.ledger import LedgerLine, ledger_page
from game.selectors.pilots import hold_for_player
from game.selectors.profiles import profile_for_player

TAGS = ["Pilot"]
LOGGED_OUT = (ErrorCode.NOT_AUTHENTICATED, ErrorCode.INVALID_TOKEN)


class MeView(PilotView):
    @extend_schema(
        tags=TAGS,
        summary="My profile and my ship",
        responses={200: MeSerializer, **refusals(*LOGGED_OUT)},
        examples=examples.answer(examples.ME),
    )
    def get(self, request: Request) -> Response:
        profile = enlisted(profile_for_player, player=player_of(request))
        return Response({"player": to_builtins(profile.player), "ship": to_builtins(profile.ship)})


class CargoView(PilotView):
    @extend_schema(
        tags=TAGS,
        summary="What my ship carries",
        responses={200: CargoSerializer, **refusals(*LOGGED_OUT)},
        examples=examples.answer(examples.CARGO),
    )
    def get(self, request: Request) -> Response:
        return Response(to_builtins(enlisted(hold_for_player, player=player_of(request))))


class TransactionsView(PilotView):
    @extend_schema(
        tags=TAGS,
        summary="My ledger, newest first",
        parameters=[PageQuery],
        responses={
            200: TransactionsSerializer,
            **refusals(ErrorCode.INVALID_INPUT, *LOGGED_OUT),
        },
        examples=examples.answer(examples.TRANSACTIONS),
    )
    def get(self, request: Request) -> Response:
        """Every change of one's credits. The amounts of all pages add up to the balance."""
        page = ledger_page(player_pk=player_of(request).pk, **query_of(PageQuery, request))
        return Response({"items": [_transaction(line) for line in page.items], "total": page.total})


class BootstrapView(PilotView):
    @extend_schema(
        tags=TAGS,
        summary="What a client needs to begin",
        responses={200: BootstrapSerializer, **refusals(*LOGGED_OUT)},
        examples=examples.answer(examples.BOOTSTRAP),
    )
    def get(self, request: Request) -> Response:
        """Where the socket is, and the token for it: the one that was presented, or a fresh one
        for a session cookie."""
        player = player_of(request)
        profile = enlisted(profile_for_player, player=player)
        return Response(
            {
                "protocol_version": PROTOCOL_VERSION,
                "system_id": profile.system_id,
                "ws_url": _ws_url(request),
                "access_token": str(request.auth or access_token_for(player)).strip(),
                "player": to_builtins(profile.player),
                "ship": to_builtins(profile.ship),
            }
        )


def _ws_url(request: Request) -> str:
    scheme = "wss" if request.is_secure() else "ws"
    return f"{scheme}://{request.get_host()}/ws"


def _transaction(line: LedgerLine) -> dict[str, object]:
    return {**to_builtins(line), "id": f"t_{line.id}"}
