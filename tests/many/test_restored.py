"""A world that is taken up again: its ticks and ids are above any that a run before has used."""

from datetime import UTC, datetime
from itertools import pairwise

from game.engine import World, snapshot
from game.selectors.checkpoints import CheckpointView
from game.worker.restore import IDS_PER_TAKEOVER, TAKEOVER_TICKS, _restored
from tests.engine.worlds import SPEC


def checkpoint(epoch: int, tick: int) -> CheckpointView:
    return stored(epoch, tick, snapshot.dump(World.create(SPEC, seed=1)))


def stored(epoch: int, tick: int, blob: bytes) -> CheckpointView:
    return CheckpointView(epoch, tick, snapshot.VERSION, blob, datetime.now(UTC))


def test_a_first_run_begins_at_the_beginning() -> None:
    assert _restored(SPEC, None, 1).tick == 0


def test_a_run_without_a_checkpoint_is_not_repeated() -> None:
    ticks = [_restored(SPEC, None, epoch).tick for epoch in (1, 2, 3)]
    assert [b - a for a, b in pairwise(ticks)] == [TAKEOVER_TICKS] * 2


def test_each_run_since_the_checkpoint_counts() -> None:
    last = checkpoint(epoch=4, tick=900)
    once, twice = (_restored(SPEC, last, epoch) for epoch in (5, 6))
    assert (once.tick, twice.tick) == (900 + TAKEOVER_TICKS, 900 + 2 * TAKEOVER_TICKS)
    assert twice.next_id - once.next_id == IDS_PER_TAKEOVER


def test_after_an_unreadable_checkpoint_ticks_go_on() -> None:
    assert _restored(SPEC, stored(4, 900, b"?"), 5).tick == 900 + TAKEOVER_TICKS
