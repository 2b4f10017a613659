"""All pilots together: they are flown, put to rest, and asked how long they waited."""

import asyncio
import time
from collections import Counter
from collections.abc import Collection, Sequence

from tests.chaos.journal import Journal, View
from tests.chaos.pilot import Pilot, Seat
from tests.chaos.roles import Character

INPUT_HZ = 20
SLOTS = 5  # the pilots of one period send in this many groups
FRESH_S = 0.5  # how new the last acknowledgement of one who flies is
LOOK_S = 0.02


class Crew:
    """Use as a context: the pilots come on entry and go on exit."""

    def __init__(self, seats: Sequence[Seat], ports: tuple[int, ...]) -> None:
        self.pilots = [Pilot(seat, ports, index % len(ports)) for index, seat in enumerate(seats)]
        self.characters = [Character(pilot, seed) for seed, pilot in enumerate(self.pilots)]
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Crew":
        self._tasks = [asyncio.create_task(self._steer())]
        self._tasks += [asyncio.create_task(pilot.stay()) for pilot in self.pilots]
        self._tasks += [asyncio.create_task(someone.live()) for someone in self.characters]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        ends = await asyncio.gather(*self._tasks, return_exceptions=True)
        broken = [end for end in ends if isinstance(end, Exception)]
        if broken:
            raise ExceptionGroup("pilots failed", broken)

    async def _steer(self) -> None:
        loop = asyncio.get_running_loop()
        pause, due, slot = 1 / INPUT_HZ / SLOTS, loop.time(), 0
        while True:
            for pilot in self.pilots[slot::SLOTS]:
                pilot.steer()
            slot = (slot + 1) % SLOTS
            due = max(due + pause, loop.time() - 1.0)
            await asyncio.sleep(max(due - loop.time(), 0))

    # --- waiting --------------------------------------------------------------------------

    async def _until(self, wait: "Wait", ready: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while left := getattr(wait, ready)():
            self._check()
            if time.monotonic() > deadline:
                names = [f"s_{p.seat.ship} in {p.system_id} ({p.codes})" for p in left]
                raise TimeoutError(f"not {ready} within {seconds:g} s: {names}")
            await asyncio.sleep(LOOK_S)

    def _check(self) -> None:
        """A task that failed is told at once."""
        for task in self._tasks:
            if task.done() and not task.cancelled():
                task.result()

    async def fly_again(self, pilots: Collection[Pilot], seconds: float) -> float:
        """The time until the last of them is told that an input from now on was applied, in
        seconds. Raises TimeoutError.
        """
        began = time.monotonic()
        wait = Wait(pilots)
        await self._until(wait, "grounded", seconds)
        return max((pilot.acked_at for pilot in pilots), default=began) - began

    async def rest(self, seconds: float) -> None:
        """Have everybody finish what they do, and do no more until `work`."""
        for someone in self.characters:
            someone.resting = True
        deadline = time.monotonic() + seconds
        while any(not someone.idle for someone in self.characters) or Wait(self.pilots).late():
            self._check()
            if time.monotonic() > deadline:
                busy = [c.pilot.seat.ship for c in self.characters if not c.idle]
                raise TimeoutError(f"no rest within {seconds:g} s: {busy}")
            await asyncio.sleep(LOOK_S)

    def work(self) -> None:
        for someone in self.characters:
            someone.resting = False
            someone.idle = False

    # --- what they know -------------------------------------------------------------------

    @property
    def journals(self) -> list[Journal]:
        return [pilot.journal for pilot in self.pilots]

    def views(self) -> dict[int, View]:
        return {pilot.seat.player: pilot.view() for pilot in self.pilots}

    def in_systems(self, systems: Collection[str]) -> list[Pilot]:
        return [pilot for pilot in self.pilots if pilot.system_id in systems]

    def closes(self) -> int:
        """Connections that have ended so far."""
        return sum(len(pilot.closes) for pilot in self.pilots)

    def codes(self) -> Counter[str]:
        """The errors that all have been sent so far, by code."""
        return sum((Counter(pilot.codes) for pilot in self.pilots), Counter())

    def begin_window(self) -> None:
        for pilot in self.pilots:
            pilot.longest_gap_s = 0.0

    def longest_gap_s(self) -> float:
        """Of any pilot since `begin_window`."""
        return max(self.gaps_s())

    def gaps_s(self) -> list[float]:
        """The longest silence of each pilot since `begin_window`."""
        return [pilot.silence_s() for pilot in self.pilots]

    def losses(self) -> list[int]:
        """How many ships each pilot has lost."""
        return [len(journal.losses) for journal in self.journals]

    def silence(self) -> str:
        """The same in words, and whose it is."""
        waited = max(self.pilots, key=Pilot.silence_s)
        return (
            f"longest silence {waited.silence_s():.1f} s, of s_{waited.seat.ship} in"
            f" {waited.system_id}, who has {', '.join(waited.diary)}"
        )

    def orders_done(self) -> int:
        return sum(order.answer is not None for j in self.journals for order in j.orders)

    def jumps_done(self) -> int:
        return sum(jump.done_at is not None for j in self.journals for jump in j.jumps)


class Wait:
    """Pilots, and the seq that each had sent when the wait began."""

    def __init__(self, pilots: Collection[Pilot]) -> None:
        self._sent = [(pilot, pilot.seq) for pilot in pilots]

    def grounded(self) -> list[Pilot]:
        """Whose inputs from then on have not been acknowledged."""
        return [pilot for pilot, seq in self._sent if pilot.acked <= seq]

    def late(self) -> list[Pilot]:
        """Whose last acknowledgement is old."""
        now = time.monotonic()
        return [
            pilot for pilot, _ in self._sent if not pilot.seated or now - pilot.acked_at > FRESH_S
        ]
