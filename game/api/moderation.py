"""What moderators do by REST. Each act needs its own Django permission and is written down."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from msgspec import to_builtins
from rest_framework import serializers
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.fields import TextField
from accounts.models import NOTE_MAX, REASON_MAX, USERNAME_MAX, User
from accounts.openapi import refusals
from accounts.selectors import player_by_wire_id
from game.api.base import StaffView, player_of, query_of
from game.api.serializers import Body, PageQuery
from game.protocol.errors import AppError, ErrorCode
from game.selectors.moderation import moderated_player, players_found
from game.services import moderation

TAGS = ["Moderation"]
DOOR = "rest"
LOOK = "accounts.view_sanction"
YEARS_MAX = 100
DURATION_MAX_S = YEARS_MAX * 365 * 86_400
STAFF_ONLY = (ErrorCode.NOT_AUTHENTICATED, ErrorCode.INVALID_TOKEN, ErrorCode.FORBIDDEN)
ABOUT_ONE = (ErrorCode.NOT_FOUND, *STAFF_ONLY)
PLAYER = OpenApiParameter(
    "player_id", str, OpenApiParameter.PATH, description="Such as `p_17`.", pattern=r"^p_[0-9]+$"
)
EXAMPLE = {
    "player_id": "p_23",
    "username": "loud_1",
    "is_guest": False,
    "is_staff": False,
    "is_active": True,
    "joined_at": "2029-12-24T18:00:00Z",
    "last_login_at": "2030-01-05T11:58:00Z",
    "open_reports": 2,
    "sanctions": [
        {
            "kind": "mute",
            "reason": "Insults",
            "note": "Third time this week.",
            "by": "ada_l",
            "begins_at": "2030-01-05T12:00:00Z",
            "ends_at": "2030-01-06T12:00:00Z",
            "lifted_at": None,
            "lifted_by": "",
            "in_force": True,
        }
    ],
    "names": [],
}
LINE = ("player_id", "username", "is_guest", "is_staff")
SENTENCE = {"reason": "Insults", "duration_s": 86_400, "note": "Third time this week."}


class SearchQuery(PageQuery):
    search = serializers.CharField(
        max_length=USERNAME_MAX,
        default="",
        allow_blank=True,
        help_text="A part of the name in any case, or a public id.",
    )


class SentenceSerializer(Body):
    reason = TextField(max_length=REASON_MAX, help_text="Shown to the player.")
    note = TextField(
        max_length=NOTE_MAX, default="", allow_blank=True, help_text="For moderators alone."
    )
    ends_at = serializers.DateTimeField(
        default=None, allow_null=True, help_text="Absent, as `duration_s` is: for good."
    )
    duration_s = serializers.IntegerField(
        default=None, allow_null=True, min_value=1, max_value=DURATION_MAX_S
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        duration_s = attrs.pop("duration_s")
        if duration_s is not None and attrs["ends_at"] is not None:
            raise serializers.ValidationError({"duration_s": ["Give one of both ends."]})
        return {"duration_s": duration_s, **attrs}


class RenameSerializer(Body):
    username = TextField(max_length=USERNAME_MAX, help_text="By the rule of sign-up.")
    reason = TextField(max_length=REASON_MAX, help_text="Shown to the player.")


class SanctionLineSerializer(Body):
    kind = serializers.ChoiceField(choices=["ban", "mute"])
    reason = serializers.CharField()
    note = serializers.CharField()
    by = serializers.CharField()
    begins_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    lifted_at = serializers.DateTimeField(allow_null=True)
    lifted_by = serializers.CharField()
    in_force = serializers.BooleanField()


class NameLineSerializer(Body):
    old_name = serializers.CharField()
    new_name = serializers.CharField()
    reason = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class PlayerLineSerializer(Body):
    player_id = serializers.CharField()
    username = serializers.CharField()
    is_guest = serializers.BooleanField()
    is_staff = serializers.BooleanField()


class ModeratedPlayerSerializer(PlayerLineSerializer):
    is_active = serializers.BooleanField()
    joined_at = serializers.DateTimeField()
    last_login_at = serializers.DateTimeField(allow_null=True)
    open_reports = serializers.IntegerField()
    sanctions = SanctionLineSerializer(many=True)
    names = NameLineSerializer(many=True)


class PlayersFoundSerializer(Body):
    items = PlayerLineSerializer(many=True)
    total = serializers.IntegerField()


def answered() -> OpenApiExample:
    return OpenApiExample("Player", value=EXAMPLE, response_only=True)


def asked(value: dict[str, Any]) -> OpenApiExample:
    return OpenApiExample("Request", value=value, request_only=True)


class MayLook(IsAdminUser):
    """Members of staff who may read sanctions, and what moderators note."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return super().has_permission(request, view) and request.user.has_perm(LOOK)


class PlayersView(StaffView):
    permission_classes = (MayLook,)

    @extend_schema(
        operation_id="ops_players",
        tags=TAGS,
        summary="Find players",
        parameters=[SearchQuery],
        responses={
            200: PlayersFoundSerializer,
            **refusals(ErrorCode.INVALID_INPUT, *STAFF_ONLY),
        },
        examples=[
            OpenApiExample(
                "Players",
                value={
                    "items": [{key: EXAMPLE[key] for key in LINE}],
                    "total": 1,
                },
                response_only=True,
            )
        ],
    )
    def get(self, request: Request) -> Response:
        """Needs `accounts.view_sanction`."""
        items, total = players_found(**query_of(SearchQuery, request))
        return Response({"items": to_builtins(items), "total": total})


class PlayerView(StaffView):
    permission_classes = (MayLook,)

    @extend_schema(
        operation_id="ops_player",
        tags=TAGS,
        summary="A player as moderators see them",
        parameters=[PLAYER],
        responses={200: ModeratedPlayerSerializer, **refusals(*ABOUT_ONE)},
        examples=[answered()],
    )
    def get(self, request: Request, player_id: str) -> Response:
        """Every sanction and new name, the newest first. Needs `accounts.view_sanction`."""
        return _shown(player_by_wire_id(player_id))


class BanView(StaffView):
    @extend_schema(
        operation_id="ops_ban",
        tags=TAGS,
        summary="Ban a player",
        parameters=[PLAYER],
        request=SentenceSerializer,
        responses={
            200: ModeratedPlayerSerializer,
            **refusals(ErrorCode.INVALID_INPUT, *ABOUT_ONE),
        },
        examples=[asked(SENTENCE), answered()],
    )
    def post(self, request: Request, player_id: str) -> Response:
        """Every door is shut until then, and open connections end within a second. A ban in force
        is replaced. Needs `accounts.ban_player`; members of staff are for superusers."""
        by, player, sentence = player_of(request), player_by_wire_id(player_id), _sentence(request)
        moderation.player_ban(player=player, by=by, door=DOOR, **sentence)
        return _shown(player)

    @extend_schema(
        operation_id="ops_unban",
        tags=TAGS,
        summary="Lift a ban",
        parameters=[PLAYER],
        responses={200: ModeratedPlayerSerializer, **refusals(*ABOUT_ONE)},
        examples=[answered()],
    )
    def delete(self, request: Request, player_id: str) -> Response:
        """Needs `accounts.ban_player`. Doing so twice is no error."""
        by, player = player_of(request), player_by_wire_id(player_id)
        moderation.player_unban(player=player, by=by, door=DOOR)
        return _shown(player)


class MuteView(StaffView):
    @extend_schema(
        operation_id="ops_mute",
        tags=TAGS,
        summary="Mute a player",
        parameters=[PLAYER],
        request=SentenceSerializer,
        responses={
            200: ModeratedPlayerSerializer,
            **refusals(ErrorCode.INVALID_INPUT, *ABOUT_ONE),
        },
        examples=[asked(SENTENCE), answered()],
    )
    def post(self, request: Request, player_id: str) -> Response:
        """They still play and hear, but chat is refused with `MUTED` until then. A mute in force
        is replaced. Needs `accounts.mute_player`."""
        by, player, sentence = player_of(request), player_by_wire_id(player_id), _sentence(request)
        moderation.player_mute(player=player, by=by, door=DOOR, **sentence)
        return _shown(player)

    @extend_schema(
        operation_id="ops_unmute",
        tags=TAGS,
        summary="Lift a mute",
        parameters=[PLAYER],
        responses={200: ModeratedPlayerSerializer, **refusals(*ABOUT_ONE)},
        examples=[answered()],
    )
    def delete(self, request: Request, player_id: str) -> Response:
        """Needs `accounts.mute_player`. Doing so twice is no error."""
        by, player = player_of(request), player_by_wire_id(player_id)
        moderation.player_unmute(player=player, by=by, door=DOOR)
        return _shown(player)


class RenameView(StaffView):
    @extend_schema(
        operation_id="ops_rename",
        tags=TAGS,
        summary="Rename a player",
        parameters=[PLAYER],
        request=RenameSerializer,
        responses={
            200: ModeratedPlayerSerializer,
            **refusals(ErrorCode.INVALID_INPUT, ErrorCode.USERNAME_TAKEN, *ABOUT_ONE),
        },
        examples=[asked({"username": "quiet_1", "reason": "An insult is no name."}), answered()],
    )
    def post(self, request: Request, player_id: str) -> Response:
        """Tokens stay valid, and the player is told by the next page. Others see the new name when
        the ship enters space the next time. For 30 days nobody else can take the old one. Needs
        `accounts.rename_player`."""
        form = RenameSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        by, player = player_of(request), player_by_wire_id(player_id)
        moderation.player_rename(player=player, by=by, door=DOOR, **form.validated_data)
        return _shown(player)


def _sentence(request: Request) -> dict[str, Any]:
    """reason, note and ends. Raises INVALID_INPUT by field."""
    form = SentenceSerializer(data=request.data)
    form.is_valid(raise_exception=True)
    fields = form.validated_data
    ends: datetime | None = fields["ends_at"]
    now = timezone.now()
    if fields["duration_s"] is not None:
        ends = now + timedelta(seconds=fields["duration_s"])
    if ends is not None and ends > now + timedelta(days=366 * YEARS_MAX):
        words = f"Nobody waits for more than {YEARS_MAX} years: leave it out for good."
        raise AppError(ErrorCode.INVALID_INPUT, words, ends_at=[words])
    return {"reason": fields["reason"], "note": fields["note"], "ends": ends}


def _shown(player: User) -> Response:
    return Response(to_builtins(moderated_player(player=player)))
