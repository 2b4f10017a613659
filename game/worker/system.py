"""One hosted system: its world, its pilots, its feeds, and the order of a tick.

No ORM and no I/O inside a tick: durable work is handed to tasks, whose results are taken at the
next tick; what has to be said is put into the post, which another task carries.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from game.catalog.ships import ship_class
from game.engine.commands import Command, Manifest, Release, ToggleDock
from game.engine.edits import Edit, SpawnPilot, apply
from game.engine.events import Docked, DockRefused, Event, Undocked
from game.engine.obey import obey
from game.engine.step import step
from game.engine.together import Outcome
from game.engine.world import ShipState, World
from game.protocol import link, server
from game.protocol.errors import AppError, ErrorCode
from game.protocol.opsnews import RunState
from game.protocol.wire import payload_text
from game.selectors.records import MarketQuote
from game.selectors.systems import Wishes
from game.services.fencing import Fence
from game.services.lanes import Lanes
from game.worker.chronicle import Chronicle
from game.worker.durable import Durable
from game.worker.feeds import Feeds
from game.worker.frames import FrameBuilder
from game.worker.goods import Goods
from game.worker.helms import Helms
from game.worker.opspost import OpsPost
from game.worker.pilots import Pilot, Pilots
from game.worker.places import joined, places_json
from game.worker.post import Post
from game.worker.prices import PriceBoard
from game.worker.recorder import Recorder
from game.worker.stories import STORIES, ship_id
from game.worker.storing import let_go, record_leg, store_berth
from game.worker.stream import Stream

logger = logging.getLogger(__name__)

EVENTS_KEPT = 1000  # while no frame can be built; the oldest go first


@dataclass(frozen=True, slots=True)
class Pace:
    """Numbers from the environment: s, Hz."""

    tick_rate: float
    grace: float
    market_interval: float
    checkpoint_interval: float
    record_minutes: float  # 0: nothing is recorded


class System:
    """The state of one system in this worker; `tick` advances it by one step.

    `orders` handles what pilots ask for beyond steering (see orders.py).
    """

    def __init__(
        self,
        world: World,
        *,
        markets: dict[str, tuple[MarketQuote, ...]],
        goods: Goods,
        worker_id: str,
        channel: str,
        epoch: int,
        pace: Pace,
        lanes: Lanes,
        post: Post,
        ops_post: OpsPost,
        handle_order: "Callable[[System, str, link.Order], None]",
    ) -> None:
        self.world = world
        self.goods = goods
        self.id = world.spec.id
        self.worker_id = worker_id
        self.channel = channel
        self.epoch = epoch
        self.pace = pace
        self.post = post
        self.pilots = Pilots()
        self.feeds = Feeds()
        self.arriving: dict[int, tuple[str, link.Join]] = {}
        self.departing: set[int] = set()
        self.durable = Durable(self.id, lanes)
        self.state: RunState = "live"
        self.tick_rate = pace.tick_rate  # Hz, as operators want it now
        self.time_scale = 1.0
        self.stream = Stream(world, self.pilots, epoch=epoch, post=ops_post)
        self.prices = PriceBoard(markets)
        self._handle_order = handle_order
        self._builder = FrameBuilder(world, epoch=epoch)
        self._commands: list[Command] = []
        self._dock_seqs: dict[int, int] = {}
        self.chronicle = Chronicle(world)
        self.recorder = Recorder() if pace.record_minutes > 0 else None
        self.fights: deque[link.Fight] = deque(maxlen=EVENTS_KEPT)
        self.log = logger
        self._events: deque[tuple[int, str]] = deque(maxlen=EVENTS_KEPT)
        self._everywhere: deque[str] = deque(maxlen=EVENTS_KEPT)
        self.places = places_json(world.spec)
        self._edited = False  # since the last frame
        self._held = Helms.none()  # the newest inputs of a pause

    # --- the tick -------------------------------------------------------------------------

    def tick(self, dt: float) -> None:
        """One step of `dt` seconds, told to all feeds."""
        commands = self.begin_tick()
        try:
            outcome: Outcome = step(self.world, commands, dt)
        except Exception as error:
            outcome = error
        self.end_tick(commands, outcome, dt)

    def begin_tick(self) -> list[Command]:
        """What the world's next step has to obey."""
        self.durable.take_results()
        commands, self._commands = self._commands, []
        return commands

    def end_tick(self, commands: list[Command], outcome: Outcome, dt: float) -> None:
        """Tell all feeds of a step with these commands. Raises the error that it ended in."""
        if isinstance(outcome, Exception):
            if self.recorder is not None:
                self.recorder.note_fault()
            raise outcome
        if self.recorder is not None:
            self.recorder.note_step(self.world, commands, dt)
        events = outcome
        for event in events:
            self._on_event(event)
        self.stream.happened(events)
        self.chronicle.pass_time(self.world, self.pilots.in_space(), dt)
        let_go(self, time.monotonic())
        self._publish()

    def still(self) -> None:
        """What goes on while time stands still: results, departures, and news if there are any."""
        self.durable.take_results()
        let_go(self, time.monotonic())
        if (
            self._everywhere
            or self._edited
            or any(pilot.wants_whole or pilot.changed for pilot in self.pilots.of_feeds())
        ):
            self._publish()
        self.post.flush()

    def _on_event(self, event: Event) -> None:
        story = STORIES.get(type(event))
        if story is not None:
            story(self, event)
            return
        match event:
            case Docked(entity_id, station_id):
                self._on_berth(entity_id, server.DockedEvent(ship_id(entity_id), station_id))
            case Undocked(entity_id, station_id):
                self._on_berth(entity_id, server.UndockedEvent(ship_id(entity_id), station_id))
            case DockRefused(entity_id, reason):
                pilot = self.pilots.by_ship.get(entity_id)
                if pilot is not None:
                    seq = self._dock_seqs.get(pilot.ship, 0)
                    error = AppError(ErrorCode.CANNOT_DOCK, reason)
                    self.refuse(pilot.feed, pilot.conn, seq, error)

    def _on_berth(self, entity_id: int, event: server.DockedEvent | server.UndockedEvent) -> None:
        """A ship came to a station or left it; a pilot's is stored at once, and then told so."""
        slot = self.world.slot_of.get(entity_id)
        if slot is not None:
            x, y = self.world.pos[slot].tolist()
            self.tell_at(x, y, event)
        pilot = self.pilots.by_ship.get(entity_id)
        if pilot is None:
            return
        if isinstance(event, server.DockedEvent):
            record_leg(self, pilot, event.station_id)
        store_berth(self, pilot)

    def _publish(self) -> None:
        """Build and post a frame, unless no feed has credit: then the next one says it all."""
        for channel in self.feeds.drop_silent(time.monotonic()):
            self._abandoned_by(channel)
        waiting = self.feeds.out_of_credit(self.tick_rate)
        if self.feeds and len(waiting) < len(self.feeds) and self.post.has_room:
            frame = self._builder.build(
                self.world,
                [p for p in self.pilots.of_feeds() if p.feed not in waiting],
                events=self._events,
                fights=list(self.fights),
                everywhere="".join(self._everywhere),
                markets=self.prices.json() if self.prices.changed else "",
                waiting=waiting,
            )
            self._forget_events()
            self._edited = False
            self.feeds.posted(frame.tick)
            self.post.frame(link.pack(frame), self.feeds.frames)
        elif not self.feeds:
            self._forget_events()
        self.post.flush()

    def _forget_events(self) -> None:
        self._events.clear()
        self.fights.clear()
        self._everywhere.clear()
        self.prices.changed = False

    # --- how it runs ----------------------------------------------------------------------

    @property
    def time_scale_now(self) -> float:
        """Seconds in the game for each real one."""
        return self.time_scale if self.state == "live" else 0.0

    def freeze(self) -> None:
        """Time stands still from now on; pilots stay at the helm."""
        if self.state == "live":
            self.state = "paused"
            self.beat()

    def unfreeze(self) -> None:
        """Time goes on; of what pilots did meanwhile, how they hold the helm now counts."""
        if self.state != "paused":
            return
        self.state = "live"
        here = self.pilots.by_ship
        self._apply(self._held.only([ship in here for ship in self._held.ships.tolist()]))
        self._held = Helms.none()
        self.beat()

    def wish(self, wishes: Wishes) -> None:
        """Begin as operators wanted it of the worker before; nobody is told yet."""
        self.tick_rate = wishes.tick_rate or self.tick_rate
        self.state = "paused" if wishes.paused else self.state

    def halt(self) -> None:
        """The run is about to end, by an operator's word."""
        self.state = "stopped"
        self.beat()

    def change_rate(self, tick_rate: float) -> None:
        self.tick_rate = tick_rate
        self.beat()

    # --- feeds ----------------------------------------------------------------------------

    def attach(self, channel: str) -> None:
        """A feed asks to be served; it hears where and what this system is."""
        self.feeds.attach(channel, time.monotonic())
        self._welcome(channel)
        self.beat_to(channel)
        self.post.flush()

    def _welcome(self, channel: str) -> None:
        self.post.news(
            channel,
            link.Welcome(
                self.channel,
                self.epoch,
                self._builder.number - 1,
                self._builder.grid.stride,
                self.tick_rate,
                self.places,
                self.prices.json(),
            ),
        )

    def beat_to(self, channel: str) -> None:
        beat = link.Beat(self.channel, self.epoch, self.state, self.tick_rate, self.time_scale_now)
        self.post.news(channel, beat)

    def beat(self) -> None:
        """Tell all feeds that this system lives, and how."""
        for channel in self.feeds:
            self.beat_to(channel)
        self.post.flush()

    def sleep(self) -> None:
        """Tell all feeds that the next join must wake the system again."""
        for channel in self.feeds:
            self.post.news(channel, link.Asleep(self.epoch, self.state == "stopped"))
        self.feeds.clear()
        self.post.flush()

    def receive(self, batch: link.Batch) -> None:
        """Take what a feed's sockets said; it counts at the next tick."""
        if not self.feeds.hear(batch, time.monotonic()):
            self.post.news(batch.feed, link.Asleep(self.epoch))  # it was given up: all join again
        if batch.info:
            self._welcome(batch.feed)
        self._steer(batch.feed, batch.steering)
        for ship in batch.snapshots:
            pilot = self.pilots.by_ship.get(ship)
            if pilot is not None and pilot.feed == batch.feed:
                pilot.wants_whole = True
        for order in batch.orders:
            self._handle_order(self, batch.feed, order)

    def _steer(self, feed: str, steering: link.Steering) -> None:
        """Take the inputs of this feed's own pilots."""
        rows, theirs = Helms.of(steering), self.pilots.by_ship.get
        pilots = [theirs(ship) for ship in rows.ships.tolist()]
        own = [pilot is not None and pilot.feed == feed for pilot in pilots]
        if not all(own):
            rows = rows.only(own)
        if self.state == "paused":
            self._held = self._held.then(rows)
        else:
            self._apply(rows)

    def _apply(self, rows: Helms) -> None:
        """Inputs of ships whose pilots are all here."""
        if not len(rows.ships):
            return
        self._commands.append(rows.command())
        by_ship = self.pilots.by_ship
        for ship, ack in zip(rows.ships.tolist(), rows.acks.tolist(), strict=True):
            by_ship[ship].ack = ack
        for ship, seq in rows.docks.items():
            self._dock_seqs[ship] = seq
            self._commands.append(ToggleDock(ship))

    def _abandoned_by(self, channel: str) -> None:
        for pilot in self.pilots:
            if pilot.feed == channel:
                self.release(pilot)

    # --- the world ------------------------------------------------------------------------

    def command(self, command: Command) -> None:
        """For the next step."""
        self._commands.append(command)

    async def settled(self) -> None:
        """At the end: all that was asked for is done and in the world, without another step.

        What is not yet a ship's state would be lost when its row is written once more.
        """
        await self.durable.settled()
        commands, self._commands = self._commands, []
        obey(self.world, [c for c in commands if not isinstance(c, ToggleDock)])

    def edit(self, edit: Edit) -> int | None:
        """Change the world now; gives the slot of what has come into it.

        Nothing else changes the world between two steps. Raises what `edits.apply` raises.
        """
        slot = apply(self.world, edit)
        self._edited = True
        if self.recorder is not None:
            self.recorder.note_edit(edit)
        return slot

    def retell(self, slot: int) -> None:
        """Have everybody who sees an entity told all of it: its name or its limits changed."""
        self._builder.retell(slot)

    def spawn(self, ship: ShipState) -> int:
        """Bring a pilot's ship into the world; gives its slot."""
        self.edit(SpawnPilot(ship))
        return self.world.slot(ship.entity_id)

    def places_changed(self) -> None:
        """Tell every feed where everything is now; they have their pilots told."""
        self.places = places_json(self.world.spec)
        self.chronicle.know_zones(self.world)
        for channel in self.feeds:
            self._welcome(channel)

    # --- pilots ---------------------------------------------------------------------------

    def seat(self, pilot: Pilot, feed: str, join: link.Join) -> None:
        """Give the helm of a ship in space to a connection; who had it before is told."""
        same = (pilot.feed, pilot.conn) == (feed, join.conn)
        if pilot.feed is not None and not same:
            self.post.news(pilot.feed, link.Parted(pilot.conn, 0, pilot.ship, "superseded", "", ""))
            self.command(Release(pilot.ship))
        pilot.feed, pilot.conn, pilot.gone_at = feed, join.conn, None
        pilot.centre = -1
        if not same:
            pilot.ack = 0
        payload = "" if join.resume else self._joined(pilot, join.request_seq)
        self.post.news(feed, link.Joined(join.conn, pilot.ship, payload))

    def release(self, pilot: Pilot) -> None:
        """Nobody is at the helm any more; the ship has its grace."""
        pilot.feed, pilot.conn = None, 0
        pilot.gone_at = time.monotonic() + self.pace.grace
        self.command(Release(pilot.ship))

    def in_sight_of(self, pilot: Pilot) -> list[int]:
        """The ships of the pilots who see this one."""
        grid = self._builder.grid
        here = int(grid.cells(self.world.pos[pilot.slot : pilot.slot + 1])[0])
        return [
            other.ship
            for other in self.pilots.of_feeds()
            if other.centre >= 0 and here in link.around(other.centre, grid.stride)
        ]

    def declare(self, pilot: Pilot) -> None:
        """Tell the world what it cannot know of a pilot, after it has changed."""
        hold = self.goods.weigh(pilot.cargo)
        model = ship_class(pilot.class_id)
        pilot.cargo_value = hold.value
        self.command(
            Manifest(
                pilot.ship,
                min(1.0, hold.mass / max(1, model.cargo_capacity)),
                pilot.credits + hold.value + model.worth,
                float(pilot.reputation),
            )
        )

    def fence(self) -> Fence:
        return Fence(self.id, self.worker_id, self.epoch, self.world.tick)

    def _joined(self, pilot: Pilot, request_seq: int) -> str:
        return joined(self.world, pilot, tick_rate=self.tick_rate, request_seq=request_seq)

    # --- telling --------------------------------------------------------------------------

    def cell_at(self, x: float, y: float) -> int:
        return int(self._builder.grid.cells(np.array([[x, y]]))[0])

    def tell_at(self, x: float, y: float, event: server.Event) -> None:
        """An event for all who see that place."""
        self._events.append((self.cell_at(x, y), "," + payload_text(event)))

    def tell(self, pilot: Pilot, event: server.Event) -> None:
        """An event where a pilot's ship is."""
        x, y = self.world.pos[pilot.slot].tolist()
        self.tell_at(x, y, event)

    # --- answers --------------------------------------------------------------------------

    def answer(self, feed: str | None, conn: int, seq: int, kind: str, payload: Any) -> None:
        if feed is not None:
            self.post.news(feed, link.Reply(conn, seq, kind, payload_text(payload)))

    def refuse(self, feed: str | None, conn: int, seq: int, error: AppError) -> None:
        payload: dict[str, Any] = {
            "code": error.code,
            "message": error.message,
            "request_seq": seq or None,
        }
        if error.details:
            payload["details"] = error.details
        self.answer(feed, conn, seq, "error", payload)

    def market_changed(self, quotes: Iterable[MarketQuote]) -> None:
        """Tell everybody in the system of new prices."""
        self._everywhere.extend(self.prices.update(quotes))

    def markets_replaced(self, markets: Mapping[str, tuple[MarketQuote, ...]]) -> None:
        """All markets as they are stored; everybody is told what is new."""
        self._everywhere.extend(self.prices.replace(markets))
