"""What the doors of matches carry: requests a second by TCP, moves a second by WebSocket.

    python -m benchmarks.match_doors [--seconds 4] [--matches 100]

A server of its own on a data directory that is thrown away; its message rates are lifted. The TCP
rows say how they compare with a bare asyncio server that sends back what it gets, a connection for
each, driven by the same clients in the same run. Clients and server share the machine. The table
goes to stdout and to benchmarks/results/match_doors.md.
"""

import argparse
import asyncio
import json
import multiprocessing
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import uvloop
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.machine import description
from benchmarks.process import cpu_seconds, family_of
from tests.support.pilot import rest
from tests.support.server import HOST, LiveServer, copy_template, make_template

RESULT = Path(__file__).parent / "results" / "match_doors.md"
GOAL_REQUESTS = 1_000  # a second, a connection for each
GOAL_MOVES = 2_000  # a second, over all matches
CLIENTS = 40  # TCP programs at once
WAITS = 200  # long ones at once
END = b"EOT\0"


@dataclass(frozen=True, slots=True)
class Row:
    work: str
    figure: str
    verdict: str = ""

    def __str__(self) -> str:
        return f"| {self.work} | {self.figure} | {self.verdict} |"


def kept(truth: bool, goal: str) -> str:
    return f"{goal}: {'kept' if truth else 'MISSED'}"


async def exchange(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


async def ask(port: int, **request: Any) -> Any:
    answer = json.loads(await exchange(port, json.dumps(request).encode() + END))
    assert answer["status"] == "ok", answer
    return answer["data"]


async def rate(seconds: float, clients: list[Callable[[], Awaitable[int]]]) -> float:
    """Requests a second, where each call of a client makes as many as it says."""
    ends_at = perf_counter() + seconds
    started = perf_counter()

    async def work(client: Callable[[], Awaitable[int]]) -> int:
        count = 0
        while perf_counter() < ends_at:
            count += await client()
        return count

    return sum(await asyncio.gather(*map(work, clients))) / (perf_counter() - started)


# --- the plain door -----------------------------------------------------------------------------


def serve_bare(port_out: Any) -> None:
    """A process that sends each connection's first bytes back and closes."""

    class Bare(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            self.transport.write(data)
            self.transport.close()

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Bare, HOST, 0, backlog=1024)
        port_out.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    uvloop.run(run())


async def bare_rate(port: int, seconds: float) -> float:
    request = json.dumps({"type": "state", "game": "Echo", "key": "k" * 32}).encode() + END

    async def once() -> int:
        await exchange(port, request)
        return 1

    return await rate(seconds, [once] * CLIENTS)


async def plain_rates(port: int, seconds: float) -> tuple[float, float]:
    """States a second, and moves and states by turns."""
    seats = []
    for number in range(CLIENTS):
        place = {"game": "Echo", "session": f"bench-{number}"}
        data = await ask(port, type="join", players=1, name="", **place)
        seats.append({**place, "player_id": 0, "key": data["key"]})

    def looking(seat: dict[str, Any]) -> Callable[[], Awaitable[int]]:
        async def once() -> int:
            await ask(port, type="state", **seat)
            return 1

        return once

    def playing(seat: dict[str, Any]) -> Callable[[], Awaitable[int]]:
        async def once() -> int:
            await ask(port, type="move", move={"msg": 1}, **seat)
            return 1 + await looking(seat)()

        return once

    states = await rate(seconds, [looking(seat) for seat in seats])
    return states, await rate(seconds, [playing(seat) for seat in seats])


async def told_after(port: int, waits: int) -> float:
    """How long it takes until so many who wait have all heard of a move, s."""
    place = {"game": "Chat", "session": "bench-waits"}
    request = {"type": "join", "players": 1, "name": "ann", **place}
    seat = {**place, "player_id": 0, "key": (await ask(port, **request))["key"]}
    watchers = []
    for _ in range(waits):
        key = (await ask(port, type="observe", name="ann", **place))["key"]
        watchers.append({**place, "player_id": 0, "key": key, "observer": True})
        await ask(port, type="state", **watchers[-1])
    hearing = [asyncio.create_task(ask(port, type="state", **each)) for each in watchers]
    await asyncio.sleep(1.0)
    assert not any(each.done() for each in hearing)
    started = perf_counter()
    await ask(port, type="move", move={"message": "now"}, **seat)
    await asyncio.gather(*hearing)
    return perf_counter() - started


# --- the socket ---------------------------------------------------------------------------------


class Player:
    """One socket, which knows just enough of the protocol."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.seq = 0

    async def send(self, kind: str, **payload: Any) -> int:
        self.seq += 1
        message = {"type": kind, "seq": self.seq, "ts": 1, "payload": payload}
        await self.socket.send(json.dumps(message))
        return self.seq

    async def next(self, kind: str) -> Any:
        while True:
            message = json.loads(await self.socket.recv())
            assert message["type"] != "error", message
            if message["type"] == kind:
                return message["payload"]


async def player(server: LiveServer) -> Player:
    guest = (await rest(server.url, "POST", "/auth/guest")).json()
    one = Player(await connect(server.ws_url, compression=None))
    await one.send("auth.login", token=guest["access_token"])
    await one.next("auth.ok")
    return one


async def move_rate(server: LiveServer, matches: int, seconds: float) -> tuple[float, float]:
    """Moves a second over matches of two sockets each, by turns, all versions read; and how many
    cores the server needs for them."""
    pairs = []
    for number in range(matches):
        pair = [await player(server), await player(server)]
        wish = {"game": "Chat", "session": f"live-{number}", "players": 2}
        await pair[0].send("match.join", **wish)
        await pair[0].next("match.waiting")
        await pair[1].send("match.join", **{**wish, "players": None})
        joined = [await each.next("match.joined") for each in pair]
        for each in pair:
            await each.next("match.state")
        pairs.append((joined[0]["match_id"], pair))

    def playing(match_id: str, pair: list[Player]) -> Callable[[], Awaitable[int]]:
        async def both() -> int:
            for each, other in (pair, pair[::-1]):
                await each.send("match.move", match_id=match_id, move={"name": "x"})
                await each.next("match.state")
                await other.next("match.state")
            return 2

        return both

    try:
        family = family_of(server.pid)
        before, started = cpu_seconds(family), perf_counter()
        moves = await rate(seconds, [playing(*pair) for pair in pairs])
        return moves, (cpu_seconds(family) - before) / (perf_counter() - started)
    finally:
        await asyncio.gather(*(each.socket.close() for _, pair in pairs for each in pair))


# --- all of it ------------------------------------------------------------------------------------


async def measure(server: LiveServer, bare_port: int, seconds: float, matches: int) -> list[Row]:
    bare = await bare_rate(bare_port, seconds)
    states, mixed = await plain_rates(server.match_port, seconds)
    told_s = await told_after(server.match_port, WAITS)
    moves, cores = await move_rate(server, matches, seconds)
    goal = kept(min(states, mixed) >= GOAL_REQUESTS, f"{GOAL_REQUESTS:,} requests/s")
    return [
        Row("TCP: a bare server that echoes", f"{bare:,.0f} requests/s"),
        Row("TCP: state", f"{states:,.0f} requests/s, {states / bare:.2f} of bare", goal),
        Row("TCP: move, state, by turns", f"{mixed:,.0f} requests/s, {mixed / bare:.2f} of bare"),
        Row(f"TCP: {WAITS} waits end by one move", f"{told_s * 1000:.0f} ms until all have heard"),
        Row(
            f"WebSocket: moves over {matches} matches of two sockets",
            f"{moves:,.0f} moves/s, the server on {cores:.2f} cores",
            kept(moves >= GOAL_MOVES, f"{GOAL_MOVES:,} moves/s"),
        ),
    ]


def table(rows: list[Row]) -> str:
    """The whole result as Markdown."""
    head = ["# Doors of matches", "", description("benchmarks.match_doors"), ""]
    return "\n".join([*head, "| work | figure | budget |", "|---|---|---|", *map(str, rows), ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0, help="for each rate")
    parser.add_argument("--matches", type=int, default=100)
    options = parser.parse_args()
    listening, port_out = multiprocessing.Pipe(duplex=False)
    bare = multiprocessing.Process(target=serve_bare, args=(port_out,), daemon=True)
    bare.start()
    with tempfile.TemporaryDirectory() as folder:
        make_template(Path(folder) / "template")
        data_dir = copy_template(Path(folder) / "template", Path(folder) / "data")
        server = LiveServer(
            data_dir,
            COSMIC_MESSAGES_PER_SECOND="100000",
            COSMIC_MAX_CONNECTIONS_PER_PLAYER="0",
            COSMIC_LOG_LEVEL="WARNING",
        )
        server.start()
        try:
            text = table(
                uvloop.run(measure(server, listening.recv(), options.seconds, options.matches))
            )
        finally:
            server.stop()
            bare.terminate()
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
