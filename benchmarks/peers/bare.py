"""The floor: sockets and nothing else. Ready bytes out to each client every tick, inputs read.

    python -m benchmarks.peers.bare PORT pair|broadcast BYTES

`pair` puts the ack of the client's last input at the end of each message; `broadcast` sends the
same bytes to all. Says `ready` once it listens.
"""

import asyncio
import sys
import time

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_create_server

TICK_S = 0.05


class Client(WSListener):
    def __init__(self, clients: "set[Client]") -> None:
        self._clients = clients
        self.transport: WSTransport
        self.ack = 0

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        self._clients.add(self)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._clients.discard(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            data = frame.get_payload_as_bytes()
            at = data.find(b'"seq":')
            if at >= 0:
                self.ack = int(data[at + 6 : data.index(b",", at)])
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()


async def serve(port: int, size: int, *, pair: bool) -> None:
    clients: set[Client] = set()
    await ws_create_server(lambda _: Client(clients), "127.0.0.1", port)
    print("ready", flush=True)
    same = b"x" * size
    body = b"x" * (size - 20)
    due = time.perf_counter()
    while True:
        for client in list(clients):
            data = b'%b"ack":%013d}' % (body, client.ack) if pair else same
            client.transport.send(WSMsgType.TEXT, data)
        due = max(due + TICK_S, time.perf_counter() - TICK_S)
        await asyncio.sleep(max(due - time.perf_counter(), 0))


def main() -> None:
    port, kind, size = sys.argv[1:]
    uvloop.run(serve(int(port), int(size), pair=kind == "pair"))


if __name__ == "__main__":
    main()
