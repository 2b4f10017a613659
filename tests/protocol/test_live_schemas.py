"""Everything that a running server sends is what the AsyncAPI document says, to the letter."""

from typing import Any

import pytest

from game.protocol.client import CLIENT_MESSAGES
from game.protocol.conversation import EXCHANGES
from game.protocol.errors import ErrorCode
from tests.live.expeditions import Captain, event_of, state_of, unwatch, watch
from tests.live.staging import EARTH, stage_at, stage_docked
from tests.live.strict import StrictPilot
from tests.protocol.documented import DOCUMENT, problems_of
from tests.support.pilot import Message, Refused
from tests.support.server import LiveServer

pytestmark = pytest.mark.server


class Clerk(StrictPilot):
    """A strict pilot who also remembers what it sent."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.sent: dict[int, str] = {}

    async def send(self, type_: str, *, seq: int | None = None, **payload: Any) -> int:
        seq = await super().send(type_, seq=seq, **payload)
        self.sent[seq] = type_
        return seq

    def answers(self) -> list[tuple[str, Message]]:
        """Type of a request and the message that answered it."""
        return [
            (self.sent[message["payload"]["request_seq"]], message)
            for message in self.log
            if message["payload"].get("request_seq") is not None
        ]


async def sell_when_cool(pilot: Clerk, commodity_id: str) -> None:
    """The market takes an order of the same goods a second after the last."""
    for _ in range(20):
        tick = pilot.tick
        try:
            await pilot.sell(EARTH, commodity_id, 1)
        except Refused as refusal:
            if refusal.code != "TRADE_COOLDOWN":
                raise
            await pilot.until(lambda tick=tick: pilot.tick >= tick + 6)
        else:
            return
    raise AssertionError("the market never cooled down")


async def fly(server: LiveServer) -> list[Clerk]:
    """A flight with every message of the protocol in it, good and bad; a second pilot listens."""
    one, two = await Clerk.guest(server.url), await Clerk.guest(server.url)
    for pilot in (one, two):
        stage_docked(server, pilot, hull=60.0, fuel=40.0)
    await one.connect(login=False)
    for login in ({"token": "x"}, {"token": "x", "protocol_version": 2}):
        with pytest.raises(Refused):
            await one.ask("auth.login", "auth.ok", **login)
    await one.authenticate()
    await two.connect()
    for pilot in (one, two):
        with pytest.raises(Refused, match="UNKNOWN_SYSTEM"):
            await pilot.ask("session.join_system", "session.joined", system_id="nowhere")
        await pilot.join()
    await one.buy(EARTH, "food", 2, ref="once")
    await one.buy(EARTH, "food", 2, ref="once")
    await sell_when_cool(one, "food")
    for wrong in ({"quantity": 0}, {"quantity": 10**6}, {"commodity_id": "dreams"}):
        order = {"station_id": EARTH, "commodity_id": "water", "quantity": 1, **wrong}
        with pytest.raises(Refused):
            await one.ask("trade.buy", "trade.result", **order)
    await one.ask("ship.repair_request", "ship.repair_result", station_id=EARTH)
    await one.ask("ship.refuel_request", "ship.refuel_result", station_id=EARTH, quantity=5)
    await one.ping(t=1.5)
    await one.dock()
    await one.steer(thrust=1.0, turn=0.3)
    await one.ask("chat.send", "chat.message", channel="local", text="Grüße")
    await two.expect("chat.message")
    await two.until(lambda: abs(two.entities[one.joined["ship_id"]]["vx"]) > 1)
    with pytest.raises(Refused, match="NOT_DOCKED"):
        await one.sell(EARTH, "food", 1)
    with pytest.raises(Refused, match="UNKNOWN_GATE"):
        await one.ask("ship.jump", "session.left", gate_id="nowhere")
    await one.send_raw("{")
    await one.expect("error", where=lambda p: p["code"] == "INVALID_JSON")
    await one.leave()
    for pilot in (one, two):
        await pilot.close()
    return [one, two]


async def fight(server: LiveServer) -> list[Clerk]:
    """One pilot shoots another, far from every zone."""
    hunter, prey = await Clerk.guest(server.url), await Clerk.guest(server.url)
    stage_at(server, hunter, -3000.0, -5000.0, angle=0.0)
    stage_at(server, prey, -2850.0, -5000.0, angle=1.5)
    for pilot in (hunter, prey):
        await pilot.connect()
        await pilot.join()
    await hunter.steer(fire_primary=True)
    await prey.expect("ship.lost", seconds=30)
    for pilot in (hunter, prey):
        await pilot.close()
    return [hunter, prey]


async def command(server: LiveServer) -> list[Clerk]:
    """An expedition watched, changed and left."""
    pilot = await Clerk.guest(server.url)
    await pilot.connect()
    for kind, answer in (("join_session", "joined_session"), ("leave_session", "left_session")):
        with pytest.raises(Refused, match="UNKNOWN_SESSION"):
            await pilot.ask(kind, answer, session_id="nowhere")
    captain = Captain(pilot)
    await captain.begin()
    await watch(pilot)
    after = await captain.act("scan")
    await state_of(pilot, revision=after["revision"])
    await event_of(pilot)
    await unwatch(pilot)
    await pilot.close()
    return [pilot]


async def match(server: LiveServer) -> list[Clerk]:
    """A match with every message about it, good and bad; one socket sits on both seats."""
    pilot = await Clerk.guest(server.url)
    await pilot.connect()
    place = {"game": "TicTacToe", "session": "schemas"}
    with pytest.raises(Refused, match="UNKNOWN_MATCH"):
        await pilot.ask("match.join", "match.joined", **place)
    await pilot.ask("match.join", "match.waiting", **place, players=2, name="ann")
    await pilot.ask("match.join", "match.joined", **place, name="bob")
    first = await pilot.expect("match.joined")
    seat = {"match_id": first["match_id"], "player_id": first["player_id"]}
    illegal = {**seat, "move": {"position": 9}}
    await pilot.ask("match.move", "match.illegal_move", **illegal)
    await pilot.ask("match.move", "match.state", **{**seat, "move": {"position": 4}})
    await pilot.ask("match.restart", "match.state", **seat)
    await pilot.ask("match.resume", "match.joined", **seat, key=first["key"])
    await pilot.ask("match.observe", "match.joined", **place, name="bob")
    with pytest.raises(Refused, match="INVALID_KEY"):
        await pilot.ask("match.leave", "match.ended", match_id=first["match_id"])
    await pilot.ask("match.leave", "match.ended", **seat)
    await pilot.close()
    return [pilot]


# Only trouble brings these: a system that is not live, and pirates, who come by chance.
RARE = {"session.status", "encounter.began"}


async def test_whatever_the_server_sends_is_documented(server: LiveServer) -> None:
    pilots = [
        *await fly(server),
        *await fight(server),
        *await command(server),
        *await match(server),
    ]
    seen = set()
    for pilot in pilots:
        assert pilot.mistake is None
        for message in pilot.log:
            assert problems_of(message) == [], message
            seen.add(message["type"])
    described = set(DOCUMENT["components"]["messages"]) - set(CLIENT_MESSAGES)
    assert seen >= described - RARE, "the flight shows every message"
    events = {e["kind"] for p in pilots for d in p.of_type("world.delta") for e in d["events"]}
    assert events >= {"undocked", "market_changed"}
    answers = [pair for pilot in pilots for pair in pilot.answers()]
    assert {kind for kind, _ in answers} >= set(EXCHANGES) - {"net.ping", "input.command"}
    for kind, message in answers:
        exchange = EXCHANGES[kind]
        assert message["type"] in (*exchange.answers, "error")
        if message["type"] in ("error", "auth.error"):
            assert ErrorCode(message["payload"]["code"]) in exchange.refusals, (kind, message)
