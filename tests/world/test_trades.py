"""A trade: what it changes, once, and that a ref is answered once and for all."""

import msgspec
import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from game.models import LedgerEntry, MarketPrice, Ship
from game.protocol.errors import AppError
from game.selectors.ledger import ledger_discrepancies
from game.selectors.records import CargoLine
from game.services.fencing import Fence, LeaseLost
from game.services.outcomes import TradeDetails, TradeOutcome
from game.services.trades import trade_buy, trade_sell
from game.services.upkeep import ship_refuel, ship_repair
from tests.world.conftest import (
    EARTH,
    MARS,
    Change,
    at_tick,
    claim,
    dock,
    docked_pilot,
    holds,
    seconds_pass,
    set_credits,
)

pytestmark = pytest.mark.django_db


def buy(fence: Fence, player: User, quantity: int = 10, **more: str) -> TradeOutcome:
    order = {"station_id": EARTH, "commodity_id": "ore", **more}
    outcome = trade_buy(fence=fence, player_pk=player.pk, quantity=quantity, **order)
    assert isinstance(outcome, TradeOutcome)
    return outcome


def sell(fence: Fence, player: User, quantity: int = 10, **more: str) -> TradeOutcome:
    order = {"station_id": EARTH, "commodity_id": "ore", **more}
    outcome = trade_sell(fence=fence, player_pk=player.pk, quantity=quantity, **order)
    assert isinstance(outcome, TradeOutcome)
    return outcome


def test_a_purchase_moves_credits_cargo_stock_and_price(fence: Fence, ada: User) -> None:
    before = MarketPrice.objects.get(location=EARTH, commodity="ore")
    outcome = buy(fence, ada, 15)
    after = MarketPrice.objects.get(location=EARTH, commodity="ore")
    ada.refresh_from_db()
    assert outcome.details == TradeDetails(EARTH, "ore", 15, before.buy, 15 * before.buy)
    assert outcome.credits == ada.credits == 5000 - 15 * before.buy
    assert outcome.cargo == (CargoLine("ore", 15),)
    assert holds(ada) == {"ore": 15}
    assert after.stock == before.stock - 15
    assert after.buy > before.buy
    assert after.sell == before.sell
    assert outcome.market is not None
    assert (outcome.market.buy, outcome.market.stock) == (after.buy, after.stock)
    assert not outcome.replayed


def test_a_sale_moves_them_the_other_way(fence: Fence, ada: User) -> None:
    buy(fence, ada, 15)
    seconds_pass(2)
    before = MarketPrice.objects.get(location=EARTH, commodity="ore")
    outcome = sell(fence, ada, 10)
    after = MarketPrice.objects.get(location=EARTH, commodity="ore")
    assert outcome.details == TradeDetails(
        EARTH, "ore", 10, before.sell, 10 * before.sell, profit_multiplier=1.0, bonus=0
    )
    assert outcome.cargo == (CargoLine("ore", 5),)
    assert after.stock == before.stock + 10
    assert after.sell < before.sell
    assert after.buy == before.buy


def test_the_last_unit_sold_leaves_no_row_of_cargo(fence: Fence, ada: User) -> None:
    buy(fence, ada, 10)
    seconds_pass(2)
    assert sell(fence, ada, 10).cargo == ()
    assert holds(ada) == {}


def test_the_hold_lists_every_commodity_by_id(fence: Fence, ada: User) -> None:
    buy(fence, ada, 2, commodity_id="water")
    buy(fence, ada, 1, commodity_id="food")
    outcome = buy(fence, ada, 3, commodity_id="ore")
    assert outcome.cargo == (CargoLine("food", 1), CargoLine("ore", 3), CargoLine("water", 2))


def test_every_trade_has_its_ledger_row(fence: Fence, ada: User) -> None:
    buy(fence, ada, 10, ref="one")
    entry = LedgerEntry.objects.latest("id")
    assert entry.player == ada
    assert (entry.tx_type, entry.location_id, entry.commodity_id) == ("buy", EARTH, "ore")
    assert (entry.quantity, entry.unit_price, entry.total_amount) == (10, 24, -240)
    assert (entry.balance_after, entry.ref) == (4760, "one")
    assert list(ledger_discrepancies()) == []


def test_a_trade_run_between_stations_gains(fence: Fence, ada: User) -> None:
    buy(fence, ada, 10, commodity_id="food")
    dock(ada, MARS, fence)
    sell(fence, ada, 10, commodity_id="food", station_id=MARS)
    ada.refresh_from_db()
    assert ada.credits == 5000 - 90 + 100


def test_a_profile_is_outdated_by_every_trade(fence: Fence, ada: User) -> None:
    before = User.objects.get(pk=ada.pk).profile_revision
    buy(fence, ada)
    assert User.objects.get(pk=ada.pk).profile_revision > before


def test_a_trade_stamps_the_ship_with_its_moment(fence: Fence, ada: User) -> None:
    buy(at_tick(fence, 77), ada)
    ship = Ship.objects.get(player=ada)
    assert (ship.epoch, ship.tick) == (fence.epoch, 77)


def test_a_stamp_never_goes_back(fence: Fence, ada: User) -> None:
    buy(at_tick(fence, 77), ada)
    buy(at_tick(fence, 70), ada, commodity_id="food")
    assert Ship.objects.get(player=ada).tick == 77


class TestReplay:
    def test_the_same_ref_gets_the_first_outcome_and_nothing_happens(
        self, fence: Fence, ada: User
    ) -> None:
        first = buy(fence, ada, 10, ref="one")
        again = buy(fence, ada, 10, ref="one")
        assert again == msgspec.structs.replace(first, market=None, replayed=True)
        assert holds(ada) == {"ore": 10}
        assert LedgerEntry.objects.filter(player=ada, ref="one").count() == 1

    def test_whatever_now_holds(self, fence: Fence, ada: User, rules: Change) -> None:
        first = buy(fence, ada, 10, ref="one")
        seconds_pass(2)
        sell(fence, ada, 4)
        set_credits(ada, 0)
        dock(ada, None, fence)
        MarketPrice.objects.all().delete()
        rules("trade", quantity_max=1)
        again = trade_buy(
            fence=fence,
            player_pk=ada.pk,
            station_id="nowhere",
            commodity_id="nothing",
            quantity=-5,
            ref="one",
        )
        assert again == msgspec.structs.replace(first, market=None, replayed=True)

    def test_whoever_runs_the_system_now(self, fence: Fence, ada: User) -> None:
        first = buy(fence, ada, 10, ref="one")
        again = buy(claim("worker-a"), ada, 10, ref="one")
        assert again.credits == first.credits
        assert again.replayed

    def test_a_ref_stands_for_one_deed_of_any_kind(self, fence: Fence, ada: User) -> None:
        first = buy(fence, ada, 10, ref="one")
        for again in (
            trade_sell(
                fence=fence,
                player_pk=ada.pk,
                station_id=EARTH,
                commodity_id="ore",
                quantity=1,
                ref="one",
            ),
            ship_repair(fence=fence, player_pk=ada.pk, station_id=EARTH, hull_now=1.0, ref="one"),
            ship_refuel(fence=fence, player_pk=ada.pk, station_id=EARTH, fuel_now=1.0, ref="one"),
        ):
            assert again.kind == "buy"
            assert again.credits == first.credits
            assert again.replayed

    def test_players_do_not_share_refs(self, fence: Fence, ada: User) -> None:
        grace = docked_pilot("grace_h", EARTH, fence)
        buy(fence, ada, 10, ref="one")
        assert not buy(fence, grace, 5, ref="one").replayed

    def test_a_refused_order_leaves_its_ref_free(self, fence: Fence, ada: User) -> None:
        with pytest.raises(AppError):
            buy(fence, ada, 1000, ref="one")
        assert not buy(fence, ada, 1, ref="one").replayed

    def test_without_a_ref_every_order_is_a_new_one(self, fence: Fence, ada: User) -> None:
        buy(fence, ada, 1)
        seconds_pass(2)
        buy(fence, ada, 1)
        assert holds(ada) == {"ore": 2}


def test_a_worker_that_was_cut_off_trades_nothing(fence: Fence, ada: User) -> None:
    buy(fence, ada, 1, ref="one")
    claim("worker-a")
    for ref in ("one", "two"):
        with pytest.raises(LeaseLost):
            buy(fence, ada, 1, ref=ref)
    assert holds(ada) == {"ore": 1}
    assert User.objects.get(pk=ada.pk).credits == 5000 - 24


def test_a_trade_takes_a_bounded_number_of_queries(
    fence: Fence, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(16):
        buy(fence, ada, 1, ref="one")
