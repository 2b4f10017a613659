"""Forget records that have been kept long enough."""

from django.core.management.base import BaseCommand

from game.services.chores import chore_run
from game.services.purging import records_purge


class Command(BaseCommand):
    help = (
        "Deletes the combat log, deeds, loot claims, telemetry and recordings that are older than "
        "the rules keep. Meant to run once a day."
    )

    def handle(self, *, verbosity: int = 1, **_: object) -> None:
        with chore_run(name="purgerecords"):
            report = records_purge()
        if verbosity < 1:
            return
        self.stdout.write(
            f"purged: {report.combat_log} lines of combat, {report.deeds} deeds, "
            f"{report.loot_claims} claims of loot, {report.telemetry} days of telemetry, "
            f"{report.recordings} parts of recordings"
        )
