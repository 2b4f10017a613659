"""Markets drift by the interval and catch up on what they slept through."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from game.models import Location, MarketPrice, StarSystem
from game.selectors.markets import market_quotes
from game.services.fencing import Fence
from game.services.markets import markets_catch_up, markets_drift
from tests.world.conftest import EARTH, SYSTEM

pytestmark = pytest.mark.django_db

PRICES = ("location_id", "commodity_id", "buy", "sell", "stock")


@pytest.fixture
def minute(settings: Any) -> timedelta:
    return timedelta(seconds=settings.COSMIC.market_interval)


def rows() -> list[tuple[object, ...]]:
    return list(MarketPrice.objects.order_by("location_id", "commodity_id").values_list(*PRICES))


def slept(time: timedelta) -> None:
    StarSystem.objects.update(markets_drifted_at=F("markets_drifted_at") - time)


def drifted_at() -> datetime:
    moment = StarSystem.objects.get(pk=SYSTEM).markets_drifted_at
    assert moment is not None
    return moment


def test_a_drift_tells_the_rows_that_changed_and_no_others(fence: Fence) -> None:
    before = rows()
    changed = {
        (q.station_id, q.commodity_id, q.buy, q.sell, q.stock)
        for q in markets_drift(fence=fence, seed=5)
    }
    assert changed
    assert changed == set(rows()) - set(before)


def test_the_same_seed_moves_the_same_markets(fence: Fence) -> None:
    before = list(MarketPrice.objects.order_by("pk").values())
    markets_drift(fence=fence, seed=5)
    once = rows()
    for row in before:
        MarketPrice.objects.filter(pk=row["id"]).update(**row)
    markets_drift(fence=fence, seed=5)
    assert rows() == once
    markets_drift(fence=fence, seed=6)
    assert rows() != once


def test_a_drift_moves_its_own_system_alone(fence: Fence) -> None:
    StarSystem.objects.create(id="vega-2", name="Vega")
    Location.objects.filter(pk=EARTH).update(system="vega-2")
    before = list(MarketPrice.objects.filter(location=EARTH).order_by("pk").values_list())
    assert {q.station_id for q in markets_drift(fence=fence, seed=5)} & {EARTH} == set()
    assert list(MarketPrice.objects.filter(location=EARTH).order_by("pk").values_list()) == before


def test_stock_recovers(fence: Fence) -> None:
    MarketPrice.objects.filter(location=EARTH, commodity="food").update(stock=0)
    markets_drift(fence=fence, seed=5)
    assert MarketPrice.objects.get(location=EARTH, commodity="food").stock == 16  # 5 % of 320


def test_a_system_that_never_ran_has_nothing_to_catch_up(fence: Fence, minute: timedelta) -> None:
    before = rows()
    assert markets_catch_up(fence=fence, seed=5) == ()
    assert rows() == before
    assert timezone.now() - drifted_at() < minute


def test_within_an_interval_there_is_nothing_to_catch_up(fence: Fence, minute: timedelta) -> None:
    markets_drift(fence=fence, seed=5)
    slept(minute * 0.9)
    before = rows()
    assert markets_catch_up(fence=fence, seed=6) == ()
    assert rows() == before


def test_a_sleeper_catches_up_on_every_interval(fence: Fence, minute: timedelta) -> None:
    markets_drift(fence=fence, seed=5)
    MarketPrice.objects.filter(location=EARTH, commodity="food").update(stock=0)
    slept(minute * 3.5)
    then = drifted_at()
    assert markets_catch_up(fence=fence, seed=6)
    assert MarketPrice.objects.get(location=EARTH, commodity="food").stock == 48
    assert drifted_at() == then + 3 * minute, "the half interval counts towards the next"


def test_a_year_is_caught_up_at_once(fence: Fence) -> None:
    markets_drift(fence=fence, seed=5)
    MarketPrice.objects.update(stock=0)
    slept(timedelta(days=365))
    markets_catch_up(fence=fence, seed=6)
    mine = MarketPrice.objects.filter(location__system=SYSTEM)
    assert not mine.exclude(stock=F("baseline_stock")).exists()
    assert not MarketPrice.objects.filter(buy__lt=F("sell")).exists()


def test_markets_are_read_by_station(fence: Fence) -> None:
    markets = market_quotes(system_id=SYSTEM)
    assert list(markets) == sorted(markets)
    assert [q.commodity_id for q in markets[EARTH]] == sorted(
        q.commodity_id for q in markets[EARTH]
    )
    food = next(q for q in markets[EARTH] if q.commodity_id == "food")
    assert (food.station_id, food.buy, food.sell, food.stock) == (EARTH, 9, 7, 320)


def test_a_station_that_closed_its_market_shows_none(fence: Fence) -> None:
    Location.objects.filter(pk=EARTH).update(has_market=False)
    assert EARTH not in market_quotes(system_id=SYSTEM)
