"""A ship that is destroyed: what it costs, what is lost, and where its pilot finds it again."""

import msgspec
import pytest

from accounts.models import User
from game.catalog.economy import economy_rules
from game.models import CargoItem, LedgerEntry, Location, Ship, Zone
from game.protocol.errors import AppError, ErrorCode
from game.selectors.ledger import ledger_discrepancies
from game.selectors.profiles import profile_for_player
from game.selectors.records import CargoLine
from game.services.exposure import exposure_record
from game.services.fencing import Fence, LeaseLost
from game.services.losses import Killer, LossOutcome, nearest_safe_station, ship_lose
from game.services.trades import trade_buy
from tests.world.conftest import (
    EARTH,
    MARS,
    SYSTEM,
    at_tick,
    claim,
    dock,
    give,
    holds,
    set_credits,
)

pytestmark = pytest.mark.django_db

JUPITER = "jupiter-trade-ring"


@pytest.fixture
def flying(fence: Fence, ada: User) -> User:
    dock(ada, None, fence)
    return ada


def lose(
    fence: Fence, player: User, killer: Killer = "pirate", ref: str = "one", x: float = 2000.0
) -> LossOutcome:
    return ship_lose(
        fence=fence, player_pk=player.pk, ref=ref, killer=killer, x=x, y=-500.0, fuel=40.0
    )


def test_the_ship_is_towed_to_the_nearest_safe_station_with_a_full_hull(
    fence: Fence, flying: User
) -> None:
    Ship.objects.update(hull=0.0, vx=50.0)
    outcome = lose(at_tick(fence, 9), flying)
    ship = Ship.objects.get(player=flying)
    mars = Location.objects.get(pk=MARS)
    assert outcome.station_id == ship.docked_at_id == MARS
    assert (ship.x, ship.y, ship.vx, ship.vy) == (mars.x, mars.y, 0.0, 0.0)
    assert (ship.hull, ship.fuel) == (100.0, 40.0)
    assert (ship.epoch, ship.tick) == (fence.epoch, 9)
    assert outcome.ship.docked_at == MARS
    assert outcome.ship.hull == 100.0


@pytest.mark.parametrize(
    ("credits", "fee"), [(5000, 400), (2500, 200), (2499, 200), (200, 200), (150, 150), (0, 0),
                         (99_999, 7999)],
)  # fmt: skip
def test_the_tow_costs_eight_per_cent_but_at_least_200_and_never_more_than_there_is(
    fence: Fence, flying: User, credits: int, fee: int
) -> None:
    if credits != 5000:
        set_credits(flying, credits)
    outcome = lose(fence, flying)
    flying.refresh_from_db()
    assert (outcome.fee, outcome.credits) == (fee, credits - fee)
    assert flying.credits == credits - fee
    entry = LedgerEntry.objects.get(player=flying, tx_type="tow")
    assert (entry.total_amount, entry.balance_after, entry.location_id) == (
        -fee,
        credits - fee,
        MARS,
    )
    assert list(ledger_discrepancies()) == []


def test_pirates_take_all_cargo(fence: Fence, flying: User) -> None:
    give(flying, "ore", 3)
    give(flying, "food", 5)
    outcome = lose(fence, flying, "pirate")
    assert outcome.lost == (CargoLine("food", 5), CargoLine("ore", 3))
    assert outcome.cargo == ()
    assert holds(flying) == {}


@pytest.mark.parametrize("killer", ["player", "patrol", "other"])
def test_everybody_else_takes_at_most_15_per_cent_of_its_worth(
    fence: Fence, flying: User, killer: Killer
) -> None:
    give(flying, "machinery", 5)  # worth 275
    give(flying, "food", 12)  # worth 120; 15 % of 395 are 59: a machine and nothing more
    outcome = lose(fence, flying, killer)
    assert outcome.lost == (CargoLine("machinery", 1),)
    assert outcome.cargo == (CargoLine("food", 12), CargoLine("machinery", 4))
    assert holds(flying) == {"food": 12, "machinery": 4}


def test_a_hold_too_small_to_share_stays(fence: Fence, flying: User) -> None:
    give(flying, "machinery", 6)
    assert lose(fence, flying, "player").lost == ()
    assert holds(flying) == {"machinery": 6}


def test_what_is_left_keeps_its_cost(fence: Fence, ada: User) -> None:
    trade_buy(fence=fence, player_pk=ada.pk, station_id=EARTH, commodity_id="food", quantity=20)
    dock(ada, None, fence)
    lose(fence, ada, "player")
    lot = CargoItem.objects.get(ship__player=ada)
    assert (lot.quantity, lot.cost, lot.bought_at_id) == (17, 153, EARTH)


def test_a_tow_home_is_no_flight_that_earns(fence: Fence, ada: User) -> None:
    trade_buy(fence=fence, player_pk=ada.pk, station_id=EARTH, commodity_id="food", quantity=20)
    dock(ada, None, fence)
    exposure_record(
        fence=at_tick(fence, 5), player_pk=ada.pk, station_id=None, time_s=60.0, exposure_s=30.0
    )
    lose(at_tick(fence, 6), ada, "player", x=-1000.0)
    lot = CargoItem.objects.get(ship__player=ada)
    assert (lot.flown_s, lot.exposure_s) == (0.0, 0.0), "back where it was bought"


def test_deaths_are_counted(fence: Fence, flying: User) -> None:
    lose(fence, flying, ref="one")
    lose(fence, flying, ref="two")
    assert Ship.objects.get(player=flying).deaths == 2
    assert profile_for_player(player=User.objects.get(pk=flying.pk)).player.deaths == 2


def test_a_profile_is_outdated_by_a_loss_that_costs_nothing_too(fence: Fence, flying: User) -> None:
    set_credits(flying, 0)
    before = User.objects.get(pk=flying.pk).profile_revision
    lose(fence, flying)
    assert User.objects.get(pk=flying.pk).profile_revision > before


class TestAgain:
    def test_the_same_loss_happens_once(self, fence: Fence, flying: User) -> None:
        give(flying, "food", 5)
        first = lose(fence, flying)
        dock(flying, None, at_tick(fence, 50))
        give(flying, "ore", 3)
        set_credits(flying, 9000)
        again = lose(at_tick(fence, 60), flying, x=-1000.0)
        assert again == msgspec.structs.replace(first, replayed=True)
        assert holds(flying) == {"ore": 3}
        ship = Ship.objects.get(player=flying)
        assert (ship.deaths, ship.docked_at_id) == (1, None)

    def test_no_client_can_take_the_name_of_its_ships_loss(self, fence: Fence, ada: User) -> None:
        trade_buy(
            fence=fence, player_pk=ada.pk, station_id=EARTH, commodity_id="food", quantity=5,
            ref="one",
        )  # fmt: skip
        assert not lose(fence, ada, ref="one").replayed
        assert holds(ada) == {}

    def test_the_order_of_names_does_not_matter(self, fence: Fence, ada: User) -> None:
        lose(fence, ada, ref="one", x=-1000.0)
        bought = trade_buy(
            fence=fence, player_pk=ada.pk, station_id=EARTH, commodity_id="food", quantity=5,
            ref="one",
        )  # fmt: skip
        assert not bought.replayed


class TestWhere:
    @pytest.mark.parametrize(
        ("x", "y", "station"),
        [(-1200, 300, EARTH), (2200, -600, MARS), (5400, 1200, MARS), (800, 2100, EARTH)],
    )
    def test_safe_is_a_station_in_a_core(
        self, universe: None, x: float, y: float, station: str
    ) -> None:
        assert nearest_safe_station(system_id=SYSTEM, x=x, y=y).pk == station

    def test_a_core_that_is_not_active_is_none(self, universe: None) -> None:
        Zone.objects.filter(pk="z_mars_core_safe").update(active=False)
        assert nearest_safe_station(system_id=SYSTEM, x=2200, y=-600).pk == EARTH

    def test_without_any_core_the_most_secure_station_has_to_do(self, universe: None) -> None:
        Zone.objects.filter(zone_type="core_safe").update(active=False)
        assert nearest_safe_station(system_id=SYSTEM, x=5400, y=1200).pk == EARTH
        Location.objects.filter(system=SYSTEM).update(security_level=40)
        assert nearest_safe_station(system_id=SYSTEM, x=5400, y=1200).pk == JUPITER

    def test_without_any_station_there_is_none(self, universe: None) -> None:
        with pytest.raises(AppError) as refusal:
            nearest_safe_station(system_id="nowhere", x=0, y=0)
        assert refusal.value.code is ErrorCode.NOT_IN_SYSTEM


def test_a_worker_that_was_cut_off_destroys_nothing(fence: Fence, flying: User) -> None:
    claim("worker-a")
    with pytest.raises(LeaseLost):
        lose(fence, flying)
    assert Ship.objects.get(player=flying).deaths == 0


def test_nor_does_the_worker_of_another_system(fence: Fence, flying: User) -> None:
    with pytest.raises(AppError) as refusal:
        lose(claim("worker-a", system_id="rook-hearth"), flying)
    assert refusal.value.code is ErrorCode.NOT_IN_SYSTEM


def test_the_numbers_are_those_of_the_rules() -> None:
    loss = economy_rules().loss
    assert (loss.tow_share, loss.tow_min) == (0.08, 200)
    assert (loss.cargo.pirate, loss.cargo.player) == (1.0, 0.15)
