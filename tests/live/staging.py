"""Puts stored ships, and what they fly to, where a test needs them, before their pilot joins.

It writes into the server's SQLite file as an operator could: the flight to get there is tested
elsewhere.
"""

import contextlib
import sqlite3
from typing import Protocol

from tests.support.server import LiveServer

EARTH = "earth-orbit-station"
MARS = "mars-orbit-station"
STATIONS = {
    EARTH: (-1200.0, 300.0),
    MARS: (2200.0, -600.0),
    "ceres-hub": (800.0, 2100.0),
    "jupiter-trade-ring": (5400.0, 1200.0),
}


class Staged(Protocol):
    """Whose ship, credits: a `Pilot`, or whoever flies in a browser."""

    @property
    def player_id(self) -> str: ...


SHIP_COLUMNS = frozenset({"x", "y", "vx", "vy", "angle", "hull", "fuel", "docked_at_id"})


def stage_ship(server: LiveServer, pilot: Staged, **columns: float | str | None) -> None:
    """Change columns of the pilot's stored ship."""
    assert set(columns) <= SHIP_COLUMNS
    assignments = ", ".join(f"{name} = ?" for name in columns)
    changed = _execute(
        server,
        f"UPDATE game_ship SET {assignments} WHERE player_id = ?",
        (*columns.values(), _key(pilot)),
    )
    assert changed == 1, "the pilot has a ship"


def stage_docked(server: LiveServer, pilot: Staged, station_id: str = EARTH, **more: float) -> None:
    x, y = STATIONS[station_id]
    stage_ship(server, pilot, x=x, y=y, vx=0.0, vy=0.0, docked_at_id=station_id, **more)


def stage_at(server: LiveServer, pilot: Staged, x: float, y: float, **more: float) -> None:
    """At rest in space."""
    stage_ship(server, pilot, x=x, y=y, vx=0.0, vy=0.0, docked_at_id=None, **more)


def stage_credits(server: LiveServer, pilot: Staged, credits: int) -> None:
    sql = "UPDATE accounts_user SET credits = ?, profile_revision = profile_revision + 1"
    assert _execute(server, f"{sql} WHERE id = ?", (credits, _key(pilot))) == 1


def stage_station(server: LiveServer, station_id: str, x: float, y: float) -> None:
    """Move a station, before anybody enters its system."""
    sql = "UPDATE game_location SET x = ?, y = ? WHERE id = ?"
    assert _execute(server, sql, (x, y, station_id)) == 1


def stage_stock(server: LiveServer, station_id: str, commodity_id: str, units: int) -> None:
    sql = "UPDATE game_marketprice SET stock = ? WHERE location_id = ? AND commodity_id = ?"
    assert _execute(server, sql, (units, station_id, commodity_id)) == 1


def stage_cargo(server: LiveServer, pilot: Staged, commodity_id: str, units: int) -> None:
    """Goods of unknown origin, in a hold that has none of them yet."""
    sql = (
        "INSERT INTO game_cargoitem "
        "(ship_id, commodity_id, quantity, source, cost, flown_s, exposure_s) "
        "SELECT id, ?, ?, 'unknown', 0, 0, 0 FROM game_ship WHERE player_id = ?"
    )
    assert _execute(server, sql, (commodity_id, units, _key(pilot))) == 1


def _key(pilot: Staged) -> int:
    return int(pilot.player_id.removeprefix("p_"))


def _execute(server: LiveServer, sql: str, values: tuple[object, ...]) -> int:
    path = server.data_dir / "cosmic.sqlite3"
    with contextlib.closing(sqlite3.connect(path, timeout=20)) as connection, connection:
        return connection.execute(sql, values).rowcount
