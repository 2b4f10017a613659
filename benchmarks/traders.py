"""The load of the trades' benchmark: docked pilots who buy and sell as fast as the rules let them.

A process of its own: reads a TradePlan on stdin and prints a TradeReport.
"""

import asyncio
import sys
import time
from array import array
from collections import Counter

import msgspec
import uvloop
from msgspec import Struct

from benchmarks.load import FAREWELL_S, Spread, spread
from benchmarks.pilots import Pilot
from benchmarks.process import cpu_seconds, family_of

COOLDOWN_S = 1.05  # the rule's second and some slack
REPLY_TIMEOUT_S = 30


class TradePlan(Struct):
    port: int
    server_pid: int
    system_id: str
    station_id: str
    commodities: list[str]
    tokens: list[str]
    seconds: float


class TradeReport(Struct):
    traders: int
    seconds: float
    trades_per_s: float
    latency_ms: Spread
    deltas_per_s_min: float
    refused: dict[str, int]
    server_cpu: float
    load_cpu: float


class Reply(Struct):
    request_seq: int | None = None
    code: str = ""


class ReplyMessage(Struct):
    type: str
    payload: Reply


class Trader(Pilot):
    """Goes round the commodities, each time round buying one of each or selling it again."""

    decode_reply = msgspec.json.Decoder(ReplyMessage).decode

    def __init__(self, index: int, token: str) -> None:
        super().__init__(index, token, crowded=True)
        self.latencies_s = array("d")
        self.refused: Counter[str] = Counter()
        self._replies: dict[int, asyncio.Future[str]] = {}

    async def trade_until(self, deadline: float, plan: TradePlan) -> None:
        allowed_at = dict.fromkeys(plan.commodities, 0.0)
        kind = "trade.buy"
        while True:
            for commodity in plan.commodities:
                await asyncio.sleep(max(allowed_at[commodity] - time.perf_counter(), 0))
                if time.perf_counter() >= deadline:
                    return
                await self._trade(kind, plan.station_id, commodity)
                allowed_at[commodity] = time.perf_counter() + COOLDOWN_S
            kind = "trade.sell" if kind == "trade.buy" else "trade.buy"

    async def _trade(self, kind: str, station_id: str, commodity_id: str) -> None:
        started = time.perf_counter()
        order = {"station_id": station_id, "commodity_id": commodity_id, "quantity": 1}
        seq = self._send(kind, {**order, "ref": f"{self._index}-{started}"})
        reply = self._replies[seq] = asyncio.get_running_loop().create_future()
        code = await asyncio.wait_for(reply, REPLY_TIMEOUT_S)
        if code:
            self.refused[code] += 1
        else:
            self.latencies_s.append(time.perf_counter() - started)

    def _on_text(self, payload: bytes) -> None:
        if self._replies and payload.startswith((b'{"type":"trade.result"', b'{"type":"error"')):
            message = self.decode_reply(payload)
            waiting = self._replies.pop(message.payload.request_seq or 0, None)
            if waiting is not None:
                waiting.set_result(message.payload.code)
        else:
            super()._on_text(payload)


async def play(plan: TradePlan) -> TradeReport:
    traders = [Trader(index, token) for index, token in enumerate(plan.tokens)]
    for trader in traders:
        await trader.join(plan.port, plan.system_id)
    server = family_of(plan.server_pid)
    started, load_cpu, server_cpu = time.perf_counter(), time.process_time(), cpu_seconds(server)
    for trader in traders:
        trader.begin_window()
    deadline = started + plan.seconds
    async with asyncio.TaskGroup() as group:
        for trader in traders:
            group.create_task(trader.trade_until(deadline, plan))
    elapsed = time.perf_counter() - started
    latencies = [latency for trader in traders for latency in trader.latencies_s]
    report = TradeReport(
        traders=len(traders),
        seconds=elapsed,
        trades_per_s=len(latencies) / elapsed,
        latency_ms=spread(latencies, 1000),
        deltas_per_s_min=min(trader.tally.deltas for trader in traders) / elapsed,
        refused=dict(sum((trader.refused for trader in traders), Counter())),
        server_cpu=(cpu_seconds(server) - server_cpu) / elapsed,
        load_cpu=(time.process_time() - load_cpu) / elapsed,
    )
    for trader in traders:
        trader.leave()
    await asyncio.sleep(FAREWELL_S)
    return report


def main() -> None:
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=TradePlan)
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(play(plan))) + b"\n")


if __name__ == "__main__":
    main()
