"""A flight through danger is told to the cargo once, and a sale elsewhere pays for it."""

import pytest

from accounts.models import User
from game.models import CargoItem, LedgerEntry, MarketPrice
from game.protocol.errors import AppError, ErrorCode
from game.selectors.ledger import ledger_discrepancies
from game.services.exposure import exposure_record
from game.services.fencing import Fence, LeaseLost
from game.services.outcomes import TradeOutcome
from game.services.trades import trade_buy, trade_sell
from tests.world.conftest import (
    EARTH,
    MARS,
    at_tick,
    claim,
    dock,
    give,
    holds,
    seconds_pass,
)

pytestmark = pytest.mark.django_db


def buy(fence: Fence, player: User, quantity: int = 10, station: str = EARTH) -> TradeOutcome:
    outcome = trade_buy(
        fence=fence, player_pk=player.pk, station_id=station, commodity_id="food", quantity=quantity
    )
    assert isinstance(outcome, TradeOutcome)
    return outcome


def sell(
    fence: Fence, player: User, quantity: int = 10, station: str = MARS, ref: str | None = None
) -> TradeOutcome:
    outcome = trade_sell(
        fence=fence, player_pk=player.pk, station_id=station, commodity_id="food",
        quantity=quantity, ref=ref,
    )  # fmt: skip
    assert isinstance(outcome, TradeOutcome)
    return outcome


def arrive(
    fence: Fence, player: User, station: str | None, time_s: float, exposure_s: float, tick: int = 5
) -> bool:
    dock(player, station, at_tick(fence, tick))
    return exposure_record(
        fence=at_tick(fence, tick),
        player_pk=player.pk,
        station_id=station,
        time_s=time_s,
        exposure_s=exposure_s,
    )


def flights(player: User) -> list[tuple[str | None, float, float]]:
    lots = CargoItem.objects.filter(ship__player=player).order_by("pk")
    return list(lots.values_list("bought_at_id", "flown_s", "exposure_s"))


def set_sell(price: int) -> None:
    MarketPrice.objects.filter(location=MARS, commodity="food").update(buy=price + 3, sell=price)


def test_a_sale_pays_its_revenue_and_a_part_of_the_profit_on_top(fence: Fence, ada: User) -> None:
    buy(fence, ada)  # 10 for 90
    arrive(fence, ada, MARS, time_s=80.0, exposure_s=20.0)
    set_sell(13)
    outcome = sell(fence, ada, ref="one")
    details = outcome.details
    assert (details.total, details.profit_multiplier, details.bonus) == (130, 1.25, 10)
    assert outcome.credits == 5000 - 90 + 130 + 10
    entry = LedgerEntry.objects.get(tx_type="sell")
    assert (entry.total_amount, entry.unit_price, entry.quantity) == (140, 13, 10)
    assert list(ledger_discrepancies()) == []
    again = sell(fence, ada, ref="one")
    assert again.replayed
    assert again.details == details


def test_a_purchase_shows_neither(fence: Fence, ada: User) -> None:
    buy(fence, ada)
    stored = LedgerEntry.objects.get(tx_type="buy").result
    assert stored is not None
    assert set(stored["details"]) & {"bonus", "profit_multiplier"} == set()


def test_where_it_was_bought_nothing_is_earned(fence: Fence, ada: User) -> None:
    buy(fence, ada)
    seconds_pass(2)
    arrive(fence, ada, EARTH, time_s=600.0, exposure_s=400.0)
    MarketPrice.objects.filter(location=EARTH, commodity="food").update(buy=40, sell=30)
    details = sell(fence, ada, station=EARTH).details
    assert (details.profit_multiplier, details.bonus) == (1.0, 0)


def test_legs_add_up_until_the_sale(fence: Fence, ada: User) -> None:
    buy(fence, ada)
    arrive(fence, ada, "ceres-hub", 60.0, 6.0, tick=5)
    arrive(fence, ada, None, 20.0, 10.0, tick=9)
    arrive(fence, ada, MARS, 20.0, 9.0, tick=12)
    assert flights(ada) == [(EARTH, 100.0, 25.0)]


def test_lots_of_several_stations_fly_for_themselves(fence: Fence, ada: User) -> None:
    buy(fence, ada, 5)
    arrive(fence, ada, MARS, 50.0, 10.0, tick=5)
    buy(at_tick(fence, 6), ada, 5, station=MARS)
    arrive(fence, ada, EARTH, 40.0, 30.0, tick=9)
    assert flights(ada) == [(EARTH, 0.0, 0.0), (MARS, 40.0, 30.0)]
    assert holds(ada) == {"food": 10}


def test_the_same_leg_counts_once(fence: Fence, ada: User) -> None:
    buy(fence, ada)
    assert arrive(fence, ada, MARS, 50.0, 10.0, tick=5)
    assert not arrive(fence, ada, MARS, 50.0, 10.0, tick=5)
    assert not exposure_record(
        fence=at_tick(fence, 4), player_pk=ada.pk, station_id=None, time_s=9.0, exposure_s=9.0
    )
    assert flights(ada) == [(EARTH, 50.0, 10.0)]


def test_a_successor_goes_on(fence: Fence, ada: User) -> None:
    buy(fence, ada)
    arrive(fence, ada, None, 50.0, 10.0, tick=500)
    later = claim("worker-a", tick=1)
    assert arrive(later, ada, MARS, 50.0, 0.0, tick=1)
    assert flights(ada) == [(EARTH, 100.0, 10.0)]


def test_goods_of_unknown_origin_earn_nothing(fence: Fence, ada: User) -> None:
    give(ada, "food", 10)
    arrive(fence, ada, MARS, 50.0, 30.0)
    assert sell(fence, ada).details.bonus == 0


def test_the_best_paid_units_go_first_and_costs_stay_with_the_others(
    fence: Fence, ada: User
) -> None:
    buy(fence, ada, 10)
    arrive(fence, ada, MARS, 50.0, 25.0)
    give(ada, "food", 5)
    set_sell(13)
    assert sell(fence, ada, 4).details.bonus == 8  # 4 * (13 - 9) * 0.5
    lots = CargoItem.objects.filter(ship=ada.ship).order_by("pk")
    assert [(lot.quantity, lot.cost) for lot in lots] == [(6, 54), (5, 0)]


def test_no_coming_and_going_earns_what_a_flight_does(fence: Fence, ada: User) -> None:
    """Buying and selling at one station between flights that all end there loses credits."""
    for tick in range(5, 45, 10):
        buy(at_tick(fence, tick), ada, 20)
        seconds_pass(2)
        arrive(fence, ada, EARTH, 900.0, 540.0, tick=tick + 5)
        outcome = sell(at_tick(fence, tick + 6), ada, 20, station=EARTH)
        seconds_pass(2)
    assert outcome.credits < 5000


@pytest.mark.parametrize(
    ("time_s", "exposure_s"), [(-1.0, 0.0), (0.0, -0.1), (float("nan"), 0.0), (1.0, float("inf"))]
)
def test_no_time_below_nothing_is_taken(
    fence: Fence, ada: User, time_s: float, exposure_s: float
) -> None:
    with pytest.raises(ValueError, match="no leg"):
        exposure_record(
            fence=fence, player_pk=ada.pk, station_id=None, time_s=time_s, exposure_s=exposure_s
        )


def test_another_systems_worker_records_nothing(fence: Fence, ada: User) -> None:
    there = claim("worker-a", tick=9, system_id="gale-weald")
    with pytest.raises(AppError) as refusal:
        exposure_record(fence=there, player_pk=ada.pk, station_id=None, time_s=1.0, exposure_s=1.0)
    assert refusal.value.code is ErrorCode.NOT_IN_SYSTEM


def test_nor_does_one_that_was_cut_off(fence: Fence, ada: User) -> None:
    buy(fence, ada)
    claim("worker-a")
    with pytest.raises(LeaseLost):
        exposure_record(
            fence=at_tick(fence, 9), player_pk=ada.pk, station_id=None, time_s=1.0, exposure_s=1.0
        )
    assert flights(ada) == [(EARTH, 0.0, 0.0)]
