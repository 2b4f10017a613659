"""What many do at once adds up as if they had come one after the other."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import pytest
from django.db import connection
from django.db.models import Sum

from accounts.models import User
from game.catalog.ships import ship_catalog, ship_class
from game.models import CargoItem, LedgerEntry, MarketPrice, Ship
from game.protocol.errors import AppError, ErrorCode
from game.selectors.ledger import ledger_discrepancies
from game.services.fencing import Fence, LeaseLost
from game.services.leases import lease_claim
from game.services.outcomes import Outcome
from game.services.ships import pilot_enlist
from game.services.trades import trade_buy, trade_sell
from tests.world.conftest import EARTH, SYSTEM, Change, at_tick, claim, docked_pilot

pytestmark = pytest.mark.django_db(transaction=True)

PLAYERS, TRADES, THREADS = 50, 1000, 8

A, R = TypeVar("A"), TypeVar("R")

Order = dict[str, Any]


def at_once(call: Callable[[A], R], arguments: Sequence[A], threads: int = THREADS) -> list[R]:
    """Call from several threads that begin together; what each call gave, in their order."""
    start = Barrier(threads)
    shares = [arguments[n::threads] for n in range(threads)]

    def work(share: Sequence[A]) -> list[R]:
        try:
            start.wait(timeout=30)
            return [call(argument) for argument in share]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        done = [iter(results) for results in pool.map(work, shares)]
    return [next(done[n % threads]) for n in range(len(arguments))]


@pytest.fixture
def fence(shared_universe: None) -> Fence:
    return claim("worker-a")


@pytest.fixture
def pilots(fence: Fence) -> Iterator[list[User]]:
    return [docked_pilot(f"pilot_{n:02}", EARTH, fence) for n in range(PLAYERS)]


def orders(pilots: list[User], dice: random.Random) -> list[Order]:
    """Purchases and sales, some repeated under their ref at once or later, some senseless."""
    found: list[Order] = []
    for n in range(TRADES):
        if n % 5 == 4:
            found.append(dice.choice(found[-40:]))
            continue
        found.append(
            {
                "trade": trade_buy if dice.random() < 0.65 else trade_sell,
                "order": {
                    "player_pk": dice.choice(pilots).pk,
                    "commodity_id": dice.choice(["food", "water", "ore", "machinery", "spice"]),
                    "station_id": dice.choice([EARTH] * 9 + ["ceres-hub"]),
                    "quantity": dice.choice([1, 2, 3, 5, 8, 20, 31, 0, -4]),
                    "ref": f"ref-{n}",
                },
            }
        )
    return found


def test_a_thousand_trades_of_fifty_players_add_up(
    fence: Fence, pilots: list[User], rules: Change
) -> None:
    rules("trade", cooldown_s=0.0)
    opening = dict(MarketPrice.objects.filter(location=EARTH).values_list("commodity_id", "stock"))

    asked = orders(pilots, random.Random(2))
    answers = at_once(lambda order: traded(order["trade"], fence, order["order"]), asked)

    done: dict[object, list[Outcome]] = defaultdict(list)
    for order, answer in zip(asked, answers, strict=True):
        if not isinstance(answer, ErrorCode):
            done[order["order"]["ref"]].append(answer)
    entries = LedgerEntry.objects.exclude(tx_type="opening")

    refusals = Counter(answer for answer in answers if isinstance(answer, ErrorCode))
    assert set(refusals) >= {
        ErrorCode.WRONG_STATION,
        ErrorCode.UNKNOWN_COMMODITY,
        ErrorCode.INVALID_QUANTITY,
        ErrorCode.CARGO_FULL,
        ErrorCode.INSUFFICIENT_CARGO,
    }
    # Each ref was done once, whoever asked how often; the repeats got the first answer.
    assert entries.count() == len(done) > 150
    assert sum(len(same) - 1 for same in done.values()) > 30
    for same in done.values():
        assert sum(not outcome.replayed for outcome in same) == 1
        assert len({(o.credits, o.details) for o in same}) == 1
    assert_everything_adds_up(opening)


def assert_everything_adds_up(opening: dict[str, int]) -> None:
    """Ledger to balances, cargo and stock; and nothing below 0 or above what a hold takes."""
    assert list(ledger_discrepancies()) == []
    traded: Counter[tuple[int, str]] = Counter()
    for entry in LedgerEntry.objects.exclude(tx_type="opening"):
        sign = 1 if entry.tx_type == "buy" else -1
        traded[entry.player_id, entry.commodity_id] += sign * entry.quantity
        assert entry.total_amount == -sign * entry.quantity * entry.unit_price
    held = {
        (item.ship.player_id, item.commodity_id): item.quantity
        for item in CargoItem.objects.select_related("ship")
    }
    assert held == {key: quantity for key, quantity in traded.items() if quantity}
    for commodity_id, stock in opening.items():
        sold = sum(n for (_, commodity), n in traded.items() if commodity == commodity_id)
        left = MarketPrice.objects.get(location=EARTH, commodity=commodity_id).stock
        assert left == stock - sold >= 0
    capacity = ship_class(ship_catalog().start.ship_class).cargo_capacity
    for ship in Ship.objects.prefetch_related("cargo__commodity"):
        used = sum(item.quantity * item.commodity.unit_mass for item in ship.cargo.all())
        assert used <= capacity
    assert not User.objects.filter(credits__lt=0).exists()


def buy_food(
    fence: Fence, player: User, quantity: int, ref: str | None = None
) -> Outcome | ErrorCode:
    order = {"station_id": EARTH, "commodity_id": "food", "quantity": quantity, "ref": ref}
    return traded(trade_buy, fence, {"player_pk": player.pk, **order})


def traded(trade: Callable[..., Outcome], fence: Fence, order: Order) -> Outcome | ErrorCode:
    try:
        return trade(fence=fence, **order)
    except AppError as error:
        return error.code


def test_one_ref_from_many_at_once_is_one_trade(fence: Fence, pilots: list[User]) -> None:
    outcomes = at_once(
        lambda tick: buy_food(at_tick(fence, tick), pilots[0], 3, "one"), range(THREADS * 2)
    )
    assert not any(isinstance(outcome, ErrorCode) for outcome in outcomes)
    assert [outcome.replayed for outcome in outcomes].count(False) == 1
    assert len({(outcome.credits, outcome.details) for outcome in outcomes}) == 1
    assert CargoItem.objects.get().quantity == 3


def test_of_many_at_once_without_a_ref_the_cooldown_lets_one_through(
    fence: Fence, pilots: list[User], rules: Change
) -> None:
    rules("trade", cooldown_s=60.0)
    answers = at_once(lambda _: buy_food(fence, pilots[0], 1), range(THREADS))
    assert answers.count(ErrorCode.TRADE_COOLDOWN) == THREADS - 1
    assert LedgerEntry.objects.filter(tx_type="buy").count() == 1


def test_the_last_units_are_sold_once(fence: Fence, pilots: list[User]) -> None:
    MarketPrice.objects.filter(location=EARTH, commodity="food").update(stock=10)
    answers = at_once(lambda pilot: buy_food(fence, pilot, 3), pilots[:16])
    assert answers.count(ErrorCode.OUT_OF_STOCK) == 13
    assert MarketPrice.objects.get(location=EARTH, commodity="food").stock == 1


def test_enlisting_at_once_gives_one_ship_and_one_grant(shared_universe: None) -> None:
    player = User.objects.create_user("ada_l")
    ships = at_once(
        lambda _: pilot_enlist(player=User.objects.get(pk=player.pk)).pk, range(THREADS)
    )
    assert len(set(ships)) == 1
    assert User.objects.get(pk=player.pk).credits == ship_catalog().start.credits
    assert LedgerEntry.objects.aggregate(n=Sum("total_amount"))["n"] == 5000


def test_of_workers_that_claim_at_once_one_gets_the_system(shared_universe: None) -> None:
    epochs = at_once(
        lambda n: lease_claim(system_id=SYSTEM, worker_id=f"worker-{n}"), range(THREADS)
    )
    assert sorted(epoch for epoch in epochs if epoch is not None) == [1]


def test_epochs_of_claims_at_once_are_all_different(shared_universe: None) -> None:
    epochs = at_once(lambda _: lease_claim(system_id=SYSTEM, worker_id="a"), range(THREADS * 2))
    assert sorted(str(epoch) for epoch in epochs) == sorted(
        str(n) for n in range(1, 2 * THREADS + 1)
    )


def test_a_takeover_amid_trades_lets_no_old_epoch_write(fence: Fence, pilots: list[User]) -> None:
    """Trades of the old holder and one claim race; after the claim not one is written."""

    def act(n: int) -> object:
        if n == THREADS * 2:
            return claim("worker-a")
        try:
            buy_food(fence, pilots[n], 1)
        except LeaseLost:
            return LeaseLost
        return LedgerEntry.objects.get(player=pilots[n], tx_type="buy")

    outcomes = at_once(act, range(THREADS * 5))
    written = [outcome for outcome in outcomes if isinstance(outcome, LedgerEntry)]
    assert LeaseLost in outcomes
    assert LedgerEntry.objects.filter(tx_type="buy").count() == len(written)
    assert CargoItem.objects.count() == len(written)
    assert list(ledger_discrepancies()) == []
