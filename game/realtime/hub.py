"""All that the sockets of one process share: feeds, what they watch, the sequence, the database
lanes."""

import asyncio
import itertools
import time

from django.conf import settings

from game import log
from game.protocol.errors import AppError, ErrorCode
from game.realtime.access import Passes
from game.realtime.feed import Feed
from game.realtime.limits import ConnectionCounts, Limits, limits_from
from game.realtime.lines import Lines
from game.realtime.ops.desk import Desk
from game.realtime.strain import Bounds, Strain
from game.realtime.watch import Watch
from game.selectors.systems import system_exists
from game.services.lanes import Lanes, current_lanes

UNBOUNDED = Bounds(joins_waiting=0, busy_lag=0.0, busy_time_scale=0.0)


class Hub:
    """One per process and event loop."""

    def __init__(self, limits: Limits, lanes: Lanes, bounds: Bounds = UNBOUNDED) -> None:
        """`lanes` stay open when the hub is closed: others use them, too."""
        self.limits = limits
        self.strain = Strain(bounds, time.monotonic)
        self._straining: asyncio.Task[None] | None = None
        self.lanes = lanes
        self.connections = ConnectionCounts(
            total=limits.max_connections,
            per_address=limits.max_connections_per_address,
            per_player=limits.max_connections_per_player,
        )
        self.passes = Passes(self)
        self.watch = Watch(self)
        self.desk = Desk(self)
        self._feeds: dict[str, Feed] = {}
        self.lines = Lines(self._feeds)
        self._conns = itertools.count(1)
        self._seqs = itertools.count(1)

    def next_conn(self) -> int:
        return next(self._conns)

    def next_seq(self) -> int:
        """A server seq; one counter for all connections lets them share a message's head."""
        return next(self._seqs)

    async def feed(self, system_id: str) -> Feed:
        """The feed of a system, started if need be. UNKNOWN_SYSTEM."""
        feed = self._feeds.get(system_id)
        if feed is None:
            if not await self.lanes.read(system_exists, system_id=system_id):
                raise AppError(ErrorCode.UNKNOWN_SYSTEM)
            feed = self._feeds.get(system_id)  # another session may have been faster
            if feed is None:
                feed = self._feeds[system_id] = Feed(system_id, self)
                feed.start()
        return feed

    def check_strain(self, time_scale: float) -> None:
        """Whether one more pilot may join a system. Raises AppError SERVER_BUSY."""
        if self._straining is None:
            self._straining = asyncio.get_running_loop().create_task(
                self.strain.watch(), name="strain", context=log.apart()
            )
        waiting = sum(feed.joins_waiting for feed in self._feeds.values())
        self.strain.check(joins_waiting=waiting, time_scale=time_scale)

    def forget(self, feed: Feed) -> None:
        if self._feeds.get(feed.system_id) is feed:
            del self._feeds[feed.system_id]

    async def close(self) -> None:
        await asyncio.gather(*(feed.close() for feed in list(self._feeds.values())))
        await self.lines.close()
        if self._straining is not None:
            self._straining.cancel()
        await self.watch.close()
        await self.desk.close()
        await self.passes.close()


_hubs: dict[int, Hub] = {}


def current_hub() -> Hub:
    """The hub of the running event loop."""
    loop = id(asyncio.get_running_loop())
    hub = _hubs.get(loop)
    if hub is None:
        config = settings.COSMIC
        bounds = Bounds(config.joins_waiting, config.busy_lag, config.busy_time_scale)
        hub = _hubs[loop] = Hub(limits_from(config), current_lanes(), bounds)
    return hub


async def close_hub() -> None:
    """End the feeds of the running event loop; for an orderly end of the process."""
    hub = _hubs.pop(id(asyncio.get_running_loop()), None)
    if hub is not None:
        await hub.close()
