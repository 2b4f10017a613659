"""Everything live on a site, over one WebSocket, with asyncio.

    async with await LiveClient.open(site.socket_url, site.token()) as live:
        match = await live.join_match("TicTacToe", players=2)

`BlockingSeat` wraps a match for programs without asyncio.
"""

from cosmic_client.live.blocking import BlockingSeat
from cosmic_client.live.client import LiveClient
from cosmic_client.live.expeditions import ExpeditionUpdates
from cosmic_client.live.flight import Flight, World
from cosmic_client.live.matches import LiveMatch

__all__ = ["BlockingSeat", "ExpeditionUpdates", "Flight", "LiveClient", "LiveMatch", "World"]
