"""A pilot who stays connected, steers twenty times a second and writes down what is answered.

It comes back through another web process when its own goes, as the protocol asks of clients, and
looks for what must never happen: ticks that go back, a dock that is lost, a ship that is thrown
back further than a checkpoint is old, a log-in that is refused.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from benchmarks.wire import Wire
from tests.chaos.journal import Cargo, Journal, Jump, Loss, View
from tests.chaos.track import Track
from tests.support.server import HOST

ANSWER_S = 15.0  # the server calls off after ten what it cannot answer
TRY_AGAIN_S = 0.2
DIARY = 16  # lines, for who looks into a fault
PLAIN = {"world.delta", "combat.event", "trade.result", "session.status"}  # nothing to write down

Message = dict[str, Any]


class Refused(Exception):
    """A rule said no. `doubtful` is SERVER_BUSY: nobody knows whether it was done."""

    def __init__(self, payload: Message) -> None:
        self.code: str = payload["code"]
        self.details: Message = payload.get("details") or {}
        self.doubtful = self.code == "SERVER_BUSY"
        super().__init__(self.code)


class Unanswered(Exception):
    """The connection ended before an answer came, or none came."""


class Seat(Struct, frozen=True):
    """Who flies: the ids of player and ship, a token, the system where the ship is, and what its
    pilot is for."""

    player: int
    ship: int
    token: str
    system_id: str
    role: str = "trader"


class Helm(Struct):
    """What the next inputs say. `dock` is sent once and falls back."""

    thrust: float = 0.0
    turn: float = 0.0
    fire: bool = False
    dock: bool = False


class Pilot:
    """`ports` are those of the web processes; `home` is the one to begin with."""

    def __init__(self, seat: Seat, ports: tuple[int, ...], home: int) -> None:
        self.seat = seat
        self.journal = Journal(seat.player, seat.ship)
        self.system_id = seat.system_id
        self.helm = Helm()
        self.seated = False
        self.you: Message = {}
        self.entities: dict[str, Message] = {}
        self.stations: dict[str, Message] = {}
        self.gates: dict[str, Message] = {}
        self.markets: dict[str, dict[str, Message]] = {}
        self.seq = 0
        self.acked = 0
        self.acked_at = 0.0
        self.longest_gap_s = 0.0
        self.connections = 0
        self.closes: list[int] = []
        self.codes: dict[str, int] = {}
        self.statuses: set[str] = set()
        self.diary: deque[str] = deque(maxlen=DIARY)
        self._frame_at = time.monotonic()
        self._ports = ports
        self._port = home
        self._wire: Wire | None = None
        self._answers: dict[int, asyncio.Future[Message]] = {}
        self._ticks: dict[str, int] = {}
        self._track = Track()
        self._docks_asked: deque[float] = deque()  # when; each docks, undocks or is refused
        self._rejoin = asyncio.Event()
        self._news = asyncio.Event()

    # --- the connection -------------------------------------------------------------------

    async def stay(self) -> None:
        """Connect, and connect again whenever that ends; for ever."""
        while True:
            try:
                await self._connect()
            except (OSError, TimeoutError, Unanswered):
                await asyncio.sleep(TRY_AGAIN_S)
            except Refused as error:
                if not error.doubtful:
                    self.journal.fault(f"the log-in was refused: {error.code}")
                await asyncio.sleep(TRY_AGAIN_S)
            else:
                await self._remain()
            self._disconnected()

    async def _connect(self) -> None:
        port = self._ports[self._port]
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_connection(
            lambda: Wire(f"{HOST}:{port}", "/ws", self._receive), HOST, port
        )
        self._wire = wire
        await asyncio.wait_for(wire.opened, ANSWER_S)
        await self.ask("auth.login", token=self.seat.token, protocol_version=1)
        self.connections += 1

    async def _remain(self) -> None:
        """Keep a seat in the system until the connection ends."""
        assert self._wire is not None
        closed = self._wire.closed
        self._rejoin.set()
        while not closed.done():
            if self._rejoin.is_set():
                self._rejoin.clear()
                await self._join()
                continue
            rejoin = asyncio.ensure_future(self._rejoin.wait())
            ends: set[asyncio.Future[Any]] = {rejoin, closed}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            rejoin.cancel()
        self.closes.append(closed.result())

    async def _join(self) -> None:
        try:
            await self.ask("session.join_system", system_id=self.system_id)
        except Unanswered:
            self._rejoin.set()
        except Refused as error:
            self._turned_away(error)
            self._rejoin.set()
            await asyncio.sleep(TRY_AGAIN_S)

    def _turned_away(self, error: Refused) -> None:
        """The ship may be elsewhere, by a jump that was never answered."""
        there = error.details.get("system_id")
        if error.code != "FORBIDDEN" or there is None:
            if not error.doubtful:
                self.journal.fault(f"the join was refused: {error}")
            return
        if not any(jump.to_system == there for jump in self.open_jumps()):
            self.journal.fault(f"the ship is in {there}, not in {self.system_id}")
        self.system_id = there

    def open_jumps(self) -> list[Jump]:
        """That were asked for, and of which nobody knows what came."""
        return [j for j in self.journal.jumps if j.done_at is None and not j.refused]

    def _disconnected(self) -> None:
        self.seated = False
        if self._wire is not None and self._wire.transport is not None:
            self._wire.close()
        self._wire = None
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(Unanswered())
        self._answers.clear()
        self._port = (self._port + 1) % len(self._ports)

    @property
    def connected(self) -> bool:
        return self._wire is not None and self._wire.opened.done() and not self._wire.closed.done()

    # --- sending --------------------------------------------------------------------------

    def send(self, kind: str, payload: Mapping[str, object]) -> int:
        """Send one message; gives its seq, which grows over all connections. Raises Unanswered."""
        if not self.connected:
            raise Unanswered
        assert self._wire is not None
        self.seq += 1
        ts = time.time_ns() // 1_000_000
        envelope = {"type": kind, "seq": self.seq, "ts": ts, "payload": payload}
        self._wire.send_text(msgspec.json.encode(envelope))
        return self.seq

    async def ask(self, kind: str, patience_s: float = ANSWER_S, **payload: object) -> Message:
        """Send, and give the payload of the answer. Raises Refused, Unanswered.

        Without an answer within ANSWER_S on a connection that lives, the server is at fault.
        """
        seq = self.send(kind, {key: value for key, value in payload.items() if value is not None})
        self._note(f"asked {kind} ({seq})")
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._answers[seq] = answer
        wire = self._wire
        try:
            async with asyncio.timeout(patience_s):
                return await answer
        except TimeoutError:
            if patience_s >= ANSWER_S and wire is self._wire and self.connected:
                self.journal.fault(f"no answer to {kind} within {ANSWER_S:g} s")
            raise Unanswered from None
        finally:
            self._answers.pop(seq, None)

    def steer(self) -> None:
        """Send the helm's state, if anybody listens."""
        if not (self.seated and self.connected):
            return
        helm = self.helm
        if helm.dock:
            self._docks_asked.append(time.monotonic())
        with contextlib.suppress(Unanswered):
            self.send(
                "input.command",
                {
                    "thrust": helm.thrust,
                    "turn": helm.turn,
                    "fire_primary": helm.fire,
                    "dock_request": helm.dock,
                },
            )
        helm.dock = False

    async def wait(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Whether what arrives makes the condition true in time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not condition():
                    self._news.clear()
                    await self._news.wait()
        return condition()

    # --- what they have -------------------------------------------------------------------

    @property
    def ship(self) -> Message | None:
        """One's own ship as an entity, while it is in sight."""
        return self.entities.get(f"s_{self.seat.ship}")

    @property
    def docked_at(self) -> str | None:
        return self.you.get("docked_at")

    def view(self) -> View:
        return View(self.system_id, self.docked_at, self.you["credits"], cargo_of(self.you))

    def silence_s(self) -> float:
        """The longest time without a frame since `longest_gap_s` was set to 0."""
        return max(self.longest_gap_s, time.monotonic() - self._frame_at)

    # --- reading --------------------------------------------------------------------------

    def _receive(self, data: bytes) -> None:
        message: Message = msgspec.json.decode(data)
        kind, payload = message["type"], message["payload"]
        if kind == "world.delta":
            self._on_delta(payload)
        elif kind == "world.snapshot":
            self._on_snapshot(payload)
        elif kind == "session.joined":
            self._on_joined(payload)
        elif kind == "session.left":
            self._on_left(payload)
        elif kind == "session.status":
            self.statuses.add(payload["state"])
        elif kind == "ship.lost":
            self.journal.losses.append(Loss(time.monotonic(), payload["credits"], payload["fee"]))
        elif kind in ("error", "auth.error"):
            self._on_error(payload)
        if kind not in PLAIN:
            about = payload.get("code") or payload.get("state") or payload.get("system_id") or ""
            self._note(f"heard {kind} {about} ({payload.get('request_seq') or ''})")
        self._settle(kind, payload)
        self._news.set()

    def _note(self, words: str) -> None:
        self.diary.append(f"{time.strftime('%H:%M:%S')} {words}")

    def _settle(self, kind: str, payload: Message) -> None:
        answer = self._answers.get(payload.get("request_seq") or 0)
        if answer is None or answer.done():
            return
        if kind in ("error", "auth.error"):
            answer.set_exception(Refused(payload))
        else:
            answer.set_result(payload)

    def _on_error(self, payload: Message) -> None:
        code = payload["code"]
        self.codes[code] = self.codes.get(code, 0) + 1
        if code == "CANNOT_DOCK":
            self._dock_asked()
        elif payload.get("request_seq") not in self._answers:
            refused = Refused(payload)  # of a join that followed a jump, or one of the server's own
            if "system_id" in refused.details:
                self.journal.fault(f"was left behind in {self.system_id}: {payload['message']}")
                self._turned_away(refused)
            if not self.seated:
                self._rejoin.set()

    def _on_joined(self, joined: Message) -> None:
        there = joined["system_id"]
        if there != self.system_id:
            self.journal.fault(f"joined {there}, the ship was in {self.system_id}")
            self.system_id = there

    def _on_left(self, left: Message) -> None:
        """By a jump: `session.joined` of the other system follows by itself."""
        self.seated = False
        for jump in self.open_jumps()[-1:]:
            jump.done_at = time.monotonic()
            self.system_id = jump.to_system
        self._track.clear()

    def _on_snapshot(self, snapshot: Message) -> None:
        self._on_frame(snapshot["tick"])
        self.entities = {entity["id"]: entity for entity in snapshot["entities"]}
        self.stations = {station["station_id"]: station for station in snapshot["stations"]}
        self.gates = {gate["gate_id"]: gate for gate in snapshot["gates"]}
        for market in snapshot["markets"]:
            self._price(market)
        self._take_you(snapshot["you"])
        self._check_track()
        self.seated = True

    def _on_delta(self, delta: Message) -> None:
        self._on_frame(delta["tick"])
        for entity_id in delta["entity_removed"]:
            self.entities.pop(entity_id, None)
        for update in delta["entity_updates"]:
            self.entities.setdefault(update["id"], {}).update(update)
        for event in delta["events"]:
            if event["kind"] == "market_changed":
                self._price(event)
        self._take_you(delta.get("you", {}))
        if self.ship is not None:
            self._track.note(self._frame_at, self.ship["x"], self.ship["y"])

    def _price(self, market: Message) -> None:
        rows = self.markets.setdefault(market["station_id"], {})
        rows.update({price["commodity_id"]: price for price in market["prices"]})

    def _on_frame(self, tick: int) -> None:
        now = time.monotonic()
        self.longest_gap_s = max(self.longest_gap_s, now - self._frame_at)
        self._frame_at = now
        last = self._ticks.get(self.system_id, -1)
        if tick <= last:
            self.journal.fault(f"the tick of {self.system_id} went from {last} to {tick}")
        self._ticks[self.system_id] = tick

    def _take_you(self, you: Message) -> None:
        known, before = bool(self.you), self.docked_at
        self.you.update(you)
        if known and before != self.docked_at:
            self._check_dock(before, self.docked_at)
        ack = you.get("ack", 0)
        if ack:
            self.acked, self.acked_at = ack, time.monotonic()

    def _check_dock(self, before: str | None, now: str | None) -> None:
        """A ship docks and undocks by its pilot's wish, or it has been towed."""
        self._track.clear()
        if self._dock_asked():
            return
        if before is not None:
            self.journal.fault(f"was docked at {before}, and then {now or 'in space'}")
        else:
            self.journal.unasked_docks.append(time.monotonic())

    def _dock_asked(self) -> bool:
        """Take the oldest request to dock or undock off the list, if there is one."""
        while self._docks_asked and time.monotonic() - self._docks_asked[0] > ANSWER_S:
            self._docks_asked.popleft()
        if not self._docks_asked:
            return False
        self._docks_asked.popleft()
        return True

    def _check_track(self) -> None:
        """After a silence the ship is where it has been not long before."""
        ship = self.ship
        if ship is None or self.docked_at is not None:
            return
        off = self._track.off(self._frame_at, ship["x"], ship["y"])
        if off:
            self.journal.fault(f"was found {off:.0f} units off its track")
            self._track.clear()


def cargo_of(payload: Message) -> Cargo:
    return {line["commodity_id"]: line["qty"] for line in payload["cargo"]}
