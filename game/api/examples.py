"""The answers that the API's document shows."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

PLAYER = {
    "id": "p_17",
    "username": "ada_l",
    "credits": 4910,
    "reputation": 0,
    "kills": 3,
    "deaths": 1,
    "is_guest": False,
}
SHIP = {
    "id": "s_17",
    "ship_class": "freighter",
    "hull_current": 100.0,
    "hull_max": 100.0,
    "fuel_current": 93.5,
    "fuel_max": 100.0,
    "cargo_capacity": 30,
    "docked_at": "earth-orbit-station",
}
ME = {"player": PLAYER, "ship": SHIP}
CARGO = {
    "ship_id": "s_17",
    "cargo": [{"commodity_id": "food", "quantity": 10}],
    "used_capacity": 10,
    "total_capacity": 30,
}
TRANSACTIONS = {
    "items": [
        {
            "id": "t_212",
            "tx_type": "buy",
            "location_id": "earth-orbit-station",
            "commodity_id": "food",
            "quantity": 10,
            "unit_price": 9,
            "total_amount": -90,
            "ref": "7f1c",
            "created_at": "2030-01-05T12:00:03.250000Z",
        }
    ],
    "total": 2,
}
BOOTSTRAP = {
    "protocol_version": 1,
    "system_id": "sol-1",
    "ws_url": "wss://cosmic.example/ws",
    "access_token": "eyJhbGciOiJIUzI1NiIs...",
    **ME,
}
SYSTEMS = {
    "systems": [
        {
            "id": "sol-1",
            "name": "Sol",
            "bounds": {"min_x": -8000.0, "min_y": -8000.0, "max_x": 8000.0, "max_y": 8000.0},
            "pilots": 12,
        }
    ]
}
LOCATIONS = {
    "system_id": "sol-1",
    "locations": [
        {
            "id": "earth-orbit-station",
            "name": "Earth Orbit Station",
            "type": "station",
            "x": -1200.0,
            "y": 300.0,
            "security_level": 90.0,
            "docking_radius": 120.0,
            "docking_speed": 25.0,
            "services": {"market": True, "repair": True, "refuel": True},
        }
    ],
}
MARKET = {
    "location_id": "earth-orbit-station",
    "updated_at": "2030-01-05T12:00:00Z",
    "items": [{"commodity_id": "food", "buy": 9, "sell": 7, "stock_qty": 320}],
}
COMMODITIES = {"commodities": [{"id": "food", "name": "Food", "unit_mass": 1, "base_price": 10}]}
HISTORY = {
    "location_id": "earth-orbit-station",
    "items": [
        {
            "commodity_id": "food",
            "points": [
                {"at": "2030-01-05T11:55:00Z", "buy": 9, "sell": 7, "stock_qty": 320},
                {"at": "2030-01-05T12:00:00Z", "buy": 10, "sell": 8, "stock_qty": 290},
            ],
        }
    ],
}
LEADERBOARD = {
    "items": [
        {"rank": 1, "player_id": "p_17", "username": "ada_l", "credits": 48210, "reputation": 12}
    ]
}


def answer(value: dict[str, Any]) -> list[OpenApiExample]:
    return [OpenApiExample("Answer", value=value, response_only=True)]
