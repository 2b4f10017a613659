"""One site and its crew while things are done to it: what scenarios share, and the audits."""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Any

from msgspec import Struct, field

from tests.chaos import audit
from tests.chaos.crew import Crew
from tests.chaos.database import Database
from tests.chaos.pilot import Pilot
from tests.chaos.site import Site
from tests.support.operator import Operator, make_staff
from tests.support.server import Process, ServerError

SYSTEMS = ("gale-weald", "rook-hearth", "sol-1")
BACK_S = 60.0  # when nobody waits any longer; what is promised is judged by the figures
REST_S = 60.0  # an order that nobody answers is tried for so long
AGREE_S = 15.0  # until everything that is written behind a pilot's back is written
LOOKS_APART_S = 0.5  # less than a gate's cooldown


class Result(Struct):
    """What one scenario came to. `figures` in seconds.

    `broken` has a line for each fault, `late` one for each promise of a time that was not kept.
    """

    scenario: str
    rounds: int = 0
    figures: dict[str, list[float]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    took_s: float = 0.0
    slowdown: float = 1.0  # of the pilots' process, by the machine

    def note(self, name: str, seconds: float) -> None:
        self.figures.setdefault(name, []).append(seconds)

    def promise(self, name: str, seconds: float, at_most: float) -> None:
        if not seconds <= at_most:
            self.late.append(f"{name}: {seconds:.1f} s, {at_most:g} s are promised")


class Drill:
    """`say` is told what goes on, one line at a time.

    A thorough one inspects after each round, and restarts every process and not one of each kind.
    """

    def __init__(
        self,
        site: Site,
        crew: Crew,
        *,
        seed: int = 1,
        thorough: bool = True,
        say: Callable[[str], None] = lambda words: None,
    ) -> None:
        self.site = site
        self.crew = crew
        self.rng = random.Random(seed)
        self.say = say
        self.thorough = thorough
        self.database = Database(site.database_url)
        self._staff = False

    # --- processes ------------------------------------------------------------------------

    def hosts(self, holders: dict[str, str]) -> dict[Process, list[str]]:
        """The systems of each worker that lives."""
        ids = {self.site.worker_id(worker): worker for worker in self.site.workers}
        hosts: dict[Process, list[str]] = {}
        for system_id, worker_id in holders.items():
            if worker_id in ids:
                hosts.setdefault(ids[worker_id], []).append(system_id)
        return hosts

    async def victim(self) -> tuple[Process, list[Pilot]]:
        """A worker that runs systems with pilots in them, and those pilots."""
        deadline = time.monotonic() + BACK_S
        while time.monotonic() < deadline:
            hosts = self.hosts(await asyncio.to_thread(self.database.holders))
            manned = {
                worker: pilots
                for worker, systems in hosts.items()
                if (pilots := self.crew.in_systems(systems))
            }
            if manned:
                worker = self.rng.choice(list(manned))
                return worker, manned[worker]
            await asyncio.sleep(LOOKS_APART_S)
        raise TimeoutError("no worker runs a system with pilots")

    async def replace(self, worker: Process) -> None:
        """Start a worker instead of one that has ended."""
        self.site.bury(worker)
        fresh = self.site.start_worker()
        await asyncio.to_thread(self.site.await_ready, fresh)

    async def everybody(self) -> float:
        """The time until all pilots fly again, in s."""
        return await self.crew.fly_again(self.crew.pilots, BACK_S)

    # --- audits ---------------------------------------------------------------------------

    async def glance(self) -> list[str]:
        """The books and answers, while everybody goes on."""
        as_of = time.monotonic()
        stored = await asyncio.to_thread(self.database.stored)
        return [*audit.books(stored), *audit.answers(self.crew.journals, stored, as_of)]

    async def check(self) -> list[str]:
        """After a round of a scenario."""
        return await (self.inspect() if self.thorough else self.glance())

    async def inspect(self) -> list[str]:
        """Everything, with all pilots at rest for a moment."""
        await self.crew.rest(REST_S)
        faults = await self._settled()
        faults += audit.fencing(await asyncio.to_thread(self.database.writes))
        faults += audit.worlds(await self._worlds(), await self._worlds(LOOKS_APART_S))
        if self.thorough:
            try:
                await asyncio.to_thread(self.site.manage, "checkledger")
            except ServerError as error:
                faults.append(str(error))
        self.crew.work()
        return faults

    async def _settled(self) -> list[str]:
        """What is still wrong when nothing is under way any more."""
        deadline = time.monotonic() + AGREE_S
        while True:
            faults = await self.glance()
            stored = await asyncio.to_thread(self.database.stored)
            faults += audit.views(self.crew.views(), stored)
            if not faults or time.monotonic() > deadline:
                return faults
            await asyncio.sleep(LOOKS_APART_S)

    async def _worlds(self, after_s: float = 0.0) -> dict[str, set[str]]:
        """The players' ships in each system that runs, by the workers themselves."""
        await asyncio.sleep(after_s)
        web = self.site.webs[0]
        if not self._staff:
            await asyncio.to_thread(make_staff, web)
            self._staff = True
        async with await Operator.staff(web) as operator:
            states = [
                (await operator.command("request_state", "state", system_id=s)).payload
                for s in SYSTEMS
            ]
        return {state["system_id"]: _pilots_of(state) for state in states}


def _pilots_of(state: dict[str, Any]) -> set[str]:
    return {a["agent_id"] for a in state["agents"] if a["agent_id"].startswith("s_")}
