"""Stands for the database of a hosted system: lanes whose services are a few plain rules."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from game.catalog.systems import SystemSpec
from game.protocol.errors import AppError, ErrorCode
from game.selectors.pilots import pilot_record
from game.selectors.records import CargoLine, PilotRecord, ShipRow
from game.services.exposure import exposure_record
from game.services.fencing import Fence, LeaseLost
from game.services.jumps import JumpOutcome, ship_jump
from game.services.lanes import Lanes
from game.services.loot import LootOutcome, loot_take
from game.services.losses import LossOutcome, ship_lose
from game.services.ships import ship_store
from game.services.standing import DeedOutcome, deed_record, kill_record
from game.services.stock import StockOutcome, stock_move

T = TypeVar("T")
FULL_HULL = 100.0
TOW_FEE = 50
JUMP_COST = 25


class Records(Lanes):
    """Pilots by player; one ship each, whose id is FIRST_SHIP above the player's.

    epochs: of the systems whose worker has changed. free: while it is not set, nothing is done.
    """

    FIRST_SHIP = 1000

    def __init__(self, specs: dict[str, SystemSpec]) -> None:
        self.specs = specs
        self.pilots: dict[int, PilotRecord] = {}
        self.epochs: dict[str, int] = {}
        self.free = asyncio.Event()
        self.free.set()
        self._services: dict[Callable[..., Any], Callable[..., Any]] = {
            pilot_record: self._fetch,
            ship_store: self._store,
            ship_lose: self._lose,
            ship_jump: self._jump,
            loot_take: self._take,
            exposure_record: lambda **_: None,
            deed_record: lambda **_: DeedOutcome(0, 0),
            kill_record: lambda **_: DeedOutcome(0, 0),
            stock_move: lambda **_: StockOutcome(0, ()),
        }

    async def read(self, call: Callable[..., T], /, **arguments: Any) -> T:
        return await self.write(0, call, **arguments)

    async def write(self, key: int, call: Callable[..., T], /, **arguments: Any) -> T:
        await asyncio.sleep(0)  # results come later than they were asked for
        await self.free.wait()
        fence = arguments.get("fence")
        if isinstance(fence, Fence) and fence.epoch < self.epochs.get(fence.system_id, 0):
            raise LeaseLost
        result: T = self._services[call](**arguments)
        return result

    async def write_soon(
        self, key: int, patience_s: float, call: Callable[..., T], /, **arguments: Any
    ) -> T:
        return await self.write(key, call, **arguments)

    def enlist(self, player: int, system_id: str, x: float, y: float) -> None:
        """A new pilot, whose ship is in that system."""
        row = ShipRow(self.FIRST_SHIP + player, x, y, 0.0, 0.0, 0.5, FULL_HULL, 100.0, None)
        self.pilots[player] = PilotRecord(
            player, f"Pilot {player}", row, "freighter", system_id, 5000, 0, ()
        )

    def store(self, player: int, ship: ShipRow, credits: int) -> None:
        """As a checkpoint and the ledger have it."""
        self._change(player, ship=ship, credits=credits)

    def _change(self, player: int, **changes: Any) -> PilotRecord:
        record = self.pilots[player] = msgspec.structs.replace(self.pilots[player], **changes)
        return record

    def _fetch(self, *, player_pk: int, system_id: str) -> PilotRecord:
        record = self.pilots[player_pk]
        if record.system_id != system_id:
            raise AppError(ErrorCode.FORBIDDEN, system_id=record.system_id)
        return record

    def _store(self, *, fence: object, ship: ShipRow) -> None:
        self._change(ship.ship_id - self.FIRST_SHIP, ship=ship)

    def _lose(self, *, player_pk: int, ref: str, **_: object) -> LossOutcome:
        record = self.pilots[player_pk]
        station = self.specs[record.system_id].stations[0]
        row = ShipRow(
            record.ship.ship_id, station.x, station.y, 0.0, 0.0, 0.0, FULL_HULL, 80.0, station.id
        )
        lost, fee = record.cargo[:1], min(TOW_FEE, record.credits)
        record = self._change(
            player_pk, ship=row, cargo=record.cargo[1:], credits=record.credits - fee
        )
        return LossOutcome("tow", record.credits, record.cargo, lost, fee, station.id, row)

    def _jump(self, *, player_pk: int, gate_id: str, ship: ShipRow, **_: object) -> JumpOutcome:
        record = self.pilots[player_pk]
        (gate,) = self.specs[record.system_id].gates
        (exit_gate,) = self.specs[gate.to_system].gates
        row = msgspec.structs.replace(ship, x=exit_gate.x, y=exit_gate.y, vx=0.0, vy=0.0)
        left = record.credits - JUMP_COST
        self._change(player_pk, ship=row, system_id=gate.to_system, credits=left)
        return JumpOutcome("jump", left, JUMP_COST, gate.to_system, exit_gate.id, row)

    def _take(
        self, *, player_pk: int, commodity_id: str, quantity: int, **_: object
    ) -> LootOutcome:
        cargo = (*self.pilots[player_pk].cargo, CargoLine(commodity_id, quantity))
        self._change(player_pk, cargo=cargo)
        return LootOutcome(commodity_id, quantity, 0, cargo)
