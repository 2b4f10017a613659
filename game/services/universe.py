"""Facts into the database: the map is brought up to date, what players have moved stays."""

from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

from django.db import models, transaction
from django.utils import timezone
from msgspec import Struct

from game.catalog.economy import economy_rules
from game.catalog.lanes import LaneFacts
from game.catalog.universe import (
    CommodityFacts,
    PriceFacts,
    SystemFacts,
    Universe,
    UniverseError,
)
from game.economy import Opening, opening
from game.models import Commodity, Gate, Location, MarketPrice, StarSystem, Zone
from game.services.facts import systems_touch

M = TypeVar("M", bound=models.Model)


class LoadReport(Struct, frozen=True):
    """How many rows were new, how many changed, and how many were as the facts say."""

    created: int
    updated: int
    unchanged: int


def universe_load(*, universe: Universe, reset_markets: bool = False) -> LoadReport:
    """Create and update all facts in one transaction; twice is the same as once.

    Prices and stock of a market that exists stay as trade and time have left them, unless
    `reset_markets`: then they are the opening ones again. Rows that the facts do not name stay.
    Systems that run take over what changed.
    Raises UniverseError for opening prices that no formula gives.
    """
    done: Counter[str] = Counter()
    with transaction.atomic():
        for commodity in universe.commodities:
            done[_commodity_put(commodity)] += 1
        by_id = {commodity.id: commodity for commodity in universe.commodities}
        for system in universe.systems:
            done.update(_system_put(system))
            for group in system.prices:
                for item in group.items:
                    facts = by_id[item.commodity_id]
                    done[_price_put(group.location_id, item, facts, reset_markets)] += 1
        for lane in universe.lanes:
            done.update(_lane_put(lane))
        if done["created"] or done["updated"]:
            systems_touch()
    return LoadReport(created=done["created"], updated=done["updated"], unchanged=done["unchanged"])


def _commodity_put(facts: CommodityFacts) -> str:
    values = {name: getattr(facts, name) for name in facts.__struct_fields__ if name != "id"}
    return _put(Commodity, {"id": facts.id}, values)


def _system_put(facts: SystemFacts) -> Counter[str]:
    done: Counter[str] = Counter()
    bounds = {name: getattr(facts.bounds, name) for name in facts.bounds.__struct_fields__}
    traffic = {name: getattr(facts.traffic, name) for name in facts.traffic.__struct_fields__}
    done[_put(StarSystem, {"id": facts.id}, {"name": facts.name, **bounds, **traffic})] += 1
    for model, rows in ((Location, facts.locations), (Zone, facts.zones)):
        for row in rows:
            values = {name: getattr(row, name) for name in row.__struct_fields__ if name != "id"}
            done[_put(model, {"id": row.id}, {"system_id": facts.id, **values})] += 1
    return done


def _lane_put(lane: LaneFacts) -> Counter[str]:
    """Both gates; the first names the second before it is there, which the transaction bears."""
    done: Counter[str] = Counter()
    for gate, to_gate in (lane.ends, reversed(lane.ends)):
        values = {name: getattr(gate, name) for name in gate.__struct_fields__ if name != "id"}
        done[
            _put(Gate, {"id": gate.id}, {**values, "cost": lane.cost, "to_gate_id": to_gate.id})
        ] += 1
    return done


def _price_put(location_id: str, facts: PriceFacts, commodity: CommodityFacts, reset: bool) -> str:
    start = _opening(location_id, facts, commodity)
    terms = {
        "baseline_stock": facts.stock_qty,
        "local_bias": start.local_bias,
        "opening_demand_shift": start.shifts.demand,
        "opening_supply_shift": start.shifts.supply,
    }
    opened = {
        "buy": facts.buy_price,
        "sell": facts.sell_price,
        "stock": facts.stock_qty,
        "demand_shift": start.shifts.demand,
        "supply_shift": start.shifts.supply,
    }
    key = {"location_id": location_id, "commodity_id": facts.commodity_id}
    return _put(MarketPrice, key, terms, opened=opened, reset=reset)


def _opening(location_id: str, facts: PriceFacts, commodity: CommodityFacts) -> Opening:
    try:
        return opening(
            base_price=commodity.base_price,
            volatility=commodity.volatility,
            buy=facts.buy_price,
            sell=facts.sell_price,
            rules=economy_rules().prices,
        )
    except ValueError as error:
        raise UniverseError(f"{facts.commodity_id} at {location_id}: {error}") from error


def _put(
    model: type[M],
    key: Mapping[str, object],
    values: Mapping[str, object],
    *,
    opened: Mapping[str, object] | None = None,
    reset: bool = False,
) -> str:
    """Make one row hold `values`; `opened` too where it is new or reset. Locks the row."""
    row = model._default_manager.select_for_update().filter(**key).first()
    wanted = {**values, **(opened or {})} if row is None or reset else dict(values)
    if row is not None and all(getattr(row, name) == value for name, value in wanted.items()):
        return "unchanged"
    if opened is not None:
        wanted["updated_at"] = timezone.now()
    if row is None:
        model._default_manager.create(**key, **wanted)
        return "created"
    model._default_manager.filter(pk=row.pk).update(**wanted)
    return "updated"
