"""Check that the ledger adds up to the balances."""

from django.core.management.base import BaseCommand

from game.selectors.ledger import ledger_discrepancies


class Command(BaseCommand):
    help = "Compares every balance with the ledger; lists what differs and then exits with 1."

    def handle(self, **_: object) -> None:
        rows = 0
        for row in ledger_discrepancies():
            rows += 1
            entry = row.first_wrong_entry
            hint = "" if entry is None else f", first wrong entry {entry}"
            self.stdout.write(
                f"{row.player_id} {row.username}: {row.credits} credits, ledger {row.ledger}{hint}"
            )
        if rows:
            self.stderr.write(f"{rows} balances do not fit the ledger")
            raise SystemExit(1)
        self.stdout.write("the ledger adds up to every balance")
