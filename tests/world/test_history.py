"""Markets leave a trail of points: one an interval, read by REST, kept for a while."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from game.models import Location, MarketPrice, PricePoint
from game.selectors.history import market_history
from game.services.fencing import Fence
from game.services.markets import markets_catch_up, markets_drift
from tests.world.conftest import EARTH, MARS, SYSTEM, Change

pytestmark = pytest.mark.django_db


def get(path: str = f"/market/{EARTH}/history", **query: object) -> tuple[int, Any]:
    answer = Client().get(f"/api/v1{path}?{urlencode(query)}")
    return answer.status_code, answer.json()


def trail(hours: float, every: timedelta = timedelta(minutes=5)) -> None:
    """Points of food at Earth, back into the past."""
    now = datetime.fromtimestamp(timezone.now().timestamp() // 300 * 300, UTC)
    PricePoint.objects.bulk_create(
        PricePoint(
            location_id=EARTH, commodity_id="food", at=now - n * every, buy=9, sell=7, stock=n
        )
        for n in range(int(timedelta(hours=hours) / every))
    )


def test_a_drift_leaves_a_point_of_each_market_as_it_then_is(fence: Fence) -> None:
    markets_drift(fence=fence, seed=5)
    assert PricePoint.objects.count() == 24
    price = MarketPrice.objects.get(location=EARTH, commodity="ore")
    point = PricePoint.objects.get(location=EARTH, commodity="ore")
    assert (point.buy, point.sell, point.stock) == (price.buy, price.sell, price.stock)
    assert timezone.now() - point.at < timedelta(minutes=5, seconds=1)
    assert point.at.timestamp() % 300 == 0


def test_once_an_interval(fence: Fence) -> None:
    markets_drift(fence=fence, seed=5)
    markets_drift(fence=fence, seed=6)
    assert PricePoint.objects.count() == 24
    PricePoint.objects.update(at=F("at") - timedelta(minutes=5))
    markets_drift(fence=fence, seed=7)
    assert PricePoint.objects.count() == 48


def test_a_system_that_begins_leaves_its_opening_prices(fence: Fence) -> None:
    assert markets_catch_up(fence=fence, seed=5) == ()
    food = PricePoint.objects.get(location=EARTH, commodity="food")
    assert (food.buy, food.sell, food.stock) == (9, 7, 320)


def test_points_are_of_ones_own_system(fence: Fence) -> None:
    markets_drift(fence=fence, seed=5)
    assert not PricePoint.objects.exclude(location__system=SYSTEM).exists()


def test_they_are_kept_for_a_week(fence: Fence) -> None:
    trail(hours=200, every=timedelta(hours=1))
    PricePoint.objects.update(at=F("at") - timedelta(minutes=5))
    markets_drift(fence=fence, seed=5)
    oldest = PricePoint.objects.earliest("at").at
    assert timedelta(hours=166) < timezone.now() - oldest <= timedelta(hours=168)


class TestReading:
    def test_each_commodity_has_its_points_oldest_first(self, fence: Fence) -> None:
        trail(hours=1)
        status, body = get()
        assert status == 200
        assert body["location_id"] == EARTH
        assert [item["commodity_id"] for item in body["items"]] == [
            "electronics", "food", "machinery", "medicine", "ore", "water",
        ]  # fmt: skip
        food = body["items"][1]["points"]
        assert [point["stock_qty"] for point in food] == list(reversed(range(12)))
        assert set(food[0]) == {"at", "buy", "sell", "stock_qty"}
        assert datetime.fromisoformat(food[0]["at"]).tzinfo is not None
        assert body["items"][0]["points"] == []

    def test_of_one_commodity_alone(self, fence: Fence) -> None:
        trail(hours=1)
        _, body = get(commodity_id="food")
        assert [(i["commodity_id"], len(i["points"])) for i in body["items"]] == [("food", 12)]

    def test_of_the_last_hours(self, fence: Fence) -> None:
        trail(hours=30)
        assert len(get(commodity_id="food", hours=2)[1]["items"][0]["points"]) in (24, 25)
        assert get(commodity_id="food")[1] == get(commodity_id="food", hours=24)[1]

    @pytest.mark.parametrize("hours", [24, 25, 48, 168])
    def test_a_long_time_has_no_more_points_than_the_rules_say(
        self, fence: Fence, hours: int
    ) -> None:
        trail(hours=168)
        (food,) = market_history(location_id=EARTH, commodity_id="food", hours=hours)
        assert 100 < len(food.points) <= 300
        assert food.points[-1].stock_qty == 0, "the newest is among them"
        gaps = {b.at - a.at for a, b in zip(food.points[:-2], food.points[1:-1], strict=True)}
        assert len(gaps) == 1

    def test_the_number_is_a_rule(self, fence: Fence, rules: Change) -> None:
        rules("history", points_max=10)
        trail(hours=24)
        (food,) = market_history(location_id=EARTH, commodity_id="food")
        assert 8 <= len(food.points) <= 10

    def test_a_closed_market_has_no_items(self, fence: Fence) -> None:
        Location.objects.filter(pk=MARS).update(has_market=False)
        assert get(f"/market/{MARS}/history") == (200, {"location_id": MARS, "items": []})

    @pytest.mark.parametrize(
        ("path", "query", "status", "code"),
        [
            ("/market/nowhere/history", {}, 404, "NOT_FOUND"),
            (f"/market/{EARTH}/history", {"commodity_id": "spice"}, 404, "UNKNOWN_COMMODITY"),
            (f"/market/{EARTH}/history", {"commodity_id": ""}, 400, "INVALID_INPUT"),
            (f"/market/{EARTH}/history", {"commodity_id": "x" * 65}, 400, "INVALID_INPUT"),
            (f"/market/{EARTH}/history", {"hours": 0}, 400, "INVALID_INPUT"),
            (f"/market/{EARTH}/history", {"hours": 169}, 400, "INVALID_INPUT"),
            (f"/market/{EARTH}/history", {"hours": "x"}, 400, "INVALID_INPUT"),
        ],
    )
    def test_what_makes_no_sense_is_refused(
        self, fence: Fence, path: str, query: dict[str, object], status: int, code: str
    ) -> None:
        answer, body = get(path, **query)
        assert (answer, body["code"]) == (status, code)
