"""What requests about saves ask with and answers look like."""

from rest_framework import serializers

from accounts.fields import TextField
from game.api.expedition_serializers import DIFFICULTIES
from game.api.schemas import GameStateField
from game.api.serializers import Body
from game.models.expeditions import SESSION_LENGTH
from saves.models import SLOTS


class SaveRequestSerializer(Body):
    session_id = TextField(
        max_length=SESSION_LENGTH,
        default="default",
        help_text="The player's own name of an expedition.",
    )


class SaveMetadataSerializer(Body):
    timestamp = serializers.DateTimeField(help_text="When it was saved.")
    turn_count = serializers.IntegerField()
    wealth = serializers.IntegerField()
    health = serializers.IntegerField()
    location = serializers.CharField(help_text="Names of the place and its region.")
    game_version = serializers.CharField()
    session_id = serializers.CharField(help_text="The session that it was saved from.")
    difficulty = serializers.ChoiceField(choices=DIFFICULTIES)
    seed = serializers.CharField(allow_null=True, help_text="Null for a run of the day's seed.")
    daily = serializers.BooleanField(help_text="A run of the day's seed: it cannot be loaded.")


class SaveSlotSerializer(Body):
    slot = serializers.IntegerField(min_value=0, max_value=SLOTS - 1)
    metadata = SaveMetadataSerializer(allow_null=True, help_text="Null for an empty slot.")
    is_autosave = serializers.BooleanField(help_text="Slot 0: every turn writes over it.")


class SaveSlotsSerializer(Body):
    success = serializers.BooleanField(default=True)
    saves = SaveSlotSerializer(many=True, help_text="All slots in order, the empty ones too.")
    max_slots = serializers.IntegerField()


class SaveSlotDoneSerializer(SaveSlotSerializer):
    success = serializers.BooleanField(default=True)


class SaveLoadedSerializer(Body):
    success = serializers.BooleanField(default=True)
    session_id = serializers.CharField()
    game_state = GameStateField()


class SaveDeletedSerializer(Body):
    success = serializers.BooleanField(default=True)


class SaveFileSerializer(Body):
    """A slot as a file. Its signature holds as long as all values are what they were, in whatever
    order and spelling."""

    format = serializers.ChoiceField(choices=["cosmic.save"])
    version = serializers.ChoiceField(choices=[1])
    owner = serializers.CharField(help_text="The player's id.")
    metadata = SaveMetadataSerializer()
    document = serializers.DictField(help_text="The expedition, versioned.")
    signature = serializers.CharField()
