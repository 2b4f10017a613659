"""One frame to all pilots of a feed: what can be done once is, and whoever lags is left out."""

import asyncio
import time
from collections.abc import Callable

from game.metrics.families import DELTAS_SENT, DELTAS_SKIPPED, MESSAGES_OUT
from game.protocol import link
from game.protocol.limits import SNAPSHOT_EVERY_S
from game.realtime.bodies import Fights, FrameReader
from game.realtime.member import Member
from game.realtime.packed import PackedReader

SENDS_PER_YIELD = 50


class FanOut:
    """Of one feed; `members` are the feed's own, by ship. `want` asks for a pilot's snapshot."""

    def __init__(
        self,
        members: dict[int, Member],
        *,
        next_seq: Callable[[], int],
        want: Callable[[Member], None],
    ) -> None:
        self._members = members
        self._next_seq = next_seq
        self._want = want

    async def send(
        self,
        frame: link.Frame,
        *,
        stride: int,
        places: str,
        markets: Callable[[], str],
        still: bool,
    ) -> None:
        """Send each pilot their message of this tick; whoever lags is left out and marked.

        markets: as they are when a snapshot is made. still: time stands still, and no delta may
        repeat a tick: snapshots tell what is new.
        """
        seq, now = self._next_seq(), time.monotonic()
        reader = FrameReader(frame, stride=stride, seq=seq, ts_ms=int(time.time() * 1000))
        packed: PackedReader | None = None  # made when somebody needs it
        members = self._members
        sent = skipped = deltas = snapshots = fought = 0
        fights = Fights(frame, stride=stride, next_seq=self._next_seq)
        rows = enumerate(zip(reader.ships, reader.centres, reader.acks, strict=True))
        for row, (ship, centre, ack) in rows:
            member = members.get(ship)
            if member is None:
                continue
            session = member.session
            view: FrameReader | PackedReader = reader
            if not session.in_text:
                view = packed = packed or PackedReader(reader)
            if ship in frame.whole:
                member.asked = False
                message = view.snapshot(row, markets=markets(), places=places)
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
