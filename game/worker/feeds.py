"""The feeds of one system: where they listen, and how many frames they may still be sent."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil

from game.protocol import link

SILENCE_S = 5.0  # a feed that says nothing for so long has gone
FRAMES_AHEAD = 3  # frames that a feed may have on the way before it is out of credit
FRAMES_AHEAD_S = 0.15  # or so much time, at high rates
FRAMES_LOST_S = 1.0  # a feed that says it has done none of them for so long never got them


@dataclass(slots=True)
class FeedLink:
    """What the system knows of one feed."""

    heard_at: float
    frames: str = ""  # the channel where small frames come to its process
    sent: deque[int] = field(default_factory=deque)  # ticks of frames not yet done there
    waiting: bool = False  # out of credit
    moved_at: float = 0.0  # when it was level, or did a frame

    def done(self, tick: int) -> None:
        """It has fanned out all frames up to this one, as it says at `heard_at`."""
        if not self.sent or self.sent[0] <= tick:
            self.moved_at = self.heard_at
        elif self.heard_at - self.moved_at > FRAMES_LOST_S:
            self.sent.clear()  # it finds the gap in what comes next
        while self.sent and self.sent[0] <= tick:
            self.sent.popleft()


class Feeds:
    """By the channel where news come to the feed's process. Times are of a monotonic clock, s."""

    def __init__(self) -> None:
        self._links: dict[str, FeedLink] = {}

    def __len__(self) -> int:
        return len(self._links)

    def __iter__(self) -> Iterator[str]:
        return iter(self._links)

    @property
    def frames(self) -> list[str]:
        """Where each feed's process takes small frames; empty where that is not known."""
        return [feed.frames for feed in self._links.values()]

    def attach(self, channel: str, now: float) -> None:
        """A feed asks to be served, perhaps again."""
        self._links.setdefault(channel, FeedLink(now)).heard_at = now

    def hear(self, batch: link.Batch, now: float) -> bool:
        """Take a sign of life and what it says of frames. False: the feed had been given up."""
        known = batch.feed in self._links
        feed = self._links.setdefault(batch.feed, FeedLink(now))
        feed.heard_at, feed.frames = now, batch.frames
        feed.done(batch.done_tick)
        return known

    def drop_silent(self, now: float) -> list[str]:
        """Give up those who have gone; gives their channels."""
        gone = [name for name, feed in self._links.items() if now - feed.heard_at > SILENCE_S]
        for channel in gone:
            del self._links[channel]
        return gone

    def out_of_credit(self, tick_rate: float) -> list[str]:
        """Who takes no frame now. Who was out of credit has it back when most frames are done."""
        most = max(FRAMES_AHEAD, ceil(FRAMES_AHEAD_S * tick_rate))
        for feed in self._links.values():
            ahead = len(feed.sent)
            feed.waiting = ahead > most or (feed.waiting and ahead > most // 3)
        return [channel for channel, feed in self._links.items() if feed.waiting]

    def waits(self, channel: str) -> bool:
        """Whether it was out of credit for the last frame."""
        return self._links[channel].waiting

    def posted(self, tick: int) -> None:
        """A frame is on its way to all."""
        for feed in self._links.values():
            feed.sent.append(tick)

    def clear(self) -> None:
        self._links.clear()
