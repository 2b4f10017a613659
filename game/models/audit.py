"""What operators did: who, when, through which door, and what came of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

NAME_MAX = 128


class OperatorAction(models.Model):
    """One act of a member of staff. Rows are only ever added.

    `actor_name` stays when the account goes. `target` is what was acted upon (a system's or a
    player's public id), `payload` the act's arguments without secrets, `code` an error's.
    """

    class Door(models.TextChoices):
        SOCKET = "socket", "control socket"
        ADMIN = "admin", "admin pages"
        REST = "rest", "REST"
        COMMAND = "command", "command line"

    class Result(models.TextChoices):
        DONE = "done", "done"
        REFUSED = "refused", "refused"
        FAILED = "failed", "failed"

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="operator_actions",
    )
    actor_name = models.CharField(max_length=NAME_MAX, blank=True)
    at = models.DateTimeField(default=timezone.now)
    door = models.CharField(max_length=8, choices=Door)
    action = models.CharField(max_length=NAME_MAX)
    target = models.CharField(max_length=NAME_MAX, blank=True)
    payload = models.JSONField(default=dict, blank=True)
    result = models.CharField(max_length=8, choices=Result)
    code = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "operator action"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="operator_action_by_time"),
            models.Index(fields=["actor", "-at"], name="operator_action_by_actor"),
            models.Index(fields=["target", "-at"], name="operator_action_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.action} {self.target} {self.result}".strip()
