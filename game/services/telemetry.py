"""Telemetry: what a system's pilots lived through, added up by day and type of zone."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction
from msgspec import Struct

from game.models import TelemetryDay
from game.services.fencing import Fence, fence_hold

COUNTED = (
    "time_s",
    "encounters",
    "deaths_pirate",
    "deaths_player",
    "deaths_patrol",
    "deaths_other",
    "net_credits",
    "cargo_value_s",
)


class TelemetryRow(Struct, frozen=True):
    """What is to be added. `zone_type` as in the catalog, or `open_space`; the day is UTC's.

    time_s in pilots' seconds, net_credits gained less lost, cargo_value_s in credits times seconds.
    """

    day: date
    zone_type: str
    time_s: float = 0.0
    encounters: int = 0
    deaths_pirate: int = 0
    deaths_player: int = 0
    deaths_patrol: int = 0
    deaths_other: int = 0
    net_credits: int = 0
    cargo_value_s: float = 0.0


def telemetry_add(*, fence: Fence, rows: Sequence[TelemetryRow]) -> None:
    """Add to the days of the fence's system, in one statement.

    What is added at one moment of the fence counts once: the same batch again, or another of that
    tick, changes nothing. A day and a type of zone stand in a batch once at most. Locks the lease.
    Raises LeaseLost.
    """
    if not rows:
        return
    with transaction.atomic():
        fence_hold(fence)
        with connection.cursor() as cursor:
            values: list[Any] = [value for row in rows for value in _values(row, fence)]
            cursor.execute(_statement(len(rows)), values)


def _statement(rows: int) -> str:
    """An upsert that adds, as SQLite and PostgreSQL both know it."""
    table = connection.ops.quote_name(TelemetryDay._meta.db_table)
    columns = ("day", "system_id", "zone_type", *COUNTED, "epoch", "tick")
    row = f"({', '.join(['%s'] * len(columns))})"
    sums = ", ".join(f"{name} = old.{name} + excluded.{name}" for name in COUNTED)
    return (
        f"INSERT INTO {table} AS old ({', '.join(columns)}) "  # noqa: S608 names of our own
        f"VALUES {', '.join([row] * rows)} "
        f"ON CONFLICT (day, system_id, zone_type) DO UPDATE "
        f"SET {sums}, epoch = excluded.epoch, tick = excluded.tick "
        f"WHERE (old.epoch, old.tick) < (excluded.epoch, excluded.tick)"
    )


def _values(row: TelemetryRow, fence: Fence) -> tuple[object, ...]:
    return (
        connection.ops.adapt_datefield_value(row.day),
        fence.system_id,
        row.zone_type,
        *(getattr(row, name) for name in COUNTED),
        fence.epoch,
        fence.tick,
    )
