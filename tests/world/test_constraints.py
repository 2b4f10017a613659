"""The database itself refuses what must never be, whoever asks for it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from game.models import (
    CargoItem,
    Checkpoint,
    CombatEntry,
    Commodity,
    Deed,
    Gate,
    Lease,
    LedgerEntry,
    Location,
    LootClaim,
    MarketPrice,
    PricePoint,
    Ship,
    StarSystem,
    TelemetryDay,
    Zone,
)
from tests.world.conftest import EARTH, MARS, SYSTEM, give

pytestmark = pytest.mark.django_db

GATE, MOMENT = "sol-1-gate-rook-hearth", datetime(2030, 1, 5, tzinfo=UTC)


def entry(**values: object) -> Callable[[User], object]:
    """A ledger row that is right but for `values`."""
    right = {"tx_type": "buy", "quantity": 1, "unit_price": 5, "total_amount": -5}
    return lambda ada: LedgerEntry.objects.create(
        player=ada, balance_after=values.pop("balance_after", 1), created_at=timezone.now(),
        **{**right, **values},
    )  # fmt: skip


def cargo(quantity: int) -> Callable[[User], object]:
    return lambda ada: CargoItem.objects.create(
        ship=ada.ship, commodity_id="ore", quantity=quantity
    )


def bought(
    station: str | None, source: str = "bought", **values: float
) -> Callable[[User], object]:
    return lambda ada: CargoItem.objects.create(
        ship=ada.ship, commodity_id="ore", quantity=1, source=source, bought_at_id=station, **values
    )


def ore() -> object:
    return MarketPrice.objects.filter(location=EARTH, commodity="ore")


def point(buy: int = 9, sell: int = 7) -> object:
    return PricePoint.objects.create(
        location_id=EARTH, commodity_id="ore", at=MOMENT, buy=buy, sell=sell, stock=1
    )


def claimed(ada: User, quantity: int = 1) -> object:
    return LootClaim.objects.create(
        system_id=SYSTEM, loot_key="one", player=ada, commodity_id="ore", quantity=quantity,
        created_at=MOMENT,
    )  # fmt: skip


def deed(ada: User) -> object:
    return Deed.objects.create(player=ada, kind="defended", ref="one", created_at=MOMENT)


def hit(damage: float = 1.0) -> object:
    return CombatEntry.objects.create(
        system_id=SYSTEM, epoch=1, tick=1, number=1, kind="hit", target="s_1", damage=damage,
        target_hp=1.0, x=0.0, y=0.0, created_at=MOMENT,
    )  # fmt: skip


def day(**values: float) -> object:
    return TelemetryDay.objects.create(
        day=MOMENT.date(), system_id=SYSTEM, zone_type="belt_open", **values
    )


WRONG: dict[str, Callable[[User], object]] = {
    "credits below 0": lambda ada: User.objects.update(credits=-1),
    "sell above buy": lambda ada: ore().update(buy=10, sell=11),
    "sell for nothing": lambda ada: ore().update(sell=0),
    "sell below nothing": lambda ada: ore().update(sell=-1),
    "stock below 0": lambda ada: ore().update(stock=-1),
    "baseline stock below 0": lambda ada: ore().update(baseline_stock=-1),
    "a market row twice": lambda ada: MarketPrice.objects.create(
        location_id=EARTH, commodity_id="ore", buy=2, sell=1, stock=1, baseline_stock=1,
        updated_at=timezone.now(),
    ),
    "no cargo": cargo(0),
    "cargo below 0": cargo(-1),
    "a lot of unknown origin twice": lambda ada: (give(ada, "ore", 1), give(ada, "ore", 2)),
    "a lot of one station twice": lambda ada: (bought(EARTH)(ada), bought(EARTH)(ada)),
    "bought nowhere": bought(None),
    "salvage of a station": bought(EARTH, source="salvage"),
    "cargo that cost less than nothing": bought(EARTH, cost=-1),
    "a flight of less than no time": bought(EARTH, flown_s=-1.0),
    "an exposure below 0": bought(EARTH, exposure_s=-1.0),
    "two ships of a player": lambda ada: Ship.objects.create(
        player=ada, ship_class="freighter", system_id=SYSTEM, x=0, y=0, hull=1, fuel=1
    ),
    "hull below 0": lambda ada: Ship.objects.update(hull=-0.1),
    "fuel below 0": lambda ada: Ship.objects.update(fuel=-0.1),
    "epoch below 0": lambda ada: Ship.objects.update(epoch=-1),
    "tick below 0": lambda ada: Ship.objects.update(tick=-1),
    "balance below 0": entry(balance_after=-1),
    "a purchase that earns": entry(total_amount=5),
    "a sale that costs": entry(tx_type="sell", total_amount=-5),
    "a repair that earns": entry(tx_type="repair", total_amount=5),
    "a trade of nothing": entry(quantity=0, total_amount=-5),
    "a trade for nothing": entry(unit_price=0, total_amount=-5),
    "an unknown kind of entry": entry(tx_type="gift", total_amount=5),
    "a ref twice": lambda ada: (entry(ref="one")(ada), entry(ref="one")(ada)),
    "an event twice": lambda ada: (entry(event="one")(ada), entry(event="one")(ada)),
    "a tow that earns": entry(tx_type="tow", quantity=None, unit_price=None, total_amount=1),
    "a jump that earns": entry(tx_type="jump", quantity=None, unit_price=None, total_amount=1),
    "kills below 0": lambda ada: Ship.objects.update(kills=-1),
    "deaths below 0": lambda ada: Ship.objects.update(deaths=-1),
    "a leg before all time": lambda ada: Ship.objects.update(leg_tick=-1),
    "no gate radius": lambda ada: Gate.objects.update(radius=0),
    "a gate that pays": lambda ada: Gate.objects.update(cost=-1),
    "a gate to itself": lambda ada: Gate.objects.filter(pk=GATE).update(to_gate=GATE),
    "two gates to one": lambda ada: Gate.objects.update(to_gate=GATE),
    "two gates of one name": lambda ada: Gate.objects.filter(system=SYSTEM).update(name="Gate"),
    "a point of a price twice": lambda ada: (point(), point()),
    "a point upside down": lambda ada: point(buy=1, sell=2),
    "loot claimed twice": lambda ada: (claimed(ada), claimed(ada)),
    "loot of nothing": lambda ada: claimed(ada, quantity=0),
    "a deed twice": lambda ada: (deed(ada), deed(ada)),
    "a line of combat twice": lambda ada: (hit(), hit()),
    "a hit that heals": lambda ada: hit(damage=-1.0),
    "a day of telemetry twice": lambda ada: (day(), day()),
    "time below 0": lambda ada: day(time_s=-1.0),
    "deaths of telemetry below 0": lambda ada: day(deaths_pirate=-1),
    "mass of 0": lambda ada: Commodity.objects.update(unit_mass=0),
    "base price of 0": lambda ada: Commodity.objects.update(base_price=0),
    "too volatile": lambda ada: Commodity.objects.update(volatility=0.36),
    "not volatile": lambda ada: Commodity.objects.update(volatility=0.0),
    "no docking radius": lambda ada: Location.objects.update(docking_radius=0),
    "no docking speed": lambda ada: Location.objects.update(docking_speed=0),
    "security above 100": lambda ada: Location.objects.update(security_level=101),
    "two stations of one name": lambda ada: Location.objects.create(
        id="other", system_id=SYSTEM, name="Ceres Hub", x=0, y=0, security_level=1
    ),
    "no zone radius": lambda ada: Zone.objects.update(radius=0),
    "zone risk above 100": lambda ada: Zone.objects.update(risk_level=101),
    "zone security below 0": lambda ada: Zone.objects.update(security_level=-1),
    "zone profit below 1": lambda ada: Zone.objects.update(profit_multiplier=0.99),
    "an unknown type of zone": lambda ada: Zone.objects.update(zone_type="calm"),
    "bounds of no area": lambda ada: StarSystem.objects.update(max_x=-8000),
    "two leases of a system": lambda ada: (
        Lease.objects.create(system_id=SYSTEM), Lease.objects.create(system_id=SYSTEM),
    ),
    "lease epoch below 0": lambda ada: Lease.objects.update(epoch=-1),
    "pilots below 0": lambda ada: Lease.objects.update(pilots=-1),
    "a moment's checkpoint twice": lambda ada: [
        Checkpoint.objects.create(
            system_id=SYSTEM, epoch=1, tick=1, version=1, blob=b"", created_at=timezone.now()
        )
        for _ in range(2)
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_the_database_refuses(ada: User, name: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WRONG[name](ada)


def test_what_is_right_is_taken(ada: User) -> None:
    entry()(ada)
    entry(tx_type="sell", total_amount=5)(ada)
    entry(tx_type="opening", quantity=None, unit_price=None, total_amount=5)(ada)
    cargo(1)(ada)
    bought(EARTH)(ada)
    bought(MARS)(ada)
    entry(tx_type="tow", quantity=None, unit_price=None, total_amount=0, event="one")(ada)
    entry(tx_type="jump", quantity=None, unit_price=None, total_amount=-5, event="two")(ada)
    for right in (point, hit, day):
        right()
    claimed(ada)
    deed(ada)


def test_rows_that_a_ledger_names_cannot_go(ada: User) -> None:
    entry(location_id=EARTH, commodity_id="ore")(ada)
    for row in (Location.objects.get(pk=EARTH), Commodity.objects.get(pk="ore")):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()


def test_a_players_rows_go_with_them(ada: User) -> None:
    give(ada, "ore", 1)
    claimed(ada)
    deed(ada)
    ada.delete()
    for table in (Ship, CargoItem, LedgerEntry, LootClaim, Deed):
        assert not table.objects.exists()
