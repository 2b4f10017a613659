"""Check that the ledger adds up to the balances."""

from django.core.management.base import BaseCommand

from game.selectors.ledger import ledger_discrepancies
from game.services.chores import chore_run


class Command(BaseCommand):
    help = "Compares every balance with the ledger; lists what differs and then exits with 1."

    def handle(self, **_: object) -> None:
        rows = 0
        with chore_run(name="checkledger") as run:
            for row in ledger_discrepancies():
                rows += 1
                entry = row.first_wrong_entry
                hint = "" if entry is None else f", first wrong entry {entry}"
                self.stdout.write(
                    f"{row.player_id} {row.username}: {row.credits} credits, "
                    f"ledger {row.ledger}{hint}"
                )
            run.ok, run.figure = not rows, rows
        if rows:
            self.stderr.write(f"{rows} balances do not fit the ledger")
            raise SystemExit(1)
        self.stdout.write("the ledger adds up to every balance")
