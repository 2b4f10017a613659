"""Traders carry stock, and never more than there is."""

import pytest

from game.models import LedgerEntry, Location, MarketPrice
from game.protocol.errors import AppError, ErrorCode
from game.services.fencing import Fence, LeaseLost
from game.services.stock import StockOutcome, stock_move
from tests.world.conftest import EARTH, MARS, claim

pytestmark = pytest.mark.django_db


def stock(station: str) -> int:
    return MarketPrice.objects.get(location=station, commodity="food").stock


def move(
    fence: Fence, start: str | None = EARTH, end: str | None = MARS, quantity: int = 20,
    commodity: str = "food",
) -> StockOutcome:  # fmt: skip
    return stock_move(
        fence=fence, from_station=start, to_station=end, commodity_id=commodity, quantity=quantity
    )


def test_stock_moves_and_prices_stay(fence: Fence) -> None:
    outcome = move(fence)
    assert (stock(EARTH), stock(MARS)) == (300, 200)
    assert outcome.quantity == 20
    assert [(q.station_id, q.buy, q.sell, q.stock) for q in outcome.markets] == [
        (EARTH, 9, 7, 300),
        (MARS, 13, 10, 200),
    ]
    assert not LedgerEntry.objects.exists()


def test_no_more_than_there_is(fence: Fence) -> None:
    assert move(fence, quantity=10**6).quantity == 320
    assert (stock(EARTH), stock(MARS)) == (0, 500)
    assert move(fence, quantity=5).quantity == 0


def test_loading_and_unloading_are_halves_of_a_move(fence: Fence) -> None:
    loaded = move(fence, end=None, quantity=400)
    assert (loaded.quantity, stock(EARTH), stock(MARS)) == (320, 0, 180)
    assert move(fence, start=None, quantity=loaded.quantity).quantity == 320
    assert stock(MARS) == 500


@pytest.mark.parametrize(
    ("start", "end", "quantity"),
    [(EARTH, MARS, 0), (EARTH, MARS, -5), (EARTH, EARTH, 5), (None, None, 5)],
)
def test_what_is_no_move(fence: Fence, start: str | None, end: str | None, quantity: int) -> None:
    with pytest.raises(ValueError, match="no move"):
        move(fence, start, end, quantity)


@pytest.mark.parametrize(
    ("end", "commodity"),
    [
        ("nowhere", "food"),
        (MARS, "spice"),
        ("rook-hearth-knot-yard", "food"),
        ("ceres-hub", "food"),
    ],
)
def test_only_what_both_stations_of_the_system_trade(
    fence: Fence, end: str, commodity: str
) -> None:
    Location.objects.filter(pk="ceres-hub").update(has_market=False)
    with pytest.raises(AppError) as refusal:
        move(fence, end=end, commodity=commodity)
    assert refusal.value.code is ErrorCode.UNKNOWN_COMMODITY
    assert stock(EARTH) == 320


def test_a_worker_that_was_cut_off_moves_nothing(fence: Fence) -> None:
    claim("worker-a")
    with pytest.raises(LeaseLost):
        move(fence)
    assert stock(EARTH) == 320
