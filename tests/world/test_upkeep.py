"""Repair and fuel: what they cost, how they round, and when they are refused."""

from collections.abc import Callable

import msgspec
import pytest

from accounts.models import User
from game.models import LedgerEntry, Location, Ship
from game.protocol.errors import AppError, ErrorCode
from game.selectors.ledger import ledger_discrepancies
from game.services.fencing import Fence, LeaseLost
from game.services.outcomes import UpkeepDetails, UpkeepOutcome
from game.services.upkeep import ship_refuel, ship_repair
from tests.world.conftest import EARTH, MARS, at_tick, claim, dock, set_credits

pytestmark = pytest.mark.django_db


def repair(fence: Fence, player: User, hull_now: float, **more: str) -> UpkeepOutcome:
    given = {"station_id": EARTH, **more}
    outcome = ship_repair(fence=fence, player_pk=player.pk, hull_now=hull_now, **given)
    assert isinstance(outcome, UpkeepOutcome)
    return outcome


def refuel(
    fence: Fence, player: User, fuel_now: float, quantity: int | None = None, **more: str
) -> UpkeepOutcome:
    given = {"station_id": EARTH, **more}
    outcome = ship_refuel(
        fence=fence, player_pk=player.pk, fuel_now=fuel_now, quantity=quantity, **given
    )
    assert isinstance(outcome, UpkeepOutcome)
    return outcome


def refusal_of(call: Callable[..., object], *args: object, **more: object) -> ErrorCode:
    with pytest.raises(AppError) as refusal:
        call(*args, **more)
    return refusal.value.code


def test_a_repair_costs_two_credits_a_point(fence: Fence, ada: User) -> None:
    outcome = repair(fence, ada, 60.0)
    assert outcome.details == UpkeepDetails(EARTH, quantity=40, unit_price=2, total=80)
    assert (outcome.credits, outcome.hull, outcome.fuel) == (4920, 100.0, None)
    assert Ship.objects.get(player=ada).hull == 100.0
    assert User.objects.get(pk=ada.pk).credits == 4920


def test_fuel_costs_one_credit_a_unit(fence: Fence, ada: User) -> None:
    outcome = refuel(fence, ada, 60.0)
    assert outcome.details == UpkeepDetails(EARTH, quantity=40, unit_price=1, total=40)
    assert (outcome.credits, outcome.fuel, outcome.hull) == (4960, 100.0, None)
    assert Ship.objects.get(player=ada).fuel == 100.0


def test_a_quantity_of_fuel_is_what_one_gets(fence: Fence, ada: User) -> None:
    outcome = refuel(fence, ada, 60.25, 10)
    assert (outcome.fuel, outcome.details.total) == (70.25, 10)


def test_no_more_fuel_than_the_tank_takes(fence: Fence, ada: User) -> None:
    outcome = refuel(fence, ada, 98.5, 1000)
    assert (outcome.fuel, outcome.details.quantity) == (100.0, 2)


@pytest.mark.parametrize("missing", [0.001, 0.5, 1.0])
def test_a_started_unit_costs_a_whole_one(fence: Fence, ada: User, missing: float) -> None:
    assert repair(fence, ada, 100.0 - missing).details.total == 2
    assert refuel(fence, ada, 100.0 - missing).details.total == 1


def test_credits_that_run_short_repair_a_part(fence: Fence, ada: User) -> None:
    set_credits(ada, 7)
    outcome = repair(fence, ada, 50.5)
    assert (outcome.hull, outcome.credits, outcome.details.quantity) == (53.5, 1, 3)
    assert refusal_of(repair, fence, ada, 53.5) == ErrorCode.INSUFFICIENT_CREDITS


def test_credits_that_run_short_fill_a_part(fence: Fence, ada: User) -> None:
    set_credits(ada, 7)
    outcome = refuel(fence, ada, 50.5, 20)
    assert (outcome.fuel, outcome.credits, outcome.details.quantity) == (57.5, 0, 7)
    assert refusal_of(refuel, fence, ada, 57.5) == ErrorCode.INSUFFICIENT_CREDITS


@pytest.mark.parametrize("now", [100.0, 100.0 - 1e-9, 250.0])
def test_what_is_full_costs_nothing(fence: Fence, ada: User, now: float) -> None:
    assert refusal_of(repair, fence, ada, now) == ErrorCode.HULL_FULL
    assert refusal_of(refuel, fence, ada, now) == ErrorCode.FUEL_FULL
    assert User.objects.get(pk=ada.pk).credits == 5000


def test_a_hull_below_nothing_is_repaired_from_nothing(fence: Fence, ada: User) -> None:
    outcome = repair(fence, ada, -3.0)
    assert (outcome.hull, outcome.details.quantity) == (100.0, 100)


@pytest.mark.parametrize("quantity", [0, -5, 2**70])
def test_a_quantity_of_fuel_must_make_sense(fence: Fence, ada: User, quantity: int) -> None:
    assert refusal_of(refuel, fence, ada, 10.0, quantity) == ErrorCode.INVALID_QUANTITY


def test_services_come_at_the_station_one_is_docked_at(fence: Fence, ada: User) -> None:
    assert refusal_of(repair, fence, ada, 5.0, station_id=MARS) == ErrorCode.WRONG_STATION
    dock(ada, None, fence)
    assert refusal_of(repair, fence, ada, 5.0) == ErrorCode.NOT_DOCKED
    assert refusal_of(refuel, fence, ada, 5.0) == ErrorCode.NOT_DOCKED


def test_a_station_sells_only_the_services_it_has(fence: Fence, ada: User) -> None:
    Location.objects.filter(pk=EARTH).update(has_repair=False)
    assert refusal_of(repair, fence, ada, 5.0) == ErrorCode.WRONG_STATION
    Location.objects.filter(pk=EARTH).update(has_repair=True, has_refuel=False)
    assert refusal_of(refuel, fence, ada, 5.0) == ErrorCode.WRONG_STATION


def test_the_checks_come_in_their_order(fence: Fence, ada: User) -> None:
    set_credits(ada, 0)
    dock(ada, None, fence)
    assert refusal_of(refuel, fence, ada, 100.0, 0) == ErrorCode.NOT_DOCKED
    dock(ada, EARTH, fence)
    assert refusal_of(refuel, fence, ada, 100.0, 0) == ErrorCode.INVALID_QUANTITY
    assert refusal_of(refuel, fence, ada, 100.0, 1) == ErrorCode.FUEL_FULL
    assert refusal_of(refuel, fence, ada, 99.0, 1) == ErrorCode.INSUFFICIENT_CREDITS


def test_the_same_ref_gets_the_first_outcome(fence: Fence, ada: User) -> None:
    first = repair(fence, ada, 60.0, ref="one")
    set_credits(ada, 0)
    dock(ada, None, fence)
    again = repair(fence, ada, 1.0, ref="one")
    assert again == msgspec.structs.replace(first, replayed=True)
    assert LedgerEntry.objects.filter(player=ada, tx_type="repair").count() == 1


def test_both_write_the_ledger_and_stamp_the_ship(fence: Fence, ada: User) -> None:
    repair(at_tick(fence, 8), ada, 60.0)
    refuel(at_tick(fence, 9), ada, 60.0)
    rows = LedgerEntry.objects.filter(player=ada).exclude(tx_type="opening").order_by("id")
    fields = ("tx_type", "location_id", "commodity_id", "quantity", "unit_price", "total_amount")
    assert list(rows.values_list(*fields)) == [
        ("repair", EARTH, None, 40, 2, -80),
        ("refuel", EARTH, None, 40, 1, -40),
    ]
    assert Ship.objects.get(player=ada).tick == 9
    assert list(ledger_discrepancies()) == []


def test_a_worker_that_was_cut_off_repairs_nothing(fence: Fence, ada: User) -> None:
    claim("worker-a")
    with pytest.raises(LeaseLost):
        repair(fence, ada, 60.0)
    assert User.objects.get(pk=ada.pk).credits == 5000
