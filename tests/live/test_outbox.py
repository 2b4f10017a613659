"""The way out of one socket, with a peer that reads when the test says so."""

import asyncio
from typing import Any

from game.realtime.outbox import MAX_QUEUED_BYTES, Outbox


class Peer:
    """Stands in for the ASGI server: `send` suspends while the peer does not read."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self.broken = False

    async def send(self, event: dict[str, Any]) -> None:
        await self.reads.wait()
        if self.broken:
            raise ConnectionError("gone")
        self.taken.append(event)

    @property
    def texts(self) -> list[str]:
        return [event["text"] for event in self.taken if "text" in event]


class Calls:
    def __init__(self) -> None:
        self.overflows = 0
        self.closes = 0

    def overflow(self) -> None:
        self.overflows += 1

    def close(self) -> None:
        self.closes += 1


def outbox_to(peer: Peer, calls: Calls | None = None) -> Outbox:
    calls = calls or Calls()
    return Outbox(
        peer.send,
        encode=lambda text: {"type": "websocket.send", "text": text},
        on_overflow=calls.overflow,
        on_close=calls.close,
    )


async def settle() -> None:
    """Let every task run until it waits."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_peer_that_reads_costs_no_task() -> None:
    peer = Peer()
    outbox = outbox_to(peer)
    before = len(asyncio.all_tasks())
    assert outbox.offer("a")
    outbox.push("b")
    assert peer.texts == ["a", "b"]
    assert len(asyncio.all_tasks()) == before
    assert outbox.idle


async def test_a_peer_that_does_not_read_is_offered_nothing_more() -> None:
    peer = Peer()
    outbox = outbox_to(peer)
    peer.reads.clear()
    assert outbox.offer("first")  # taken by the server, which waits
    assert not outbox.idle
    assert not outbox.offer("second")
    peer.reads.set()
    await settle()
    assert peer.texts == ["first"]
    assert outbox.idle
    assert outbox.offer("third")
    assert peer.texts == ["first", "third"]


async def test_what_must_not_be_lost_waits_and_keeps_its_order() -> None:
    peer = Peer()
    outbox = outbox_to(peer)
    peer.reads.clear()
    outbox.offer("delta")
    for text in "abc":
        outbox.push(text)
    assert not outbox.offer("another delta")
    peer.reads.set()
    await settle()
    assert peer.texts == ["delta", "a", "b", "c"]
    assert outbox.queued == 0


async def test_more_than_the_bound_is_an_overflow_and_is_not_queued() -> None:
    peer, calls = Peer(), Calls()
    outbox = outbox_to(peer, calls)
    peer.reads.clear()
    outbox.push("x")
    half = "y" * (MAX_QUEUED_BYTES // 2)
    outbox.push(half)
    outbox.push(half)
    assert calls.overflows == 0
    outbox.push("z")
    assert calls.overflows == 1


async def test_a_close_comes_behind_what_is_queued_and_ends_everything() -> None:
    peer, calls = Peer(), Calls()
    outbox = outbox_to(peer, calls)
    peer.reads.clear()
    outbox.push("a")
    outbox.push("b")
    outbox.close(4001)
    outbox.close(4008)
    outbox.push("late")
    assert not outbox.offer("late")
    assert calls.closes == 1
    peer.reads.set()
    await settle()
    assert peer.texts == ["a", "b"]
    assert peer.taken[-1] == {"type": "websocket.close", "code": 4001}


async def test_a_socket_that_breaks_takes_nothing_and_raises_nothing() -> None:
    peer = Peer()
    outbox = outbox_to(peer)
    peer.broken = True
    outbox.offer("a")
    assert not outbox.idle
    outbox.push("b")
    outbox.close(1000)
    assert peer.taken == []


async def test_a_socket_that_breaks_while_it_waits_is_noticed() -> None:
    peer = Peer()
    outbox = outbox_to(peer)
    peer.reads.clear()
    outbox.offer("a")
    outbox.push("b")
    peer.broken = True
    peer.reads.set()
    await settle()
    assert peer.taken == []
    assert not outbox.offer("c")


async def test_an_abandoned_outbox_leaves_no_task_behind() -> None:
    peer = Peer()
    outbox = outbox_to(peer)
    before = asyncio.all_tasks()
    peer.reads.clear()
    outbox.offer("a")
    assert asyncio.all_tasks() - before
    outbox.abandon()
    await settle()
    assert not (asyncio.all_tasks() - before)


async def test_of_what_is_put_only_the_newest_waits() -> None:
    peer = Peer()
    outbox = outbox_to(peer)
    outbox.put("state", lambda: "state 0")
    peer.reads.clear()
    outbox.push("a")
    for number in range(1, 1000):
        outbox.put("state", lambda number=number: f"state {number}")
    outbox.put("other", lambda: "other 1")
    outbox.push("b")
    assert peer.texts == ["state 0"]
    peer.reads.set()
    await settle()
    assert peer.texts == ["state 0", "a", "b", "state 999", "other 1"]


async def test_what_is_put_is_made_when_it_is_sent() -> None:
    """So that its number is higher than those of all that went before."""
    peer, numbers = Peer(), iter(range(10))
    outbox = outbox_to(peer)
    peer.reads.clear()
    outbox.push("a")
    outbox.put("state", lambda: f"state {next(numbers)}")
    assert next(numbers) == 0
    peer.reads.set()
    await settle()
    assert peer.texts == ["a", "state 1"]


async def test_what_was_put_can_be_dropped() -> None:
    peer = Peer()
    outbox = outbox_to(peer)
    outbox.drop("state")
    peer.reads.clear()
    outbox.push("a")
    outbox.put("state", lambda: "state")
    outbox.drop("state")
    peer.reads.set()
    await settle()
    assert peer.texts == ["a"]


async def test_a_close_does_not_wait_for_what_was_put() -> None:
    peer = Peer()
    outbox = outbox_to(peer)
    peer.reads.clear()
    outbox.push("a")
    outbox.put("state", lambda: "state")
    outbox.close(4009)
    outbox.put("state", lambda: "late")
    peer.reads.set()
    await settle()
    assert peer.texts == ["a"]
    assert peer.taken[-1] == {"type": "websocket.close", "code": 4009}
