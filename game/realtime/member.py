"""A pilot at the helm, as the feed of its process sees it."""

from array import array
from typing import TYPE_CHECKING

from game.protocol import link

if TYPE_CHECKING:
    from game.realtime.session import Session


class Member:
    """What the feed remembers of one pilot.

    synced: whether the client holds the world as of the last frame, seen from `centre`.
    asked: a snapshot is on order. due_at: loop time of the next periodic snapshot.
    """

    __slots__ = (
        "ack",
        "asked",
        "centre",
        "dirty",
        "dock_seq",
        "due_at",
        "feed_dirty",
        "fire",
        "sent_ack",
        "session",
        "ship",
        "synced",
        "thrust",
        "turn",
        "want_dock",
    )

    def __init__(self, session: "Session", ship: int, feed_dirty: "list[Member]") -> None:
        self.session = session
        self.ship = ship
        self.centre = -1
        self.synced = False
        self.asked = False
        self.due_at = 0.0
        self.sent_ack = 0
        self.ack = 0
        self.thrust = 0.0
        self.turn = 0.0
        self.fire = False
        self.want_dock = False
        self.dock_seq = 0
        self.dirty = False
        self.feed_dirty = feed_dirty

    def steer(self, seq: int, thrust: float, turn: float, fire: bool, dock: bool) -> None:
        """Take an input; the newest holds, but a rise of `dock` is kept until it is sent."""
        self.ack = seq
        self.thrust = thrust
        self.turn = turn
        self.fire = fire
        if dock and not self.want_dock:
            self.dock_seq = seq
        self.want_dock = dock
        if not self.dirty:
            self.dirty = True
            self.feed_dirty.append(self)

    def hold(self) -> None:
        """Have the helm's state told with the next batch."""
        if not self.dirty:
            self.dirty = True
            self.feed_dirty.append(self)


def take_steering(members: list[Member]) -> link.Steering:
    """What these hold the helm at, for the batch; nothing of it is told again."""
    steering = link.Steering(
        array("q", [member.ship for member in members]).tobytes(),
        array("q", [member.ack for member in members]).tobytes(),
        array("d", [member.thrust for member in members]).tobytes(),
        array("d", [member.turn for member in members]).tobytes(),
        bytes([member.fire for member in members]),
        {member.ship: member.dock_seq for member in members if member.dock_seq},
    )
    for member in members:
        member.dock_seq = 0
        member.dirty = False
    return steering
