"""The plain peer: one FastAPI process that builds and sends each client's message in turn.

    python -m benchmarks.peers.plain PORT NPCS

Runs in an environment of its own (`requirements.txt`). Says `ready` once it listens.
"""

import asyncio
import contextlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

from benchmarks.peers.world import TICK_S, Ship, around, centre_of, npcs, place_of


class Client:
    def __init__(self, socket: WebSocket, ship: Ship) -> None:
        self.socket = socket
        self.ship = ship
        self.ack = 0
        self.centre = -1
        self.known: set[str] = set()


class Game:
    def __init__(self, npc_count: int) -> None:
        self.ships = {ship.id: ship for ship in npcs(npc_count)}
        self.clients: set[Client] = set()
        self.joined = 0
        self.tick = 0

    def join(self, socket: WebSocket) -> Client:
        name = f"s_{self.joined}"
        ship = Ship(name, place_of(self.joined))
        self.joined += 1
        self.ships[name] = ship
        client = Client(socket, ship)
        self.clients.add(client)
        return client

    def leave(self, client: Client) -> None:
        self.clients.discard(client)
        self.ships.pop(client.ship.id, None)

    async def run(self) -> None:
        due = time.perf_counter()
        while True:
            self.tick += 1
            for ship in self.ships.values():
                ship.fly()
            cells: dict[int, list[Ship]] = defaultdict(list)
            for ship in self.ships.values():
                cells[ship.cell].append(ship)
            for client in list(self.clients):
                with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                    await client.socket.send_text(json.dumps(self.message(client, cells)))
            due = max(due + TICK_S, time.perf_counter() - TICK_S)
            await asyncio.sleep(max(due - time.perf_counter(), 0))

    def message(self, client: Client, cells: dict[int, list[Ship]]) -> dict[str, object]:
        ship = client.ship
        client.centre = centre_of(ship.x, ship.y, client.centre)
        seen = [s.shown() for cell in around(client.centre) for s in cells.get(cell, ())]
        ids = {str(entity["id"]) for entity in seen}
        removed, client.known = client.known - ids, ids
        return {
            "type": "world.delta",
            "ts": int(time.time() * 1000),
            "payload": {
                "tick": self.tick,
                "entity_removed": sorted(removed),
                "entity_updates": seen,
                "you": {"ack": client.ack},
            },
        }


def application(game: Game) -> FastAPI:
    @contextlib.asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        loop = asyncio.create_task(game.run())
        print("ready", flush=True)
        yield
        loop.cancel()

    app = FastAPI(lifespan=life)

    @app.websocket("/ws")
    async def live(socket: WebSocket) -> None:
        await socket.accept()
        client = game.join(socket)
        try:
            while True:
                message = json.loads(await socket.receive_text())
                held = message["payload"]
                client.ship.thrust = min(max(float(held["thrust"]), 0.0), 1.0)
                client.ship.turn = min(max(float(held["turn"]), -1.0), 1.0)
                client.ack = message["seq"]
        except WebSocketDisconnect:
            pass
        finally:
            game.leave(client)

    return app


def main() -> None:
    port, npc_count = sys.argv[1:]
    uvicorn.run(
        application(Game(int(npc_count))),
        host="127.0.0.1",
        port=int(port),
        log_level="warning",
        loop="uvloop",
        ws="websockets",
        ws_per_message_deflate=False,
    )


if __name__ == "__main__":
    main()
