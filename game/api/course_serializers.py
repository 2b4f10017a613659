"""What requests about classes ask with and answers look like."""

from rest_framework import serializers

from accounts.fields import FlagField, TextField
from game.api.match_serializers import SecondsField
from game.api.serializers import Body
from game.models import Fixture, Match
from game.models.courses import CODE_LENGTH, TEAM_NAME_LENGTH, TITLE_LENGTH
from game.models.matches import GAME_LENGTH
from game.services.courses.tournaments import MAX_ENTRANTS, MAX_LEGS
from game.services.matches.seating import MOVE_SECONDS_MAX

STATES = ["open", "waiting", "playing", "finished"]
SPACED = 40  # what may be typed around a code or a name


class NumberField(serializers.IntegerField):
    """A number as JSON has it: no text that spells one, and no flag."""

    def to_internal_value(self, data: object) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class CourseBody(Body):
    title = TextField(max_length=TITLE_LENGTH)
    game = TextField(
        max_length=GAME_LENGTH, default="", allow_blank=True, help_text="Empty: any game."
    )


class CourseChangeBody(Body):
    title = TextField(max_length=TITLE_LENGTH, required=False)
    is_open = FlagField(required=False)


class TeamBody(Body):
    code = TextField(max_length=CODE_LENGTH + SPACED, help_text="The class's.")
    team = TextField(max_length=TEAM_NAME_LENGTH + SPACED, help_text="A name for the team.")


class TournamentBody(Body):
    game = TextField(max_length=GAME_LENGTH)
    teams = serializers.ListField(
        child=TextField(max_length=32),
        max_length=MAX_ENTRANTS,
        default=None,
        allow_null=True,
        help_text="Their ids; without them all teams of the class.",
    )
    legs = NumberField(
        default=1, min_value=1, max_value=MAX_LEGS, help_text="How often each pair meets."
    )
    move_seconds = NumberField(
        default=None,
        allow_null=True,
        min_value=1,
        max_value=MOVE_SECONDS_MAX,
        help_text="Who takes longer for a move loses; null: as long as it takes.",
    )


class ForfeitBody(Body):
    team = TextField(
        max_length=32, default=None, allow_null=True, help_text="Who loses; null: both."
    )


class WithdrawBody(Body):
    team = TextField(max_length=32)


class NextQuery(Body):
    code = TextField(max_length=CODE_LENGTH)
    team = TextField(max_length=TEAM_NAME_LENGTH, help_text="Its name.")


class WallQuery(Body):
    since = TextField(
        max_length=32, default="", allow_blank=True, help_text="The version that was seen."
    )
    wait = SecondsField(default=0.0, help_text="Seconds to wait for another one, up to 30.")


# --- answers ------------------------------------------------------------------------------


class CourseLineSerializer(Body):
    course_id = serializers.CharField()
    title = serializers.CharField()
    game = serializers.CharField(help_text="Empty: any.")
    code = serializers.CharField()
    is_open = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    teams = serializers.IntegerField()
    team = serializers.CharField(allow_null=True, help_text="One's own there.")


class CoursesSerializer(Body):
    can_teach = serializers.BooleanField()
    teaching = CourseLineSerializer(many=True)
    playing = CourseLineSerializer(many=True)


class TeamSerializer(Body):
    team_id = serializers.CharField()
    name = serializers.CharField()
    mine = serializers.BooleanField()


class TournamentLineSerializer(Body):
    number = serializers.IntegerField()
    game = serializers.CharField()
    legs = serializers.IntegerField()
    move_seconds = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    fixtures = serializers.IntegerField()
    finished = serializers.IntegerField()


class CourseSerializer(Body):
    course_id = serializers.CharField()
    title = serializers.CharField()
    game = serializers.CharField()
    code = serializers.CharField()
    is_open = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    teaching = serializers.BooleanField()
    teams = TeamSerializer(many=True)
    tournaments = TournamentLineSerializer(many=True)


class CupStandingSerializer(Body):
    rank = serializers.IntegerField()
    team_id = serializers.CharField()
    team = serializers.CharField()
    games = serializers.IntegerField()
    wins = serializers.IntegerField()
    draws = serializers.IntegerField()
    losses = serializers.IntegerField()
    points = serializers.IntegerField()
    beaten = serializers.FloatField(help_text="Sonneborn-Berger score.")
    forfeits = serializers.IntegerField()
    illegal = serializers.IntegerField()


class FixtureSerializer(Body):
    number = serializers.IntegerField()
    round = serializers.IntegerField()
    session = serializers.CharField()
    first = serializers.CharField(help_text="Has seat 0.")
    second = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    match_id = serializers.CharField(allow_null=True)
    outcome = serializers.ChoiceField(choices=["", *Fixture.Outcome.values], allow_blank=True)
    how = serializers.CharField(help_text="`played`, or why it was lost early.")
    moves = serializers.IntegerField()
    illegal = serializers.ListField(
        child=serializers.IntegerField(), help_text="Refused moves of each."
    )
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class TournamentSerializer(Body):
    tournament = TournamentLineSerializer()
    standings = CupStandingSerializer(many=True)
    fixtures = FixtureSerializer(many=True)


class SecretSerializer(Body):
    course_id = serializers.CharField()
    team_id = serializers.CharField()
    team = serializers.CharField()
    secret = serializers.CharField(help_text="Told once.")
    name = serializers.CharField(help_text="What a client gives as its `name`: `team:secret`.")
    session = serializers.CharField(help_text="What a client gives as its `session`.")


class CalledOffSerializer(Body):
    fixtures = serializers.IntegerField(help_text="How many games this decided.")


class NextSerializer(Body):
    game = serializers.CharField()
    session = serializers.CharField()
    player_id = serializers.IntegerField()
    opponent = serializers.CharField()
    round = serializers.IntegerField()
    state = serializers.ChoiceField(choices=STATES[:3])


class WallTableSerializer(Body):
    match_id = serializers.CharField()
    game = serializers.CharField()
    table = serializers.CharField()
    status = serializers.ChoiceField(choices=[s.value for s in Match.Status])
    players = serializers.IntegerField()
    names = serializers.ListField(child=serializers.CharField(allow_blank=True))
    version = serializers.IntegerField()
    state = serializers.DictField(
        allow_null=True, help_text="What the game lets anybody see; null: nothing."
    )
    current = serializers.ListField(child=serializers.IntegerField())
    gameover = serializers.BooleanField()


class WallCupSerializer(Body):
    number = serializers.IntegerField()
    game = serializers.CharField()
    round = serializers.IntegerField()
    rounds = serializers.IntegerField()
    fixtures_total = serializers.IntegerField()
    fixtures_finished = serializers.IntegerField()
    standings = CupStandingSerializer(many=True)
    fixtures = FixtureSerializer(many=True)


class WallSerializer(Body):
    course_id = serializers.CharField()
    title = serializers.CharField()
    code = serializers.CharField()
    is_open = serializers.BooleanField()
    teams = serializers.IntegerField()
    tables = WallTableSerializer(many=True)
    tournament = WallCupSerializer(allow_null=True)


class WallAnswerSerializer(Body):
    version = serializers.CharField()
    wall = WallSerializer()
