"""What a worker says to operators, carried by tasks of its own: no tick waits for a layer."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from game.bus import ops
from game.protocol import opslink

logger = logging.getLogger(__name__)

ANSWERS_WAITING = 1000  # beyond that the oldest are lost; who waits for one is told SERVER_BUSY
SAMPLES_WAITING = 4  # then none is made until the layer has taken one


class OpsPost:
    """Of one worker process. Answers and samples have a queue each: neither waits for the other."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self._answers: deque[tuple[str, bytes]] = deque(maxlen=ANSWERS_WAITING)
        self._samples: deque[tuple[str, bytes]] = deque()
        self._ready = asyncio.Event(), asyncio.Event()

    @property
    def has_room(self) -> bool:
        """Whether a sample would go out soon."""
        return len(self._samples) < SAMPLES_WAITING

    def answer(self, order: opslink.Order, kind: str, payload: str, code: str = "") -> None:
        answer = opslink.Answer(
            opslink.VERSION,
            self.channel,
            order.conn,
            order.request_seq,
            order.system_id,
            kind,
            payload,
            code,
        )
        self._answers.append((order.channel, opslink.pack(answer)))
        self._ready[0].set()

    def sample(self, sample: opslink.Sample) -> None:
        self._samples.append((sample.system_id, opslink.pack(sample)))
        self._ready[1].set()

    async def carry(self) -> None:
        """Send for ever."""
        async with asyncio.TaskGroup() as group:
            group.create_task(_carry(self._answers, self._ready[0], ops.send_answer))
            group.create_task(_carry(self._samples, self._ready[1], ops.send_sample))

    async def empty(self) -> None:
        """Send what is left; for an orderly end, when `carry` runs no more."""
        await _send_all(self._answers, ops.send_answer)
        await _send_all(self._samples, ops.send_sample)


Queue = deque[tuple[str, bytes]]
Send = Callable[[str, bytes], Awaitable[None]]


async def _carry(queue: Queue, ready: asyncio.Event, send: Send) -> None:
    while True:
        await ready.wait()
        ready.clear()
        await _send_all(queue, send)


async def _send_all(queue: Queue, send: Send) -> None:
    while queue:
        to, blob = queue[0]
        try:
            await send(to, blob)
        except Exception:
            logger.warning("a message to operators was not sent", exc_info=True)
        if queue and queue[0][1] is blob:  # a full queue may have lost it meanwhile
            queue.popleft()
