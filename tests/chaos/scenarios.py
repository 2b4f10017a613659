"""What is done to the site, and what must hold meanwhile. Times in seconds."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import median
from subprocess import SubprocessError

import psycopg

from tests.chaos.crew import LOOK_S
from tests.chaos.drill import BACK_S, Drill, Result
from tests.chaos.journal import Jump
from tests.chaos.pilot import Message, Pilot
from tests.chaos.site import Site
from tests.chaos.witness import Witness
from tests.support.server import Process, ServerError

AGAIN_MEDIAN_S, AGAIN_WORST_S = 8.0, 12.0  # until pilots fly after a killed worker
ROLLING_GAP_S = 5.0  # the longest silence during a rolling restart
AWAY_S = 3.0  # how long Redis and PostgreSQL are away
AFTER_AWAY_S = 5.0  # until pilots fly once Redis is back
FLIGHT_GAP_S = 2.0  # of deltas while PostgreSQL is away, which flight does not need
PAUSE_S = 3.0  # how long an old worker runs beside its successor, when it comes back
GATE_S = 180.0  # until one of the pilots has come to a gate
INSPECT_EVERY = 20  # kills


async def worker_kill(drill: Drill, kills: int) -> Result:
    """A worker with pilots is killed, and a supervisor starts another, again and again."""
    result = Result("worker-kill", kills)
    for number in range(1, kills + 1):
        await asyncio.sleep(drill.rng.uniform(0.2, 2.2))  # at any phase of beats and checkpoints
        worker, pilots = await drill.victim()
        drill.crew.begin_window()
        worker.kill()
        replaced = asyncio.create_task(drill.replace(worker))
        again_s = await drill.crew.fly_again(pilots, BACK_S)
        result.note("fly again", again_s)
        result.note("longest silence", drill.crew.longest_gap_s())
        drill.say(f"kill {number}: {len(pilots)} pilots fly again after {again_s:.1f} s")
        await replaced
        full = number % INSPECT_EVERY == 0 or number == kills
        found = await (drill.check() if full else drill.glance())
        result.broken += [f"kill {number}: {fault}" for fault in found]
        if found:
            break  # what follows would only tell of it again
    again = result.figures["fly again"]
    result.promise("fly again, median", median(again), AGAIN_MEDIAN_S)
    result.promise("fly again, worst", max(again), AGAIN_WORST_S)
    return result


async def untold_jump(drill: Drill, rounds: int) -> Result:
    """A worker commits a jump and is killed before it can tell: the pilot is taken along."""
    result = Result("untold-jump", rounds)
    for _ in range(rounds):
        await drill.crew.rest(BACK_S)  # so that the courier makes no jump of its own now
        pilot, gate = await _courier(drill)
        holders = await asyncio.to_thread(drill.database.holders)
        worker = next(w for w, s in drill.hosts(holders).items() if pilot.system_id in s)
        jump = Jump(gate["to_system"])
        pilot.journal.jumps.append(jump)
        await asyncio.to_thread(_die_over_jump, drill.site, worker, pilot, gate)
        replaced = asyncio.create_task(drill.replace(worker))
        result.note("fly again", await drill.everybody())
        drill.crew.work()
        if jump.done_at is None:
            result.broken.append("nobody told the pilot of the jump")
        await replaced
        result.broken += await drill.check()
    return result


def _die_over_jump(site: Site, worker: Process, pilot: Pilot, gate: Message) -> None:
    with site.untold_jump(pilot.system_id, pilot.seat.player, gate["gate_id"]):
        worker.kill()


async def _courier(drill: Drill) -> tuple[Pilot, Message]:
    """A pilot at a gate who has no jump under way, and the gate."""
    deadline = time.monotonic() + GATE_S
    while time.monotonic() < deadline:
        for someone in drill.crew.characters:
            gate = someone.gate_here()
            under_way = someone.pilot.open_jumps()
            if gate is not None and not under_way and someone.pilot.docked_at is None:
                return someone.pilot, gate
        await asyncio.sleep(LOOK_S)
    raise TimeoutError("nobody is at a gate")


async def worker_pause(drill: Drill, rounds: int) -> Result:
    """A worker is stopped until another has its systems, and then goes on as if nothing were."""
    result = Result("worker-pause", rounds)
    for _ in range(rounds):
        worker, pilots = await drill.victim()
        worker.suspend()
        try:
            again_s = await drill.crew.fly_again(pilots, BACK_S)
            result.note("fly again", again_s)
            drill.say(f"pause: {len(pilots)} pilots fly again after {again_s:.1f} s")
        finally:
            worker.resume()
        await asyncio.sleep(PAUSE_S)
        result.note("fly on beside the old one", await drill.everybody())
        result.broken += await drill.check()
        if not worker.alive:
            result.broken.append("the old worker ended by itself")
    return result


async def rolling(drill: Drill, rounds: int) -> Result:
    """Every process is told to stop and started again, one after the other."""
    result = Result("rolling", rounds)
    drill.crew.begin_window()
    for _ in range(rounds):
        webs, workers = drill.site.webs, list(drill.site.workers)
        if not drill.thorough:
            webs, workers = webs[:1], [(await drill.victim())[0]]
        for web in webs:
            await asyncio.to_thread(web.stop)
            await asyncio.to_thread(web.start)
            result.note("all fly again", await drill.everybody())
            drill.say(f"web restarted, {drill.crew.silence()}")
        for worker in workers:
            await asyncio.to_thread(worker.stop)
            again = asyncio.create_task(drill.everybody())
            await drill.replace(worker)
            result.note("all fly again", await again)
            drill.say(f"worker restarted, {drill.crew.silence()}")
    gap_s = drill.crew.longest_gap_s()
    result.note("longest silence", gap_s)
    result.promise("longest silence", gap_s, ROLLING_GAP_S)
    result.broken += await drill.check()
    return result


async def redis(drill: Drill, rounds: int) -> Result:
    """Redis is stopped, and then killed, with all that is in it."""
    server, result = drill.site.redis, Result("redis", rounds)
    for number in range(rounds):
        go = server.kill if number % 2 else server.stop
        again_s, _ = await _away(drill, result, go, server.start)
        result.promise("all fly again", again_s, AFTER_AWAY_S)
        result.broken += await drill.check()
    return result


async def postgres(drill: Drill, rounds: int) -> Result:
    """PostgreSQL is stopped, fast and at once; flight goes on without it."""
    cluster, result = drill.site.postgres, Result("postgres", rounds)
    for number in range(rounds):
        go = cluster.cut if number % 2 else cluster.crash
        _, gap_s = await _away(drill, result, go, cluster.start_again)
        result.promise("longest silence of flight", gap_s, FLIGHT_GAP_S)
        result.broken += await drill.check()
    return result


async def _away(
    drill: Drill,
    result: Result,
    go: Callable[[], object],
    come: Callable[[], object],
) -> tuple[float, float]:
    """Have something go and come back: when all fly then, and the longest silence meanwhile."""
    crew = drill.crew
    closes, losses = crew.closes(), crew.losses()
    crew.begin_window()
    await asyncio.to_thread(go)
    await asyncio.sleep(AWAY_S)
    gaps_s = crew.gaps_s()
    await asyncio.to_thread(come)
    again_s = await drill.everybody()
    # who had lost the ship saw nothing until it could be towed
    fell = [now > before for now, before in zip(crew.losses(), losses, strict=True)]
    gap_s = max(gap_s for gap_s, lost in zip(gaps_s, fell, strict=True) if not lost)
    result.note("away: longest silence", gap_s)
    result.note("back: all fly again", again_s)
    result.note("back: somebody trades again", await _trades_again(drill))
    if crew.closes() > closes:
        result.broken.append(f"{crew.closes() - closes} connections were closed")
    drill.say(f"{result.scenario}: all fly again after {again_s:.1f} s, {crew.silence()}")
    return again_s, gap_s


async def _trades_again(drill: Drill) -> float:
    began, done = time.monotonic(), drill.crew.orders_done()
    while drill.crew.orders_done() == done:
        if time.monotonic() - began > BACK_S:
            raise TimeoutError("nobody trades any more")
        await asyncio.sleep(0.05)
    return time.monotonic() - began


Scenario = Callable[[Drill, int], Awaitable[Result]]

SCENARIOS: dict[str, Scenario] = {
    "worker-kill": worker_kill,
    "untold-jump": untold_jump,
    "worker-pause": worker_pause,
    "rolling": rolling,
    "redis": redis,
    "postgres": postgres,
}


async def perform(drill: Drill, name: str, rounds: int) -> Result:
    """Run one scenario from pilots who all fly. What goes wrong on the way is a broken promise."""
    crew, began = drill.crew, time.monotonic()
    orders, jumps = crew.orders_done(), crew.jumps_done()
    losses = sum(crew.losses())
    closes, codes = crew.closes(), crew.codes()
    witness = Witness()
    try:
        await drill.everybody()
        result = await SCENARIOS[name](drill, rounds)
    except (OSError, ServerError, SubprocessError, psycopg.Error) as error:
        result = Result(name, rounds, broken=[f"given up: {error}"])
    result.took_s = time.monotonic() - began
    result.counts = {
        "orders answered": crew.orders_done() - orders,
        "jumps": crew.jumps_done() - jumps,
        "ships lost": sum(crew.losses()) - losses,
        "connections ended": crew.closes() - closes,
        **(crew.codes() - codes),
    }
    result.slowdown = witness.slowdown
    return result
