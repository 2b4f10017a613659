"""Profiles come from the cache, never outdated, and from the database when the cache is down."""

import logging
from typing import Any

import msgspec
import pytest
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from game.models import Ship
from game.selectors import profiles
from game.selectors.profiles import NotEnlisted, profile_for_player, profile_key
from game.selectors.records import ship_row
from game.services.fencing import Fence
from game.services.ships import ship_store
from game.services.trades import trade_buy
from game.services.upkeep import ship_refuel
from tests.world.conftest import EARTH, SYSTEM

pytestmark = pytest.mark.django_db


def fresh(player: User) -> User:
    """The player's row as authentication reads it."""
    return User.objects.get(pk=player.pk)


def test_a_profile_shows_player_and_ship(ada: User) -> None:
    profile = profile_for_player(player=fresh(ada))
    assert msgspec.to_builtins(profile) == {
        "player": {
            "id": f"p_{ada.pk}",
            "username": "ada_l",
            "credits": 5000,
            "reputation": 0,
            "kills": 0,
            "deaths": 0,
            "is_guest": False,
        },
        "ship": {
            "id": f"s_{ada.ship.pk}",
            "ship_class": "freighter",
            "hull_current": 100.0,
            "hull_max": 100.0,
            "fuel_current": 100.0,
            "fuel_max": 100.0,
            "cargo_capacity": 30,
            "docked_at": EARTH,
        },
        "system_id": SYSTEM,
    }


def test_the_second_reading_takes_no_query(
    ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    player = fresh(ada)
    first = profile_for_player(player=player)
    with django_assert_num_queries(0):
        assert profile_for_player(player=player) == first


def test_a_profile_is_never_outdated_by_a_trade(fence: Fence, ada: User) -> None:
    assert profile_for_player(player=fresh(ada)).player.credits == 5000
    trade_buy(fence=fence, player_pk=ada.pk, station_id=EARTH, commodity_id="food", quantity=10)
    assert profile_for_player(player=fresh(ada)).player.credits == 4910


def test_nor_by_a_service(fence: Fence, ada: User) -> None:
    profile_for_player(player=fresh(ada))
    ship_refuel(fence=fence, player_pk=ada.pk, station_id=EARTH, fuel_now=40.0, quantity=20)
    profile = profile_for_player(player=fresh(ada))
    assert (profile.player.credits, profile.ship.fuel_current) == (4980, 60.0)


def test_nor_by_undocking(fence: Fence, ada: User) -> None:
    profile_for_player(player=fresh(ada))
    row = msgspec.structs.replace(ship_row(Ship.objects.get(player=ada)), docked_at=None)
    ship_store(fence=fence, ship=row)
    assert profile_for_player(player=fresh(ada)).ship.docked_at is None


def test_nor_by_whoever_read_the_player_before_a_trade(fence: Fence, ada: User) -> None:
    """A slow reader, with the row of before, puts what it now finds under the key of now."""
    slow = fresh(ada)
    trade_buy(fence=fence, player_pk=ada.pk, station_id=EARTH, commodity_id="food", quantity=10)
    assert profile_for_player(player=slow).player.credits == 4910
    assert cache.get(profile_key(slow)) is None
    assert cache.get(profile_key(fresh(ada))) is not None


def test_every_reading_gives_it_another_day(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    lives: list[float | None] = []
    touch = cache.touch

    def noted(key: str, timeout: float | None = None) -> bool:
        lives.append(timeout)
        return touch(key, timeout)

    monkeypatch.setattr(profiles.cache, "touch", noted, raising=False)
    player = fresh(ada)
    profile_for_player(player=player)
    profile_for_player(player=player)
    assert lives == [86_400]


class BrokenCache(BaseCache):
    def __init__(self) -> None:
        super().__init__({})

    def get(self, *args: Any, **kwargs: Any) -> Any:
        raise ConnectionError("the cache is down")

    set = touch = get


def test_a_cache_that_is_down_costs_a_line_in_the_log(
    ada: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(profiles, "cache", BrokenCache())
    with caplog.at_level(logging.WARNING):
        assert profile_for_player(player=fresh(ada)).player.credits == 5000
    assert [record.message for record in caplog.records] == [
        "the cache could not give a profile",
        "the cache could not take a profile",
    ]


def test_what_the_cache_holds_by_mistake_is_not_believed(ada: User) -> None:
    player = fresh(ada)
    cache.set(profile_key(player), b'{"player": 5}')
    assert profile_for_player(player=player).player.credits == 5000


def test_who_has_no_ship_has_no_profile(universe: None) -> None:
    with pytest.raises(NotEnlisted):
        profile_for_player(player=User.objects.create_user("no_ship_yet"))
