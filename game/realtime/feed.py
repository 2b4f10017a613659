"""One per process and star system: takes each frame from the layer once, fans it out.

Frames are handled in order and none is left out: one that does not follow the last makes every
pilot wait for a snapshot, within a budget. Everything that its sockets say goes to the worker
in one batch a tick; orders go at once.
"""

import asyncio
import contextlib
import logging
import time
from array import array
from itertools import chain
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from game import log
from game.bus import layers
from game.metrics.families import DELTAS_SENT, DELTAS_SKIPPED, MESSAGES_OUT, REJECTED
from game.protocol import link, server
from game.protocol.errors import AppError, CloseCode, ErrorCode
from game.protocol.limits import SNAPSHOT_EVERY_S
from game.realtime.bodies import Fights, FrameReader
from game.realtime.member import Member, take_steering
from game.realtime.packed import PackedReader

if TYPE_CHECKING:
    from game.realtime.hub import Hub
    from game.realtime.session import Session

logger = logging.getLogger(__name__)

FLUSH_AFTER_FRAME_S = 0.025  # inputs wait this long; 35 ms miss the next tick
SNAPSHOTS_PER_TICK = 25
SENDS_PER_YIELD = 50
TEND_EVERY_S = 0.5
SILENCE_S = 2.0  # without a beat, the system is woken again
WAKE_EVERY_S = 0.45
WAKE_STOPPED_EVERY_S = 1.0  # whether an operator has started it again
ANSWER_S = 8.5  # a join or order without an answer is called off; who asked hears it within 10 s
IDLE_S = 20.0  # a feed without pilots leaves
STOPPED = "An operator has stopped this system."
MAX_ORDERS = 2000  # waiting to be sent; more are refused with SERVER_BUSY


class Feed:
    """Members by ship, joins and orders that wait for an answer, and the state of the stream."""

    def __init__(self, system_id: str, hub: "Hub") -> None:
        self.system_id = system_id
        self.hub = hub
        self.members: dict[int, Member] = {}
        self._sessions: dict[int, Session] = {}  # by conn: joining or joined
        self._joining: dict[int, link.Join] = {}
        self._waiting: dict[tuple[int, int], float] = {}  # (conn, request_seq) -> deadline
        self._orders: list[link.Order] = []
        self._held: dict[int, list[link.Order]] = {}  # by conn: until a new worker has its ship
        self._dirty: list[Member] = []
        self._wants: list[int] = []
        self._welcome: link.Welcome | None = None
        self._want_info = False
        self._markets = "[]"
        self._epoch = 0
        self._tick = -1
        self._number = -1  # of the last frame
        self._done_tick = -1
        self._heard_at = 0.0
        self._idle_since = time.monotonic()
        self._status = ""
        self._stopped = False  # by an operator; pilots keep their place
        self._lost_touch = False  # it was silent; the worker may have given this feed up
        self._tick_rate = 0.0
        self._time_scale = 1.0  # while the system is live
        self._lines = hub.lines
        self._frames_in_turn = asyncio.Lock()  # they come alone and in bundles
        self._trouble: asyncio.Future[None] | None = None  # while it runs
        self._attention = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    # --- sessions -------------------------------------------------------------------------

    @property
    def joins_waiting(self) -> int:
        return len(self._joining)

    def check(self, *, onward: bool) -> None:
        """Whether one more may join. SERVER_BUSY.

        onward: the ship has jumped here, and nobody can send it back.
        """
        if not onward:
            self.hub.check_strain(self._time_scale)

    def join(self, session: "Session", seq: int) -> None:
        """Ask the worker for the helm of the session's ship. SERVER_BUSY."""
        if len(self._joining) + self._unsent > MAX_ORDERS:
            raise AppError(ErrorCode.SERVER_BUSY)
        assert session.player is not None
        self._sessions[session.conn] = session
        self._expect(session.conn, seq)
        join = link.Join(session.conn, session.player, seq, False)
        self._joining[session.conn] = join
        if self._welcome is not None:
            self._orders.append(join)
            self._flush()
        else:
            self._attention.set()

    def part(self, session: "Session", *, request_seq: int, asked: bool) -> None:
        """Let go of the helm; the ship keeps its grace."""
        self._joining.pop(session.conn, None)
        self._held.pop(session.conn, None)
        member = session.member
        if asked and self._stopped:  # nobody is there to answer, and the ship is stored
            left = server.SessionLeft(self.system_id, "left", request_seq)
            session.send("session.left", left)
            session.parted()
            asked = False
        if asked:
            self._expect(session.conn, request_seq)
        else:
            self._sessions.pop(session.conn, None)
        ship = 0
        if member is not None:
            ship = member.ship
            self._drop(member)
        # Also for a join that is still under way: whatever it brings has to be let go.
        self._orders.append(link.Leave(session.conn, ship, request_seq, asked))
        self._flush()

    def order(self, order: link.OrderOfHelm) -> None:
        if self._stopped:
            raise AppError(ErrorCode.SERVER_BUSY, STOPPED)
        if self._unsent > MAX_ORDERS:
            raise AppError(ErrorCode.SERVER_BUSY)
        self._expect(order.conn, order.request_seq)
        held = self._held.get(order.conn)
        if held is not None:
            held.append(order)  # in their order
            return
        self._orders.append(order)
        self._flush()

    @property
    def _unsent(self) -> int:
        return len(self._orders) + sum(map(len, self._held.values()))

    def _expect(self, conn: int, seq: int) -> None:
        self._waiting[conn, seq] = time.monotonic() + ANSWER_S

    def _drop(self, member: Member) -> None:
        if self.members.get(member.ship) is member:
            del self.members[member.ship]
        member.session.member = None

    # --- life cycle -----------------------------------------------------------------------

    def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._trouble = loop.create_future()
        self._tasks = [
            loop.create_task(
                self._run(self._trouble),
                name=f"feed {self.system_id}",
                context=log.apart(system_id=self.system_id),
            ),
        ]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, trouble: asyncio.Future[None]) -> None:
        try:
            await self._lines.open()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen_frames())
                group.create_task(self._tend())
                await trouble
        except* _Idle:
            pass
        except* Exception:
            logger.exception("the feed of %s failed; its sockets come back", self.system_id)
            for session in list(self._sessions.values()):
                session.outbox.close(CloseCode.RESTART)
        finally:
            self.hub.forget(self)

    async def _listen_frames(self) -> None:
        channel = await layers.join_frames(self.system_id)
        try:
            async for blob in layers.listen(layers.frames(), channel):
                await self.hear_frame(blob)
        finally:
            with contextlib.suppress(Exception):
                await layers.leave_frames(self.system_id, channel)

    async def hear_frame(self, blob: bytes) -> None:
        """One frame, whichever way it came; trouble with it ends this feed alone."""
        try:
            frame = link.unpack(link.Frame, blob)
            async with self._frames_in_turn:
                await self._on_frame(frame)
        except link.LinkVersionError:
            logger.warning("a frame of another version was dropped")
        except Exception as error:
            self._fail(error)

    def hear_news(self, blob: bytes) -> None:
        """Replies of the worker; trouble with them ends this feed alone."""
        try:
            for news in link.unpack(link.Replies, blob).news:
                self._on_news(news)
        except link.LinkVersionError:
            logger.warning("replies of another version were dropped")
        except Exception as error:
            self._fail(error)

    def say(self) -> tuple[str, link.Batch] | None:
        """The worker's channel and what there is for it; None while nobody is known to run the
        system."""
        if self._welcome is None:
            return None
        try:
            return self._welcome.worker, self._batch()
        except Exception as error:  # this feed's trouble, not the others'
            self._fail(error)
            return None

    def take_back(self, batch: link.Batch) -> None:
        """The layer did not take it, or may have: only what may be said twice is said again."""
        again = [order for order in batch.orders if isinstance(order, link.Join | link.Leave)]
        others = {(o.conn, o.request_seq) for o in batch.orders} - {
            (o.conn, o.request_seq) for o in again
        }
        self._call_off(others & self._waiting.keys(), AppError(ErrorCode.SERVER_BUSY))
        self._orders[:0] = again
        self._wants[:0] = batch.snapshots
        for ship in array("q", batch.steering.ships):
            member = self.members.get(ship)
            if member is not None:
                member.hold()

    def _fail(self, error: Exception) -> None:
        if self._trouble is not None and not self._trouble.done():
            self._trouble.set_exception(error)

    def _flush(self) -> None:
        """Have a batch sent soon."""
        self._lines.ask(self)

    async def _tend(self) -> None:
        """Wake the system while it is silent; call off what nobody answers."""
        woken_at = float("-inf")
        while True:
            now = time.monotonic()
            needed = bool(self.members or self._joining)
            if needed or self._sessions:
                self._idle_since = now
            elif now - self._idle_since > IDLE_S:
                raise _Idle
            silent = self._welcome is None or now - self._heard_at > SILENCE_S
            waits = self._stopped and not self._joining
            pause_s = WAKE_STOPPED_EVERY_S if waits else WAKE_EVERY_S
            if needed and silent and now - woken_at > pause_s:
                woken_at = now
                self._lost_touch = True
                if self.members and not self._stopped:
                    self._tell_status("recovering", self._tick_rate, 1.0)
                with contextlib.suppress(Exception):  # the next round tries again
                    await layers.send_wake(self.system_id, self._lines.news)
            late = {key for key, deadline in self._waiting.items() if deadline < now}
            self._call_off(late, AppError(ErrorCode.SERVER_BUSY))
            self._flush()  # a sign of life, and whatever waits
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._attention.wait(), TEND_EVERY_S)
            self._attention.clear()

    def _call_off(self, keys: set[tuple[int, int]], error: AppError) -> None:
        """Nobody waits for these any more, and what was not sent yet never will be."""
        if not keys:
            return
        for unsent in (self._orders, *self._held.values()):
            unsent[:] = [
                order
                for order in unsent
                if isinstance(order, link.Leave) or (order.conn, order.request_seq) not in keys
            ]
        for conn, seq in keys:
            del self._waiting[conn, seq]
            join = self._joining.get(conn)
            if join is not None and join.request_seq == seq:
                del self._joining[conn]
            session = self._sessions.get(conn)
            if session is not None:
                session.fail(error, seq)

    # --- from the worker ------------------------------------------------------------------

    def _on_news(self, news: link.News) -> None:
        match news:
            case link.Welcome():
                self._on_welcome(news)
            case link.Beat():
                self._on_beat(news)
            case link.Joined():
                self._on_joined(news)
            case link.Reply():
                self._on_reply(news)
            case link.Parted():
                self._on_parted(news)
            case link.Broadcast():
                self._on_broadcast(news)
            case link.Asleep():
                if news.epoch >= self._epoch:
                    self._welcome = None
                    if news.stopped:
                        self._on_stopped()
                    else:
                        self._attention.set()

    def _on_stopped(self) -> None:
        """An operator has stopped the system: pilots wait until it is started, joins do not."""
        self._stopped = True
        self._tell_status("stopped", self._tick_rate, 0.0)
        self._call_off(set(self._waiting), AppError(ErrorCode.SERVER_BUSY, STOPPED))

    def _on_welcome(self, news: link.Welcome) -> None:
        if news.epoch < self._epoch:
            return
        fresh = self._welcome is None or news.epoch > self._epoch or self._lost_touch
        self._lost_touch = False
        prices_known = not fresh and news.tick < self._tick  # frames may overtake news
        markets = self._markets if prices_known else news.markets
        if self._welcome is not None and (
            news.places != self._welcome.places or markets != self._markets
        ):
            for member in self.members.values():
                self._want(member)  # a snapshot tells the new places and prices
            self._flush()
        self._heard_at = time.monotonic()
        self._welcome, self._epoch = news, news.epoch
        self._stopped = False
        self._tick_rate = news.tick_rate
        self._markets = markets
        self._want_info = False
        if fresh:
            # A new worker, or one that heard nothing: it is told who is here and who wants to be.
            # What pilots ask for waits until it has their ships.
            unsent = [*chain.from_iterable(self._held.values()), *self._orders]
            self._orders = list(self._joining.values())
            self._held = {member.session.conn: [] for member in self.members.values()}
            self._wants.clear()
            for order in unsent:
                if not isinstance(order, link.Join):
                    self._held.get(order.conn, self._orders).append(order)
            for member in self.members.values():
                member.synced = member.asked = False
                session = member.session
                assert session.player is not None
                self._orders.append(link.Join(session.conn, session.player, 0, True))
            self._flush()

    def _on_beat(self, news: link.Beat) -> None:
        if news.epoch < self._epoch or self._welcome is None:
            return
        self._heard_at = time.monotonic()
        if news.epoch > self._epoch:
            self._welcome = None  # another worker runs it now: ask it to welcome this feed
            self._attention.set()
            return
        self._time_scale = news.time_scale if news.state == "live" else 1.0
        self._tell_status(news.state, news.tick_rate, news.time_scale)

    def _tell_status(self, state: str, tick_rate: float, time_scale: float) -> None:
        status = f'{{"state":"{state}","tick_rate":{tick_rate:g},"time_scale":{time_scale:g}}}'
        if status == self._status:
            return
        first = not self._status
        self._status = status
        if first and state == "live":
            return  # nothing changed for anybody
        for member in self.members.values():
            member.session.send("session.status", status)

    def _on_joined(self, news: link.Joined) -> None:
        join = self._joining.pop(news.conn, None)
        session = self._sessions.get(news.conn)
        if join is not None:
            self._waiting.pop((news.conn, join.request_seq), None)
        if session is None or session.feed is not self:
            self._orders.append(link.Leave(news.conn, news.ship, 0, False))
            self._flush()
            return
        member = session.member
        known = join is None and member is not None and member.ship == news.ship
        if member is None or member.ship != news.ship:
            member = Member(session, news.ship, self._dirty)
            session.member = member
        self.members[news.ship] = member
        member.synced = member.asked = False  # what was asked for before this, nobody heard
        member.due_at = time.monotonic() + SNAPSHOT_EVERY_S
        if news.payload and not known:
            session.send("session.joined", news.payload)
            if '"live"' not in self._status:
                session.send("session.status", self._status or STARTING)
        else:
            member.hold()  # the new worker does not know the helm's state
        self._orders.extend(self._held.pop(news.conn, ()))
        self._want(member)
        self._flush()

    def _on_reply(self, news: link.Reply) -> None:
        session = self._sessions.get(news.conn)
        if session is None:
            return
        if news.request_seq:
            self._waiting.pop((news.conn, news.request_seq), None)
            join = self._joining.get(news.conn)
            if join is not None and join.request_seq == news.request_seq:
                del self._joining[news.conn]
        if news.kind == "error":
            REJECTED.add(_code_of(news.payload).code)
        session.send(news.kind, news.payload)

    def _on_parted(self, news: link.Parted) -> None:
        session = self._sessions.get(news.conn)
        if session is None:
            return
        if news.request_seq:
            self._waiting.pop((news.conn, news.request_seq), None)
        member = session.member
        if member is not None and news.ship in (member.ship, 0):  # 0: whichever it is
            self._drop(member)
        if news.reason == "superseded":
            self._sessions.pop(news.conn, None)
            session.superseded()
            return
        if session.member is None and news.conn not in self._joining:
            self._sessions.pop(news.conn, None)
            session.parted()
        if news.payload:
            session.send("session.left", news.payload)
        if news.onward:
            session.go_on(news.onward, news.request_seq)

    def _on_broadcast(self, news: link.Broadcast) -> None:
        ships = self.members.keys() if news.ships is None else news.ships
        for ship in ships:
            member = self.members.get(ship)
            if member is not None and member.session.hears(news.but, news.by):
                member.session.send(news.kind, news.payload)

    # --- frames ---------------------------------------------------------------------------

    async def _on_frame(self, frame: link.Frame) -> None:
        if self._welcome is None or frame.epoch < self._epoch:
            return
        if frame.epoch > self._epoch:
            self._welcome = None
            self._attention.set()
            return
        self._heard_at = time.monotonic()
        waiting = self._lines.news in frame.waiting
        follows = frame.base_tick == self._tick and frame.number == self._number + 1
        if waiting or not follows:
            self._lose_step()
        self._tick, self._number = frame.tick, frame.number
        asyncio.get_running_loop().call_later(FLUSH_AFTER_FRAME_S, self._flush)
        if frame.markets:
            self._markets = frame.markets
        if not waiting:
            still = frame.tick == self._done_tick
            if still and frame.tells:
                self._lose_step()
            await self._fan_out(frame, still=still)
        self._done_tick = frame.tick

    def _lose_step(self) -> None:
        """A frame is missing: nobody here holds the world any more.

        It may have had the snapshots that were asked for: they are asked for again.
        """
        unsent = set(self._wants)
        for member in self.members.values():
            member.synced = False
            member.asked = member.ship in unsent
        self._want_info = True  # prices may have changed in what was missed

    async def _fan_out(self, frame: link.Frame, *, still: bool) -> None:
        """Send each pilot their message of this tick; whoever lags is left out and marked.

        still: time stands still, and no delta may repeat a tick: snapshots tell what is new.
        """
        assert self._welcome is not None
        seq, now = self.hub.next_seq(), time.monotonic()
        reader = FrameReader(
            frame, stride=self._welcome.stride, seq=seq, ts_ms=int(time.time() * 1000)
        )
        packed: PackedReader | None = None  # made when somebody needs it
        places = self._welcome.places
        sent = skipped = deltas = snapshots = fought = 0
        fights = Fights(frame, stride=self._welcome.stride, next_seq=self.hub.next_seq)
        rows = enumerate(zip(reader.ships, reader.centres, reader.acks, strict=True))
        for row, (ship, centre, ack) in rows:
            member = self.members.get(ship)
            if member is None:
                continue
            session = member.session
            view: FrameReader | PackedReader = reader
            if not session.in_text:
                view = packed = packed or PackedReader(reader)
            if ship in frame.whole:
                member.asked = False
                message = view.snapshot(row, markets=self._markets, places=places)
                member.synced = session.offer(seq, message)
                member.due_at = now + SNAPSHOT_EVERY_S
                snapshots += member.synced
            elif member.synced and still:
                continue
            elif member.synced:
                before = member.centre
                message = view.delta(row, before=before, ack_changed=ack != member.sent_ack)
                member.synced = session.offer(seq, message)
                deltas += member.synced
                if fights:
                    seen = fights.seen_from(centre, ship, packed=not session.in_text)
                    fought += sum([session.offer(*fight) for fight in seen])
                if member.synced and now >= member.due_at:
                    self._want(member)
            else:
                if session.outbox.idle:
                    self._want(member)
                skipped += 1
                continue
            member.centre, member.sent_ack = centre, ack
            sent += 1
            if sent % SENDS_PER_YIELD == 0:
                await asyncio.sleep(0)
        MESSAGES_OUT.add("world.delta", deltas)
        MESSAGES_OUT.add("world.snapshot", snapshots)
        MESSAGES_OUT.add("combat.event", fought)
        DELTAS_SENT.add(count=deltas + snapshots)
        DELTAS_SKIPPED.add(count=skipped + sent - deltas - snapshots)

    # --- to the worker --------------------------------------------------------------------

    def _want(self, member: Member) -> None:
        if not member.asked:
            member.asked = True
            self._wants.append(member.ship)

    def _batch(self) -> link.Batch:
        dirty, self._dirty[:] = list(self._dirty), []
        orders, self._orders = self._orders, []
        wants = self._wants[:SNAPSHOTS_PER_TICK]
        self._wants = self._wants[SNAPSHOTS_PER_TICK:]
        info, self._want_info = self._want_info, False
        return link.Batch(
            link.VERSION,
            self._lines.news,
            self._lines.frames,
            self._done_tick,
            info,
            take_steering([member for member in dirty if member.session.member is member]),
            orders,
            wants,
        )


class _Coded(Struct):
    code: str


_code_of = msgspec.json.Decoder(_Coded).decode

STARTING = '{"state":"starting","tick_rate":0,"time_scale":1}'


class _Idle(Exception):
    """Nobody has needed this feed for a while."""
