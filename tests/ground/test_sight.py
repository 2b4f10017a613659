"""The test client's own bookkeeping: a delta on top of a snapshot, as the protocol says."""

import pytest

from tests.support.sight import Message, Sight

SHIP = {"kind": "player_ship", "x": 0.0, "y": 0.0, "vx": 0.0, "vy": 0.0, "r": 0.0, "hp": 100.0}
NOWHERE = {
    "zone_ids": [],
    "blended_risk": 0.15,
    "blended_security": 0.35,
    "blended_profit_multiplier": 1.0,
}


def snapshot(**changes: object) -> Message:
    empty: Message = {"tick": 10, "you": {"credits": 5}, "entities": [], "markets": []}
    return {**empty, "zones": [], "stations": [], "gates": [], **changes}


def delta(tick: int = 11, **changes: object) -> Message:
    empty: Message = {"tick": tick, "entity_updates": [], "entity_removed": [], "events": []}
    return {**empty, "you_zone_context": NOWHERE, **changes}


@pytest.fixture
def sight() -> Sight:
    sight = Sight()
    sight.apply_snapshot(snapshot(entities=[{"id": "s_1", **SHIP}]))
    return sight


def test_a_later_mention_changes_only_what_it_carries(sight: Sight) -> None:
    sight.apply_delta(delta(entity_updates=[{"id": "s_1", "x": 4.0}]))
    assert sight.entities["s_1"] == {"id": "s_1", **SHIP, "x": 4.0}


def test_removals_come_before_updates(sight: Sight) -> None:
    again = {"id": "s_1", **SHIP, "hp": 7.0}
    sight.apply_delta(delta(entity_removed=["s_1"], entity_updates=[again]))
    assert sight.entities["s_1"]["hp"] == 7.0


def test_a_first_mention_must_be_complete(sight: Sight) -> None:
    with pytest.raises(AssertionError):
        sight.apply_delta(delta(entity_updates=[{"id": "s_2", "x": 4.0}]))


def test_ticks_never_go_back(sight: Sight) -> None:
    with pytest.raises(AssertionError):
        sight.apply_delta(delta(tick=10))


def test_you_keeps_what_a_delta_does_not_mention(sight: Sight) -> None:
    sight.apply_delta(delta(you={"ack": 3}))
    assert sight.you == {"credits": 5, "ack": 3}


def test_a_changed_market_changes_only_its_rows() -> None:
    sight = Sight()
    rows = [{"commodity_id": name, "buy": 9, "sell": 7, "stock": 1} for name in ("food", "ore")]
    sight.apply_snapshot(snapshot(markets=[{"station_id": "earth", "prices": rows}]))
    changed = {"commodity_id": "ore", "buy": 10, "sell": 8, "stock": 0}
    event = {"kind": "market_changed", "station_id": "earth", "prices": [changed]}
    sight.apply_delta(delta(events=[event]))
    assert sight.markets["earth"] == {"food": rows[0], "ore": changed}
