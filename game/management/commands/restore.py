"""Put a site back as it was when a backup was made."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from game.management.backups import BackupError, backup_read, backup_restore
from game.services.leases import leases_free


class Command(BaseCommand):
    help = (
        "Replaces everything in the database by what BACKUP holds, and the secret key with it. "
        "Stop all of the site's processes before."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path, metavar="BACKUP", help="one backup's folder")
        parser.add_argument("--noinput", action="store_true", help="do not ask whether I am sure")

    def handle(self, *, backup: Path, noinput: bool, **_: object) -> None:
        try:
            note = backup_read(backup)
            if not noinput:
                self._ask(note.made_at)
            backup_restore(backup, note)
        except BackupError as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0)
        leases_free()
        self._forget_cache()
        self.stdout.write(f"restored from {note.made_at}")
        call_command("checkledger", stdout=self.stdout, stderr=self.stderr)

    def _ask(self, made_at: str) -> None:
        answer = input(f"All that has happened since {made_at} will be lost. Type yes to go on: ")
        if answer.strip() != "yes":
            raise CommandError("nothing was changed")

    def _forget_cache(self) -> None:
        """Profiles in it may be newer than the players that they are of."""
        try:
            cache.clear()
        except Exception as error:
            self.stderr.write(f"the cache could not be emptied ({type(error).__name__}); do it")
