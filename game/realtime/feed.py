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
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from game import log
from game.bus import layers
from game.metrics.families import REJECTED
from game.protocol import link, server
from game.protocol.errors import AppError, CloseCode, ErrorCode
from game.protocol.limits import SNAPSHOT_EVERY_S
from game.realtime.asks import Asks, Key
from game.realtime.fanout import FanOut
from game.realtime.member import Member, take_steering

if TYPE_CHECKING:
    from game.realtime.hub import Hub
    from game.realtime.session import Session

logger = logging.getLogger(__name__)

FLUSH_AFTER_FRAME_S = 0.025  # inputs wait this long; 35 ms miss the next tick
SNAPSHOTS_PER_TICK = 25
TEND_EVERY_S = 0.5
SILENCE_S = 2.0  # without a beat, the system is woken again
WAKE_EVERY_S = 0.45
WAKE_STOPPED_EVERY_S = 1.0  # whether an operator has started it again
IDLE_S = 20.0  # a feed without pilots leaves
STOPPED = "An operator has stopped this system."


class Feed:
    """Members by ship, what they and others ask for, and the state of the stream."""

    def __init__(self, system_id: str, hub: "Hub") -> None:
        self.system_id = system_id
        self.hub = hub
        self.members: dict[int, Member] = {}
        self._sessions: dict[int, Session] = {}  # by conn: joining or joined
        self._asks = Asks()
        self._fan_out = FanOut(self.members, next_seq=hub.next_seq, want=self._want)
        self._dirty: list[Member] = []
        self._wants: list[int] = []
        self._welcome: link.Welcome | None = None
        self._want_info = False
        self._markets = "[]"
        self._unpriced_at: int | None = None  # number of a frame before which prices may be missing
        self._epoch = 0
        self._tick = -1
        self._number = -1  # of the last frame
        self._done_tick = -1
        self._heard_at = 0.0
        self._woken_at = float("-inf")
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
        return len(self._asks.joining)

    def check(self, *, onward: bool) -> None:
        """Whether one more may join. SERVER_BUSY.

        onward: the ship has jumped here, and nobody can send it back.
        """
        if not onward:
            self.hub.check_strain(self._time_scale)

    def join(self, session: "Session", seq: int) -> None:
        """Ask the worker for the helm of the session's ship. SERVER_BUSY."""
        assert session.player is not None
        join = link.Join(session.conn, session.player, seq, False)
        self._asks.join(join, at_once=self._welcome is not None)
        self._sessions[session.conn] = session
        if self._welcome is not None:
            self._flush()
        else:
            self._attention.set()

    def part(self, session: "Session", *, request_seq: int, asked: bool) -> None:
        """Let go of the helm; the ship keeps its grace."""
        self._asks.forget(session.conn)
        member = session.member
        if asked and self._stopped:  # nobody is there to answer, and the ship is stored
            left = server.SessionLeft(self.system_id, "left", request_seq)
            session.send("session.left", left)
            session.parted()
            asked = False
        if asked:
            self._asks.expect(session.conn, request_seq)
        else:
            self._sessions.pop(session.conn, None)
        ship = 0
        if member is not None:
            ship = member.ship
            self._drop(member)
        # Also for a join that is still under way: whatever it brings has to be let go.
        self._asks.leave(link.Leave(session.conn, ship, request_seq, asked))
        self._flush()

    def order(self, order: link.OrderOfHelm) -> None:
        if self._stopped:
            raise AppError(ErrorCode.SERVER_BUSY, STOPPED)
        self._asks.order(order)
        self._flush()

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
        self._call_off(self._asks.take_back(batch.orders), AppError(ErrorCode.SERVER_BUSY))
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
        """Look after everything until nobody has needed this feed for a while."""
        while True:
            now = time.monotonic()
            if self.members or self._asks.joining or self._sessions:
                self._idle_since = now
            elif now - self._idle_since > IDLE_S:
                raise _Idle
            if self.look_after(now):
                with contextlib.suppress(Exception):  # the next round tries again
                    await layers.send_wake(self.system_id, self._lines.news)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._attention.wait(), TEND_EVERY_S)

    def look_after(self, now: float) -> bool:
        """Call off what nobody answers, and give a sign of life. Whether to wake the system."""
        self._attention.clear()
        needed = bool(self.members or self._asks.joining)
        silent = self._welcome is None or now - self._heard_at > SILENCE_S
        waits = self._stopped and not self._asks.joining
        pause_s = WAKE_STOPPED_EVERY_S if waits else WAKE_EVERY_S
        wakes = needed and silent and now - self._woken_at > pause_s
        if wakes:
            self._woken_at = now
            self._lost_touch = True
            if self.members and not self._stopped:
                self._tell_status("recovering", self._tick_rate, 1.0)
        self._call_off(self._asks.late(now), AppError(ErrorCode.SERVER_BUSY))
        if self._welcome is not None:
            self._asks.name_helms_again(now)
        self._flush()  # with whatever waits
        return wakes

    def _call_off(self, keys: set[Key], error: AppError) -> None:
        if not keys:
            return
        self._asks.call_off(keys)
        for conn, seq in keys:
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
        self._call_off(self._asks.waiting, AppError(ErrorCode.SERVER_BUSY, STOPPED))

    def _on_welcome(self, news: link.Welcome) -> None:
        if news.epoch < self._epoch:
            return
        fresh = self._welcome is None or news.epoch > self._epoch or self._lost_touch
        self._lost_touch = False
        if news.epoch > self._epoch:
            self._number = -1
        # Frames may overtake news, and some may be missing.
        known_at = self._number if self._unpriced_at is None else self._unpriced_at
        prices_known = news.epoch == self._epoch and news.number < known_at
        self._want_info = prices_known and self._unpriced_at is not None
        if not prices_known:
            self._unpriced_at = None
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
        if fresh:
            self._asks.begin_anew(map(_helm, self.members.values()))
            self._wants.clear()
            for member in self.members.values():
                member.synced = member.asked = False
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
        new = self._asks.joined(news.conn)
        session = self._sessions.get(news.conn)
        if session is None or session.feed is not self:
            self._asks.end_helm(news.conn)
            self._asks.leave(link.Leave(news.conn, news.ship, 0, False))
            self._flush()
            return
        earlier = self.members.get(news.ship)
        if earlier is not None and earlier.session is not session:
            # a worker that had given this feed up did not know whose helm it was
            conn = earlier.session.conn
            self._on_parted(link.Parted(conn, 0, news.ship, "superseded", "", ""))
        member = session.member
        known = not new and member is not None and member.ship == news.ship
        if member is None or member.ship != news.ship:
            member = Member(session, news.ship, self._dirty)
            session.member = member
        self.members[news.ship] = member
        member.synced = member.asked = False  # what was asked for before may not have been heard
        member.due_at = time.monotonic() + SNAPSHOT_EVERY_S
        if news.payload and not known:
            session.send("session.joined", news.payload)
            if '"live"' not in self._status:
                session.send("session.status", self._status or STARTING)
        else:
            member.hold()  # the new worker does not know the helm's state
        self._asks.go_on(news.conn)
        self._want(member)
        self._flush()

    def _on_reply(self, news: link.Reply) -> None:
        session = self._sessions.get(news.conn)
        if session is None:
            return
        if news.request_seq:
            self._asks.answered(news.conn, news.request_seq)
        if news.kind == "error":
            REJECTED.add(_code_of(news.payload).code)
        session.send(news.kind, news.payload)

    def _on_parted(self, news: link.Parted) -> None:
        seq = news.request_seq
        if news.reason == "jumped" and not seq:  # told by a successor, who knows of no request
            seq = self._asks.jump_of(news.conn)
        if seq:
            self._asks.answered(news.conn, seq)
        self._call_off(self._asks.end_helm(news.conn), AppError(ErrorCode.SERVER_BUSY))
        session = self._sessions.get(news.conn)
        if session is None:
            return
        member = session.member
        if member is not None and news.ship in (member.ship, 0):  # 0: whichever it is
            self._drop(member)
        if news.reason == "superseded":
            self._sessions.pop(news.conn, None)
            session.superseded()
            return
        if session.member is None and news.conn not in self._asks.joining:
            self._call_off(self._asks.of(news.conn), AppError(ErrorCode.SERVER_BUSY))
            self._sessions.pop(news.conn, None)
            session.parted()
        if news.payload and seq != news.request_seq:
            session.send("session.left", server.SessionLeft(self.system_id, "jumped", seq))
        elif news.payload:
            session.send("session.left", news.payload)
        if news.onward:
            session.go_on(news.onward, seq)

    def _on_broadcast(self, news: link.Broadcast) -> None:
        ships = self.members.keys() if news.ships is None else news.ships
        for ship in ships:
            member = self.members.get(ship)
            if member is not None and member.session.hears(news.but, news.by):
                member.session.send(news.kind, news.payload)

    # --- frames ---------------------------------------------------------------------------

    async def _on_frame(self, frame: link.Frame) -> None:
        if self._welcome is None:
            if frame.epoch == self._epoch:
                self._done_tick = frame.tick  # nothing is done with it, and nobody need wait
            return
        if frame.epoch < self._epoch:
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
            self._want_info, self._unpriced_at = True, frame.number  # prices may have changed
        self._tick, self._number = frame.tick, frame.number
        asyncio.get_running_loop().call_later(FLUSH_AFTER_FRAME_S, self._flush)
        if frame.markets:
            self._markets, self._unpriced_at = frame.markets, None
        if not waiting:
            still = frame.tick == self._done_tick
            if still and frame.tells:
                self._lose_step()
            await self._fan_out.send(
                frame,
                stride=self._welcome.stride,
                places=self._welcome.places,
                markets=lambda: self._markets,
                still=still,
            )
        self._done_tick = frame.tick

    def _lose_step(self) -> None:
        """What has changed cannot be told as such: nobody here holds the world any more.

        Snapshots that were asked for may have been lost with it: they are asked for again.
        """
        unsent = set(self._wants)
        for member in self.members.values():
            member.synced = False
            member.asked = member.ship in unsent

    # --- to the worker --------------------------------------------------------------------

    def _want(self, member: Member) -> None:
        if not member.asked:
            member.asked = True
            self._wants.append(member.ship)

    def _batch(self) -> link.Batch:
        dirty, self._dirty[:] = list(self._dirty), []
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
            self._asks.take(),
            wants,
        )


def _helm(member: Member) -> link.Join:
    session = member.session
    assert session.player is not None
    return link.Join(session.conn, session.player, 0, True)


class _Coded(Struct):
    code: str


_code_of = msgspec.json.Decoder(_Coded).decode

STARTING = '{"state":"starting","tick_rate":0,"time_scale":1}'


class _Idle(Exception):
    """Nobody has needed this feed for a while."""
