"""Every check of a trade, and their order: the first that fails is the one that is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F

from accounts.models import User
from game.models import LedgerEntry, Location, MarketPrice, Ship, StarSystem
from game.protocol.errors import AppError, ErrorCode
from game.services.fencing import Fence
from game.services.trades import trade_buy, trade_sell
from tests.world.conftest import (
    EARTH,
    MARS,
    claim,
    dock,
    docked_pilot,
    give,
    holds,
    seconds_pass,
    set_credits,
)

pytestmark = pytest.mark.django_db

Order = Callable[..., ErrorCode | None]


@pytest.fixture(params=[trade_buy, trade_sell], ids=["buy", "sell"])
def order(request: pytest.FixtureRequest, fence: Fence, ada: User) -> Order:
    """Order one unit of ore at Earth (or what is given); the code of the refusal, if any."""
    return lambda **given: attempt(request.param, fence, ada, **given)


def attempt(trade: Callable[..., object], fence: Fence, player: User, **given: object) -> object:
    asked = {"station_id": EARTH, "commodity_id": "ore", "quantity": 1, **given}
    before = state(player)
    try:
        trade(fence=fence, player_pk=player.pk, **asked)
    except AppError as error:
        assert state(player) == before, "a refusal changes nothing"
        return error.code
    return None


def state(player: User) -> object:
    return (
        User.objects.values_list("credits", "profile_revision").get(pk=player.pk),
        holds(player),
        list(MarketPrice.objects.order_by("pk").values_list()),
        LedgerEntry.objects.count(),
    )


def test_one_must_be_docked(order: Order, ada: User, fence: Fence) -> None:
    dock(ada, None, fence)
    assert order() == ErrorCode.NOT_DOCKED


@pytest.mark.parametrize("station_id", [MARS, "nowhere", ""])
def test_one_must_be_docked_there(order: Order, station_id: str) -> None:
    assert order(station_id=station_id) == ErrorCode.WRONG_STATION


def test_the_station_must_have_a_market(order: Order) -> None:
    Location.objects.filter(pk=EARTH).update(has_market=False)
    assert order() == ErrorCode.WRONG_STATION


def test_the_ship_must_be_in_the_workers_system(order: Order, ada: User) -> None:
    other = StarSystem.objects.create(id="vega-2", name="Vega")
    Ship.objects.filter(player=ada).update(system=other)
    assert order() == ErrorCode.NOT_IN_SYSTEM


def test_the_account_must_exist(fence: Fence, ada: User) -> None:
    pk = ada.pk
    ada.delete()
    with pytest.raises(AppError) as refusal:
        trade_buy(fence=fence, player_pk=pk, station_id=EARTH, commodity_id="ore", quantity=1)
    assert refusal.value.code == ErrorCode.FORBIDDEN


@pytest.mark.parametrize("commodity_id", ["spice", "", "ORE"])
def test_the_station_must_trade_it(order: Order, commodity_id: str) -> None:
    assert order(commodity_id=commodity_id) == ErrorCode.UNKNOWN_COMMODITY


@pytest.mark.parametrize("quantity", [0, -1, -(2**70), 1_000_001, 2**70])
def test_the_quantity_must_make_sense(order: Order, quantity: int) -> None:
    assert order(quantity=quantity) == ErrorCode.INVALID_QUANTITY


def test_the_same_commodity_needs_a_second(order: Order, fence: Fence, ada: User) -> None:
    give(ada, "food", 5)
    assert attempt(trade_buy, fence, ada) is None
    assert order() == ErrorCode.TRADE_COOLDOWN
    assert order(commodity_id="food") is None
    seconds_pass(0.5)
    assert order() == ErrorCode.TRADE_COOLDOWN
    seconds_pass(0.5)
    assert order() is None


def test_a_cooldown_tells_how_long_it_takes(fence: Fence, ada: User) -> None:
    attempt(trade_buy, fence, ada)
    with pytest.raises(AppError) as refusal:
        trade_buy(fence=fence, player_pk=ada.pk, station_id=EARTH, commodity_id="ore", quantity=1)
    wait_s = refusal.value.details["retry_after_s"]
    assert isinstance(wait_s, float)
    assert 0 < wait_s <= 1


def test_a_cooldown_is_of_one_player_alone(fence: Fence, ada: User) -> None:
    grace = docked_pilot("grace_h", EARTH, fence)
    assert attempt(trade_buy, fence, ada) is None
    assert attempt(trade_buy, fence, grace) is None


def test_a_cooldown_is_of_one_station_alone(fence: Fence, ada: User) -> None:
    assert attempt(trade_buy, fence, ada) is None
    dock(ada, MARS, fence)
    assert attempt(trade_buy, fence, ada, station_id=MARS) is None


def test_a_refused_trade_starts_no_cooldown(fence: Fence, ada: User) -> None:
    assert attempt(trade_buy, fence, ada, quantity=1000) is not None
    assert attempt(trade_buy, fence, ada) is None


def test_a_cooldown_outlives_the_worker(fence: Fence, ada: User) -> None:
    assert attempt(trade_buy, fence, ada) is None
    assert attempt(trade_buy, claim("worker-a"), ada) == ErrorCode.TRADE_COOLDOWN


def test_a_clock_that_was_set_back_holds_nobody_up(fence: Fence, ada: User) -> None:
    assert attempt(trade_buy, fence, ada) is None
    LedgerEntry.objects.update(created_at=F("created_at") + timedelta(hours=1))
    assert attempt(trade_buy, fence, ada) is None


def test_a_purchase_takes_credits_to_the_last(fence: Fence, ada: User) -> None:
    set_credits(ada, 47)
    assert attempt(trade_buy, fence, ada, quantity=2) == ErrorCode.INSUFFICIENT_CREDITS
    set_credits(ada, 48)
    assert attempt(trade_buy, fence, ada, quantity=2) is None
    assert User.objects.get(pk=ada.pk).credits == 0


def test_a_purchase_takes_room_by_mass(fence: Fence, ada: User) -> None:
    give(ada, "machinery", 8)  # 24 of 30 units of mass
    assert attempt(trade_buy, fence, ada, quantity=4) == ErrorCode.CARGO_FULL
    assert attempt(trade_buy, fence, ada, quantity=3) is None
    assert attempt(trade_buy, fence, ada, commodity_id="food") == ErrorCode.CARGO_FULL


def test_a_purchase_takes_stock(fence: Fence, ada: User) -> None:
    MarketPrice.objects.filter(location=EARTH, commodity="ore").update(stock=2)
    assert attempt(trade_buy, fence, ada, quantity=3) == ErrorCode.OUT_OF_STOCK
    assert attempt(trade_buy, fence, ada, quantity=2) is None
    assert MarketPrice.objects.get(location=EARTH, commodity="ore").stock == 0


def test_a_sale_takes_cargo(fence: Fence, ada: User) -> None:
    assert attempt(trade_sell, fence, ada) == ErrorCode.INSUFFICIENT_CARGO
    give(ada, "ore", 2)
    assert attempt(trade_sell, fence, ada, quantity=3) == ErrorCode.INSUFFICIENT_CARGO
    assert attempt(trade_sell, fence, ada, quantity=2) is None


def test_the_checks_of_a_purchase_come_in_their_order(fence: Fence, ada: User) -> None:
    """Everything is wrong at once; put right one by one, the next in the order is told."""
    attempt(trade_buy, fence, ada)
    give(ada, "food", 27)
    set_credits(ada, 0)
    MarketPrice.objects.filter(location=EARTH, commodity="ore").update(stock=0)
    dock(ada, None, fence)
    wrong: dict[str, object] = {"station_id": MARS, "commodity_id": "spice", "quantity": 0}

    assert attempt(trade_buy, fence, ada, **wrong) == ErrorCode.NOT_DOCKED
    dock(ada, EARTH, fence)
    assert attempt(trade_buy, fence, ada, **wrong) == ErrorCode.WRONG_STATION
    wrong["station_id"] = EARTH
    assert attempt(trade_buy, fence, ada, **wrong) == ErrorCode.UNKNOWN_COMMODITY
    wrong["commodity_id"] = "ore"
    assert attempt(trade_buy, fence, ada, **wrong) == ErrorCode.INVALID_QUANTITY
    wrong["quantity"] = 5
    assert attempt(trade_buy, fence, ada, **wrong) == ErrorCode.TRADE_COOLDOWN
    seconds_pass(2)
    assert attempt(trade_buy, fence, ada, **wrong) == ErrorCode.INSUFFICIENT_CREDITS
    set_credits(ada, 5000)
    assert attempt(trade_buy, fence, ada, **wrong) == ErrorCode.CARGO_FULL
    ada.ship.cargo.filter(commodity="food").delete()
    assert attempt(trade_buy, fence, ada, **wrong) == ErrorCode.OUT_OF_STOCK
    MarketPrice.objects.filter(location=EARTH, commodity="ore").update(stock=5)
    assert attempt(trade_buy, fence, ada, **wrong) is None


def test_the_checks_of_a_sale_come_in_their_order(fence: Fence, ada: User) -> None:
    attempt(trade_buy, fence, ada)
    dock(ada, None, fence)
    wrong: dict[str, object] = {"station_id": MARS, "commodity_id": "spice", "quantity": 0}

    assert attempt(trade_sell, fence, ada, **wrong) == ErrorCode.NOT_DOCKED
    dock(ada, EARTH, fence)
    assert attempt(trade_sell, fence, ada, **wrong) == ErrorCode.WRONG_STATION
    wrong["station_id"] = EARTH
    assert attempt(trade_sell, fence, ada, **wrong) == ErrorCode.UNKNOWN_COMMODITY
    wrong["commodity_id"] = "ore"
    assert attempt(trade_sell, fence, ada, **wrong) == ErrorCode.INVALID_QUANTITY
    wrong["quantity"] = 2
    assert attempt(trade_sell, fence, ada, **wrong) == ErrorCode.TRADE_COOLDOWN
    seconds_pass(2)
    assert attempt(trade_sell, fence, ada, **wrong) == ErrorCode.INSUFFICIENT_CARGO
    wrong["quantity"] = 1
    assert attempt(trade_sell, fence, ada, **wrong) is None
