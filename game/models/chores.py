"""What operators have done regularly, and how it went the last time."""

from django.db import models


class Chore(models.Model):
    """One row for each kind of chore (backup, checkledger, ...), changed by every run of it.

    `done_at` is when it last ended well, `figure` what its last run counted (differences, bytes,
    rows), `words` what it said.
    """

    name = models.CharField(max_length=32, primary_key=True)
    tried_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    ok = models.BooleanField()
    figure = models.BigIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.name}: {'done' if self.ok else 'failed'}"
