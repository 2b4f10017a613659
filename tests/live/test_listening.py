"""Who listens to a layer can be told to stop, whatever its client does with being told."""

import asyncio

import pytest

from game.bus import layers


class Silent:
    """A layer on which nothing ever arrives."""

    async def receive(self, channel: str) -> dict[str, object]:
        await asyncio.Event().wait()
        raise AssertionError


async def test_a_cancellation_that_a_client_swallowed_still_ends_the_listening() -> None:
    connecting = asyncio.Event()

    async def connect_and_listen() -> None:
        try:
            connecting.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            pass
        async for _ in layers.listen(Silent(), "channel"):
            raise AssertionError

    task = asyncio.create_task(connect_and_listen())
    await connecting.wait()
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=30)
    assert done
    with pytest.raises(asyncio.CancelledError):
        task.result()
