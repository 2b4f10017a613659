"""Everything that the game stores of one player."""

from typing import Any

from accounts.models import User
from game.models import LedgerEntry, Ship
from game.protocol.names import ship_wire_id

SHIP_FIELDS = (
    "ship_class",
    "system_id",
    "docked_at_id",
    "x",
    "y",
    "vx",
    "vy",
    "angle",
    "hull",
    "fuel",
)
LEDGER_FIELDS = (
    "id",
    "tx_type",
    "location_id",
    "commodity_id",
    "quantity",
    "unit_price",
    "total_amount",
    "balance_after",
    "ref",
    "result",
)


def pilot_export(*, player: User) -> dict[str, Any]:
    """A player's ship, cargo and ledger (oldest first), JSON-ready; null for no ship.

    Positions in world units, speeds in units/s, the angle in radians, times in ISO 8601.
    """
    ship = Ship.objects.filter(player=player).first()
    return {
        "ship": _ship(ship) if ship else None,
        "cargo": list(ship.cargo.order_by("commodity_id").values("commodity_id", "quantity"))
        if ship
        else [],
        "transactions": [
            {
                **{field: getattr(entry, field) for field in LEDGER_FIELDS},
                "created_at": entry.created_at.isoformat(),
            }
            for entry in LedgerEntry.objects.filter(player=player).order_by("id")
        ],
    }


def _ship(ship: Ship) -> dict[str, Any]:
    return {
        "id": ship_wire_id(ship.pk),
        **{field.removesuffix("_id"): getattr(ship, field) for field in SHIP_FIELDS},
        "updated_at": ship.updated_at.isoformat(),
    }
