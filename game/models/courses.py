"""Classes: a teacher's course, the teams in it, and their tournaments, fixture by fixture."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from game.models.matches import GAME_LENGTH, HASH_LENGTH, Match

TITLE_LENGTH = 80
CODE_LENGTH = 11
TEAM_NAME_LENGTH = 24


class Course(models.Model):
    """A class. `code` opens it to its students. `game`: the only one to be played, empty for any.

    Whoever has the permission `game.teach`, or is staff, may make classes.
    """

    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="courses_taught"
    )
    title = models.CharField(max_length=TITLE_LENGTH)
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    game = models.CharField(max_length=GAME_LENGTH, blank=True)
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "class"
        verbose_name_plural = "classes"
        permissions = [("teach", "Can teach: make classes for matches")]
        indexes = [models.Index(fields=["teacher", "-created_at"], name="course_by_teacher")]

    def __str__(self) -> str:
        return self.title


class Team(models.Model):
    """Whoever plays under this name in a class. `secret_hash`: SHA-256 of what proves it.

    `account` made the team, if it was made by somebody with an account.
    """

    course = models.ForeignKey(Course, models.CASCADE, related_name="teams")
    name = models.CharField(max_length=TEAM_NAME_LENGTH)
    secret_hash = models.CharField(max_length=HASH_LENGTH)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="teams"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("course", Lower("name"), name="team_name_once_per_course"),
            models.UniqueConstraint(
                fields=["course", "account"],
                condition=Q(account__isnull=False),
                name="team_once_per_account",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Tournament(models.Model):
    """A round-robin. `number` counts a course's from 1; `legs`: how often a pair meets.

    `finished_at` is set with its last result.
    """

    course = models.ForeignKey(Course, models.CASCADE, related_name="tournaments")
    number = models.PositiveSmallIntegerField()
    game = models.CharField(max_length=GAME_LENGTH)
    legs = models.PositiveSmallIntegerField(default=1)
    move_seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "number"], name="tournament_number_once_per_course"
            ),
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(finished_at__isnull=True),
                name="tournament_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.game} {self.number}"


class Fixture(models.Model):
    """Two teams that are to meet: `first` in seat 0. `number` counts a tournament's from 1.

    `match` is where they play or have played, null while neither has come. `outcome` is empty until
    it counts; then `how` says why: `played`, or the reason of a forfeit. `illegal_*`: moves of each
    that the game refused.
    """

    class Outcome(models.TextChoices):
        FIRST = "first", "the first has won"
        SECOND = "second", "the second has won"
        DRAW = "draw", "a draw"
        NOBODY = "nobody", "both have lost"

    tournament = models.ForeignKey(Tournament, models.CASCADE, related_name="fixtures")
    number = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    first = models.ForeignKey(Team, models.RESTRICT, related_name="fixtures_first")
    second = models.ForeignKey(Team, models.RESTRICT, related_name="fixtures_second")
    match = models.ForeignKey(
        Match, models.SET_NULL, null=True, blank=True, related_name="fixtures"
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    how = models.CharField(max_length=32, blank=True)
    moves = models.PositiveIntegerField(default=0)
    illegal_first = models.PositiveIntegerField(default=0)
    illegal_second = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tournament", "number"], name="fixture_number_once_per_tournament"
            ),
            models.CheckConstraint(condition=~Q(first=F("second")), name="fixture_of_two_teams"),
            models.CheckConstraint(
                condition=Q(outcome="", finished_at__isnull=True)
                | (~Q(outcome="") & Q(finished_at__isnull=False)),
                name="fixture_counts_once_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"fixture {self.number}"
