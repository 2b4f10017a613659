"""What requests about matches ask with and answers look like."""

from math import isfinite
from typing import Any

from rest_framework import serializers

from accounts.fields import TextField
from game.api.serializers import Body, LimitQuery, PageQuery
from game.models.matches import GAME_LENGTH, NAME_LENGTH, SESSION_LENGTH, Match
from game.services.matches.seating import MOVE_SECONDS_MAX

WAIT_MAX_S = 30.0
KEY_LENGTH = 200


class SecondsField(serializers.FloatField):
    """How long an answer may take; more than WAIT_MAX_S counts as that."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, **options)

    def to_internal_value(self, data: Any) -> float:
        value = super().to_internal_value(data)
        if not isfinite(value):
            self.fail("invalid")
        return min(value, WAIT_MAX_S)


class JoinSerializer(Body):
    game = TextField(max_length=GAME_LENGTH)
    session = TextField(
        max_length=SESSION_LENGTH,
        default="auto",
        help_text="A name that players have agreed on, or `auto` for any open session.",
    )
    players = serializers.IntegerField(
        default=None,
        allow_null=True,
        help_text="For how many to open a session; without it none is opened.",
    )
    name = TextField(max_length=NAME_LENGTH, default="", allow_blank=True)
    opponent = TextField(
        max_length=16,
        default="",
        allow_blank=True,
        help_text="The level of built-in opponents that take all other seats at once.",
    )
    move_seconds = serializers.IntegerField(
        default=None,
        allow_null=True,
        min_value=1,
        max_value=MOVE_SECONDS_MAX,
        help_text="A clock for a session that is opened: who takes longer for a move loses. "
        "`auto` joins only sessions with the same one.",
    )
    wait = SecondsField(default=0.0, help_text="Seconds to wait until the match is full, up to 30.")


class SeatSerializer(Body):
    match_id = serializers.CharField()
    player_id = serializers.IntegerField()
    key = serializers.CharField(help_text="A secret that all else asks for.")
    session = serializers.CharField()
    request_size_max = serializers.IntegerField(help_text="Bytes.")


class WaitingSeatSerializer(SeatSerializer):
    status = serializers.ChoiceField(choices=["waiting"])


class ObserveSerializer(Body):
    game = TextField(max_length=GAME_LENGTH)
    session = TextField(max_length=SESSION_LENGTH)
    name = TextField(max_length=NAME_LENGTH, help_text="Of the player to look over the shoulder.")


class ActSerializer(Body):
    player_id = serializers.IntegerField(min_value=0, max_value=1000)
    key = TextField(max_length=KEY_LENGTH)


class MoveSerializer(ActSerializer):
    move = serializers.DictField(help_text="The game's own: see `/api/v1/matches/games`.")


class VersionSerializer(Body):
    version = serializers.IntegerField(help_text="Of the state after it.")


class StateQuery(Body):
    player_id = serializers.IntegerField(min_value=0, max_value=1000)
    since = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=2**53,
        help_text="The newest version that was seen; absent: answer at once.",
    )
    wait = SecondsField(default=0.0, help_text="Seconds to wait for a newer one, up to 30.")
    moves = serializers.BooleanField(
        default=False, help_text="True: list what this seat may do now, if the game can."
    )


class ClockSerializer(Body):
    move_seconds = serializers.IntegerField()
    left_s = serializers.FloatField(help_text="Seconds until whoever may move has lost.")
    deadline = serializers.DateTimeField()


class StateSerializer(Body):
    version = serializers.IntegerField()
    state = serializers.DictField(
        help_text="The game's own, with `current`, who may move, and `gameover`."
    )
    clock = ClockSerializer(required=False, help_text="While it runs.")
    moves = serializers.ListField(
        required=False,
        child=serializers.DictField(),
        help_text="If they were asked for and the game can tell them.",
    )


class IllegalMoveSerializer(Body):
    success = serializers.BooleanField(default=False)
    error = serializers.CharField()
    code = serializers.ChoiceField(choices=["ILLEGAL_MOVE"])
    details = serializers.JSONField(help_text="The game's own error, any JSON value.")


class GameSerializer(Body):
    name = serializers.CharField()
    description = serializers.CharField()
    min_players = serializers.IntegerField()
    max_players = serializers.IntegerField()
    moves = serializers.ListField(
        child=serializers.DictField(), help_text="JSON Schemas of its moves, with examples."
    )
    opponents = serializers.ListField(
        child=serializers.CharField(), help_text="Levels of built-in opponents."
    )


class GamesSerializer(Body):
    games = GameSerializer(many=True)


class LobbyQuery(PageQuery):
    game = TextField(max_length=GAME_LENGTH, default="", allow_blank=True)
    session = TextField(max_length=SESSION_LENGTH, default="", allow_blank=True)
    open = serializers.BooleanField(
        default=False, help_text="True: only matches that wait for players."
    )


class LobbySeatSerializer(Body):
    player_id = serializers.IntegerField()
    name = serializers.CharField()
    opponent = serializers.CharField(help_text="The level of a built-in opponent, or empty.")


class LobbyMatchSerializer(Body):
    match_id = serializers.CharField()
    game = serializers.CharField()
    session = serializers.CharField()
    shared = serializers.BooleanField(help_text="It can be watched by its session's name.")
    status = serializers.ChoiceField(choices=[s.value for s in Match.Status])
    players = serializers.IntegerField()
    move_seconds = serializers.IntegerField(allow_null=True)
    seats = LobbySeatSerializer(many=True)
    created_at = serializers.DateTimeField()


class MatchFactsSerializer(LobbyMatchSerializer):
    session = serializers.CharField(allow_null=True)
    reason = serializers.CharField(help_text="Why it has ended, in one word, or empty.")
    open_seats = serializers.IntegerField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    deadline = serializers.DateTimeField(
        allow_null=True, help_text="Of the move that is waited for, where a clock runs."
    )


class LobbySerializer(Body):
    matches = LobbyMatchSerializer(many=True)
    total = serializers.IntegerField()


class BoardQuery(LimitQuery):
    game = TextField(max_length=GAME_LENGTH)


class RatedPlayerSerializer(Body):
    rank = serializers.IntegerField()
    player_id = serializers.CharField()
    username = serializers.CharField()
    rating = serializers.FloatField(help_text="`mu` less three times `sigma`.")
    mu = serializers.FloatField()
    sigma = serializers.FloatField()
    games = serializers.IntegerField()
    wins = serializers.IntegerField()


class BoardSerializer(Body):
    game = serializers.CharField()
    items = RatedPlayerSerializer(many=True)


class PlayedGameSerializer(Body):
    match_id = serializers.CharField()
    round = serializers.IntegerField()
    game = serializers.CharField()
    session = serializers.CharField()
    player_id = serializers.IntegerField(help_text="One's own seat.")
    names = serializers.ListField(child=serializers.CharField(allow_blank=True))
    ranks = serializers.ListField(
        child=serializers.IntegerField(), allow_null=True, help_text="By player id, 1 is best."
    )
    rated = serializers.BooleanField()
    public = serializers.BooleanField(help_text="Anybody may see its record.")
    finished_at = serializers.DateTimeField()


class MatchHistorySerializer(Body):
    games = PlayedGameSerializer(many=True)
    total = serializers.IntegerField()


class RecordQuery(Body):
    round = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text="A game of the session, from 1 on; absent: the last one that was finished.",
    )


class ReplayQuery(RecordQuery):
    player_id = serializers.IntegerField(
        min_value=0, max_value=1000, default=0, help_text="Whose eyes to look through."
    )
    start = serializers.IntegerField(
        min_value=0, max_value=100_000, default=0, help_text="Entries to skip."
    )


class EntrySerializer(Body):
    kind = serializers.ChoiceField(choices=["move", "forfeit"])
    player_id = serializers.IntegerField()
    args = serializers.DictField(required=False, help_text="Of a move.")
    reason = serializers.CharField(required=False, help_text="Of a forfeit.")


class RecordSerializer(Body):
    format = serializers.ChoiceField(choices=["cosmic-match"])
    version = serializers.IntegerField()
    game = serializers.CharField()
    rules = serializers.IntegerField()
    players = serializers.IntegerField()
    names = serializers.ListField(child=serializers.CharField(allow_blank=True))
    seed = serializers.CharField()
    entries = EntrySerializer(many=True)
    ranks = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    scores = serializers.ListField(child=serializers.FloatField(), allow_null=True)
    digest = serializers.CharField()


class MatchReplaySerializer(Body):
    match_id = serializers.CharField()
    round = serializers.IntegerField()
    game = serializers.CharField()
    players = serializers.IntegerField()
    names = serializers.ListField(child=serializers.CharField(allow_blank=True))
    ranks = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    scores = serializers.ListField(child=serializers.FloatField(), allow_null=True)
    player_id = serializers.IntegerField()
    start = serializers.IntegerField()
    total = serializers.IntegerField(help_text="States of the whole game.")
    entries = EntrySerializer(many=True)
    states = serializers.ListField(
        child=serializers.DictField(), help_text="One more than entries; up to 500."
    )
