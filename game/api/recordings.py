"""Systems' recorded past by REST, for operators. Who looks back is written down."""

from typing import Any

import msgspec
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from accounts.openapi import refusals
from accounts.throttles import throttle
from game.api import recording_examples as examples
from game.api.base import JsonResponse, StaffView, player_of, query_of
from game.api.serializers import Body, WholeField
from game.models.universe import ID_LENGTH
from game.protocol.errors import AppError, ErrorCode
from game.rewind.wire import ROW_FIELDS
from game.selectors.places import places_of
from game.selectors.recordings import recorded_ranges
from game.selectors.systems import system_require
from game.services.audit import Door, Result, action_record
from game.services.rewinding import TICKS_MAX, Seen, past_frames

TAGS = ["Recordings"]
STAFF_ONLY = (ErrorCode.NOT_AUTHENTICATED, ErrorCode.INVALID_TOKEN, ErrorCode.FORBIDDEN)
TICK_MAX = 2**62
SYSTEM = OpenApiParameter("system_id", str, OpenApiParameter.PATH, description="Such as `sol-1`.")


class RecordingsQuery(Body):
    system_id = serializers.CharField(
        max_length=ID_LENGTH,
        required=False,
        trim_whitespace=False,
        help_text="Absent: all systems.",
    )


class FramesQuery(Body):
    to = WholeField(
        min_value=0,
        max_value=TICK_MAX,
        required=False,
        help_text=f"The last tick. Absent: as much as one answer holds, {TICKS_MAX} at most.",
    )
    every = WholeField(min_value=1, max_value=1000, default=1, help_text="Ticks between frames.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`from` is no name that Python has for an attribute."""
        first = WholeField(min_value=0, max_value=TICK_MAX, help_text="The first tick.")
        return {"from": first, **super().get_fields()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("to", attrs["from"]) < attrs["from"]:
            raise serializers.ValidationError({"to": ["It is before `from`."]})
        return {"to": attrs["from"] + TICKS_MAX, **attrs}


class RecordedRangeSerializer(Body):
    system_id = serializers.CharField()
    system_name = serializers.CharField()
    epoch = serializers.IntegerField(help_text="Of the lease of the worker that recorded it.")
    first_tick = serializers.IntegerField()
    last_tick = serializers.IntegerField()
    began_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField()
    segments = serializers.IntegerField()
    size = serializers.IntegerField(help_text="Bytes.")
    begins = serializers.ChoiceField(
        choices=["start", "fault", "cut"],
        help_text="Why it does not go on from the range before: the system came to a worker, a "
        "step failed, or a part could not be stored.",
    )


class RecordingsSerializer(Body):
    recordings = RecordedRangeSerializer(many=True)


class RecordedAgentSerializer(Body):
    kind = serializers.ChoiceField(
        choices=["pilot", "pirate", "trader", "patrol", "projectile", "loot"]
    )
    name = serializers.CharField(help_text="Of loot, the goods.")
    hp_max = serializers.FloatField()
    entity_id = serializers.CharField(help_text="Its id on `/ws`.")
    pilot = serializers.CharField(required=False, help_text="Whose ship it is.")


class RecordedFrameSerializer(Body):
    tick = serializers.IntegerField()
    time_s = serializers.FloatField(help_text="Seconds that the system has lived.")
    rows = serializers.ListField(
        child=serializers.ListField(), help_text=f"Each {', '.join(ROW_FIELDS)}."
    )


class RecordedEventSerializer(Body):
    tick = serializers.IntegerField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`data` is an attribute of every serializer."""
        words = "`event_type`, and what belongs to it."
        return {**super().get_fields(), "data": serializers.DictField(help_text=words)}


class GapSerializer(Body):
    first = serializers.IntegerField()
    last = serializers.IntegerField()
    why = serializers.CharField()


class FramesSerializer(Body):
    system_id = serializers.CharField()
    tick_rate = serializers.FloatField(help_text="Ticks a second, when it began.")
    bounds = serializers.DictField()
    zones = serializers.ListField(child=serializers.DictField())
    stations = serializers.ListField(child=serializers.DictField())
    gates = serializers.ListField(child=serializers.DictField())
    agents = serializers.DictField(child=RecordedAgentSerializer())
    frames = RecordedFrameSerializer(many=True)
    events = RecordedEventSerializer(many=True)
    gaps = GapSerializer(many=True, help_text="Ticks of which nothing is known.")
    hashes_compared = serializers.IntegerField(help_text="Recorded hashes that were met.")
    next = serializers.IntegerField(
        allow_null=True, help_text="The tick to ask from for the rest; null when all was told."
    )
    problem = serializers.CharField(
        allow_blank=True, help_text="Why nothing is told after the last frame."
    )


class RecordingsView(StaffView):
    @extend_schema(
        operation_id="ops_recordings",
        tags=TAGS,
        summary="What is recorded",
        parameters=[RecordingsQuery],
        responses={
            200: RecordingsSerializer,
            **refusals(ErrorCode.INVALID_INPUT, *STAFF_ONLY),
        },
        examples=examples.answer(examples.RECORDINGS),
    )
    def get(self, request: Request) -> JsonResponse:
        """Each range is without a gap. Workers keep the last minutes of every system."""
        return JsonResponse({"recordings": recorded_ranges(**query_of(RecordingsQuery, request))})


class FramesView(StaffView):
    @extend_schema(
        operation_id="ops_recording_frames",
        tags=TAGS,
        summary="A recorded past, lived again",
        parameters=[SYSTEM, FramesQuery],
        responses={
            200: FramesSerializer,
            **refusals(
                ErrorCode.INVALID_INPUT,
                ErrorCode.UNKNOWN_SYSTEM,
                ErrorCode.NOT_FOUND,
                ErrorCode.SERVER_BUSY,
                ErrorCode.THROTTLED,
                *STAFF_ONLY,
            ),
        },
        examples=examples.answer(examples.FRAMES),
    )
    def get(self, request: Request, system_id: str) -> JsonResponse:
        """Inputs are executed again from the stored world before `from`, and every recorded hash
        on the way is compared. An answer is bounded: `next` says where to go on."""
        form = query_of(FramesQuery, request)
        asked = {"from": form["from"], "to": form["to"], "every": form["every"]}
        throttle("rewind", name=player_of(request).player_id)
        system = system_require(system_id=system_id)
        try:
            seen = past_frames(
                system_id=system.pk, first=form["from"], last=form["to"], every=form["every"]
            )
        except AppError as error:
            self._note(request, system_id, asked, Result.REFUSED, error.code)
            raise
        except Exception:
            self._note(request, system_id, asked, Result.FAILED, ErrorCode.INTERNAL)
            raise
        self._note(request, system_id, asked, Result.DONE, "")
        return JsonResponse(_shown(system.pk, seen))

    def _note(
        self, request: Request, system_id: str, asked: dict[str, int], result: str, code: str
    ) -> None:
        action_record(
            actor=player_of(request),
            door=Door.REST,
            action="rewind",
            target=system_id,
            payload=asked,
            result=result,
            code=code,
        )


def _shown(system_id: str, seen: Seen) -> dict[str, Any]:
    told = seen.told
    places = places_of(told.spec) if told.spec is not None else None
    agents = {agent_id: msgspec.to_builtins(facts) for agent_id, facts in told.agents.items()}
    for agent_id, facts in agents.items():
        facts.pop("ship", None)
        if agent_id in seen.pilots:
            facts["pilot"] = seen.pilots[agent_id]
    return {
        "system_id": system_id,
        "tick_rate": round(1 / told.dt, 3) if told.dt else 0.0,
        "bounds": told.spec.bounds if told.spec is not None else {},
        "zones": places.zones if places is not None else [],
        "stations": places.stations if places is not None else [],
        "gates": places.gates if places is not None else [],
        "agents": agents,
        "frames": told.frames,
        "events": told.events,
        "gaps": told.gaps,
        "hashes_compared": told.compared,
        "next": told.next,
        "problem": told.error,
    }
