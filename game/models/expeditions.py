"""Expeditions: each player's sessions, what was done in them, and the runs that are over."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from game.expedition.state import Difficulty, Ending

SESSION_LENGTH = 64  # characters of a session's id, which its player chooses
SEED_LENGTH = 64
DIFFICULTIES = [(level.value, level.value) for level in Difficulty]
ENDINGS = [(ending.value, ending.value.replace("_", " ")) for ending in Ending]


class Expedition(models.Model):
    """One session of a player: the present run as a document, and what lists show of it.

    `revision` grows with every change of the document and never goes back. `run_number` grows
    when the session begins anew or is loaded; `step_count` is how many actions the present run
    has taken. `ranked` holds while its record leads from the seed to here. `archived_at`: nobody
    has touched it for a long time; its player no longer sees it, an operator can bring it back.
    """

    player = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="expeditions")
    session_id = models.CharField(max_length=SESSION_LENGTH)
    document = models.TextField()
    revision = models.PositiveBigIntegerField(default=1)
    run_number = models.PositiveIntegerField(default=1)
    step_count = models.PositiveIntegerField(default=0)
    turn_count = models.PositiveIntegerField(default=0)
    wealth = models.PositiveBigIntegerField(default=0)
    game_over = models.BooleanField(default=False)
    victory = models.BooleanField(default=False)
    ending = models.CharField(max_length=16, choices=ENDINGS, blank=True)
    ranked = models.BooleanField(default=True)
    seed = models.CharField(max_length=SEED_LENGTH)
    seed_chosen = models.BooleanField(default=False)
    difficulty = models.CharField(max_length=8, choices=DIFFICULTIES)
    daily_date = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    last_activity = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["player", "session_id"],
                condition=Q(archived_at__isnull=True),
                name="expedition_session_once_per_player",
            ),
            models.CheckConstraint(
                condition=~Q(session_id="") & Q(revision__gte=1, run_number__gte=1),
                name="expedition_numbers_from_one",
            ),
            models.CheckConstraint(
                condition=Q(game_over=False, ending="") | (Q(game_over=True) & ~Q(ending="")),
                name="expedition_over_has_an_ending",
            ),
            models.CheckConstraint(
                condition=Q(victory=False) | Q(ending=Ending.RETIRED.value),
                name="expedition_victory_is_retirement",
            ),
        ]
        indexes = [
            models.Index(fields=["player", "-last_activity"], name="expedition_of_player"),
            models.Index(
                fields=["last_activity"],
                condition=Q(archived_at__isnull=True),
                name="expedition_idle",
            ),
        ]

    def __str__(self) -> str:
        return self.session_id


class ExpeditionStep(models.Model):
    """One action that the present run of a session took, as `parse_action` takes it.

    `number` counts from 1 in its run. Once the run is over the steps are part of its record.
    """

    expedition = models.ForeignKey(Expedition, models.CASCADE, related_name="steps")
    run_number = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    action = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["expedition", "run_number", "number"], name="expedition_step_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="expedition_steps_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.run_number}.{self.number}"


class FinishedRun(models.Model):
    """A run that is over, for good: what leaderboards compare, and the record that proves it.

    `record` is the JSON of a `game.expedition.record.Record`, empty for a run that was loaded
    from a slot. `check_state` says whether the record has been executed again; a run is ranked
    once that has led to the same result, one of a day only if it ended on that day.
    """

    class Check(models.TextChoices):
        NONE = "none", "has no record"
        WAITING = "waiting", "not executed again yet"
        CONFIRMED = "confirmed", "leads to its result"
        REFUTED = "refuted", "does not lead to its result"

    player = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="finished_runs"
    )
    expedition = models.ForeignKey(
        Expedition, models.SET_NULL, null=True, blank=True, related_name="finished_runs"
    )
    run_number = models.PositiveIntegerField()
    seed = models.CharField(max_length=SEED_LENGTH)
    seed_chosen = models.BooleanField()
    difficulty = models.CharField(max_length=8, choices=DIFFICULTIES)
    daily_date = models.DateField(null=True, blank=True)
    turns = models.PositiveIntegerField()
    wealth = models.PositiveBigIntegerField()
    score = models.BigIntegerField()
    ending = models.CharField(max_length=16, choices=ENDINGS)
    victory = models.BooleanField()
    ranked = models.BooleanField(default=False)
    check_state = models.CharField(max_length=16, choices=Check.choices, default=Check.NONE)
    record = models.TextField(blank=True)
    finished_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["expedition", "run_number"], name="finished_run_once"),
            models.CheckConstraint(
                condition=Q(victory=False) | Q(ending=Ending.RETIRED.value),
                name="finished_victory_is_retirement",
            ),
            models.CheckConstraint(
                condition=Q(ranked=False) | Q(check_state="confirmed"),
                name="finished_ranked_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(record="", check_state="none")
                | (~Q(record="") & ~Q(check_state="none")),
                name="finished_check_needs_a_record",
            ),
        ]
        indexes = [
            models.Index(fields=["player", "-finished_at"], name="finished_of_player"),
            models.Index(
                fields=["-score", "turns", "id"],
                condition=Q(ranked=True),
                name="finished_board",
            ),
            models.Index(
                fields=["seed", "-score"], condition=Q(ranked=True), name="finished_board_of_seed"
            ),
            models.Index(
                fields=["daily_date", "-score"],
                condition=Q(ranked=True, daily_date__isnull=False),
                name="finished_board_of_day",
            ),
            models.Index(
                fields=["check_state"], condition=Q(check_state="waiting"), name="finished_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ending} after {self.turns} turns"


class DailyEntry(models.Model):
    """That a player has begun the daily run of a UTC date: the one row that allows it once."""

    player = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="daily_entries"
    )
    date = models.DateField()
    expedition = models.ForeignKey(
        Expedition, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    begun_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "daily entries"
        constraints = [
            models.UniqueConstraint(fields=["player", "date"], name="daily_once_per_player"),
        ]

    def __str__(self) -> str:
        return str(self.date)
