"""A repair that is paid for is in the world, whatever the database or an operator does."""

from typing import Any

import msgspec
import pytest

from game.engine.world import World
from game.protocol import link
from game.services.outcomes import UpkeepDetails, UpkeepOutcome
from game.services.upkeep import ship_repair
from game.worker.joins import on_join
from game.worker.orders import on_repair
from tests.engine.worlds import HARBOUR, SPEC
from tests.support.galaxy import Observed, spin
from tests.support.records import FULL_HULL, Records

PLAYER, FEED, TICK_S = 1, "one", 0.05
SHIP = Records.FIRST_SHIP + PLAYER
WORN, FEE, CREDITS = 60.0, 400, 5000
ORDER = link.RepairOrder(1, SHIP, 2, HARBOUR.id, None)


class Yard(Records):
    """Repairs, or fails to; and may lose touch with who asked, who then knows neither."""

    def __init__(self) -> None:
        super().__init__({SPEC.id: SPEC})
        self.commits = self.answers = True
        self._services[ship_repair] = self._repair

    def _repair(self, *, player_pk: int, **_: object) -> UpkeepOutcome:
        record = self.pilots[player_pk]
        left = record.credits - FEE
        if self.commits:
            row = msgspec.structs.replace(record.ship, hull=FULL_HULL)
            self._change(player_pk, ship=row, credits=left)
        if not self.answers:
            raise ConnectionError
        details = UpkeepDetails(station_id=HARBOUR.id, quantity=40, unit_price=10, total=FEE)
        return UpkeepOutcome(
            kind="repair", credits=left, details=details, hull=FULL_HULL, fuel=None
        )


@pytest.fixture
async def docked() -> tuple[Yard, Observed]:
    yard = Yard()
    yard.enlist(PLAYER, SPEC.id, HARBOUR.x, HARBOUR.y)
    row = msgspec.structs.replace(yard.pilots[PLAYER].ship, hull=WORN, docked_at=HARBOUR.id)
    yard._change(PLAYER, ship=row)
    system = Observed(World.create(SPEC, seed=1), yard)
    system.attach(FEED)
    on_join(system, FEED, link.Join(1, PLAYER, 1, False))
    await tick(system)
    return yard, system


async def tick(system: Observed) -> None:
    await spin()
    system.tick(TICK_S)


def state(system: Observed) -> tuple[float, int]:
    pilot = system.pilots.by_player[PLAYER]
    return float(system.world.hull[pilot.slot]), pilot.credits


@pytest.mark.parametrize(
    ("commits", "expected"), [(True, (FULL_HULL, CREDITS - FEE)), (False, (WORN, CREDITS))]
)
async def test_whether_a_repair_was_made_is_looked_up_when_nobody_knows(
    docked: tuple[Yard, Observed], commits: bool, expected: Any
) -> None:
    yard, system = docked
    yard.commits, yard.answers = commits, False
    on_repair(system, FEED, ORDER)
    for _ in range(3):  # the failure, what is stored, and the step after it
        await tick(system)
    assert state(system) == expected


async def test_a_repair_that_is_under_way_at_the_end_is_in_the_ship_that_is_stored(
    docked: tuple[Yard, Observed],
) -> None:
    _, system = docked
    on_repair(system, FEED, ORDER)
    await system.settled()
    assert state(system) == (FULL_HULL, CREDITS - FEE)
