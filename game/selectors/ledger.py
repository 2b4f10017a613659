"""Reads of the ledger: a player's pages, and whether it adds up."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import BigIntegerField, F, OuterRef, Q, Subquery, Sum, Value, Window
from django.db.models.functions import Coalesce
from msgspec import Struct

from accounts.models import User
from game.models import LedgerEntry


class LedgerLine(Struct, frozen=True):
    """One change of a balance; total_amount is what it gained (or, below 0, lost)."""

    id: int
    tx_type: str
    location_id: str | None
    commodity_id: str | None
    quantity: int | None
    unit_price: int | None
    total_amount: int
    ref: str | None
    created_at: datetime


class LedgerPage(Struct, frozen=True):
    items: tuple[LedgerLine, ...]
    total: int


class Discrepancy(Struct, frozen=True):
    """A player whose ledger does not add up: the balance, the sum of the rows, and the id of the
    first row whose `balance_after` is not the sum up to it."""

    player_id: str
    username: str
    credits: int
    ledger: int
    first_wrong_entry: int | None


def ledger_page(*, player_pk: int, limit: int, offset: int) -> LedgerPage:
    """A player's rows, newest first."""
    entries = LedgerEntry.objects.filter(player=player_pk)
    page = entries.order_by("-id").values_list(*LedgerLine.__struct_fields__)
    return LedgerPage(
        items=tuple(LedgerLine(*values) for values in page[offset : offset + limit]),
        total=entries.count(),
    )


def ledger_discrepancies() -> Iterator[Discrepancy]:
    """Every player whose credits are not the sum of their rows, or whose rows contradict it."""
    sums = (
        LedgerEntry.objects.filter(player=OuterRef("pk"))
        .order_by()
        .values("player")
        .values_list(Sum("total_amount"))
    )
    players = User.objects.annotate(
        ledger_sum=Coalesce(Subquery(sums), Value(0), output_field=BigIntegerField())
    )
    wrong = _first_wrong_entries()
    for player in players.filter(~Q(credits=F("ledger_sum")) | Q(pk__in=list(wrong))).order_by(
        "pk"
    ):
        yield Discrepancy(
            player_id=player.player_id,
            username=player.username,
            credits=player.credits,
            ledger=player.ledger_sum,
            first_wrong_entry=wrong.get(player.pk),
        )


def _first_wrong_entries() -> dict[int, int]:
    """By player: the id of the first row whose balance_after is not the running sum."""
    running = Window(Sum("total_amount"), partition_by="player", order_by="id")
    wrong = LedgerEntry.objects.annotate(running=running).exclude(balance_after=F("running"))
    found: dict[int, int] = {}
    for player, entry in wrong.order_by("-id").values_list("player_id", "id"):
        found[player] = entry
    return found
