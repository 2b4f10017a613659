"""What is said about a system whose run here has ended, or is just ending."""

from game.bus import layers
from game.protocol import link, opsnews, server
from game.protocol.errors import AppError, ErrorCode
from game.protocol.wire import payload_text
from game.worker.system import System

EVER = 2**62  # an epoch above any


async def say_asleep(
    system_id: str, feed: str, *, epoch: int = EVER, stopped: bool = False
) -> None:
    """A feed believes the system here: it has to wake it elsewhere."""
    await _tell(feed, system_id, [link.Asleep(epoch, stopped)])


async def send_feeds(system_id: str, feeds: set[str], heir: str) -> None:
    """Have the worker that has been given a system serve its feeds; it runs without any, too."""
    for feed in feeds or {""}:
        await layers.send_wake(system_id, feed, to=heir)


async def answer_late(system_id: str, batch: link.Batch) -> None:
    """What came too late for a run: departures are granted, all else is to be said again.

    Joins and helms a feed tells the next worker by itself.
    """
    answers: list[link.News] = []
    for order in batch.orders:
        match order:
            case link.Join():
                pass
            case link.Leave():
                if order.asked:
                    answers.append(_parted(system_id, order))
            case _:
                answers.append(link.Reply(order.conn, order.request_seq, "error", _busy(order)))
    if answers:
        await _tell(batch.feed, system_id, answers)


async def _tell(feed: str, system_id: str, news: list[link.News]) -> None:
    replies = link.pack(link.Replies(link.VERSION, news))
    bundle = link.Bundle(link.VERSION, [link.Part(system_id, replies)])
    await layers.send_bundle(feed, "feed.news", link.pack(bundle))


def _parted(system_id: str, leave: link.Leave) -> link.Parted:
    left = payload_text(server.SessionLeft(system_id, "left", leave.request_seq))
    return link.Parted(leave.conn, leave.request_seq, leave.ship, "left", left, "")


def _busy(order: link.OrderOfHelm) -> str:
    error = AppError(ErrorCode.SERVER_BUSY)
    return payload_text(
        {"code": error.code, "message": error.message, "request_seq": order.request_seq}
    )


def moved(system: System, worker_id: str) -> opsnews.SystemMoved:
    return opsnews.SystemMoved(system.id, system.world.tick, system.tick_rate, worker_id=worker_id)
