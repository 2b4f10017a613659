"""Who leaves replies unread is let go: close code 4009."""

import socket

import pytest

from tests.live.conftest import Hangar
from tests.support.fixtures_server import ServerFactory
from tests.support.pilot import Closed

pytestmark = pytest.mark.server

PING = "x" * 12_000
PINGS = 1200  # far more than the kernel's buffers and a mebibyte hold


async def test_a_client_who_leaves_a_mebibyte_of_replies_unread_is_closed_with_4009(
    server_factory: ServerFactory, hangar: Hangar
) -> None:
    server = server_factory(COSMIC_MESSAGES_PER_SECOND="100000")
    deaf = await hangar.guest(server, connect=False)
    small = socket.create_connection(("127.0.0.1", server.port))
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    small.setblocking(False)
    await deaf.connect(sock=small)
    deaf.stop_reading()
    for _ in range(PINGS):
        try:
            await deaf.send("net.ping", pad=PING)
        except Closed:
            break
    deaf.start_reading()
    assert (await deaf.closing(seconds=20)).code == 4009
