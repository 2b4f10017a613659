"""Put away what nobody uses any more: expeditions, log-in sessions, spent tokens."""

from argparse import ArgumentParser

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from game.models import Expedition
from game.protocol.errors import AppError
from game.services.chores import chore_run
from game.services.expedition_archive import (
    ARCHIVE_DAYS,
    expedition_restore,
    expeditions_archive_idle,
)
from game.services.expedition_runs import runs_check_waiting


class Command(BaseCommand):
    help = (
        "Archives expeditions that nobody has acted in for long, deletes log-in sessions and "
        "tokens that have expired, and executes the records of finished runs that are still "
        "waiting. Meant to run once a day. --restore brings a session back from the archive."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days", type=int, default=ARCHIVE_DAYS, help="how long is long (%(default)s)"
        )
        parser.add_argument(
            "--restore",
            nargs=2,
            metavar=("PLAYER", "SESSION_ID"),
            help="instead of all that: give this player's session back, the newest of that id",
        )

    def handle(
        self, *, days: int, restore: list[str] | None, verbosity: int = 1, **_: object
    ) -> None:
        if restore is not None:
            words = self._restored(*restore)
        else:
            if days < 1:
                raise CommandError("at least one day, please")
            words = self._purged(days)
        if verbosity >= 1:
            self.stdout.write(words)

    def _purged(self, days: int) -> str:
        with chore_run(name="purgesessions") as run:
            run.figure = archived = expeditions_archive_idle(days=days)
            checked = runs_check_waiting()
            call_command("clearsessions", verbosity=0)
            call_command("flushexpiredtokens", verbosity=0)
        return f"archived: {archived} expeditions; checked: {checked} finished runs"

    def _restored(self, username: str, session_id: str) -> str:
        archived = Expedition.objects.filter(
            player__username__iexact=username, session_id=session_id, archived_at__isnull=False
        )
        newest = archived.order_by("-last_activity").values_list("pk", flat=True).first()
        if newest is None:
            raise CommandError(f"there is no session {session_id!r} of {username} in the archive")
        try:
            expedition_restore(pk=newest)
        except AppError as error:
            raise CommandError(error.message) from error
        return f"{username} has {session_id!r} back"
