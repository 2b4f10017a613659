"""Save slots by REST: listed, written, loaded, deleted, exported, imported."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from msgspec import to_builtins
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.openapi import refusals
from game.api.base import JsonResponse, PilotView, player_of
from game.protocol.errors import ErrorCode
from game.services.expedition_saves import expedition_save
from game.services.expeditions import expedition_load
from saves import examples
from saves.models import AUTOSAVE_SLOT, SLOTS
from saves.selectors import SlotInfo, slot_for_player, slot_info, slot_infos, slot_number
from saves.serializers import (
    SaveDeletedSerializer,
    SaveFileSerializer,
    SaveLoadedSerializer,
    SaveRequestSerializer,
    SaveSlotDoneSerializer,
    SaveSlotsSerializer,
)
from saves.services.slots import slot_delete, slot_export, slot_import

TAGS = ["Saves"]
LOGGED_OUT = (ErrorCode.NOT_AUTHENTICATED, ErrorCode.INVALID_TOKEN)
BODY = (ErrorCode.INVALID_INPUT, ErrorCode.INVALID_JSON)
SLOT = [
    OpenApiParameter(
        "slot",
        OpenApiTypes.INT,
        OpenApiParameter.PATH,
        enum=list(range(SLOTS)),
        description="0 is the auto-save.",
    )
]
SLOT_TO_EMPTY = [
    OpenApiParameter(
        "slot",
        OpenApiTypes.INT,
        OpenApiParameter.PATH,
        enum=[slot for slot in range(SLOTS) if slot != AUTOSAVE_SLOT],
        description="The auto-save cannot be deleted.",
    )
]


class SavesView(PilotView):
    @extend_schema(
        operation_id="saves_list",
        tags=TAGS,
        summary="My save slots",
        responses={200: SaveSlotsSerializer, **refusals(*LOGGED_OUT)},
        examples=[examples.answer(examples.SLOTS)],
    )
    def get(self, request: Request) -> Response:
        infos = slot_infos(player=player_of(request))
        return Response(
            {
                "success": True,
                "saves": [to_builtins(info) for info in infos],
                "max_slots": SLOTS,
            }
        )


class SlotView(PilotView):
    @extend_schema(
        operation_id="saves_read",
        tags=TAGS,
        summary="What a slot holds",
        parameters=SLOT,
        responses={
            200: SaveSlotDoneSerializer,
            **refusals(ErrorCode.INVALID_SLOT, ErrorCode.EMPTY_SLOT, *LOGGED_OUT),
        },
        examples=[examples.answer(examples.SLOT)],
    )
    def get(self, request: Request, slot: str) -> Response:
        kept = slot_for_player(player=player_of(request), slot=slot_number(slot))
        return _answer(slot_info(kept.slot, kept.metadata))

    @extend_schema(
        operation_id="saves_write",
        tags=TAGS,
        summary="Save an expedition",
        parameters=SLOT,
        request=SaveRequestSerializer,
        responses={
            200: SaveSlotDoneSerializer,
            **refusals(
                ErrorCode.INVALID_SLOT,
                *BODY,
                ErrorCode.UNKNOWN_SESSION,
                ErrorCode.DAILY_RUN,
                *LOGGED_OUT,
            ),
        },
        examples=[
            examples.request({"session_id": "default"}),
            examples.answer(examples.SLOT),
        ],
    )
    def post(self, request: Request, slot: str) -> Response:
        """In place of what the slot held. The dice are part of the save."""
        number = slot_number(slot)
        fields = _session(request)
        return _answer(expedition_save(player=player_of(request), slot=number, **fields))

    @extend_schema(
        operation_id="saves_delete",
        tags=TAGS,
        summary="Delete a save",
        parameters=SLOT_TO_EMPTY,
        responses={
            200: SaveDeletedSerializer,
            **refusals(
                ErrorCode.INVALID_SLOT, ErrorCode.AUTOSAVE_SLOT, ErrorCode.EMPTY_SLOT, *LOGGED_OUT
            ),
        },
        examples=[examples.answer(examples.DELETED)],
    )
    def delete(self, request: Request, slot: str) -> Response:
        slot_delete(player=player_of(request), slot=slot_number(slot))
        return Response(examples.DELETED)


class LoadView(PilotView):
    @extend_schema(
        operation_id="saves_load",
        tags=TAGS,
        summary="Go on from a save",
        parameters=SLOT,
        request=SaveRequestSerializer,
        responses={
            200: SaveLoadedSerializer,
            **refusals(
                ErrorCode.INVALID_SLOT,
                ErrorCode.DAMAGED_SAVE,
                *BODY,
                ErrorCode.EMPTY_SLOT,
                ErrorCode.UNKNOWN_SESSION,
                ErrorCode.DAILY_RUN,
                ErrorCode.TOO_MANY_EXPEDITIONS,
                *LOGGED_OUT,
            ),
        },
        examples=[
            examples.request({"session_id": "default"}),
            examples.answer(examples.LOADED),
        ],
    )
    def post(self, request: Request, slot: str) -> JsonResponse:
        """The session holds what the slot held; from there on its run is unranked. The next
        action meets the same dice as it would have met when it was saved."""
        number = slot_number(slot)
        fields = _session(request)
        seen = expedition_load(player=player_of(request), slot=number, **fields)
        return JsonResponse({"success": True, **fields, "game_state": seen.state})


class ExportView(PilotView):
    @extend_schema(
        operation_id="saves_export",
        tags=TAGS,
        summary="Take a save away as a file",
        parameters=SLOT,
        responses={
            200: SaveFileSerializer,
            **refusals(
                ErrorCode.INVALID_SLOT,
                ErrorCode.DAMAGED_SAVE,
                ErrorCode.EMPTY_SLOT,
                ErrorCode.DAILY_RUN,
                *LOGGED_OUT,
            ),
        },
        examples=[examples.answer(examples.FILE)],
    )
    def get(self, request: Request, slot: str) -> Response:
        """Signed for its owner: nobody else can bring it back, and nobody can change it."""
        number = slot_number(slot)
        content = slot_export(player=player_of(request), slot=number)
        name = f"cosmic-save-{number}.json"
        return Response(content, headers={"Content-Disposition": f'attachment; filename="{name}"'})


class ImportView(PilotView):
    @extend_schema(
        operation_id="saves_import",
        tags=TAGS,
        summary="Bring a save back from its file",
        parameters=SLOT,
        request=SaveFileSerializer,
        responses={
            200: SaveSlotDoneSerializer,
            **refusals(
                ErrorCode.INVALID_SLOT,
                ErrorCode.FOREIGN_SAVE,
                ErrorCode.DAMAGED_SAVE,
                ErrorCode.INVALID_JSON,
                ErrorCode.PAYLOAD_TOO_LARGE,
                *LOGGED_OUT,
            ),
        },
        examples=[examples.request(examples.FILE), examples.answer(examples.SLOT)],
    )
    def post(self, request: Request, slot: str) -> Response:
        """In place of what the slot held; a file that is refused changes nothing."""
        number = slot_number(slot)
        info = slot_import(player=player_of(request), slot=number, content=request.data)
        return _answer(info)


def _session(request: Request) -> dict[str, Any]:
    """The body's `session_id`. Raises INVALID_INPUT by field."""
    form = SaveRequestSerializer(data=request.data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def _answer(info: SlotInfo) -> Response:
    return Response({"success": True, **to_builtins(info)})
