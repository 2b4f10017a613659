"""Whether messages get through: to oneself by both layers, and to a worker and back."""

import asyncio
import itertools
from typing import Any

from game.bus import layers
from game.protocol.names import WAKE_CHANNEL

KIND = "system.ping"
ANSWER = "system.pong"


class Line:
    """One per process and event loop; calls take turns. They raise what the layers raise, and
    TimeoutError after `patience_s`."""

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._channels: dict[str, str] = {}
        self._numbers = itertools.count(1)

    async def echo(self, name: str) -> None:
        """Send a message to oneself by the layer of that name (work, frames)."""
        layer = layers.work() if name == "work" else layers.frames()
        async with asyncio.timeout(self._patience_s):
            channel = await self._channel(name, layer)
            number = next(self._numbers)
            await layer.send(channel, {"type": ANSWER, "number": number, "worker_id": ""})
            await self._answer(name, layer, channel, number)

    async def ping(self) -> str:
        """Ask whichever worker is free; gives its id."""
        layer = layers.work()
        async with asyncio.timeout(self._patience_s):
            channel = await self._channel("ping", layer)
            number = next(self._numbers)
            await layer.send(WAKE_CHANNEL, {"type": KIND, "reply": channel, "number": number})
            return await self._answer("ping", layer, channel, number)

    async def _channel(self, name: str, layer: Any) -> str:
        if name not in self._channels:
            self._channels[name] = await layer.new_channel()
        return self._channels[name]

    async def _answer(self, name: str, layer: Any, channel: str, number: int) -> str:
        """Answers to earlier calls, which were given up, are thrown away."""
        try:
            while True:
                message = await layer.receive(channel)
                if message["number"] == number:
                    return str(message["worker_id"])
        except BaseException:
            del self._channels[name]  # a layer may forget a channel that was left while listening
            raise


async def answer_ping(message: dict[str, Any], worker_id: str) -> None:
    """A worker's answer to whoever asks."""
    answer = {"type": ANSWER, "number": message["number"], "worker_id": worker_id}
    await layers.work().send(message["reply"], answer)
