"""Hosted systems and the feeds of two web processes in one event loop, tick by tick.

All that is between them is real, but for the database, the layers and the sockets: a system's
post is carried here, packed and unpacked, and may be held back or lost on the way.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from game.catalog.systems import SystemSpec
from game.engine import snapshot
from game.engine.events import Destroyed, Event, Hit
from game.engine.world import World
from game.protocol import link, server
from game.protocol.wire import payload_text
from game.realtime.feed import TEND_EVERY_S, Feed
from game.realtime.hub import Hub
from game.realtime.limits import Limits
from game.selectors.records import MarketQuote
from game.worker.berths import ship_row
from game.worker.goods import Goods
from game.worker.opspost import OpsPost
from game.worker.orders import handle_order
from game.worker.pilots import Pilot
from game.worker.post import Post, PostOffice
from game.worker.restore import IDS_PER_TAKEOVER, TAKEOVER_TICKS
from game.worker.stories import ship_id
from game.worker.system import Pace, System
from tests.support.records import Records
from tests.support.sight import Message
from tests.support.truth import (
    TURNS,
    Cell,
    Happened,
    Seen,
    Truth,
    cell_of,
    centre_after,
    entities_of,
    same,
    you_of,
    zone_context,
)

TICK_S = 0.05
SPINS = 12  # turns of the loop in which whatever waits for no peer is done
LIMITS = Limits(
    inputs_per_second=10**6,
    messages_per_second=10**6,
    max_connections=100,
    max_connections_per_player=100,
    max_connections_per_address=0,
    login_timeout=600.0,
)
PACE = Pace(
    tick_rate=20.0,
    grace=3600.0,
    market_interval=3600.0,
    checkpoint_interval=3600.0,
    record_minutes=0.0,
)


class Clock:
    """Stands for `time.monotonic`: it goes on by a tick at a time, however slow the machine is."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Tray(PostOffice):
    """What one system has to say, put where somebody carries it by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.lies: list[tuple[str, bytes]] = []  # (channel, replies) or ("", frame), in order

    def news(self, channel: str, system_id: str, news: list[link.News]) -> None:
        self.lies.append((channel, link.pack(link.Replies(link.VERSION, news))))

    def frame(self, post: Post, blob: bytes, channels: Iterable[str]) -> None:
        self.lies.append(("", blob))


class Mail(Post):
    """The post of a system, to be carried by hand."""

    def __init__(self, system_id: str) -> None:
        self._tray = Tray()
        super().__init__(system_id, self._tray)
        self.joined: list[int] = []  # ships whose helm was given since the last frame

    def news(self, feed: str, news: link.News) -> None:
        if isinstance(news, link.Joined):
            self.joined.append(news.ship)
        super().news(feed, news)

    def collect(self) -> list[tuple[str, bytes]]:
        """(channel, replies) or ("", frame), in order."""
        self.flush()
        carried, self._tray.lies = self._tray.lies, []
        return carried


class Observed(System):
    """A system of which everything that happens is written down where it happens."""

    def __init__(
        self, world: World, records: Records, *, epoch: int = 1, prices: Message | None = None
    ) -> None:
        """`prices`: a row by commodity by station; the same everywhere by default."""
        ore = {"commodity_id": "ore", "buy": 10, "sell": 8, "stock": 100}
        self.market_rows = prices or {s.id: {"ore": ore} for s in world.spec.stations}
        self.mail = Mail(world.spec.id)
        super().__init__(
            world,
            markets={
                station: tuple(MarketQuote(station, **row) for row in rows.values())
                for station, rows in self.market_rows.items()
            },
            goods=Goods(()),
            worker_id=f"worker-{epoch}",
            channel=f"worker-{epoch}",
            epoch=epoch,
            pace=PACE,
            lanes=records,
            post=self.mail,
            ops_post=OpsPost("worker"),
            handle_order=handle_order,
        )
        self.happened = Happened()
        # by process and connection: fights that its ship was part of
        self.owed: dict[tuple[str, int], list[str]] = {}
        self._centres: dict[int, Cell] = {}
        self._recent: tuple[dict[str, Message], ...] = ()

    def tell_at(self, x: float, y: float, event: server.Event) -> None:
        cell = cell_of(self.world.spec.bounds, x, y)
        self.happened.events.append((cell, same(payload_text(event))))
        super().tell_at(x, y, event)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, Hit | Destroyed):
            self._note_fight(event)
        super()._on_event(event)

    def _note_fight(self, event: Hit | Destroyed) -> None:
        if isinstance(event, Hit):
            source, target, kind = event.source_id, event.target_id, "hit"
            damage, hp = round(event.damage, 1), round(event.target_hp, 1)
        else:
            source, target, kind = event.killer_id, event.entity_id, "destroyed"
            damage = hp = 0.0
        payload = server.CombatEvent(kind, ship_id(source), ship_id(target), damage, hp)  # type: ignore[arg-type]
        told = same(payload_text(payload))
        cell = cell_of(self.world.spec.bounds, event.x, event.y)
        self.happened.fights.append((cell, told, frozenset((payload.source_id, payload.target_id))))
        for ship in {source, target}:
            pilot = self.pilots.by_ship.get(ship)
            if pilot is not None and pilot.feed is not None:
                process = pilot.feed
                self.owed.setdefault((process, pilot.conn), []).append(told)

    def succeeded(self, records: Records) -> "Observed":
        """Killed: a successor with the world and the prices, whose pilots have to come back."""
        spec, epoch = self.world.spec, self.epoch + 1
        for pilot in self.pilots.in_space():
            row = ship_row(self.world.ship_state(pilot.ship))
            records.store(pilot.player, row, pilot.credits)
        records.epochs[self.id] = epoch
        world = snapshot.load(spec, snapshot.dump(self.world))
        for pilot in self.pilots.in_space():
            world.remove(pilot.ship)
        world.tick += TAKEOVER_TICKS
        world.next_id += IDS_PER_TAKEOVER
        heir = Observed(world, records, epoch=epoch, prices=self.market_rows)
        heir.owed = self.owed
        return heir

    def reprice(self, station: str, price: int) -> None:
        row = {"commodity_id": "ore", "buy": price + 2, "sell": price, "stock": 7}
        self.market_rows = {**self.market_rows, station: {"ore": row}}
        event = {"kind": "market_changed", "station_id": station, "prices": [row]}
        self.happened.everywhere.append(same(payload_text(event)))
        self.market_changed([MarketQuote(station, "ore", price + 2, price, 7)])

    def truth(self) -> Truth:
        """What the frame that has just been built has to tell."""
        world, bounds = self.world, self.world.spec.bounds
        entities, cells = entities_of(world)
        for ship in self.mail.joined:
            self._centres.pop(ship, None)
        self.mail.joined.clear()
        for pilot in self.pilots:
            if pilot.destroyed or pilot.feed is None:
                self._centres.pop(pilot.ship, None)
        seen: dict[int, Seen] = {}
        for pilot in self._told():
            x, y = world.pos[pilot.slot].tolist()
            centre = centre_after(bounds, self._centres.get(pilot.ship), x, y)
            self._centres[pilot.ship] = centre
            you, context = you_of(world, pilot), zone_context(world.spec, x, y)
            helm = pilot.feed, pilot.conn
            seen[pilot.ship] = Seen(helm, centre, you, context, x, y)
        happened, self.happened = self.happened, Happened()
        self._recent = (entities, *self._recent)[:TURNS]
        return Truth(
            world.spec,
            world.tick,
            entities,
            cells,
            seen,
            happened,
            self.market_rows,
            self._recent,
            not (self.durable._tasks or self.durable._done),
        )

    def _told(self) -> list[Pilot]:
        """Pilots at a helm whose feed has credit."""
        return [
            pilot
            for pilot in self.pilots
            if pilot.feed is not None and not pilot.destroyed and not self.feeds.waits(pilot.feed)
        ]


@dataclass
class Wire:
    """The way between a system and the feed of one process. `frames` come with their truth.

    stalled: nothing gets through in either direction. late: news wait, frames do not.
    """

    feed: Feed
    system: Observed
    frames: deque[tuple[bytes, Truth]] = field(default_factory=deque)
    news: deque[bytes] = field(default_factory=deque)
    stalled: bool = False
    late: bool = False
    lose: int = 0  # frames to come that get lost
    looked_at: float = 0.0  # when the feed last looked after everything, s


class Process(Hub):
    """A web process: its feeds are there from the beginning."""

    def __init__(self, name: str, systems: dict[str, Observed], records: Records) -> None:
        super().__init__(LIMITS, records)
        self.name = self.lines.news = name
        self.wires: dict[str, Wire] = {}
        for system_id, system in systems.items():
            self.wires[system_id] = Wire(Feed(system_id, self), system)
            system.attach(name)

    async def feed(self, system_id: str) -> Feed:
        return self.wires[system_id].feed


class Galaxy:
    """Everything. `observe` is called after each frame that a feed has handled.

    Its clock has to be everybody's `time.monotonic`.
    """

    def __init__(
        self,
        specs: dict[str, SystemSpec],
        clock: Clock,
        *,
        seed: int,
        observe: Callable[[Wire, Truth], None],
    ) -> None:
        self.clock = clock
        self._observe = observe
        self.records = Records(specs)
        self.systems = {
            system_id: Observed(World.create(spec, seed), self.records)
            for system_id, spec in specs.items()
        }
        self.processes = [Process(name, self.systems, self.records) for name in ("one", "two")]

    @property
    def wires(self) -> list[Wire]:
        return [wire for process in self.processes for wire in process.wires.values()]

    async def tick(self) -> None:
        self.clock.now += TICK_S
        for wire in self.wires:
            if self._due(wire) and wire.feed.look_after(self.clock.now) and not wire.stalled:
                wire.system.attach(wire.feed.hub.lines.news)
            if not wire.stalled and (said := wire.feed.say()) is not None:
                worker, batch = said
                if worker == wire.system.channel:  # else to one who is dead
                    wire.system.receive(link.unpack(link.Batch, link.pack(batch)))
        await spin()
        for system in self.systems.values():
            if system.state == "paused":
                system.still()
            else:
                system.tick(TICK_S)
            self._sort(system)
        for wire in self.wires:
            if not wire.stalled:
                await self._carry(wire)
        await spin()

    def _due(self, wire: Wire) -> bool:
        """Whether the feed would look after everything by now."""
        due = wire.feed._attention.is_set() or self.clock.now - wire.looked_at >= TEND_EVERY_S
        if due:
            wire.looked_at = self.clock.now
        return due

    def kill(self, system_id: str, *, woken: int, price: int) -> None:
        """The system's worker dies after a checkpoint, and feeds wake another one, perhaps more
        than once and while prices move."""
        system = self.systems[system_id]
        self._sort(system)
        heir = self.systems[system_id] = system.succeeded(self.records)
        for process in self.processes:
            process.wires[system_id].system = heir
        for _ in range(woken):
            for process in self.processes:
                heir.attach(process.name)
            heir.reprice(heir.world.spec.stations[-1].id, price)

    def _sort(self, system: Observed) -> None:
        wires = {wire.feed.hub.lines.news: wire for wire in self.wires if wire.system is system}
        for channel, blob in system.mail.collect():
            if channel:
                wires[channel].news.append(blob)
                continue
            truth = system.truth()
            for wire in wires.values():
                if wire.lose:
                    wire.lose -= 1
                else:
                    wire.frames.append((blob, truth))

    async def _carry(self, wire: Wire) -> None:
        while wire.news and not wire.late:
            for news in link.unpack(link.Replies, wire.news.popleft()).news:
                wire.feed._on_news(news)
        while wire.frames:
            blob, truth = wire.frames.popleft()
            frame, feed = link.unpack(link.Frame, blob), wire.feed
            await feed._on_frame(frame)
            await spin()
            if feed._welcome is not None and feed._epoch == frame.epoch:  # else it took no notice
                self._observe(wire, truth)


async def spin() -> None:
    for _ in range(SPINS):
        await asyncio.sleep(0)
