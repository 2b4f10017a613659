"""What is stored of the game. Writes go through `game.services`, reads through `game.selectors`."""

from game.models.ledger import LedgerEntry
from game.models.runtime import Checkpoint, Lease
from game.models.ships import CargoItem, Ship
from game.models.universe import Commodity, Location, MarketPrice, StarSystem, Zone

__all__ = [
    "CargoItem",
    "Checkpoint",
    "Commodity",
    "Lease",
    "LedgerEntry",
    "Location",
    "MarketPrice",
    "Ship",
    "StarSystem",
    "Zone",
]
