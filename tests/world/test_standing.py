"""Deeds make a pilot's name, each once, within bounds."""

from typing import get_args

import pytest
from django.test import Client

from accounts.models import User
from game.catalog.economy import economy_rules
from game.models import Deed, Ship
from game.selectors.pilots import pilot_record
from game.selectors.profiles import profile_for_player
from game.services.fencing import Fence, LeaseLost
from game.services.standing import DeedKind, DeedOutcome, deed_record, kill_record
from tests.world.conftest import SYSTEM, claim

pytestmark = pytest.mark.django_db


def reputation(player: User) -> int:
    return User.objects.get(pk=player.pk).reputation


def test_every_kind_of_deed_has_its_worth() -> None:
    rules = economy_rules().reputation
    assert set(rules.deeds) == set(get_args(DeedKind)) == set(Deed.Kind.values)
    assert rules.deeds["defended"] > 0 > rules.deeds["attacked_innocent"]
    assert rules.deeds["killed_innocent"] < rules.deeds["attacked_innocent"]


def test_defending_is_to_ones_credit_and_attacking_the_innocent_is_not(
    fence: Fence, ada: User
) -> None:
    assert deed_record(fence=fence, player_pk=ada.pk, ref="one", kind="defended") == DeedOutcome(
        3, 3
    )
    deed_record(fence=fence, player_pk=ada.pk, ref="two", kind="attacked_innocent")
    assert reputation(ada) == -2


def test_a_deed_counts_once(fence: Fence, ada: User) -> None:
    deed_record(fence=fence, player_pk=ada.pk, ref="one", kind="defended")
    again = deed_record(fence=fence, player_pk=ada.pk, ref="one", kind="defended")
    assert again == DeedOutcome(3, 3, replayed=True)
    assert reputation(ada) == 3


def test_one_event_may_be_several_deeds(fence: Fence, ada: User) -> None:
    kill_record(fence=fence, player_pk=ada.pk, ref="one", victim="pirate")
    deed_record(fence=fence, player_pk=ada.pk, ref="one", kind="defended")
    assert reputation(ada) == 4


def test_kills_are_counted(fence: Fence, ada: User) -> None:
    kill_record(fence=fence, player_pk=ada.pk, ref="one", victim="pirate")
    kill_record(fence=fence, player_pk=ada.pk, ref="one", victim="pirate")
    kill_record(fence=fence, player_pk=ada.pk, ref="two", victim="innocent")
    deed_record(fence=fence, player_pk=ada.pk, ref="three", kind="defended")
    assert Ship.objects.get(player=ada).kills == 2


@pytest.mark.parametrize(
    ("victim", "change"), [("pirate", 1), ("player", 0), ("peaceful", -10), ("innocent", -15)]
)
def test_who_was_destroyed_makes_the_difference(
    fence: Fence, ada: User, victim: str, change: int
) -> None:
    outcome = kill_record(fence=fence, player_pk=ada.pk, ref="one", victim=victim)  # type: ignore[arg-type]
    assert outcome.change == change


def test_a_name_is_bounded_both_ways(fence: Fence, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(reputation=98)
    assert deed_record(fence=fence, player_pk=ada.pk, ref="one", kind="defended").change == 2
    User.objects.filter(pk=ada.pk).update(reputation=-95)
    kill_record(fence=fence, player_pk=ada.pk, ref="two", victim="innocent")
    assert reputation(ada) == -100


def test_it_is_seen_at_once(fence: Fence, ada: User) -> None:
    assert profile_for_player(player=User.objects.get(pk=ada.pk)).player.reputation == 0
    deed_record(fence=fence, player_pk=ada.pk, ref="one", kind="defended")
    assert profile_for_player(player=User.objects.get(pk=ada.pk)).player.reputation == 3
    assert pilot_record(player_pk=ada.pk, system_id=SYSTEM).reputation == 3
    items = Client().get("/api/v1/leaderboard/credits").json()["items"]
    assert items[0]["reputation"] == 3


def test_a_worker_that_was_cut_off_praises_nobody(fence: Fence, ada: User) -> None:
    claim("worker-a")
    with pytest.raises(LeaseLost):
        deed_record(fence=fence, player_pk=ada.pk, ref="one", kind="defended")
    assert reputation(ada) == 0
