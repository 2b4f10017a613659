"""The load of the expeditions' benchmark: players who act over REST at a fixed rate together.

A process of its own: reads an ExpeditionPlan on stdin and prints an ExpeditionReport. A request's
time counts from the moment it was due, so that a slow answer cannot hide the ones it holds up.
"""

import asyncio
import sys
import time
from array import array
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import msgspec
import uvloop
from msgspec import Struct

from benchmarks.load import Spread, spread
from benchmarks.process import cpu_seconds, family_of

WARM_UP_S = 2.0
TIMEOUT_S = 30.0
PLAIN = "/api/v1/me"  # what an authenticated answer costs that does next to nothing


class ExpeditionPlan(Struct):
    url: str
    server_pid: int
    tokens: list[str]
    rate_hz: float
    seconds: float


class Window(Struct):
    """One kind of request at the plan's rate, ms from when each was due."""

    requests: int
    per_s: float
    latency_ms: Spread
    server_cpu: float
    load_cpu: float


class ExpeditionReport(Struct):
    players: int
    plain: Window
    actions: Window
    runs: int
    turns: int
    refused: dict[str, int]


class Explorer:
    """One player, one session, one action at a time."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}
        self._lock = asyncio.Lock()
        self._state: dict[str, Any] = {}
        self._steps = 0
        self.runs = 0
        self.turns = 0
        self.refused: Counter[str] = Counter()

    async def begin(self) -> None:
        body = {"session_id": "bench", "force_new": True}
        answer = await self._client.post("/api/game/new", json=body, headers=self._headers)
        answer.raise_for_status()
        self._state = msgspec.json.decode(answer.content)["game_state"]
        self.runs += 1

    async def look(self, due: float) -> float:
        answer = await self._client.get(PLAIN, headers=self._headers)
        answer.raise_for_status()
        return time.perf_counter() - due

    async def act(self, due: float) -> float:
        async with self._lock:
            path = "/api/game/action/bench"
            answer = await self._client.post(path, json=self._action(), headers=self._headers)
            elapsed = time.perf_counter() - due
            answer.raise_for_status()
            body = msgspec.json.decode(answer.content)
            self._state = body["game_state"]
            if not body["success"]:
                self.refused[body["result"]["code"]] += 1
            elif body["result"]["took_turn"]:
                self.turns += 1
            if self._state["game_over"]:
                await self.begin()
            return elapsed

    def _action(self) -> dict[str, Any]:
        """What keeps a run going: answers, fights, supplies, and on to the next place."""
        state, stats = self._state, self._state["player_stats"]
        self._steps += 1
        if stats["in_combat"]:
            return {"action": "combat_action", "combat_action": "attack"}
        if state["available_choices"]:
            return {"action": "choose", "choice": len(state["available_choices"]) - 1}
        wanted = ("refuel", "buy_food", "scan", "repair")[self._steps % 4]
        if self._steps % 2 and state["possible"].get(wanted, {}).get("available"):
            return {"action": wanted}
        return {"action": "navigate"}


Request = Callable[[int, float], Awaitable[float]]


async def measured(request: Request, plan: ExpeditionPlan) -> Window:
    """Send at the plan's rate; the first seconds warm up and do not count."""
    await _sent(request, plan.rate_hz, WARM_UP_S)
    server = family_of(plan.server_pid)
    server_cpu, load_cpu, began = cpu_seconds(server), time.process_time(), time.perf_counter()
    latencies_s = await _sent(request, plan.rate_hz, plan.seconds)
    elapsed = time.perf_counter() - began
    return Window(
        requests=len(latencies_s),
        per_s=len(latencies_s) / elapsed,
        latency_ms=spread(latencies_s, 1000),
        server_cpu=(cpu_seconds(server) - server_cpu) / elapsed,
        load_cpu=(time.process_time() - load_cpu) / elapsed,
    )


async def _sent(request: Request, rate_hz: float, seconds: float) -> array:
    latencies_s = array("d")
    began = time.perf_counter()

    async def one(number: int, due: float) -> None:
        latencies_s.append(await request(number, due))

    async with asyncio.TaskGroup() as under_way:
        for number in range(round(rate_hz * seconds)):
            due = began + number / rate_hz
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            under_way.create_task(one(number, due))
    return latencies_s


async def perform(plan: ExpeditionPlan) -> ExpeditionReport:
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    async with httpx.AsyncClient(base_url=plan.url, limits=limits, timeout=TIMEOUT_S) as client:
        explorers = [Explorer(client, token) for token in plan.tokens]
        for explorer in explorers:
            await explorer.begin()

        def of(number: int) -> Explorer:
            return explorers[number % len(explorers)]

        plain = await measured(lambda number, due: of(number).look(due), plan)
        actions = await measured(lambda number, due: of(number).act(due), plan)
    return ExpeditionReport(
        players=len(explorers),
        plain=plain,
        actions=actions,
        runs=sum(explorer.runs for explorer in explorers),
        turns=sum(explorer.turns for explorer in explorers),
        refused=dict(sum((explorer.refused for explorer in explorers), Counter[str]())),
    )


def main() -> None:
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=ExpeditionPlan)
    report = uvloop.run(perform(plan))
    sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")


if __name__ == "__main__":
    main()
