"""Ticks and ids of a successor are above all that those before it can have told."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

from game.engine import snapshot
from game.engine.world import World
from game.selectors.checkpoints import CheckpointView, checkpoint_latest
from game.selectors.pilots import ships_newer_than
from game.selectors.systems import system_spec
from game.services.fencing import Fence
from game.services.lanes import Lanes
from game.worker.restore import world_as_left
from tests.engine.worlds import SPEC

TOLD_TICKS = 2000  # more than a worker can count between two checkpoints


class Shelf:
    """Lanes that know one checkpoint, or none, and no ships."""

    def __init__(self, last: CheckpointView | None) -> None:
        self._answers = {system_spec: SPEC, checkpoint_latest: last, ships_newer_than: ()}

    async def read(self, call: Callable[..., Any], /, **arguments: Any) -> Any:
        return self._answers[call]


async def left(last: CheckpointView | None, epoch: int) -> World:
    return await world_as_left(cast(Lanes, Shelf(last)), Fence(SPEC.id, "worker", epoch, 0))


def checkpoint(epoch: int, tick: int) -> CheckpointView:
    world = World.create(SPEC, seed=1)
    world.tick = tick
    blob = snapshot.dump(world)
    return CheckpointView(epoch, tick, snapshot.VERSION, blob, datetime.now(UTC))


async def test_a_system_that_nobody_has_run_begins_at_the_beginning() -> None:
    assert (await left(None, 1)).tick == 0


async def test_holders_who_left_no_checkpoint_have_told_of_ticks_all_the_same() -> None:
    first, second, third = [await left(None, epoch) for epoch in (1, 2, 3)]
    assert second.tick > first.tick + TOLD_TICKS
    assert third.tick > second.tick + TOLD_TICKS
    assert first.next_id < second.next_id < third.next_id


async def test_holders_since_the_last_checkpoint_count_each() -> None:
    last = checkpoint(epoch=4, tick=300)
    second, third = [await left(last, epoch) for epoch in (5, 6)]
    assert second.tick > last.tick + TOLD_TICKS
    assert third.tick > second.tick + TOLD_TICKS
    assert second.next_id < third.next_id
