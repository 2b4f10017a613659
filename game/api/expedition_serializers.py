"""What requests about expeditions ask with and answers look like."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.fields import FlagField, TextField
from game.api.schemas import GameStateField, RecordField
from game.api.serializers import PAGE_DEFAULT, PAGE_MAX, Body, WholeField
from game.expedition.state import Difficulty, Ending
from game.models import FinishedRun
from game.models.expeditions import SEED_LENGTH, SESSION_LENGTH
from game.selectors.expeditions import today
from game.services.expeditions import MAX_STEPS

DIFFICULTIES = [level.value for level in Difficulty]
ENDINGS = [ending.value for ending in Ending]


@extend_schema_field(
    {"oneOf": [{"type": "string", "format": "date"}, {"type": "string", "enum": ["today"]}]}
)
class DayField(serializers.DateField):
    """A UTC date as 2030-01-05, or `today`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)

    def to_internal_value(self, value: Any) -> date:
        if value == "today":
            return today()
        day: date = super().to_internal_value(value)
        if day.isoformat() != value:
            self.fail("invalid", format="YYYY-MM-DD")
        return day


class NewExpeditionSerializer(Body):
    session_id = TextField(
        max_length=SESSION_LENGTH,
        default="default",
        help_text="Your own name of the session. `daily-YYYY-MM-DD` is kept for the daily runs.",
    )
    force_new = FlagField(
        default=False, help_text="Begin anew where the session exists; its run is given up."
    )
    seed = TextField(
        max_length=SEED_LENGTH,
        default=None,
        allow_null=True,
        help_text="Null or absent: a new one is drawn. A run of a chosen seed is compared with "
        "runs of that seed alone.",
    )
    difficulty = serializers.ChoiceField(choices=DIFFICULTIES, default=Difficulty.MEDIUM.value)
    daily = FlagField(
        default=False,
        help_text="The expedition of this UTC date, on medium, with its own session and seed. "
        "It is ranked if it ends on that date.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {**attrs, "difficulty": Difficulty(attrs["difficulty"])}


class BegunExpeditionSerializer(Body):
    success = serializers.BooleanField(default=True)
    session_id = serializers.CharField()
    created = serializers.BooleanField(help_text="False for a session that was there already.")
    game_state = GameStateField()


class HappeningSerializer(Body):
    type = serializers.CharField()
    message = serializers.CharField()


class ActionResultSerializer(Body):
    event = serializers.CharField(help_text="What happened, or why nothing did, in words.")
    event_type = serializers.CharField(help_text="The action's kind, or `error`.")
    code = serializers.CharField(
        allow_null=True, help_text="Why a rule said no, for programs; null when none did."
    )
    choices = serializers.ListField(
        child=serializers.CharField(), help_text="What `choose` takes now."
    )
    details = serializers.DictField(help_text="Numbers of this action by name.")
    happenings = HappeningSerializer(many=True, help_text="The same in pieces, in order.")
    took_turn = serializers.BooleanField()


class ActedSerializer(Body):
    success = serializers.BooleanField(help_text="False when a rule said no; nothing changed then.")
    result = ActionResultSerializer()
    game_state = GameStateField()


class ExpeditionLineSerializer(Body):
    session_id = serializers.CharField()
    difficulty = serializers.ChoiceField(choices=DIFFICULTIES)
    turn_count = serializers.IntegerField()
    wealth = serializers.IntegerField()
    game_over = serializers.BooleanField()
    victory = serializers.BooleanField()
    ending = serializers.ChoiceField(choices=ENDINGS, allow_null=True)
    ranked = serializers.BooleanField(help_text="Whether its run can still enter a board.")
    daily = serializers.DateField(allow_null=True)
    revision = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    last_activity = serializers.DateTimeField()


class ExpeditionsSerializer(Body):
    success = serializers.BooleanField(default=True)
    sessions = ExpeditionLineSerializer(many=True, help_text="Those touched last come first.")
    total = serializers.IntegerField(help_text="Of all pages.")


class FinishedRunSerializer(Body):
    id = serializers.IntegerField()
    player_id = serializers.CharField()
    username = serializers.CharField()
    seed = serializers.CharField(allow_null=True, help_text="Null while its day is not over.")
    seed_chosen = serializers.BooleanField()
    difficulty = serializers.ChoiceField(choices=DIFFICULTIES)
    daily = serializers.DateField(allow_null=True)
    turns = serializers.IntegerField()
    wealth = serializers.IntegerField()
    score = serializers.IntegerField()
    ending = serializers.ChoiceField(choices=ENDINGS)
    victory = serializers.BooleanField()
    ranked = serializers.BooleanField()
    check = serializers.ChoiceField(
        choices=FinishedRun.Check.values,
        help_text="What came of executing the record again; `none`: it was loaded from a save.",
    )
    finished_at = serializers.DateTimeField()


class FinishedRunsSerializer(Body):
    success = serializers.BooleanField(default=True)
    runs = FinishedRunSerializer(many=True, help_text="Newest first.")
    total = serializers.IntegerField(help_text="Of all pages.")


class FinishedRunDetailSerializer(Body):
    success = serializers.BooleanField(default=True)
    run = FinishedRunSerializer()
    record = RecordField(
        help_text="Seed and actions; null for a run without one, and while its day is not over."
    )


class VerdictSerializer(Body):
    success = serializers.BooleanField(default=True)
    verified = serializers.BooleanField(help_text="Whether the record leads to its result.")
    reason = serializers.CharField(help_text="Why not, in words; else empty.")


class ReplayQuery(Body):
    index = WholeField(
        min_value=0,
        max_value=MAX_STEPS,
        default=0,
        help_text="After how many actions; beyond the last one is the last.",
    )


class ReplaySerializer(Body):
    success = serializers.BooleanField(default=True)
    run_id = serializers.IntegerField()
    index = serializers.IntegerField()
    count = serializers.IntegerField(help_text="Of the run's actions.")
    action = serializers.DictField(allow_null=True, help_text="The one that led here.")
    game_state = GameStateField()


class BoardQuery(Body):
    difficulty = serializers.ChoiceField(choices=DIFFICULTIES, required=False)
    seed = serializers.CharField(
        max_length=SEED_LENGTH,
        required=False,
        trim_whitespace=False,
        help_text="All runs of this seed. Absent: no run whose seed was chosen.",
    )
    daily = DayField(
        required=False,
        help_text="The runs of a day: a date such as 2030-01-05, or `today`.",
    )
    limit = WholeField(min_value=1, max_value=PAGE_MAX, default=PAGE_DEFAULT)


class ExpeditionPlaceSerializer(Body):
    rank = serializers.IntegerField()
    run = FinishedRunSerializer()


class ExpeditionBoardSerializer(Body):
    items = ExpeditionPlaceSerializer(many=True)
