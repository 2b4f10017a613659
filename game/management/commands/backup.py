"""Copy the database and the secret key of a site, which may run."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from game.management.backups import BackupError, backup_make, backup_read, backups_prune
from game.services.chores import chore_run


class Command(BaseCommand):
    help = (
        "Makes a new folder in FOLDER with a copy of the database and the secret key. The site "
        "may run meanwhile. PostgreSQL's pg_dump has to be there for a site on PostgreSQL."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="where backups are kept")
        parser.add_argument(
            "--keep", type=int, default=0, metavar="N", help="remove all but the newest N"
        )

    def handle(self, *, folder: Path, keep: int, **_: object) -> None:
        if keep < 0:
            raise CommandError("keep at least one, or 0 for all")
        try:
            with chore_run(name="backup") as run:
                made = backup_make(folder)
                run.figure = backup_read(made).size
                run.words = made.name
                gone = backups_prune(folder, keep)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made}: {run.figure:,} bytes")
        for path in gone:
            self.stdout.write(f"{path} is gone")
