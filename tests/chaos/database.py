"""What the audit reads, by plain SQL from outside, in one transaction of one snapshot."""

from collections import defaultdict
from typing import Any

import psycopg

from tests.chaos.journal import Cargo, Entry, Stored, StoredShip, Write

ENTRIES = """
SELECT id, player_id, tx_type, location_id, commodity_id, quantity, unit_price, total_amount,
       balance_after, ref, result
FROM game_ledgerentry ORDER BY id"""
CARGO = """
SELECT player_id, commodity_id, sum(quantity) FROM game_cargoitem
JOIN game_ship ON game_ship.id = ship_id GROUP BY 1, 2"""
SALVAGE = "SELECT player_id, commodity_id, sum(quantity) FROM game_lootclaim GROUP BY 1, 2"


class Database:
    """A site's, by its address."""

    def __init__(self, url: str) -> None:
        self._url = url

    def stored(self) -> Stored:
        """Everything that pilots own, as of one moment. Raises psycopg.OperationalError."""
        with psycopg.connect(self._url, connect_timeout=5) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            credits = dict(rows(connection, "SELECT id, credits FROM accounts_user"))
            entries: dict[int, list[Entry]] = defaultdict(list)
            for row in rows(connection, ENTRIES):
                entries[row[1]].append(Entry(*row))
            ships = {
                player: StoredShip(ship, system_id, docked_at)
                for ship, player, system_id, docked_at in rows(
                    connection, "SELECT id, player_id, system_id, docked_at_id FROM game_ship"
                )
            }
            return Stored(
                credits=credits,
                entries=entries,
                cargo=_holds(rows(connection, CARGO)),
                salvage=_holds(rows(connection, SALVAGE)),
                ships=ships,
            )

    def writes(self) -> list[Write]:
        """By worker processes, in their order."""
        query = "SELECT process, name, system_id, holder, epoch FROM chaos_write ORDER BY id"
        with psycopg.connect(self._url, connect_timeout=5) as connection:
            return [Write(*row) for row in rows(connection, query)]

    def holders(self) -> dict[str, str]:
        """The worker of each system whose lease somebody holds, alive or not."""
        with psycopg.connect(self._url, connect_timeout=5) as connection:
            return dict(
                rows(
                    connection,
                    "SELECT system_id, worker_id FROM game_lease WHERE worker_id <> ''",
                )
            )


def rows(connection: psycopg.Connection[Any], query: str) -> list[Any]:
    return connection.execute(query.encode()).fetchall()


def _holds(lines: list[tuple[int, str, int]]) -> dict[int, Cargo]:
    holds: dict[int, Cargo] = defaultdict(dict)
    for player, commodity_id, quantity in lines:
        if quantity:
            holds[player][commodity_id] = int(quantity)
    return holds
