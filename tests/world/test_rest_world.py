"""Everybody reads the world by REST: systems, locations, markets, commodities, the leaderboard."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from django.db.models import F
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from game.models import Lease, Location, MarketPrice, StarSystem
from game.services.fencing import Fence
from game.services.leases import leases_heartbeat
from tests.world.conftest import EARTH, SYSTEM, new_pilot, set_credits

pytestmark = pytest.mark.django_db

PATHS = [
    "/world/systems",
    "/world/locations",
    f"/market/{EARTH}",
    f"/market/{EARTH}/history",
    "/commodities",
    "/leaderboard/credits",
]


def get(path: str, **query: object) -> tuple[int, Any]:
    answer = Client().get(f"/api/v1{path}?{urlencode(query)}")
    return answer.status_code, answer.json()


@pytest.mark.parametrize("path", PATHS)
def test_the_world_is_open_to_everybody(universe: None, path: str) -> None:
    answer = Client().get(f"/api/v1{path}", headers={"Authorization": "Bearer of.bad.news"})
    assert answer.status_code == 200
    assert get(f"{path}/") == get(path)


def test_systems(universe: None) -> None:
    bounds = {"min_x": -8000.0, "min_y": -8000.0, "max_x": 8000.0, "max_y": 8000.0}
    status, body = get("/world/systems")
    assert status == 200
    assert [system["id"] for system in body["systems"]] == ["gale-weald", "rook-hearth", "sol-1"]
    assert body["systems"][2] == {"id": "sol-1", "name": "Sol", "bounds": bounds, "pilots": 0}


def test_systems_count_the_pilots_of_workers_that_live(fence: Fence) -> None:
    leases_heartbeat(worker_id=fence.worker_id, pilots={SYSTEM: 7})
    assert get("/world/systems")[1]["systems"][2]["pilots"] == 7
    Lease.objects.update(heartbeat_at=F("heartbeat_at") - timedelta(seconds=7))
    assert get("/world/systems")[1]["systems"][2]["pilots"] == 0


def test_systems_take_one_query(
    universe: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    StarSystem.objects.create(id="vega-2", name="Vega")
    with django_assert_num_queries(1):
        assert len(get("/world/systems")[1]["systems"]) == 4


def test_locations(universe: None) -> None:
    status, body = get("/world/locations", system_id=SYSTEM)
    assert status == 200
    assert body["system_id"] == SYSTEM
    assert len(body["locations"]) == 4
    assert body["locations"][1] == {
        "id": "earth-orbit-station",
        "name": "Earth Orbit Station",
        "type": "station",
        "x": -1200.0,
        "y": 300.0,
        "security_level": 90.0,
        "docking_radius": 120.0,
        "docking_speed": 25.0,
        "services": {"market": True, "repair": True, "refuel": True},
    }
    assert get("/world/locations")[1] == body


@pytest.mark.parametrize("system_id", ["nowhere", "SOL-1", "sol-1'--"])
def test_locations_of_an_unknown_system(universe: None, system_id: str) -> None:
    status, body = get("/world/locations", system_id=system_id)
    assert (status, body["code"]) == (404, "UNKNOWN_SYSTEM")


@pytest.mark.parametrize("system_id", ["", "\0", "x" * 65])
def test_a_system_id_that_makes_no_sense(universe: None, system_id: str) -> None:
    status, body = get("/world/locations", system_id=system_id)
    assert (status, body["code"]) == (400, "INVALID_INPUT")


def test_a_market(universe: None) -> None:
    status, body = get(f"/market/{EARTH}")
    assert status == 200
    assert body["location_id"] == EARTH
    updated = MarketPrice.objects.filter(location=EARTH).latest("updated_at").updated_at
    assert datetime.fromisoformat(body["updated_at"]) == updated
    assert len(body["items"]) == 6
    assert {"commodity_id": "food", "buy": 9, "sell": 7, "stock_qty": 320} in body["items"]


def test_a_location_without_a_market(universe: None) -> None:
    Location.objects.filter(pk=EARTH).update(has_market=False)
    assert get(f"/market/{EARTH}") == (
        200,
        {"location_id": EARTH, "updated_at": None, "items": []},
    )


@pytest.mark.parametrize("location_id", ["nowhere", "no%20where", "%00", "a.b", ""])
def test_the_market_of_an_unknown_location(universe: None, location_id: str) -> None:
    status, body = get(f"/market/{location_id}")
    assert (status, body["code"], body["success"]) == (404, "NOT_FOUND", False)


def test_commodities(universe: None) -> None:
    status, body = get("/commodities")
    assert status == 200
    assert len(body["commodities"]) == 6
    assert body["commodities"][1] == {
        "id": "food",
        "name": "Food",
        "unit_mass": 1,
        "base_price": 10,
    }


class TestLeaderboard:
    def test_the_richest_come_first(self, universe: None) -> None:
        pilots = [new_pilot(f"pilot_{n}") for n in range(4)]
        set_credits(pilots[2], 9000)
        set_credits(pilots[0], 100)
        _, body = get("/leaderboard/credits")
        assert body["items"] == [
            {
                "rank": rank,
                "player_id": f"p_{p.pk}",
                "username": p.username,
                "credits": credits,
                "reputation": 0,
            }
            for rank, p, credits in (
                (1, pilots[2], 9000),
                (2, pilots[1], 5000),
                (3, pilots[3], 5000),
                (4, pilots[0], 100),
            )
        ]

    def test_it_is_as_long_as_one_likes(self, universe: None) -> None:
        for n in range(3):
            new_pilot(f"pilot_{n}")
        assert [row["rank"] for row in get("/leaderboard/credits", limit=2)[1]["items"]] == [1, 2]

    @pytest.mark.parametrize("limit", [0, 101, "x", ""])
    def test_within_reason(self, universe: None, limit: object) -> None:
        status, body = get("/leaderboard/credits", limit=limit)
        assert (status, body["code"]) == (400, "INVALID_INPUT")

    def test_who_does_not_fly_or_is_banned_is_not_on_it(self, universe: None) -> None:
        User.objects.create_user("no_ship_yet")
        User.objects.filter(pk=new_pilot("banned").pk).update(is_active=False)
        assert get("/leaderboard/credits")[1]["items"] == []


def test_the_document_lists_every_address_once() -> None:
    answer = Client().get("/api/schema/")
    assert answer.status_code == 200
    paths = yaml.safe_load(answer.content)["paths"]
    assert {f"/api/v1{path}" for path in ("/me", "/me/cargo", "/me/transactions")} < set(paths)
    assert "/api/v1/market/{location_id}" in paths
    assert not [path for path in paths if path.endswith("/")]
