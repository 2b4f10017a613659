"""Programs that play on a Cosmic site.

`GameServerAPI` is all that a first program needs; it uses the standard library alone. The other
modules need an extra each: `cosmic_client.live` (WebSocket), `cosmic_client.rest` (HTTP) and
`cosmic_client.env` (learning by PettingZoo's interface).
"""

from cosmic_client.errors import GameServerError, IllegalMove
from cosmic_client.tcp import GameServerAPI

__all__ = ["GameServerAPI", "GameServerError", "IllegalMove"]
