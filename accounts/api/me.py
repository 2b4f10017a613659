"""A player's own account: everything stored of it, and its end."""

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.addresses import client_address
from accounts.api.base import DONE, AccountView, parsed, player_of
from accounts.api.serializers import DeleteSerializer, DoneSerializer, ExportSerializer
from accounts.exports import export_for_player
from accounts.openapi import refusals
from accounts.services.passwords import password_confirm
from accounts.services.players import player_delete
from accounts.throttles import throttle
from game.api.pilot import MeView
from game.protocol.errors import ErrorCode

TAGS = ["Accounts"]


class ExportView(AccountView):
    open_to_banned = ("GET",)

    @extend_schema(
        tags=TAGS,
        summary="Export everything stored of me",
        responses={
            200: OpenApiResponse(ExportSerializer, description="One JSON document, versioned."),
            **refusals(ErrorCode.NOT_AUTHENTICATED, ErrorCode.INVALID_TOKEN),
        },
    )
    def get(self, request: Request) -> Response:
        """Account, ship, cargo, ledger and save slots as one document, for keeping or moving on."""
        return Response(export_for_player(player=player_of(request)))


class OwnView(MeView):
    """`/me`: the game shows it, the account can end it, also one that is banned."""

    open_to_banned = ("DELETE",)

    @extend_schema(
        tags=TAGS,
        summary="Delete my account",
        description=(
            "Removes the player with ship, cargo and ledger for good; every token ends. A kept "
            'account sends its password, `{"password": "..."}`; a guest sends nothing.'
        ),
        responses={
            200: DoneSerializer,
            **refusals(
                ErrorCode.INVALID_INPUT,
                ErrorCode.NOT_AUTHENTICATED,
                ErrorCode.INVALID_TOKEN,
                ErrorCode.INVALID_CREDENTIALS,
                ErrorCode.THROTTLED,
            ),
        },
        examples=[OpenApiExample("Deleted", value=DONE, response_only=True)],
    )
    def delete(self, request: Request) -> Response:
        fields = parsed(DeleteSerializer, request)
        player = player_of(request)
        if not player.is_guest:
            throttle("login", address=client_address(request), name=player.username)
            password_confirm(player=player, password=fields["password"])
        player_delete(player=player)
        return Response(DONE)
