"""Reads of telemetry."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from msgspec import Struct

from game.models import TelemetryDay

OVERVIEW_DAYS = 14
SUMMED = (
    "time_s",
    "encounters",
    "deaths_pirate",
    "deaths_player",
    "deaths_patrol",
    "deaths_other",
    "net_credits",
    "cargo_value_s",
)


class ZoneTelemetry(Struct, frozen=True):
    """One type of zone on one day, or on all days of an overview, in all systems.

    time_s in pilots' seconds, cargo_value in credits aboard, as a mean over that time.
    """

    key: str
    time_s: float
    encounters: int
    deaths_pirate: int
    deaths_player: int
    deaths_patrol: int
    deaths_other: int
    net_credits: int
    cargo_value: float

    @property
    def deaths(self) -> int:
        return self.deaths_pirate + self.deaths_player + self.deaths_patrol + self.deaths_other


class TelemetryOverview(Struct, frozen=True):
    """The last days, by type of zone and by day (oldest first)."""

    zones: tuple[ZoneTelemetry, ...]
    days: tuple[ZoneTelemetry, ...]


def telemetry_by_zone(*, days: int = OVERVIEW_DAYS) -> TelemetryOverview:
    """Sums of the last `days` days, today's with them; zones in the order of their names."""
    since = timezone.now().date() - timedelta(days=days - 1)
    return TelemetryOverview(zones=_sums("zone_type", since), days=_sums("day", since))


def _sums(by: str, since: date) -> tuple[ZoneTelemetry, ...]:
    rows = (
        TelemetryDay.objects.filter(day__gte=since)
        .order_by(by)
        .values_list(by)
        .annotate(*(Sum(name) for name in SUMMED))
    )
    found = []
    for row in rows:
        key, *counts, cargo_value_s = list[Any](row)
        counts.append(cargo_value_s / counts[0] if counts[0] else 0.0)
        found.append(ZoneTelemetry(str(key), *counts))
    return tuple(found)
