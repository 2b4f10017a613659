"""What a bot knows, and what it makes of it."""

from random import Random
from typing import Any

import pytest

from clients.bots.fleet import ALONE_S, Presence, bot_name
from clients.bots.sight import Sight
from clients.bots.steering import Body
from clients.bots.strategies import best_buyer, prey_for, routes_from

Row = dict[str, Any]


def station(key: str, x: float, y: float = 0.0) -> Row:
    return {"station_id": key, "name": key, "x": x, "y": y}


def market(key: str, **prices: tuple[int, int]) -> Row:
    rows = [{"commodity_id": c, "buy": b, "sell": s, "stock": 100} for c, (b, s) in prices.items()]
    return {"station_id": key, "prices": rows}


def zone(kind: str, x: float, radius: float, *, pvp: bool) -> Row:
    center = {"x": x, "y": 0.0}
    return {"zone_type": kind, "center": center, "radius": radius, "pvp_allowed": pvp}


def ship(key: str, kind: str, x: float) -> Row:
    return {"id": key, "kind": kind, "x": x, "y": 0.0, "vx": 0.0, "vy": 0.0, "r": 0.0, "hp": 100.0}


@pytest.fixture
def sight() -> Sight:
    sight = Sight()
    sight.snapshot(
        {
            "you": {"ship_id": "s_1", "credits": 1000, "cargo": [], "docked_at": None},
            "entities": [ship("s_1", "player_ship", 1000.0)],
            "stations": [station("near", 0.0), station("far", 4000.0)],
            "zones": [
                zone("core_safe", 0.0, 500.0, pvp=False),
                zone("belt_open", 2000.0, 1800.0, pvp=True),
            ],
            "markets": [market("near", food=(8, 7), ore=(30, 28)), market("far", food=(14, 12))],
        }
    )
    return sight


def delta(**parts: Any) -> Row:
    return {"entity_removed": [], "entity_updates": [], "events": [], **parts}


def test_updates_removals_and_prices_are_applied(sight: Sight) -> None:
    sight.delta(delta(entity_updates=[{"id": "s_1", "x": 5.0}, ship("n_1", "pirate", 9.0)]))
    assert sight.ship is not None
    assert (sight.ship["x"], sight.ship["y"]) == (5.0, 0.0)
    changed = {"kind": "market_changed", **market("near", food=(11, 9))}
    sight.delta(delta(entity_removed=["n_1"], events=[changed], you={"docked_at": "near"}))
    assert not list(sight.of_kind("pirate"))
    assert sight.docked_at == "near"
    assert sight.markets["near"]["food"]["buy"] == 11
    assert sight.markets["near"]["ore"]["buy"] == 30


def test_a_destroyed_ship_is_nowhere(sight: Sight) -> None:
    sight.delta(delta(entity_removed=["s_1"]))
    assert sight.ship is None


def test_goods_go_from_where_they_are_cheap_to_where_they_are_dear(sight: Sight) -> None:
    best = routes_from(sight, {"food": 1}, capacity=30)[0]
    assert (best.start, best.end, best.commodity_id) == ("near", "far", "food")
    assert best.quantity > 0


def test_heavy_goods_and_a_small_purse_make_small_loads(sight: Sight) -> None:
    (heavy,) = routes_from(sight, {"food": 10}, capacity=30)
    assert heavy.quantity == 3
    sight.you["credits"] = 20
    (poor,) = routes_from(sight, {"food": 1}, capacity=30)
    assert poor.quantity == 2


def test_without_a_gain_there_is_no_route(sight: Sight) -> None:
    sight.markets["far"]["food"]["sell"] = 8
    assert routes_from(sight, {"food": 1}, capacity=30) == []


def test_a_hold_goes_to_whoever_pays_most_elsewhere(sight: Sight) -> None:
    sight.you["cargo"] = [{"commodity_id": "food", "qty": 4}]
    assert best_buyer(sight, "near") == "far"


def test_the_nearest_pirate_is_prey_and_nobody_in_safety_is(sight: Sight) -> None:
    here = Body(1000.0, 0.0)
    sight.entities |= {
        e["id"]: e
        for e in (
            ship("n_1", "pirate", 1800.0),
            ship("n_2", "pirate", 1300.0),
            ship("n_3", "pirate", 450.0),
        )
    }
    prey = prey_for(sight, here, bold=False)
    assert prey is not None
    assert prey["id"] == "n_2"


def test_only_the_bold_go_for_pilots_and_only_where_zones_allow_it(sight: Sight) -> None:
    here = Body(1000.0, 0.0)
    sight.entities["s_2"] = ship("s_2", "player_ship", 1200.0)
    assert prey_for(sight, here, bold=False) is None
    assert prey_for(sight, here, bold=True) is sight.entities["s_2"]
    sight.zones[1]["pvp_allowed"] = False
    assert prey_for(sight, here, bold=True) is None


def test_bots_stay_for_a_minute_after_the_last_person_and_come_back() -> None:
    presence = Presence(now=0.0)
    assert presence.wanted(ALONE_S - 1, pilots=3, aboard=3)
    assert not presence.wanted(ALONE_S, pilots=3, aboard=3)
    assert presence.wanted(ALONE_S + 5, pilots=1, aboard=0)
    assert presence.wanted(ALONE_S + 50, pilots=3, aboard=3)
    assert not presence.wanted(2 * ALONE_S + 5, pilots=3, aboard=3)


def test_names_of_bots_are_known_by_their_beginning() -> None:
    names = {bot_name(Random(seed)) for seed in range(50)}
    assert len(names) > 40
    assert all(name.startswith("Drone_") and len(name) <= 32 for name in names)
