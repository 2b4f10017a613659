"""What is stored of the game. Writes go through `game.services`, reads through `game.selectors`."""

from game.models.audit import OperatorAction
from game.models.chores import Chore
from game.models.conflict import OPEN_SPACE, CombatEntry, Deed, LootClaim, TelemetryDay
from game.models.courses import Course, Fixture, Team, Tournament
from game.models.expeditions import DailyEntry, Expedition, ExpeditionStep, FinishedRun
from game.models.ledger import LedgerEntry
from game.models.matches import FinishedGame, Match, MatchEntry, Observer, Rating, Seat
from game.models.recordings import RecordedSegment
from game.models.runtime import Checkpoint, Lease
from game.models.ships import CargoItem, Ship, ShipMove
from game.models.universe import (
    Commodity,
    Gate,
    Location,
    MarketPrice,
    PricePoint,
    StarSystem,
    Zone,
)

__all__ = [
    "OPEN_SPACE",
    "CargoItem",
    "Checkpoint",
    "Chore",
    "CombatEntry",
    "Commodity",
    "Course",
    "DailyEntry",
    "Deed",
    "Expedition",
    "ExpeditionStep",
    "FinishedGame",
    "FinishedRun",
    "Fixture",
    "Gate",
    "Lease",
    "LedgerEntry",
    "Location",
    "LootClaim",
    "MarketPrice",
    "Match",
    "MatchEntry",
    "Observer",
    "OperatorAction",
    "PricePoint",
    "Rating",
    "RecordedSegment",
    "Seat",
    "Ship",
    "ShipMove",
    "StarSystem",
    "Team",
    "TelemetryDay",
    "Tournament",
    "Zone",
]
