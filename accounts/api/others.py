"""What a player decides about others: whom not to hear, whom to tell the moderators of."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import DONE, AccountView, parsed, player_of
from accounts.api.serializers import Body, DoneSerializer
from accounts.fields import TextField
from accounts.models import NOTE_MAX, REASON_MAX, Block
from accounts.openapi import refusals
from accounts.selectors import blocks_of, player_by_wire_id
from accounts.services.moderation import block_add, block_remove, report_add
from game.protocol.errors import ErrorCode

TAGS = ["Players"]
LOGGED_OUT = (ErrorCode.NOT_AUTHENTICATED, ErrorCode.INVALID_TOKEN)
PLAYER = OpenApiParameter(
    "player_id", str, OpenApiParameter.PATH, description="Such as `p_17`.", pattern=r"^p_[0-9]+$"
)
PLAYER_ID_LENGTH = 24
BLOCK = {"player_id": "p_23", "username": "loud_1", "since": "2030-01-05T12:00:03.250000Z"}


def player_field() -> TextField:
    return TextField(max_length=PLAYER_ID_LENGTH, help_text="Such as `p_17`.")


class BlockSerializer(Body):
    player_id = serializers.CharField()
    username = serializers.CharField()
    since = serializers.DateTimeField()


class BlocksSerializer(Body):
    items = BlockSerializer(many=True)


class BlockedSerializer(Body):
    player_id = player_field()


class ReportSerializer(Body):
    player_id = player_field()
    reason = TextField(max_length=REASON_MAX, help_text="What happened, in your words.")
    where = TextField(
        max_length=NOTE_MAX, default="", allow_blank=True, help_text="A chat line, a match."
    )


class BlocksView(AccountView):
    @extend_schema(
        operation_id="blocks_list",
        tags=TAGS,
        summary="Whom I block",
        responses={200: BlocksSerializer, **refusals(*LOGGED_OUT)},
        examples=[OpenApiExample("Blocks", value={"items": [BLOCK]}, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        """The newest first."""
        blocks = blocks_of(player=player_of(request))
        return Response({"items": [_block(block) for block in blocks]})

    @extend_schema(
        operation_id="blocks_add",
        tags=TAGS,
        summary="Block a player",
        request=BlockedSerializer,
        responses={
            200: BlockSerializer,
            **refusals(
                ErrorCode.INVALID_INPUT, ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, *LOGGED_OUT
            ),
        },
        examples=[
            OpenApiExample("Block", value={"player_id": "p_23"}, request_only=True),
            OpenApiExample("Blocked", value=BLOCK, response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        """Their chat does not reach you any more, and no match seats you together by chance or by
        your invitation. They are not told. Doing so twice is no error."""
        fields = parsed(BlockedSerializer, request)
        player, blocked = player_of(request), player_by_wire_id(fields["player_id"])
        return Response(_block(block_add(player=player, blocked=blocked)))


class UnblockView(AccountView):
    @extend_schema(
        operation_id="blocks_remove",
        tags=TAGS,
        summary="Lift a block",
        parameters=[PLAYER],
        responses={200: DoneSerializer, **refusals(ErrorCode.NOT_FOUND, *LOGGED_OUT)},
        examples=[OpenApiExample("Lifted", value=DONE, response_only=True)],
    )
    def delete(self, request: Request, player_id: str) -> Response:
        """Doing so twice is no error."""
        block_remove(player=player_of(request), blocked=player_by_wire_id(player_id))
        return Response(DONE)


class ReportView(AccountView):
    @extend_schema(
        operation_id="report_add",
        tags=TAGS,
        summary="Report a player",
        request=ReportSerializer,
        responses={
            201: DoneSerializer,
            **refusals(
                ErrorCode.INVALID_INPUT, ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, *LOGGED_OUT
            ),
        },
        examples=[
            OpenApiExample(
                "Report",
                value={
                    "player_id": "p_23",
                    "reason": "Insults newcomers",
                    "where": "chat in Sol, 12:03",
                },
                request_only=True,
            ),
            OpenApiExample("Reported", value=DONE, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request) -> Response:
        """The moderators read it; the player is not told who reported them."""
        fields = parsed(ReportSerializer, request)
        report_add(
            reporter=player_of(request),
            player=player_by_wire_id(fields["player_id"]),
            reason=fields["reason"],
            context=fields["where"],
        )
        return Response(DONE, status=status.HTTP_201_CREATED)


def _block(block: Block) -> dict[str, Any]:
    return {
        "player_id": block.blocked.player_id,
        "username": block.blocked.username,
        "since": block.created_at,
    }
