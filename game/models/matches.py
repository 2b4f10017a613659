"""Matches: who sits at which table, and every move, from which a table is rebuilt anywhere."""

from django.conf import settings
from django.db import models
from django.db.models import Q

GAME_LENGTH = 64
SESSION_LENGTH = 100
NAME_LENGTH = 50
HASH_LENGTH = 64  # hex digits of a key's SHA-256


class Match(models.Model):
    """One session of a game, which may be played several times over by restarting it.

    `seed` is the session's, as a decimal text; `players` how many it is for. `shared`: somebody
    gave it its name, so that it can be watched by that name. `last_activity` is the last time that
    somebody sat down or moved. `move_seconds` is how long a move may take, null for as long as it
    likes. `reason` says why it has ended. `course`: the class whose teams play here.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "waits for players"
        RUNNING = "running", "is played"
        FINISHED = "finished", "is over, may be restarted"
        ENDED = "ended", "has ended"

    game = models.CharField(max_length=GAME_LENGTH)
    session = models.CharField(max_length=SESSION_LENGTH)
    shared = models.BooleanField(default=True)
    players = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=20)
    move_seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    reason = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    last_activity = models.DateTimeField()
    course = models.ForeignKey(
        "game.Course", models.SET_NULL, null=True, blank=True, related_name="matches"
    )

    class Meta:
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(
                fields=["game", "session"],
                condition=~Q(status="ended"),
                name="match_open_session_once_per_game",
            ),
            models.CheckConstraint(condition=Q(players__gte=1), name="match_has_players"),
        ]
        indexes = [
            models.Index(fields=["game", "status", "created_at"], name="match_by_game_status"),
            models.Index(fields=["status", "last_activity"], name="match_by_activity"),
            models.Index(
                fields=["last_activity"],
                condition=Q(status="running", move_seconds__isnull=False),
                name="match_with_a_clock",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.game} {self.session}"


class Seat(models.Model):
    """Somebody at a table. `player_id` is 0..n-1; `account` is who plays, if we know.

    `key_hash` is the SHA-256 of the secret that opens the seat. `opponent` is the level of a
    built-in player, empty for everybody else. While players are missing, the seat is free again
    after `kept_until`, null for one that is kept for ever; `held`: its client waits on a connection
    and will hear of the key only once the match is full.
    """

    match = models.ForeignKey(Match, models.CASCADE, related_name="seats")
    player_id = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    key_hash = models.CharField(max_length=HASH_LENGTH)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="seats"
    )
    opponent = models.CharField(max_length=16, blank=True)
    held = models.BooleanField(default=False)
    kept_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["match", "player_id"], name="seat_taken_once"),
            models.UniqueConstraint(
                fields=["match", "name"], condition=~Q(name=""), name="seat_name_once_per_match"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"player {self.player_id}"


class Observer(models.Model):
    """A key that shows what one seat sees."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="observers")
    player_id = models.PositiveSmallIntegerField()
    key_hash = models.CharField(max_length=HASH_LENGTH)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["match", "key_hash"], name="observer_key_once"),
        ]

    def __str__(self) -> str:
        return f"watches player {self.player_id}"


class MatchEntry(models.Model):
    """A line of a session's log, in order: a move, a forfeit, or a restart.

    `number` counts from 1 over all games of the session; the state after it has version number + 1.
    `round` counts its games. `body` is the move's JSON object, or {"reason"} of a forfeit.
    """

    class Kind(models.TextChoices):
        MOVE = "move", "move"
        FORFEIT = "forfeit", "forfeit"
        RESTART = "restart", "restart"

    match = models.ForeignKey(Match, models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    round = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    player_id = models.PositiveSmallIntegerField()
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "match entries"
        constraints = [
            models.UniqueConstraint(fields=["match", "number"], name="match_entry_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, round__gte=1), name="match_entry_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class FinishedGame(models.Model):
    """A game that came to its end: the record that re-executes to it, and how it went.

    `ranks` by player id, 1 for the best, null for games that nobody can win. `rated_at`: when its
    accounts' ratings took notice of it; null while that is due or for games that are not rated.
    """

    match = models.ForeignKey(Match, models.CASCADE, related_name="finished")
    round = models.PositiveIntegerField()
    game = models.CharField(max_length=GAME_LENGTH)
    record = models.TextField()
    ranks = models.JSONField(null=True, blank=True)
    rated = models.BooleanField(default=False)
    rated_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["match", "round"], name="finished_game_once"),
        ]
        indexes = [
            models.Index(
                fields=["finished_at"],
                condition=Q(rated=True, rated_at__isnull=True),
                name="finished_game_to_be_rated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.game} {self.pk}"


class Rating(models.Model):
    """How well an account plays a game, as a normal distribution: mean mu, deviation sigma."""

    player = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="ratings")
    game = models.CharField(max_length=GAME_LENGTH)
    mu = models.FloatField()
    sigma = models.FloatField()
    games = models.PositiveIntegerField(default=0)
    wins = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["player", "game"], name="rating_once_per_game"),
            models.CheckConstraint(condition=Q(sigma__gt=0), name="rating_has_a_deviation"),
        ]

    def __str__(self) -> str:
        return f"{self.game} {self.mu:.1f}"
