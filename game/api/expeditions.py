"""Expeditions by REST: sessions are begun, looked at and acted in."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from msgspec import to_builtins
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.openapi import refusals
from game.api import expedition_examples as examples
from game.api.base import JsonResponse, PilotView, player_of, query_of
from game.api.expedition_serializers import (
    ActedSerializer,
    BegunExpeditionSerializer,
    ExpeditionsSerializer,
    NewExpeditionSerializer,
)
from game.api.schemas import named_shape, reference, whole
from game.api.serializers import PageQuery
from game.expedition import views
from game.expedition.actions import Action, InvalidAction, UnknownAction, parse_action
from game.expedition.journal import Outcome
from game.expedition.refusals import Code
from game.expedition.views.shapes import InventoryView, NavigationOptions, ShipInfo, SlotView
from game.models.expeditions import SESSION_LENGTH
from game.protocol.errors import AppError, ErrorCode
from game.protocol.expedition import GameState, RunStatistics
from game.selectors.expeditions import sessions_of_player
from game.services.expedition_state import Seen, expedition_seen
from game.services.expeditions import expedition_act, expedition_begin

TAGS = ["Expeditions"]
LOGGED_OUT = (ErrorCode.NOT_AUTHENTICATED, ErrorCode.INVALID_TOKEN)
UNKNOWN = (ErrorCode.UNKNOWN_SESSION, ErrorCode.DAMAGED_SAVE, *LOGGED_OUT)
SESSION = [
    OpenApiParameter(
        "session_id",
        {"type": "string", "minLength": 1, "maxLength": SESSION_LENGTH},
        OpenApiParameter.PATH,
        description="Any text, percent-encoded.",
    )
]


class SessionView(PilotView):
    """About one session of the player's."""

    def seen(self, request: Request, session_id: str) -> Seen:
        """Raises AppError UNKNOWN_SESSION."""
        return expedition_seen(player=player_of(request), session_id=named(request, session_id))


class NewView(PilotView):
    @extend_schema(
        operation_id="expedition_new",
        tags=TAGS,
        summary="Begin an expedition, or find the one that is there",
        request=NewExpeditionSerializer,
        responses={
            200: BegunExpeditionSerializer,
            **refusals(
                ErrorCode.INVALID_INPUT,
                ErrorCode.INVALID_JSON,
                ErrorCode.DAMAGED_SAVE,
                *LOGGED_OUT,
                ErrorCode.DAILY_RUN,
                ErrorCode.TOO_MANY_EXPEDITIONS,
                ErrorCode.THROTTLED,
            ),
        },
        examples=[*examples.requests(examples.NEW), *examples.answers(Answer=examples.begun)],
    )
    def post(self, request: Request) -> JsonResponse:
        """With `force_new` the session begins anew and what it held is given up. A daily run is
        flown once by each player; its seed is secret until its day is over."""
        form = NewExpeditionSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        begun = expedition_begin(player=player_of(request), **form.validated_data)
        return JsonResponse(
            {
                "success": True,
                "session_id": begun.seen.expedition.session_id,
                "created": begun.created,
                "game_state": begun.seen.state,
            }
        )


class StateView(SessionView):
    @extend_schema(
        operation_id="expedition_state",
        tags=TAGS,
        summary="The complete state of an expedition",
        parameters=SESSION,
        responses={(200, "application/json"): whole(GameState), **refusals(*UNKNOWN)},
        examples=examples.answers(Answer=examples.state),
    )
    def get(self, request: Request, session_id: str) -> JsonResponse:
        return JsonResponse({"success": True, **self.seen(request, session_id).state})


class ActionView(SessionView):
    @extend_schema(
        operation_id="expedition_action",
        tags=TAGS,
        summary="Do something in an expedition",
        parameters=SESSION,
        request={"application/json": named_shape("Action")},
        responses={
            200: ActedSerializer,
            **refusals(ErrorCode.INVALID_INPUT, ErrorCode.INVALID_JSON, *UNKNOWN),
        },
        examples=[
            *examples.requests(examples.ACTIONS),
            *examples.answers(Done=examples.acted, Refused=examples.refused),
        ],
    )
    def post(self, request: Request, session_id: str) -> JsonResponse:
        """A rule that says no is an answer, too: `success` is false, `result.event_type` is
        `error`, `result.code` says which rule, and nothing has changed, not even the dice."""
        try:
            action = _action(request.data)
        except UnknownAction as error:
            seen = self.seen(request, session_id)
            return _acted(_unknown(seen, str(error)), seen)
        acted = expedition_act(
            player=player_of(request), session_id=named(request, session_id), action=action
        )
        return _acted(acted.outcome, acted.seen)


class ShipInfoView(SessionView):
    @extend_schema(
        operation_id="expedition_ship_info",
        tags=TAGS,
        summary="The ship, its slots and what is fitted",
        parameters=SESSION,
        responses={(200, "application/json"): whole(ShipInfo), **refusals(*UNKNOWN)},
        examples=examples.answers(Answer=examples.ship_info),
    )
    def get(self, request: Request, session_id: str) -> JsonResponse:
        return _about(views.ship_info(self.seen(request, session_id).run))


class InventoryDetailView(SessionView):
    @extend_schema(
        operation_id="expedition_inventory",
        tags=TAGS,
        summary="What the ship carries",
        parameters=SESSION,
        responses={(200, "application/json"): whole(InventoryView), **refusals(*UNKNOWN)},
        examples=examples.answers(Answer=examples.inventory),
    )
    def get(self, request: Request, session_id: str) -> JsonResponse:
        return _about(views.inventory(self.seen(request, session_id).run))


class NavigationOptionsView(SessionView):
    @extend_schema(
        operation_id="expedition_navigation_options",
        tags=TAGS,
        summary="Where the ship can go from here",
        parameters=SESSION,
        responses={(200, "application/json"): whole(NavigationOptions), **refusals(*UNKNOWN)},
        examples=examples.answers(Answer=examples.navigation_options),
    )
    def get(self, request: Request, session_id: str) -> JsonResponse:
        return _about(views.navigation_options(self.seen(request, session_id).run))


class AvailableModsView(SessionView):
    @extend_schema(
        operation_id="expedition_available_mods",
        tags=TAGS,
        summary="What can be fitted, by kind of slot",
        parameters=SESSION,
        responses={
            (200, "application/json"): {
                "type": "object",
                "properties": {
                    "success": {"type": "boolean", "default": True},
                    **{kind: reference(SlotView) for kind in ("high", "mid", "low", "rig")},
                },
                "required": ["success", "high", "mid", "low", "rig"],
            },
            **refusals(*UNKNOWN),
        },
        examples=examples.answers(Answer=examples.available_mods),
    )
    def get(self, request: Request, session_id: str) -> JsonResponse:
        return _about(views.available_mods(self.seen(request, session_id).run))


class StatisticsView(SessionView):
    @extend_schema(
        operation_id="expedition_statistics",
        tags=TAGS,
        summary="What the run has counted",
        parameters=SESSION,
        responses={(200, "application/json"): whole(RunStatistics), **refusals(*UNKNOWN)},
        examples=examples.answers(Answer=examples.statistics),
    )
    def get(self, request: Request, session_id: str) -> JsonResponse:
        return _about(views.statistics(self.seen(request, session_id).run))


class SessionsView(PilotView):
    @extend_schema(
        operation_id="expedition_sessions",
        tags=TAGS,
        summary="My expeditions",
        parameters=[PageQuery],
        responses={
            200: ExpeditionsSerializer,
            **refusals(ErrorCode.INVALID_INPUT, *LOGGED_OUT),
        },
        examples=examples.answer(examples.SESSIONS),
    )
    def get(self, request: Request) -> Response:
        """Without those in the archive, where sessions go that nobody touched for 90 days."""
        lines, total = sessions_of_player(player=player_of(request), **query_of(PageQuery, request))
        return Response({"success": True, "sessions": to_builtins(lines), "total": total})


def named(request: Request, session_id: str) -> str:
    """The session that an address names. A slash at its end is the one that every address may
    have, unless it came percent-encoded."""
    raw = getattr(request._request, "scope", {}).get("raw_path", b"")
    if session_id.endswith("/") and not raw.lower().endswith(b"%2f"):
        return session_id[:-1]
    return session_id


def _about(shown: Any) -> JsonResponse:
    return JsonResponse({"success": True, **shown})


def _acted(outcome: Outcome, seen: Seen) -> JsonResponse:
    return JsonResponse(
        {
            "success": outcome.ok,
            "result": {
                "event": outcome.event,
                "event_type": outcome.event_type,
                "code": outcome.code,
                "choices": outcome.choices,
                "details": outcome.details,
                "happenings": outcome.happenings,
                "took_turn": outcome.took_turn,
            },
            "game_state": seen.state,
        }
    )


def _action(fields: object) -> Action:
    """Raises UnknownAction, and AppError INVALID_INPUT for what has no action's shape."""
    if not isinstance(fields, dict):
        raise AppError(ErrorCode.INVALID_INPUT, non_field_errors=["An action is an object."])
    try:
        return parse_action(fields)
    except InvalidAction as error:
        raise AppError(ErrorCode.INVALID_INPUT, action=[str(error)]) from error


def _unknown(seen: Seen, name: str) -> Outcome:
    return Outcome(
        run=seen.run,
        ok=False,
        event=f"There is no action {name[:64]!r}.",
        event_type="error",
        choices=tuple(choice.label for choice in views.choices_on_offer(seen.run)),
        happenings=(),
        details={},
        code=Code.UNKNOWN_ACTION.value,
    )
