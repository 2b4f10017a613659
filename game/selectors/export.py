"""Everything that the game stores of one player."""

from typing import Any

from django.db.models import Q

from accounts.models import User
from game.models import CombatEntry, Deed, LedgerEntry, Ship
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
    "kills",
    "deaths",
)
LOT_FIELDS = ("commodity_id", "quantity", "source", "bought_at_id", "cost", "flown_s", "exposure_s")
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
    "event",
    "result",
)
COMBAT_FIELDS = ("system_id", "kind", "source", "target", "damage", "target_hp", "x", "y")


def pilot_export(*, player: User) -> dict[str, Any]:
    """A player's ship, lots of cargo, ledger, deeds and combats (oldest first), JSON-ready.

    The ship is null for no ship. Positions in world units, speeds in units/s, the angle in
    radians, costs in credits, flights in seconds, times in ISO 8601.
    """
    ship = Ship.objects.filter(player=player).first()
    return {
        "ship": _ship(ship) if ship else None,
        "cargo": [
            {field: getattr(lot, field) for field in LOT_FIELDS}
            for lot in ship.cargo.order_by("commodity_id", "pk")
        ]
        if ship
        else [],
        "transactions": [
            {
                **{field: getattr(entry, field) for field in LEDGER_FIELDS},
                "created_at": entry.created_at.isoformat(),
            }
            for entry in LedgerEntry.objects.filter(player=player).order_by("id")
        ],
        "deeds": [
            {
                "kind": deed.kind,
                "reputation": deed.reputation,
                "created_at": deed.created_at.isoformat(),
            }
            for deed in Deed.objects.filter(player=player).order_by("id")
        ],
        "combats": [
            {
                **{field: getattr(entry, field) for field in COMBAT_FIELDS},
                "created_at": entry.created_at.isoformat(),
            }
            for entry in CombatEntry.objects.filter(
                Q(source_player=player) | Q(target_player=player)
            ).order_by("id")
        ],
    }


def _ship(ship: Ship) -> dict[str, Any]:
    return {
        "id": ship_wire_id(ship.pk),
        **{field.removesuffix("_id"): getattr(ship, field) for field in SHIP_FIELDS},
        "updated_at": ship.updated_at.isoformat(),
    }
