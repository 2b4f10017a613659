"""Pilots get one ship and one grant; ships are stored by moment and fence."""

from math import atan2, cos, dist, pi

import msgspec
import pytest

from accounts.models import User
from game.catalog.ships import ship_catalog
from game.models import LedgerEntry, Location, Ship, StarSystem, Zone
from game.protocol.errors import AppError, ErrorCode
from game.selectors.pilots import pilot_record, ships_newer_than
from game.selectors.records import CargoLine, ShipRow, ship_row
from game.services.fencing import Fence
from game.services.ships import pilot_enlist, ship_store, ships_store_many
from tests.world.conftest import EARTH, SYSTEM, at_tick, claim, give, new_pilot

pytestmark = pytest.mark.django_db

START = ship_catalog().start


def row_of(player: User, **changes: object) -> ShipRow:
    return msgspec.structs.replace(ship_row(Ship.objects.get(player=player)), **changes)


class TestEnlisting:
    def test_a_new_pilot_flies_at_rest_near_the_first_station(self, universe: None) -> None:
        ship = pilot_enlist(player=User.objects.create_user("ada_l"))
        station, zone = Location.objects.get(pk=EARTH), Zone.objects.get(pk="z_earth_core_safe")
        place = (ship.x, ship.y)
        assert ship.docked_at is None
        assert (ship.vx, ship.vy) == (0.0, 0.0)
        assert dist(place, (station.x, station.y)) == pytest.approx(START.spawn_radius)
        assert dist(place, (station.x, station.y)) > station.docking_radius
        assert dist(place, (zone.center_x, zone.center_y)) < zone.radius

    def test_with_the_bow_towards_it(self, universe: None) -> None:
        ship = pilot_enlist(player=User.objects.create_user("ada_l"))
        station = Location.objects.get(pk=EARTH)
        assert ship.angle == pytest.approx(atan2(station.y - ship.y, station.x - ship.x))

    def test_newcomers_do_not_begin_inside_each_other(self, universe: None) -> None:
        ships = [new_pilot(f"pilot_{n}").ship for n in range(30)]
        apart = [dist((a.x, a.y), (b.x, b.y)) for n, a in enumerate(ships) for b in ships[n + 1 :]]
        assert min(apart) > 10

    def test_the_opening_grant_is_in_the_ledger(self, universe: None) -> None:
        player = User.objects.create_user("ada_l")
        pilot_enlist(player=player)
        entry = LedgerEntry.objects.get(player=player)
        assert (entry.tx_type, entry.total_amount, entry.balance_after) == ("opening", 5000, 5000)
        assert player.credits == User.objects.get(pk=player.pk).credits == 5000
        assert player.profile_revision == User.objects.get(pk=player.pk).profile_revision

    def test_enlisting_twice_is_the_same_as_once(self, universe: None) -> None:
        player = User.objects.create_user("ada_l")
        assert pilot_enlist(player=player) == pilot_enlist(player=player)
        assert LedgerEntry.objects.count() == 1
        assert player.credits == 5000

    def test_without_a_universe_nobody_is_enlisted(self, db: None) -> None:
        player = User.objects.create_user("ada_l")
        with pytest.raises(AppError) as refusal:
            pilot_enlist(player=player)
        assert refusal.value.code == ErrorCode.UNKNOWN_SYSTEM
        assert User.objects.get(pk=player.pk).credits == 0


class TestStoring:
    def test_a_ship_is_stored_as_it_is(self, fence: Fence) -> None:
        player = new_pilot("ada_l")
        row = ShipRow(
            player.ship.pk, 1.5, -2.5, 3.0, -4.0, cos(pi / 5), 55.5, 44.5, docked_at=EARTH
        )
        assert ship_store(fence=at_tick(fence, 9), ship=row)
        stored = Ship.objects.get(player=player)
        assert ship_row(stored) == row
        assert (stored.epoch, stored.tick) == (fence.epoch, 9)

    def test_an_older_moment_never_overwrites_a_newer_one(self, fence: Fence) -> None:
        player = new_pilot("ada_l")
        assert ship_store(fence=at_tick(fence, 9), ship=row_of(player, x=9.0))
        assert not ship_store(fence=at_tick(fence, 8), ship=row_of(player, x=8.0))
        assert ship_store(fence=at_tick(fence, 9), ship=row_of(player, x=9.5))
        assert Ship.objects.get(player=player).x == 9.5

    def test_a_higher_epoch_is_newer_whatever_its_tick(self, fence: Fence) -> None:
        player = new_pilot("ada_l")
        assert ship_store(fence=at_tick(fence, 900), ship=row_of(player, x=9.0))
        assert ship_store(fence=claim("worker-a", tick=1), ship=row_of(player, x=1.0))
        assert Ship.objects.get(player=player).x == 1.0

    def test_a_ship_that_has_left_the_system_is_left_alone(self, fence: Fence) -> None:
        player = new_pilot("ada_l")
        row = row_of(player, x=9.0)
        other = StarSystem.objects.create(id="vega-2", name="Vega")
        Ship.objects.filter(player=player).update(system=other)
        assert not ship_store(fence=fence, ship=row)
        assert Ship.objects.get(player=player).x != 9.0

    def test_many_ships_at_once_each_by_its_own_moment(self, fence: Fence) -> None:
        ada, grace, mary = (new_pilot(name) for name in ("ada_l", "grace_h", "mary_s"))
        assert ship_store(fence=at_tick(fence, 50), ship=row_of(grace, x=1.0))
        rows = [row_of(player, x=2.0) for player in (mary, grace, ada)]
        stored = ships_store_many(fence=at_tick(fence, 40), ships=rows)
        assert stored == {ada.ship.pk, mary.ship.pk}
        assert [Ship.objects.get(player=p).x for p in (ada, grace, mary)] == [2.0, 1.0, 2.0]

    def test_no_ships_at_all(self, fence: Fence) -> None:
        assert ships_store_many(fence=fence, ships=()) == frozenset()

    @pytest.mark.parametrize("changes", [{"hull": 50.0}, {"fuel": 50.0}, {"docked_at": EARTH}])
    def test_what_a_profile_shows_outdates_it(
        self, fence: Fence, changes: dict[str, object]
    ) -> None:
        player = new_pilot("ada_l")
        assert ship_store(fence=fence, ship=row_of(player, **changes))
        assert User.objects.get(pk=player.pk).profile_revision == player.profile_revision + 1

    def test_what_it_does_not_show_does_not(self, fence: Fence) -> None:
        player = new_pilot("ada_l")
        assert ship_store(fence=fence, ship=row_of(player, x=3.0, vy=1.0, angle=2.0))
        assert User.objects.get(pk=player.pk).profile_revision == player.profile_revision

    def test_a_hull_shot_below_nothing_is_stored_as_nothing(self, fence: Fence) -> None:
        player = new_pilot("ada_l")
        assert ship_store(fence=fence, ship=row_of(player, hull=-4.0, fuel=-1e-12))
        assert (Ship.objects.get().hull, Ship.objects.get().fuel) == (0.0, 0.0)


class TestReading:
    def test_a_record_holds_all_that_a_worker_needs(self, universe: None) -> None:
        player = new_pilot("ada_l")
        give(player, "ore", 3)
        record = pilot_record(player_pk=player.pk, system_id=SYSTEM)
        assert record.ship == ship_row(player.ship)
        assert (record.player_pk, record.username) == (player.pk, "ada_l")
        assert (record.class_id, record.system_id) == (START.ship_class, SYSTEM)
        assert (record.credits, record.cargo) == (5000, (CargoLine("ore", 3),))

    def test_a_system_that_does_not_exist_is_unknown(self, universe: None) -> None:
        player = new_pilot("ada_l")
        with pytest.raises(AppError) as refusal:
            pilot_record(player_pk=player.pk, system_id="nowhere")
        assert refusal.value.code == ErrorCode.UNKNOWN_SYSTEM

    def test_who_is_elsewhere_is_told_where(self, universe: None) -> None:
        player = new_pilot("ada_l")
        StarSystem.objects.create(id="vega-2", name="Vega")
        with pytest.raises(AppError) as refusal:
            pilot_record(player_pk=player.pk, system_id="vega-2")
        assert refusal.value.code == ErrorCode.FORBIDDEN
        assert "Sol" in refusal.value.message

    def test_reading_enlists_nobody(self, universe: None) -> None:
        player = User.objects.create_user("ada_l")
        with pytest.raises(AppError) as refusal:
            pilot_record(player_pk=player.pk, system_id=SYSTEM)
        assert refusal.value.code == ErrorCode.FORBIDDEN
        assert not Ship.objects.exists()

    def test_a_successor_reads_the_ships_newer_than_its_checkpoint(self, fence: Fence) -> None:
        players = [new_pilot(f"pilot_{n}") for n in range(4)]
        for tick, player in enumerate(players, start=9):
            ship_store(fence=at_tick(fence, tick), ship=row_of(player))
        newer = ships_newer_than(system_id=SYSTEM, epoch=fence.epoch, tick=10)
        assert [row.ship_id for row in newer] == [p.ship.pk for p in players[2:]]
        assert ships_newer_than(system_id=SYSTEM, epoch=fence.epoch + 1, tick=0) == ()
        assert len(ships_newer_than(system_id=SYSTEM, epoch=fence.epoch - 1, tick=99)) == 4
