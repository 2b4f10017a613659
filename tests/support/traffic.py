"""Other pilots around, so that a picture or a test of the cockpit has somebody in it."""

import asyncio
import contextlib
import math
import threading
from collections.abc import Iterator

from tests.support.pilot import Pilot

LAPS = 0.35  # turn: circles of a size that stays in sight
LINES = (
    "Anyone buying ore at Earth?",
    "Ceres has plenty, Earth pays twenty.",
    "Careful with your speed at the ring, 25 to dock.",
)


@contextlib.contextmanager
def traffic(base_url: str, accounts: list[tuple[str, str]]) -> Iterator[None]:
    """Fly these accounts (name, password) in circles from a thread until the block ends."""
    started, stop = threading.Event(), threading.Event()

    def run() -> None:
        asyncio.run(_fly(base_url, accounts, started, stop))

    thread = threading.Thread(target=run, name="traffic")
    thread.start()
    try:
        if not started.wait(30):
            raise TimeoutError("the other pilots did not take off")
        yield
    finally:
        stop.set()
        thread.join()


async def _fly(
    base_url: str,
    accounts: list[tuple[str, str]],
    started: threading.Event,
    stop: threading.Event,
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        pilots = [
            await stack.enter_async_context(await Pilot.login(base_url, name, password))
            for name, password in accounts
        ]
        for number, pilot in enumerate(pilots):
            await pilot.join()
            turn = LAPS * math.sin(number + 1)
            await pilot.steer(thrust=0.35 + 0.1 * (number % 4), turn=turn)
        for pilot, line in zip(pilots, LINES, strict=False):
            await pilot.say(line)
        started.set()
        await asyncio.to_thread(stop.wait)
