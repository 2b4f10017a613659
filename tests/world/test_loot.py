"""Loot is scooped up once, as much as fits."""

import pytest

from accounts.models import User
from game.models import CargoItem, LootClaim
from game.protocol.errors import AppError, ErrorCode
from game.selectors.records import CargoLine
from game.services.fencing import Fence, LeaseLost
from game.services.loot import LootGone, LootOutcome, loot_take
from game.services.trades import trade_sell
from tests.world.conftest import EARTH, claim, dock, give, holds, new_pilot

pytestmark = pytest.mark.django_db


@pytest.fixture
def flying(fence: Fence, ada: User) -> User:
    dock(ada, None, fence)
    return ada


def take(
    fence: Fence, player: User, quantity: int = 4, key: str = "one", commodity: str = "ore"
) -> LootOutcome:
    return loot_take(
        fence=fence, player_pk=player.pk, loot_key=key, commodity_id=commodity, quantity=quantity
    )


def test_what_is_scooped_up_is_in_the_hold_and_cost_nothing(fence: Fence, flying: User) -> None:
    give(flying, "food", 2)
    outcome = take(fence, flying)
    assert outcome == LootOutcome("ore", 4, 0, (CargoLine("food", 2), CargoLine("ore", 4)))
    lot = CargoItem.objects.get(ship=flying.ship, commodity="ore")
    assert (lot.source, lot.bought_at_id, lot.cost) == ("salvage", None, 0)


def test_pieces_of_one_kind_lie_together(fence: Fence, flying: User) -> None:
    take(fence, flying, 2, "one")
    take(fence, flying, 3, "two")
    assert CargoItem.objects.get(ship=flying.ship).quantity == 5


def test_as_much_as_fits(fence: Fence, flying: User) -> None:
    give(flying, "food", 25)
    outcome = take(fence, flying, 4)
    assert (outcome.quantity, outcome.left) == (2, 2), "ore weighs 2, and there is room for 5"
    assert holds(flying) == {"food": 25, "ore": 2}


def test_a_full_hold_takes_nothing_and_leaves_it_to_others(fence: Fence, flying: User) -> None:
    give(flying, "food", 29)
    with pytest.raises(AppError) as refusal:
        take(fence, flying)
    assert refusal.value.code is ErrorCode.CARGO_FULL
    grace = new_pilot("grace_h")
    assert take(fence, grace).quantity == 4


def test_the_same_player_again_gets_the_same_answer(fence: Fence, flying: User) -> None:
    first = take(fence, flying)
    again = take(fence, flying)
    assert again.replayed
    assert (again.quantity, again.left, again.cargo) == (first.quantity, first.left, first.cargo)
    assert holds(flying) == {"ore": 4}


def test_another_player_is_too_late(fence: Fence, flying: User) -> None:
    take(fence, flying)
    grace = new_pilot("grace_h")
    with pytest.raises(LootGone):
        take(fence, grace)
    assert holds(grace) == {}


def test_keys_are_those_of_a_system(fence: Fence, flying: User) -> None:
    take(fence, flying)
    claim_row = LootClaim.objects.get()
    assert (claim_row.system_id, claim_row.loot_key) == (fence.system_id, "one")


def test_a_docked_ship_takes_nothing(fence: Fence, ada: User) -> None:
    with pytest.raises(AppError) as refusal:
        take(fence, ada)
    assert refusal.value.code is ErrorCode.FORBIDDEN
    assert not LootClaim.objects.exists()


def test_what_no_market_knows_is_refused(fence: Fence, flying: User) -> None:
    with pytest.raises(AppError) as refusal:
        take(fence, flying, commodity="spice")
    assert refusal.value.code is ErrorCode.UNKNOWN_COMMODITY


@pytest.mark.parametrize("quantity", [0, -3])
def test_less_than_one_unit_is_a_mistake(fence: Fence, flying: User, quantity: int) -> None:
    with pytest.raises(ValueError, match="no loot"):
        take(fence, flying, quantity)


def test_a_worker_that_was_cut_off_gives_nothing(fence: Fence, flying: User) -> None:
    claim("worker-a")
    with pytest.raises(LeaseLost):
        take(fence, flying)
    assert holds(flying) == {}


def test_salvage_earns_its_price_and_no_bonus(fence: Fence, flying: User) -> None:
    take(fence, flying)
    CargoItem.objects.update(flown_s=100.0, exposure_s=50.0)
    dock(flying, EARTH, fence)
    outcome = trade_sell(
        fence=fence, player_pk=flying.pk, station_id=EARTH, commodity_id="ore", quantity=4
    )
    assert outcome.details.bonus == 0
    assert outcome.credits == 5000 + 4 * 20
