"""A jump: who may, what it costs, and that the ship is in the other system for good."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db.models import F

from accounts.models import User
from game.models import CargoItem, Checkpoint, Gate, LedgerEntry, Ship
from game.protocol.errors import AppError, ErrorCode
from game.selectors.ledger import ledger_discrepancies
from game.selectors.pilots import pilot_record, ships_newer_than
from game.selectors.records import ShipRow, ship_row
from game.services.checkpoints import checkpoint_write
from game.services.exposure import Leg
from game.services.fencing import Fence, LeaseLost
from game.services.jumps import JumpOutcome, jump_made, ship_jump
from game.services.ships import ship_store
from game.services.trades import trade_buy
from tests.world.conftest import EARTH, SYSTEM, at_tick, claim, dock, give, holds, set_credits

pytestmark = pytest.mark.django_db

GATE, BACK, OTHER, COST = (
    "sol-1-gate-rook-hearth",
    "rook-hearth-gate-sol-1",
    "rook-hearth",
    296,
)


@pytest.fixture
def flying(fence: Fence, ada: User) -> User:
    dock(ada, None, fence)
    return ada


def at_gate(player: User, gate_id: str = GATE, **values: Any) -> ShipRow:
    """What the simulation has of a ship in the middle of a gate."""
    gate, row = Gate.objects.get(pk=gate_id), ship_row(Ship.objects.get(player=player))
    return msgspec.structs.replace(
        row, **{"x": gate.x, "y": gate.y, "vx": 30.0, "hull": 61.5, "fuel": 22.0, "angle": 1.25,
                **values}
    )  # fmt: skip


def jump(
    fence: Fence, player: User, ref: str = "one", gate_id: str = GATE, **values: Any
) -> JumpOutcome:
    leg = values.pop("leg", Leg())
    near = gate_id if Gate.objects.filter(pk=gate_id).exists() else GATE
    return ship_jump(
        fence=fence,
        player_pk=player.pk,
        gate_id=gate_id,
        ship=at_gate(player, near, **values),
        ref=ref,
        leg=leg,
    )


def refused(fence: Fence, player: User, **values: Any) -> AppError:
    with pytest.raises(AppError) as refusal:
        jump(fence, player, **values)
    assert Ship.objects.get(player=player).system_id == SYSTEM
    assert not LedgerEntry.objects.filter(tx_type="jump").exists()
    return refusal.value


def cooled() -> None:
    Ship.objects.update(jumped_at=F("jumped_at") - timedelta(seconds=11))


def test_a_jump_moves_the_ship_to_the_other_gate_and_costs(fence: Fence, flying: User) -> None:
    outcome = jump(fence, flying)
    ship, gate = Ship.objects.get(player=flying), Gate.objects.get(pk=BACK)
    flying.refresh_from_db()
    assert (outcome.system_id, outcome.gate_id, outcome.cost) == (OTHER, BACK, COST)
    assert ship.system_id == OTHER
    assert (ship.x - gate.x) ** 2 + (ship.y - gate.y) ** 2 == pytest.approx((gate.radius / 2) ** 2)
    assert (ship.vx, ship.vy, ship.angle) == (0.0, 0.0, 1.25)
    assert (ship.hull, ship.fuel, ship.docked_at_id) == (61.5, 22.0, None)
    assert outcome.ship == ship_row(ship)
    assert outcome.credits == flying.credits == 5000 - COST
    entry = LedgerEntry.objects.get(tx_type="jump")
    assert (entry.total_amount, entry.balance_after) == (-COST, 5000 - COST)
    assert list(ledger_discrepancies()) == []


def test_cargo_comes_along(fence: Fence, flying: User) -> None:
    give(flying, "ore", 4)
    jump(fence, flying)
    assert holds(flying) == {"ore": 4}
    record = pilot_record(player_pk=flying.pk, system_id=OTHER)
    assert [(line.commodity_id, line.quantity) for line in record.cargo] == [("ore", 4)]


def test_the_dangers_before_a_jump_count(fence: Fence, ada: User) -> None:
    trade_buy(fence=fence, player_pk=ada.pk, station_id=EARTH, commodity_id="ore", quantity=2)
    dock(ada, None, fence)
    jump(fence, ada, leg=Leg(time_s=50.0, exposure_s=20.0))
    lot = CargoItem.objects.get(ship__player=ada)
    assert (lot.flown_s, lot.exposure_s) == (50.0, 20.0)


class TestRefusals:
    def test_an_unknown_gate(self, fence: Fence, flying: User) -> None:
        assert refused(fence, flying, gate_id="nowhere").code is ErrorCode.UNKNOWN_GATE

    def test_a_gate_of_another_system(self, fence: Fence, flying: User) -> None:
        assert refused(fence, flying, gate_id=BACK).code is ErrorCode.UNKNOWN_GATE

    @pytest.mark.parametrize("away", [120.1, 5000.0, float("nan")])
    def test_too_far_away(self, fence: Fence, flying: User, away: float) -> None:
        x = Gate.objects.get(pk=GATE).x + away
        assert refused(fence, flying, x=x).code is ErrorCode.GATE_OUT_OF_RANGE

    def test_at_its_very_edge_it_still_works(self, fence: Fence, flying: User) -> None:
        jump(fence, flying, x=Gate.objects.get(pk=GATE).x + 120.0)

    def test_docked(self, fence: Fence, ada: User) -> None:
        assert refused(fence, ada, docked_at=None).code is ErrorCode.GATE_OUT_OF_RANGE
        dock(ada, None, fence)
        assert refused(fence, ada, docked_at=EARTH).code is ErrorCode.GATE_OUT_OF_RANGE

    def test_too_few_credits(self, fence: Fence, flying: User) -> None:
        set_credits(flying, COST - 1)
        refusal = refused(fence, flying)
        assert refusal.code is ErrorCode.INSUFFICIENT_CREDITS
        assert refusal.details == {"cost": COST, "credits": COST - 1}

    def test_the_last_credits_are_enough(self, fence: Fence, flying: User) -> None:
        set_credits(flying, COST)
        assert jump(fence, flying).credits == 0

    def test_ten_seconds_after_the_last_jump(self, fence: Fence, flying: User) -> None:
        jump(fence, flying)
        there = claim("worker-b", system_id=OTHER)
        with pytest.raises(AppError) as refusal:
            jump(there, flying, ref="two", gate_id=BACK)
        assert refusal.value.code is ErrorCode.GATE_COOLDOWN
        assert 0 < refusal.value.details["retry_after_s"] <= 10
        cooled()
        assert jump(there, flying, ref="two", gate_id=BACK).system_id == SYSTEM

    def test_a_leg_of_less_than_no_time(self, fence: Fence, flying: User) -> None:
        with pytest.raises(ValueError, match="no leg"):
            jump(fence, flying, leg=Leg(time_s=-1.0))


class TestAgain:
    def test_the_same_jump_happens_once(self, fence: Fence, flying: User) -> None:
        row = at_gate(flying)
        order = {"fence": fence, "player_pk": flying.pk, "gate_id": GATE, "ship": row, "ref": "one"}
        first = ship_jump(**order)
        Gate.objects.update(cost=4000)
        again = ship_jump(**order)
        assert again == msgspec.structs.replace(first, replayed=True)
        assert User.objects.get(pk=flying.pk).credits == 5000 - COST
        assert LedgerEntry.objects.filter(tx_type="jump").count() == 1

    def test_whoever_did_not_hear_the_answer_can_ask_for_it(
        self, fence: Fence, flying: User
    ) -> None:
        assert jump_made(player_pk=flying.pk, ref="one") is None
        made = jump(fence, flying)
        found = jump_made(player_pk=flying.pk, ref="one")
        assert found == msgspec.structs.replace(made, replayed=True)
        assert jump_made(player_pk=flying.pk, ref="two") is None

    def test_another_from_where_the_ship_no_longer_is_is_refused(
        self, fence: Fence, flying: User
    ) -> None:
        jump(fence, flying)
        with pytest.raises(AppError) as refusal:
            jump(fence, flying, ref="two")
        assert refusal.value.code is ErrorCode.NOT_IN_SYSTEM

    def test_a_client_that_took_the_name_before_pays_all_the_same(
        self, fence: Fence, ada: User
    ) -> None:
        trade_buy(
            fence=fence, player_pk=ada.pk, station_id=EARTH, commodity_id="food", quantity=5,
            ref="one",
        )  # fmt: skip
        dock(ada, None, fence)
        assert jump(fence, ada).system_id == OTHER


class TestTheRow:
    def test_no_later_write_of_the_old_system_reaches_it(self, fence: Fence, flying: User) -> None:
        before = at_gate(flying)
        jump(fence, flying)
        assert not ship_store(fence=at_tick(fence, 10**6), ship=before)
        assert Ship.objects.get(player=flying).system_id == OTHER

    def test_it_is_newer_than_the_last_checkpoint_there(self, fence: Fence, flying: User) -> None:
        there = claim("worker-b", tick=500, system_id=OTHER)
        checkpoint_write(fence=there, version=1, blob=b"")
        jump(at_tick(fence, 10**9), flying)
        (row,) = ships_newer_than(system_id=OTHER, epoch=there.epoch, tick=500)
        assert row.ship_id == flying.ship.pk

    def test_the_new_systems_worker_stores_it_however_young_its_lease(
        self, flying: User, fence: Fence
    ) -> None:
        for _ in range(5):
            fence = claim("worker-a", tick=10**6)
        jump(fence, flying)
        there = claim("worker-b", tick=1, system_id=OTHER)
        moved = msgspec.structs.replace(ship_row(Ship.objects.get(player=flying)), x=7.0)
        assert ship_store(fence=there, ship=moved)
        assert Ship.objects.get(player=flying).x == 7.0

    def test_a_system_without_a_checkpoint_takes_it_too(self, fence: Fence, flying: User) -> None:
        jump(fence, flying)
        assert not Checkpoint.objects.filter(system=OTHER).exists()
        ship = Ship.objects.get(player=flying)
        assert (ship.epoch, ship.tick) == (0, 0)


def test_a_worker_that_was_cut_off_lets_nobody_jump(fence: Fence, flying: User) -> None:
    claim("worker-a")
    with pytest.raises(LeaseLost):
        jump(fence, flying)
    assert Ship.objects.get(player=flying).system_id == SYSTEM
