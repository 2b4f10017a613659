"""Tricks of a cheating client, each by its name: none of them gains anything."""

import json
import math
from itertools import pairwise
from typing import Any

import pytest

from tests.live.conftest import Hangar
from tests.live.staging import EARTH, MARS, STATIONS, stage_at, stage_cargo, stage_docked
from tests.live.strict import StrictPilot, envelope
from tests.support.pilot import Message, Refused
from tests.support.server import LiveServer

pytestmark = pytest.mark.server

TOP_SPEED = 120.0
TURN_RATE = 2.2
ROUNDING = 0.2  # of the numbers on the wire
OPEN_SPACE = (-4200.0, -4200.0)  # outside of every zone
EMPTY_SPACE = (-4200.0, -5600.0)  # so is this, and no ship of another test drifts into a shot


async def pilot_at(
    server: LiveServer, hangar: Hangar, x: float, y: float, **ship: float
) -> StrictPilot:
    """A pilot at rest in space."""
    pilot = await hangar.guest(server, connect=False)
    stage_at(server, pilot, x, y, **ship)
    await pilot.connect()
    await pilot.join()
    return pilot


async def pilot_docked(server: LiveServer, hangar: Hangar) -> StrictPilot:
    pilot = await hangar.guest(server, connect=False)
    stage_docked(server, pilot)
    await pilot.connect()
    await pilot.join()
    return pilot


async def refusal(pilot: StrictPilot, type_: str, **payload: Any) -> str:
    with pytest.raises(Refused) as refused:
        await pilot.ask(type_, "never", **payload)
    return refused.value.code


async def ticks(pilot: StrictPilot, count: int) -> None:
    """Let so many ticks pass."""
    until = pilot.tick + count
    await pilot.until(lambda: pilot.tick >= until)


def fortune(pilot: StrictPilot) -> Message:
    """What a trick might gain."""
    return {key: pilot.you[key] for key in ("credits", "cargo", "hull", "docked_at")}


async def stored(pilot: StrictPilot) -> tuple[int, list[Message]]:
    """Credits and cargo as the database has them."""
    me = (await pilot.rest("GET", "/me")).json()
    cargo = (await pilot.rest("GET", "/me/cargo")).json()
    return me["player"]["credits"], cargo["cargo"]


def speed(pilot: StrictPilot) -> float:
    return math.hypot(pilot.ship["vx"], pilot.ship["vy"])


def shots_of(pilot: StrictPilot) -> list[tuple[int, str]]:
    """(tick, projectile) of one's own shots so far."""
    own = pilot.you["ship_id"]
    return [
        (delta["tick"], event["projectile_id"])
        for delta in pilot.of_type("world.delta")
        for event in delta["events"]
        if event["kind"] == "projectile_fired" and event["source_id"] == own
    ]


def order(quantity: object = 1, station_id: str = EARTH, **more: Any) -> Message:
    return {"station_id": station_id, "commodity_id": "food", "quantity": quantity, **more}


# --- the helm ---------------------------------------------------------------------------------


async def test_thrust_of_nine_flies_no_faster_than_full_thrust(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await pilot_at(server, hangar, *OPEN_SPACE)
    await pilot.steer(thrust=9.0)
    top = 0.0
    for _ in range(20):
        await ticks(pilot, 6)
        top = max(top, speed(pilot))
    assert 100.0 < top <= TOP_SPEED + ROUNDING


async def test_a_turn_of_minus_forty_turns_no_faster_than_the_ship_can(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await pilot_at(server, hangar, *OPEN_SPACE)
    rate = pilot.joined["tick_rate"]
    await pilot.steer(turn=-40.0)
    await ticks(pilot, 3)
    tick, angle = pilot.tick, pilot.ship["r"]
    await ticks(pilot, 10)
    passed = (pilot.tick - tick) / rate
    turned = math.remainder(pilot.ship["r"] - angle, math.tau)
    assert abs(math.remainder(turned + TURN_RATE * passed, math.tau)) < 0.02


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "1e999", '"9"', "null", "[]"])
async def test_a_helm_that_is_no_number_is_refused_and_moves_nothing(
    server: LiveServer, hangar: Hangar, literal: str
) -> None:
    pilot = await pilot_at(server, hangar, *OPEN_SPACE)
    text = envelope("input.command", 50, {"thrust": 0, "turn": 0})
    await pilot.send_raw(text.replace('"thrust": 0', f'"thrust": {literal}'))
    refused = await pilot.expect("error")
    assert refused["code"] in ("INVALID_JSON", "INVALID_PAYLOAD")
    await ticks(pilot, 5)
    assert speed(pilot) == 0.0
    assert (pilot.ship["x"], pilot.ship["y"]) == OPEN_SPACE


async def test_a_flood_of_inputs_flies_no_farther_than_one(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await pilot_at(server, hangar, *OPEN_SPACE)
    for _ in range(400):
        last = await pilot.steer(thrust=1.0)
    await pilot.until(lambda: pilot.you["ack"] >= last)
    top = 0.0
    places = [(pilot.tick, pilot.ship["x"], pilot.ship["y"])]
    for _ in range(15):
        await ticks(pilot, 4)
        top = max(top, speed(pilot))
        places.append((pilot.tick, pilot.ship["x"], pilot.ship["y"]))
    (t0, x0, y0), (t1, x1, y1) = places[0], places[-1]
    assert top <= TOP_SPEED + ROUNDING
    way = math.hypot(x1 - x0, y1 - y0)
    assert way <= TOP_SPEED * (t1 - t0) / pilot.joined["tick_rate"] + 1.0


async def test_an_input_from_the_past_is_dropped(server: LiveServer, hangar: Hangar) -> None:
    pilot = await pilot_at(server, hangar, *OPEN_SPACE)
    seq = await pilot.steer(thrust=0.0)
    await pilot.until(lambda: pilot.you["ack"] >= seq)
    await pilot.send_raw(envelope("input.command", seq - 1, {"thrust": 1.0}))
    await ticks(pilot, 8)
    assert speed(pilot) == 0.0


# --- weapons ----------------------------------------------------------------------------------


async def test_fire_spam_shoots_no_faster_than_the_cooldown(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await pilot_at(server, hangar, *OPEN_SPACE)
    rate = pilot.joined["tick_rate"]
    cooldown_ticks = math.floor(pilot.joined["ship_model"]["weapon"]["cooldown_s"] * rate)
    for number in range(120):
        await pilot.steer(fire_primary=number % 2 == 0)
        if number % 3 == 0:
            await ticks(pilot, 1)
    fired = sorted({tick for tick, _ in shots_of(pilot)})
    assert len(fired) >= 2
    assert all(b - a >= cooldown_ticks for a, b in pairwise(fired))
    assert len({shot for _, shot in shots_of(pilot)}) == len(fired)


async def test_nobody_shoots_out_of_or_inside_a_safe_zone(
    server: LiveServer, hangar: Hangar
) -> None:
    x, y = STATIONS[EARTH]
    victim = await pilot_at(server, hangar, x + 350.0, y)
    cheat = await pilot_at(server, hangar, x + 200.0, y)
    await cheat.steer(fire_primary=True)
    await ticks(cheat, 40)
    assert not shots_of(cheat)
    assert victim.you["hull"] == 100.0
    assert not cheat.of_type("combat.event")


async def test_a_message_that_claims_a_hit_hurts_nobody(server: LiveServer, hangar: Hangar) -> None:
    victim = await pilot_at(server, hangar, OPEN_SPACE[0] + 200.0, OPEN_SPACE[1])
    cheat = await pilot_at(server, hangar, *OPEN_SPACE)
    claim = {"source_id": cheat.you["ship_id"], "target_id": victim.you["ship_id"]}
    code = await refusal(cheat, "combat.event", kind="hit", damage=100, target_hp=0, **claim)
    assert code == "UNKNOWN_TYPE"
    await ticks(victim, 5)
    assert victim.you["hull"] == 100.0


# --- other people's ships ---------------------------------------------------------------------


async def test_naming_anothers_ship_steers_ones_own(server: LiveServer, hangar: Hangar) -> None:
    victim = await pilot_at(server, hangar, OPEN_SPACE[0] + 200.0, OPEN_SPACE[1])
    cheat = await pilot_at(server, hangar, *OPEN_SPACE)
    forged = {"ship_id": victim.you["ship_id"], "player_id": victim.player_id}
    await cheat.steer(thrust=1.0, **forged)
    await cheat.until(lambda: speed(cheat) > 20.0)
    assert speed(victim) == 0.0
    credits = victim.you["credits"]
    assert await refusal(cheat, "ship.repair_request", station_id=EARTH, **forged) == "NOT_DOCKED"
    assert victim.you["credits"] == credits


async def test_joining_with_anothers_ship_gives_ones_own(
    server: LiveServer, hangar: Hangar
) -> None:
    victim = await pilot_at(server, hangar, *OPEN_SPACE)
    cheat = await hangar.guest(server)
    forged = {"ship_id": victim.you["ship_id"], "player_id": victim.player_id}
    joined = await cheat.ask("session.join_system", "session.joined", system_id="sol-1", **forged)
    assert joined["ship_id"] != victim.you["ship_id"]
    seq = await victim.steer(thrust=0.0)
    await victim.until(lambda: victim.you["ack"] >= seq)
    assert victim.closed is None


async def test_joining_another_system_does_not_take_the_ship_there(
    server: LiveServer, hangar: Hangar
) -> None:
    cheat = await hangar.guest(server)
    code = await refusal(cheat, "session.join_system", system_id="rook-hearth")
    assert code in ("FORBIDDEN", "UNKNOWN_SYSTEM", "NOT_IN_SYSTEM")
    await cheat.join()
    assert cheat.joined["system_id"] == "sol-1"


# --- trade ------------------------------------------------------------------------------------


async def test_nobody_trades_while_flying(server: LiveServer, hangar: Hangar) -> None:
    x, y = STATIONS[EARTH]
    cheat = await pilot_at(server, hangar, x + 50.0, y)
    before = fortune(cheat)
    for type_ in ("trade.buy", "trade.sell"):
        assert await refusal(cheat, type_, **order()) == "NOT_DOCKED"
    assert fortune(cheat) == before
    assert await stored(cheat) == (before["credits"], before["cargo"])


async def test_nobody_trades_with_a_station_from_afar(server: LiveServer, hangar: Hangar) -> None:
    cheat = await pilot_docked(server, hangar)
    await cheat.buy(EARTH, "food", 3)
    await cheat.until(lambda: bool(cheat.you["cargo"]))
    before = fortune(cheat)
    for type_ in ("trade.buy", "trade.sell"):
        assert await refusal(cheat, type_, **order(station_id=MARS)) == "WRONG_STATION"
    assert await refusal(cheat, "ship.refuel_request", station_id=MARS) == "WRONG_STATION"
    assert fortune(cheat) == before


@pytest.mark.parametrize("station_id", ["no-such-station", "gale-weald-tern-exchange"])
async def test_a_forged_station_trades_nothing(
    server: LiveServer, hangar: Hangar, station_id: str
) -> None:
    cheat = await pilot_docked(server, hangar)
    before = fortune(cheat)
    assert await refusal(cheat, "trade.buy", **order(station_id=station_id)) == "WRONG_STATION"
    assert fortune(cheat) == before


@pytest.mark.parametrize("quantity", [-1, 0, -(2**63), 2**63, 10**30, 1_000_001])
@pytest.mark.parametrize("type_", ["trade.buy", "trade.sell"])
async def test_no_quantity_turns_a_trade_around(
    server: LiveServer, hangar: Hangar, type_: str, quantity: int
) -> None:
    cheat = await pilot_docked(server, hangar)
    before = fortune(cheat)
    code = await refusal(cheat, type_, **order(quantity))
    assert code in ("INVALID_QUANTITY", "INVALID_PAYLOAD")
    assert fortune(cheat) == before


@pytest.mark.parametrize("quantity", [1.5, "3", True, None, [1]])
async def test_a_quantity_that_is_no_whole_number_is_refused(
    server: LiveServer, hangar: Hangar, quantity: object
) -> None:
    cheat = await pilot_docked(server, hangar)
    before = fortune(cheat)
    assert await refusal(cheat, "trade.buy", **order(quantity)) == "INVALID_PAYLOAD"
    assert fortune(cheat) == before


async def test_selling_what_one_does_not_have_earns_nothing(
    server: LiveServer, hangar: Hangar
) -> None:
    cheat = await pilot_docked(server, hangar)
    before = fortune(cheat)
    assert await refusal(cheat, "trade.sell", **order(5)) == "INSUFFICIENT_CARGO"
    assert fortune(cheat) == before


async def test_anothers_ref_replays_nothing(server: LiveServer, hangar: Hangar) -> None:
    """A ref belongs to a player: with somebody else's one neither gets their goods nor pays."""
    victim = await pilot_docked(server, hangar)
    cheat = await pilot_docked(server, hangar)
    first = await victim.buy(EARTH, "food", 4, ref="mine")
    own = await cheat.buy(EARTH, "food", 1, ref="mine")
    assert own["details"]["quantity"] == 1
    assert own["cargo"] == [{"commodity_id": "food", "qty": 1}]
    assert (await stored(victim))[0] == first["credits"]


async def test_replaying_ones_own_ref_buys_once(server: LiveServer, hangar: Hangar) -> None:
    cheat = await pilot_docked(server, hangar)
    first = await cheat.buy(EARTH, "food", 2, ref="again")
    for _ in range(3):
        again = await cheat.buy(EARTH, "food", 2, ref="again")
        assert (again["credits"], again["cargo"]) == (first["credits"], first["cargo"])
    assert (await stored(cheat))[0] == first["credits"]


# --- places -----------------------------------------------------------------------------------


async def test_a_fast_ship_does_not_dock(server: LiveServer, hangar: Hangar) -> None:
    x, y = STATIONS[EARTH]
    cheat = await pilot_at(server, hangar, x - 300.0, y, angle=0.0)
    await cheat.steer(thrust=1.0)
    await cheat.until(lambda: cheat.ship["x"] > x - 100.0)
    assert speed(cheat) > 25.0
    with pytest.raises(Refused) as refused:
        await cheat.dock()
    assert refused.value.code == "CANNOT_DOCK"
    assert cheat.you["docked_at"] is None


async def test_nobody_docks_from_afar(server: LiveServer, hangar: Hangar) -> None:
    x, y = STATIONS[EARTH]
    cheat = await pilot_at(server, hangar, x + 130.0, y)
    with pytest.raises(Refused) as refused:
        await cheat.dock()
    assert refused.value.code == "CANNOT_DOCK"
    assert cheat.you["docked_at"] is None


async def test_nobody_jumps_from_afar(server: LiveServer, hangar: Hangar) -> None:
    cheat = await pilot_at(server, hangar, *OPEN_SPACE)
    before = fortune(cheat)
    gates = cheat.of_type("world.snapshot")[-1]["gates"]
    assert gates
    for gate in gates:
        code = await refusal(cheat, "ship.jump", gate_id=gate["gate_id"])
        assert code == "GATE_OUT_OF_RANGE"
    assert await refusal(cheat, "ship.jump", gate_id="no-such-gate") == "UNKNOWN_GATE"
    assert fortune(cheat) == before
    assert (await stored(cheat))[0] == before["credits"]


async def test_loot_is_not_taken_from_afar(server: LiveServer, hangar: Hangar) -> None:
    """There is no order for it: ships take what they touch, and a forged one is no message."""
    x, y = EMPTY_SPACE
    prey = await hangar.guest(server, connect=False)
    stage_at(server, prey, x + 150.0, y, hull=10.0)
    stage_cargo(server, prey, "food", 30)
    await prey.connect()
    await prey.join()
    cheat = await pilot_at(server, hangar, x, y, angle=0.0)
    await cheat.steer(fire_primary=True)
    await prey.expect("ship.lost", seconds=30)
    await cheat.steer()
    await cheat.until(lambda: any(e["kind"] == "loot" for e in cheat.entities.values()))
    loot_id = next(i for i, e in cheat.entities.items() if e["kind"] == "loot")
    before = fortune(cheat)
    for type_ in ("loot.take", "ship.scoop", "loot_taken"):
        forged = {"loot_id": loot_id, "ship_id": cheat.you["ship_id"], "quantity": 5}
        assert await refusal(cheat, type_, **forged) == "UNKNOWN_TYPE"
    await ticks(cheat, 10)
    assert loot_id in cheat.entities
    assert fortune(cheat) == before
    assert (await stored(cheat))[1] == []


# --- claims -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "type_", ["trade.result", "ship.repair_result", "world.snapshot", "world.delta", "ship.lost"]
)
async def test_messages_of_the_server_mean_nothing_from_a_client(
    server: LiveServer, hangar: Hangar, type_: str
) -> None:
    cheat = await pilot_docked(server, hangar)
    before = fortune(cheat)
    claim = {"ok": True, "credits": 10**9, "you": {"credits": 10**9}, "cargo": []}
    assert await refusal(cheat, type_, **claim) == "UNKNOWN_TYPE"
    assert fortune(cheat) == before


async def test_credits_in_an_order_are_no_credits(server: LiveServer, hangar: Hangar) -> None:
    cheat = await pilot_docked(server, hangar)
    before = cheat.you["credits"]
    forged = {"credits": 10**9, "unit_price": 0, "total": 0, "price": 0}
    result = await cheat.ask("trade.buy", "trade.result", **order(2), **forged)
    paid = result["details"]["unit_price"] * 2
    assert paid > 0
    assert result["credits"] == before - paid
    assert json.dumps(result).count("1000000000") == 0
