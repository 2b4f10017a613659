"""The comparison: peers have this server's world, and the load generator reads them right."""

import struct
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import compare, ladder
from benchmarks.compare_report import broken_promises, most, report
from benchmarks.dialects import DIALECTS, NO_ACK, NO_DELTA, OWNER_TAG, Colyseus, Json, Msgpack
from benchmarks.ladder import Climb, Pace, Row, summary
from benchmarks.peers import world as peer
from benchmarks.stands import STANDS
from benchmarks.swarm import Figures, Order, Spread, Swarm
from benchmarks.wire import OPCODE_BINARY
from game.catalog.ships import ship_class
from game.catalog.systems import BoundsSpec
from game.engine.flight import FlightState, Helm, flight_step
from game.protocol import link, wire
from game.worker.grid import Grid
from tests.support.server import Process, clean_environment, free_port

BOUNDS = BoundsSpec(min_x=-8000, min_y=-8000, max_x=8000, max_y=8000)
GRID = Grid(BOUNDS)
along = st.floats(-8000, 8000)


# --- the world --------------------------------------------------------------------------------


@given(along, along)
def test_peers_divide_the_map_as_the_worker_does(x: float, y: float) -> None:
    place = np.array([[x, y]])
    cell = int(GRID.cells(place)[0])
    assert peer.cell_of(x, y) == cell
    assert set(peer.around(cell)) == set(link.around(cell, GRID.stride))


@given(along, along, st.floats(-200, 200), st.floats(-200, 200))
def test_peers_keep_a_centre_within_the_same_hysteresis(
    x: float, y: float, dx: float, dy: float
) -> None:
    before = peer.cell_of(x, y)
    nearby = np.clip([x + dx, y + dy], -8000, 8000)
    centre = GRID.centres(nearby[None, :], np.array([before], dtype=np.int32))
    assert peer.centre_of(*nearby.tolist(), before) == int(centre[0])
    assert peer.centre_of(x, y, -1) == before


@given(
    along, along, st.floats(-80, 80), st.floats(-80, 80), st.floats(-3.1, 3.1),
    st.floats(0, 1), st.floats(-1, 1),
)  # fmt: skip
def test_peers_fly_by_the_same_rule(
    x: float, y: float, vx: float, vy: float, r: float, thrust: float, turn: float
) -> None:
    ship = peer.Ship("s_1", (x, y), thrust)
    ship.vx, ship.vy, ship.r, ship.turn = vx, vy, r, turn
    ship.fly()
    model = ship_class("freighter")
    expected = flight_step(
        FlightState(x, y, vx, vy, r, 50.0), Helm(thrust, turn), model, BOUNDS, peer.TICK_S
    )
    assert (ship.x, ship.y, ship.vx, ship.vy, ship.r) == pytest.approx(expected[:5], abs=1e-9)


def test_places_are_spread_evenly() -> None:
    quarters = [0, 0, 0, 0]
    for index in range(1000):
        x, y = peer.place_of(index)
        assert abs(x) <= 7000
        assert abs(y) <= 7000
        quarters[(x > 0) + 2 * (y > 0)] += 1
    assert all(200 < count < 300 for count in quarters)


# --- the dialects -----------------------------------------------------------------------------


class Speaker:
    index, token = 3, "secret"

    def __init__(self) -> None:
        self.seq = self.acked = 0
        self.ready = False
        self.said: list[tuple[int, bytes]] = []

    def say(self, opcode: int, payload: bytes) -> None:
        self.said.append((opcode, payload))


def message(kind: str, **payload: object) -> str:
    return wire.envelope_text(kind, 9, 1, msgspec.json.encode(payload).decode())


UPDATES = [{"id": f"s_{i}", "name": "ack", "x": 1.5} for i in range(40)]
CONTEXT = {"zone_ids": ["a"], "blended_risk": 0.1}
DELTA = {"tick": 4, "entity_updates": UPDATES}
MESSAGES = [
    (message("world.delta", **DELTA, you={"ack": 70_000, "hull": 3.5}, z=CONTEXT), 70_000, False),
    (message("world.delta", **DELTA, you={"hull": 3.5}, you_zone_context=CONTEXT), NO_ACK, False),
    (message("world.snapshot", tick=4, you={"ship_id": "s_1", "ack": 12}, e=UPDATES), 12, True),
    (message("chat.message", text='"ack":5'), NO_DELTA, False),
]


@pytest.mark.parametrize(("text", "ack", "ready"), MESSAGES)
def test_this_servers_acks_are_found_in_both_encodings(text: str, ack: int, ready: bool) -> None:
    for dialect, data in (
        (Json(1, "sol-1"), text.encode()),
        (Msgpack(1, "sol-1"), wire.msgpack_from_json(text)),
    ):
        pilot = Speaker()
        padded = b"??" + data + b"!!"
        assert dialect.hear(pilot, padded, 2, len(padded) - 2) == ack
        assert pilot.ready is ready


def test_a_pilot_logs_in_joins_and_is_told_why_not() -> None:
    dialect, pilot = Json(1, "sol-1"), Speaker()
    dialect.opened(pilot)
    welcome = message("auth.ok", player_id=1).encode()
    assert dialect.hear(pilot, welcome, 0, len(welcome)) == NO_DELTA
    kinds = [wire.envelope_from_json(data.decode()).type for _, data in pilot.said]
    assert kinds == ["auth.login", "session.join_system"]
    refusal = message("error", code="SERVER_BUSY", message="", request_seq=2).encode()
    with pytest.raises(ConnectionError, match="SERVER_BUSY"):
        dialect.hear(pilot, refusal, 0, len(refusal))
    with pytest.raises(ConnectionError, match="SERVER_BUSY"):
        Msgpack(1, "sol-1").hear(
            pilot, packed := wire.msgpack_from_json(refusal.decode()), 0, len(packed)
        )


@pytest.mark.parametrize("name", ["json", "msgpack"])
def test_inputs_are_what_the_protocol_wants(name: str) -> None:
    data = DIALECTS[name](1, "sol-1").steer(7, 123, 0.5, -0.25)  # type: ignore[call-arg]
    envelope = (
        wire.envelope_from_json(data.decode())
        if name == "json"
        else wire.envelope_from_msgpack(data)
    )
    assert (envelope.type, envelope.seq) == ("input.command", 7)
    assert wire.payload_of(envelope).turn == -0.25  # type: ignore[attr-defined]


def test_an_ack_of_colyseus_is_ones_own_and_new() -> None:
    dialect, pilot = Colyseus(1, "sol-1"), Speaker()
    assert dialect.hello(pilot).startswith(b"POST /matchmake/joinOrCreate/sol-1 ")
    first = pilot.seq
    assert first == (OWNER_TAG + pilot.index) << 16
    pilot.seq += 300
    patch = bytes((Colyseus.ROOM_STATE_PATCH, 255, 4, 0))
    ships = struct.pack("<4f", -3.5, 120.0, 7999.9, 0.1)

    def heard(seq: int) -> int:
        data = patch + ships + struct.pack("<I", seq) + ships
        return dialect.hear(pilot, data, 0, len(data))

    assert heard(first + 258) == first + 258
    assert heard(first + 301) == NO_ACK  # of no input that was sent
    assert heard(first + 258 + (1 << 16)) == NO_ACK  # another pilot's
    pilot.acked = first + 258
    assert heard(first + 258) == NO_ACK
    assert dialect.hear(pilot, b"\x0a", 0, 1) == NO_DELTA
    assert pilot.said == [(OPCODE_BINARY, b"\x0a")]


# --- the load generator -----------------------------------------------------------------------


@pytest.mark.server
def test_the_swarm_counts_what_a_bare_server_sends(tmp_path: Path) -> None:
    port = free_port()
    server = Process(
        [sys.executable, "-m", "benchmarks.peers.bare", str(port), "pair", "3000"],
        env=clean_environment(),
        log=tmp_path / "bare.log",
    )
    server.start()
    try:
        server.wait_until(lambda: "ready" in server.output(), "the bare server listens")
        groups = {"web": [server.pid]}
        order = Order("plain", port, "", [], groups, [0], joins_per_s=1000.0)
        swarm = Swarm(order)
        swarm.grow(20)
        figures = swarm.measure(1.0)
        for pilot in swarm.pilots:
            pilot.socket.close()
    finally:
        server.stop()
    assert not figures.failed
    assert figures.pilots == 20
    assert figures.bytes_per_delta == 3000
    assert 0 < figures.deltas <= 20 * 20 * figures.seconds + 40
    assert 0 < figures.latency_ms.p50 <= figures.latency_ms.p99 <= figures.latency_ms.max


def test_a_message_may_come_in_pieces() -> None:
    swarm = Swarm(Order("plain", 1, "", [], {}, []))
    pilot = _Pilot()
    swarm.pilots.append(pilot)  # type: ignore[arg-type]
    payload = b'{"x": "' + b"x" * 300 + b'", "ack": 1}'
    frame = b"\x81\x7e" + len(payload).to_bytes(2) + payload
    rest = b""
    for at in range(0, 2 * len(frame), 7):
        rest = swarm._frames(pilot, rest + (frame * 2)[at : at + 7])  # type: ignore[arg-type]
    assert rest == b""
    assert pilot.deltas == 2
    assert swarm.bytes == 2 * len(payload)


class _Pilot(Speaker):
    deltas, last_at = 0, float("nan")
    sent_at = (0.0,) * 128


# --- rows and their report --------------------------------------------------------------------


def row(
    server: str, pilots: int, *, p99: float = 60.0, delivered: float = 1.0, **more: object
) -> Row:
    figures = Figures(
        pilots=pilots, seconds=10.0, deltas=int(pilots * 200 * delivered), delivered=delivered,
        delivered_least=delivered, interval_ms=Spread(50, p99, p99), latency_ms=Spread(50, 80, 90),
        bytes_per_delta=3000, cpu={"web": 0.5}, kernel={"web": 0.2}, resident={"web": 10**8},
        cores={"0": 0.5, "1": 0.3}, load_cpu=0.2, load_late_ms=3.0, lost=0,
    )  # fmt: skip
    for name, value in more.items():
        setattr(figures, name, value)
    return Row(server, 0, figures, at="2030-01-01 00:00")


def test_a_row_is_held_by_delivery_interval_and_nobody_lost() -> None:
    assert row("colyseus", 300, p99=99).prompt
    assert row("colyseus", 300, p99=105).held
    assert not row("colyseus", 300, p99=105).prompt
    assert not row("colyseus", 300, p99=111).held
    assert not row("colyseus", 300, delivered=0.94).held
    assert not row("colyseus", 300, failed=["1 x closed by the server"]).held


def test_a_busy_load_generator_is_told() -> None:
    assert row("bare", 300, load_cpu=0.95).by_load
    assert row("bare", 300, load_late_ms=30.0).by_load
    assert "load generator was at its own limit" in report([row("bare", 300, load_cpu=0.95)])


def test_promises_compare_with_what_colyseus_held() -> None:
    rival = [row("colyseus", 450), row("colyseus", 600, delivered=0.7)]
    assert most(rival, "colyseus") == 450
    assert broken_promises([*rival, row("site-web", 1500), row("site-stack", 1350)]) == []
    assert len(broken_promises([*rival, row("site-web", 1250)])) == 1
    assert len(broken_promises([*rival, row("site-web", 1000, p99=130)])) == 2


def test_a_climb_ends_when_two_counts_in_a_row_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    failing = {300, 600, 800, 1000}
    measured: list[int] = []

    class FakeLoad:
        def measure(self, step: ladder.Step) -> Figures:
            measured.append(step.pilots)
            bad = step.pilots in failing and measured.count(step.pilots) < 3
            once = step.pilots == 300 and measured.count(300) == 2
            return row("bare", step.pilots, delivered=0.9 if bad and not once else 1.0).figures

        def end(self) -> None:
            pass

    class FakeStand:
        groups: dict[str, list[int]] = {"web": []}

    monkeypatch.setattr(ladder, "loaded", lambda climb: _opened((FakeStand(), FakeLoad())))
    rows = list(ladder.rows_of(Climb("bare", [600, 300, 800, 1000]), Pace(0, 0)))
    assert [(r.figures.pilots, r.held, r.again) for r in rows] == [
        (300, True, True),
        (600, False, False),
        (800, False, False),
    ]
    assert measured == [300, 300, 600, 600, 800, 800]


class _opened:
    def __init__(self, value: object) -> None:
        self.value = value

    def __enter__(self) -> object:
        return self.value

    def __exit__(self, *_: object) -> None:
        pass


def test_a_part_that_is_measured_alone_takes_the_place_of_its_older_rows() -> None:
    old = [row("bare", 300), row("colyseus", 300)]
    new = [row("bare", 500)]
    kept = compare.merged(old, new, Climb("bare", [500]))
    assert [(r.server, r.figures.pilots) for r in kept] == [("colyseus", 300), ("bare", 500)]
    assert msgspec.json.decode(msgspec.json.encode(kept), type=list[Row]) == kept


def test_every_measured_server_can_be_started_and_has_a_name() -> None:
    every = [*compare.WORLD, *compare.CROWDED, *compare.BROADCAST, *compare.SOCKETS, *compare.WIRES]
    assert {climb.server for climb in every} == set(STANDS)
    text = report([row(name, 300) for name in STANDS])
    assert "Every window" in text


def test_a_profile_tells_own_time_and_that_of_callees() -> None:
    main, other = "thread (7): MainThread;main (a.py:1)", "thread (8): lane 0;run (c.py:1) 70"
    waiting = f"{main};epoll_pwait (libc.so.6) 50"
    nameless = f"{main};uv__io_poll (linux.c:9);0x7f00 (libc.so.6) 90"
    at_work = [f"{main};send (b.py:7) 3", f"{main} 1", f"{main} 1"]
    lines = summary([*at_work, waiting, nameless, other])
    assert lines == [" 60.0%  60.0%  send (b.py)", " 40.0% 100.0%  main (a.py)"]
