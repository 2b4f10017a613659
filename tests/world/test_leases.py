"""Leases: one holder at a time, epochs that only grow, fences that hold."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from game.models import Checkpoint, Lease, MarketPrice, Ship, StarSystem
from game.protocol.errors import AppError, ErrorCode
from game.selectors.checkpoints import checkpoint_latest
from game.selectors.records import ship_row
from game.selectors.rooms import StoredRoom, rooms_stored
from game.selectors.systems import LEASE_LAPSES, Wishes, lease_abandoned, lease_wishes
from game.services.checkpoints import KEPT, checkpoint_write
from game.services.fencing import Fence, LeaseLost, fence_hold
from game.services.leases import (
    lease_allow,
    lease_claim,
    lease_forbid,
    lease_give,
    lease_release,
    lease_stop,
    lease_wish,
    leases_heartbeat,
)
from game.services.markets import markets_catch_up, markets_drift
from game.services.ships import ship_store
from tests.world.conftest import SYSTEM, at_tick, new_pilot

pytestmark = pytest.mark.django_db


def heartbeats_stop(seconds: float) -> None:
    Lease.objects.update(heartbeat_at=F("heartbeat_at") - timedelta(seconds=seconds))


def claim(worker_id: str) -> int | None:
    return lease_claim(system_id=SYSTEM, worker_id=worker_id)


def test_a_free_system_is_claimed(universe: None) -> None:
    assert claim("a") == 1
    assert Lease.objects.get().worker_id == "a"


def test_a_system_is_held_by_one_worker_at_a_time(universe: None) -> None:
    claim("a")
    assert claim("b") is None
    assert Lease.objects.get().worker_id == "a"


def test_a_worker_claims_its_own_lease_anew_with_a_higher_epoch(universe: None) -> None:
    assert [claim("a"), claim("a"), claim("a")] == [1, 2, 3]


def test_a_lease_lapses_after_three_missed_beats(universe: None) -> None:
    assert timedelta(seconds=6) == LEASE_LAPSES
    claim("a")
    heartbeats_stop(5)
    assert claim("b") is None
    heartbeats_stop(1.5)
    assert claim("b") == 2


def test_a_heartbeat_keeps_a_lease(universe: None) -> None:
    claim("a")
    heartbeats_stop(5)
    assert leases_heartbeat(worker_id="a", pilots={SYSTEM: 7}) == {SYSTEM}
    heartbeats_stop(5)
    assert claim("b") is None
    assert Lease.objects.get().pilots == 7


def test_a_heartbeat_tells_which_systems_are_still_held(universe: None) -> None:
    StarSystem.objects.create(id="vega-2", name="Vega")
    claim("a")
    lease_claim(system_id="vega-2", worker_id="a")
    pilots = {SYSTEM: 3, "vega-2": 4, "nowhere": 5}
    assert leases_heartbeat(worker_id="a", pilots=pilots) == {SYSTEM, "vega-2"}
    assert dict(Lease.objects.values_list("system_id", "pilots")) == {SYSTEM: 3, "vega-2": 4}
    heartbeats_stop(10)
    claim("b")
    assert leases_heartbeat(worker_id="a", pilots=pilots) == {"vega-2"}
    assert leases_heartbeat(worker_id="a", pilots={}) == frozenset()


def test_all_heartbeats_of_a_worker_take_two_queries(
    universe: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(5):
        StarSystem.objects.create(id=f"x-{n}", name=f"X {n}")
        lease_claim(system_id=f"x-{n}", worker_id="a")
    with django_assert_max_num_queries(4):  # two, and the savepoint of the test's transaction
        assert len(leases_heartbeat(worker_id="a", pilots={f"x-{n}": n for n in range(5)})) == 5


def test_a_released_lease_is_free_at_once_and_keeps_its_epoch(universe: None) -> None:
    epoch = claim("a")
    assert epoch is not None
    assert lease_release(fence=Fence(SYSTEM, "a", epoch, 0))
    assert claim("b") == epoch + 1


def test_only_the_holder_releases(universe: None) -> None:
    claim("a")
    heartbeats_stop(10)
    claim("b")
    assert not lease_release(fence=Fence(SYSTEM, "a", 1, 0))
    assert Lease.objects.get().worker_id == "b"


def test_a_stopped_system_is_claimed_by_nobody(universe: None) -> None:
    claim("a")
    Lease.objects.update(stopped=True)
    assert claim("a") is None
    heartbeats_stop(10)
    assert claim("b") is None


def test_only_systems_that_exist_are_claimed(universe: None) -> None:
    with pytest.raises(AppError) as refusal:
        lease_claim(system_id="nowhere", worker_id="a")
    assert refusal.value.code == ErrorCode.UNKNOWN_SYSTEM


def test_a_lease_needs_a_name(universe: None) -> None:
    with pytest.raises(ValueError, match="name of a worker"):
        claim("")
    with pytest.raises(IntegrityError), transaction.atomic():
        Lease.objects.create(system_id=SYSTEM, worker_id="a")


@pytest.mark.parametrize(
    "other",
    [
        Fence("nowhere", "worker-a", 1, 1),
        Fence(SYSTEM, "worker-b", 1, 1),
        Fence(SYSTEM, "worker-a", 0, 1),
        Fence(SYSTEM, "worker-a", 2, 1),
        Fence(SYSTEM, "", 1, 1),
    ],
    ids=["system", "worker", "older epoch", "newer epoch", "nobody"],
)
def test_a_fence_holds_for_its_own_epoch_alone(fence: Fence, other: Fence) -> None:
    with transaction.atomic():
        fence_hold(fence)
    with pytest.raises(LeaseLost), transaction.atomic():
        fence_hold(other)


def test_a_released_lease_holds_no_fence(fence: Fence) -> None:
    lease_release(fence=fence)
    with pytest.raises(LeaseLost), transaction.atomic():
        fence_hold(fence)


WRITES: dict[str, Callable[[Fence], object]] = {
    "ship": lambda fence: ship_store(fence=fence, ship=ship_row(Ship.objects.get())),
    "markets": lambda fence: markets_drift(fence=fence, seed=1),
    "catch up": lambda fence: markets_catch_up(fence=fence, seed=1),
    "checkpoint": lambda fence: checkpoint_write(fence=fence, version=1, blob=b"x"),
}


@pytest.mark.parametrize("name", WRITES)
def test_an_old_epoch_writes_nothing(fence: Fence, name: str) -> None:
    new_pilot("ada_l")
    claim("worker-a")
    stored = [list(model.objects.values_list()) for model in (Ship, MarketPrice, Checkpoint)]
    with pytest.raises(LeaseLost):
        WRITES[name](fence)
    assert stored == [list(m.objects.values_list()) for m in (Ship, MarketPrice, Checkpoint)]


class TestCheckpoints:
    def test_the_newest_is_the_one_to_go_on_from(self, fence: Fence) -> None:
        assert checkpoint_latest(system_id=SYSTEM) is None
        checkpoint_write(fence=at_tick(fence, 10), version=1, blob=b"ten")
        checkpoint_write(fence=at_tick(fence, 9), version=1, blob=b"nine")
        latest = checkpoint_latest(system_id=SYSTEM)
        assert latest is not None
        assert (latest.epoch, latest.tick, latest.version) == (fence.epoch, 10, 1)
        assert latest.blob == b"ten"

    def test_a_higher_epoch_is_newer_whatever_its_tick(self, fence: Fence) -> None:
        checkpoint_write(fence=at_tick(fence, 10), version=1, blob=b"ten")
        epoch = claim("worker-a")
        assert epoch is not None
        checkpoint_write(fence=Fence(SYSTEM, "worker-a", epoch, 2), version=2, blob=b"two")
        latest = checkpoint_latest(system_id=SYSTEM)
        assert latest is not None
        assert (latest.version, latest.blob) == (2, b"two")

    def test_the_newest_few_are_kept(self, fence: Fence) -> None:
        for tick in range(10):
            checkpoint_write(fence=at_tick(fence, tick), version=1, blob=bytes([tick]))
        ticks = Checkpoint.objects.order_by("tick").values_list("tick", flat=True)
        assert list(ticks) == list(range(10 - KEPT, 10))

    def test_the_same_moment_again_replaces(self, fence: Fence) -> None:
        checkpoint_write(fence=fence, version=1, blob=b"one")
        checkpoint_write(fence=fence, version=1, blob=b"two")
        assert Checkpoint.objects.count() == 1
        latest = checkpoint_latest(system_id=SYSTEM)
        assert latest is not None
        assert latest.blob == b"two"


# --- stopped by operators -------------------------------------------------------------------


def test_a_system_that_its_holder_stopped_is_nobodys_until_it_is_allowed(universe: None) -> None:
    epoch = claim("a")
    assert epoch is not None
    lease_stop(fence=Fence(SYSTEM, "a", epoch, 10))
    assert claim("a") is None
    assert claim("b") is None
    lease_allow(system_id=SYSTEM)
    assert claim("b") == epoch + 1


def test_who_lost_a_lease_stops_nothing(universe: None) -> None:
    first = claim("a")
    assert first is not None
    heartbeats_stop(60)
    claim("b")
    with pytest.raises(LeaseLost):
        lease_stop(fence=Fence(SYSTEM, "a", first, 10))
    assert not Lease.objects.get().stopped


def test_a_sleeping_system_is_stopped_at_once_and_a_running_one_by_its_holder(
    universe: None,
) -> None:
    assert lease_forbid(system_id=SYSTEM, worker_id="a")
    assert claim("a") is None
    lease_allow(system_id=SYSTEM)
    claim("b")
    assert not lease_forbid(system_id=SYSTEM, worker_id="a")
    assert not Lease.objects.get().stopped
    with pytest.raises(AppError) as refused:
        lease_forbid(system_id="nowhere", worker_id="a")
    assert refused.value.code is ErrorCode.UNKNOWN_SYSTEM


def test_rooms_are_told_with_their_leases(universe: None) -> None:
    def sol() -> StoredRoom:
        return next(room for room in rooms_stored() if room.system_id == SYSTEM)

    assert (sol().worker_id, sol().alive, sol().stopped) == ("", False, False)
    claim("a")
    assert (sol().worker_id, sol().alive, sol().epoch) == ("a", True, 1)
    assert sol().age_s is not None
    heartbeats_stop(60)
    assert (sol().worker_id, sol().alive) == ("a", False)
    lease_forbid(system_id=SYSTEM, worker_id="b")
    assert (sol().worker_id, sol().stopped) == ("", True)


# --- given, left and wished for -------------------------------------------------------------


def test_a_lease_is_given_to_one_worker_alone(fence: Fence) -> None:
    lease_give(fence=fence, worker_id="heir")
    assert claim("other") is None
    with pytest.raises(LeaseLost):
        lease_give(fence=fence, worker_id="other")
    with pytest.raises(LeaseLost), transaction.atomic():
        fence_hold(fence)
    assert claim("heir") == fence.epoch + 1


def test_a_lease_that_was_given_to_a_lost_worker_lapses(fence: Fence) -> None:
    lease_give(fence=fence, worker_id="heir")
    heartbeats_stop(60)
    assert claim("other") == fence.epoch + 1


def test_what_operators_want_outlives_a_worker_and_ends_with_the_run(fence: Fence) -> None:
    assert lease_wishes(system_id=SYSTEM) == Wishes(False, None)
    lease_wish(fence=fence, paused=True, tick_rate=25.0)
    heartbeats_stop(60)
    epoch = claim("other")
    assert epoch is not None
    assert lease_wishes(system_id=SYSTEM) == Wishes(True, 25.0)
    with pytest.raises(LeaseLost):
        lease_wish(fence=fence, paused=False, tick_rate=1.0)
    lease_release(fence=Fence(SYSTEM, "other", epoch, 1))
    assert lease_wishes(system_id=SYSTEM) == Wishes(False, None)


def test_a_system_counts_as_left_when_nobody_has_taken_it_for_long(fence: Fence) -> None:
    assert lease_abandoned() is None
    heartbeats_stop(8)  # lapsed, but whoever is there has it soon
    assert lease_abandoned() is None
    heartbeats_stop(60)
    assert lease_abandoned() == SYSTEM
    epoch = claim("other")
    assert epoch is not None
    assert lease_abandoned() is None
    lease_release(fence=Fence(SYSTEM, "other", epoch, 1))
    assert lease_abandoned() is None
