"""Losses, loot and jumps that race with trades and with each other happen once and add up."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from accounts.models import User
from game.models import CargoItem, Gate, LedgerEntry, LootClaim, MarketPrice, Ship, TelemetryDay
from game.protocol.errors import AppError, ErrorCode
from game.selectors.ledger import ledger_discrepancies
from game.selectors.records import ship_row
from game.services.fencing import Fence
from game.services.jumps import JumpOutcome, ship_jump
from game.services.loot import LootGone, LootOutcome, loot_take
from game.services.losses import LossOutcome, ship_lose
from game.services.ships import ship_store
from game.services.standing import deed_record, kill_record
from game.services.stock import stock_move
from game.services.telemetry import TelemetryRow, telemetry_add
from game.services.trades import trade_buy, trade_sell
from tests.world.conftest import EARTH, MARS, SYSTEM, at_tick, claim, dock, docked_pilot, holds
from tests.world.test_concurrency import THREADS, at_once
from tests.world.test_records import DAY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fence(shared_universe: None) -> Fence:
    return claim("worker-a")


def answer(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except AppError as error:
        return error.code


def lose(fence: Fence, player: User, ref: str = "end") -> LossOutcome:
    return ship_lose(fence=fence, player_pk=player.pk, ref=ref, killer="pirate", x=-1200.0, y=300.0)


def test_a_death_amid_trades_takes_what_is_there_and_the_rest_is_traded(fence: Fence) -> None:
    """Each sale happens before or after the loss: no unit is both lost and sold."""
    pilots = [docked_pilot(f"pilot_{n}", EARTH, fence) for n in range(4)]
    for pilot in pilots:
        trade_buy(fence=fence, player_pk=pilot.pk, station_id=EARTH, commodity_id="food",
                  quantity=20)  # fmt: skip
    LedgerEntry.objects.update(created_at="2029-01-01T00:00Z")

    def act(n: int) -> Any:
        pilot = pilots[n % 4]
        if n // 4 == 1:
            return lose(fence, pilot)
        commodity = ["food", "water"][n // 4 % 2]
        deed = trade_sell if commodity == "food" else trade_buy
        return answer(
            lambda: deed(fence=fence, player_pk=pilot.pk, station_id=EARTH,
                         commodity_id=commodity, quantity=5, ref=f"ref-{n}")
        )  # fmt: skip

    answers = at_once(act, range(16))
    assert list(ledger_discrepancies()) == []
    for n, pilot in enumerate(pilots):
        (loss,) = [a for a in answers[n::4] if isinstance(a, LossOutcome)]
        lost = sum(line.quantity for line in loss.lost)
        entries = LedgerEntry.objects.filter(player=pilot)
        bought = sum(e.quantity for e in entries.filter(tx_type="buy"))
        gone = sum(e.quantity for e in entries.filter(tx_type="sell"))
        assert bought == lost + gone + sum(holds(pilot).values())
        assert entries.filter(tx_type="tow").count() == 1


def test_one_loss_told_by_many_happens_once(fence: Fence) -> None:
    ada = docked_pilot("ada_l", EARTH, fence)
    dock(ada, None, fence)
    outcomes = at_once(lambda _: lose(fence, ada), range(THREADS))
    assert [outcome.replayed for outcome in outcomes].count(False) == 1
    assert len({outcome.credits for outcome in outcomes}) == 1
    assert Ship.objects.get(player=ada).deaths == 1
    assert User.objects.get(pk=ada.pk).credits == 4600


def test_of_many_who_scoop_at_once_one_has_it(fence: Fence) -> None:
    pilots = [docked_pilot(f"pilot_{n}", EARTH, fence) for n in range(THREADS)]
    for pilot in pilots:
        dock(pilot, None, fence)

    def scoop(pilot: User) -> LootOutcome | None:
        try:
            return loot_take(fence=fence, player_pk=pilot.pk, loot_key="one", commodity_id="ore",
                             quantity=3)  # fmt: skip
        except LootGone:
            return None

    outcomes = at_once(scoop, [*pilots, *pilots])
    assert len({n % THREADS for n, outcome in enumerate(outcomes) if outcome is not None}) == 1
    assert sum(item.quantity for item in CargoItem.objects.all()) == 3
    assert LootClaim.objects.count() == 1


def test_loot_and_goods_fill_one_hold(fence: Fence) -> None:
    """Scoops and purchases race for the last room; never is there more aboard than fits."""
    ada = docked_pilot("ada_l", EARTH, fence)
    dock(ada, None, fence)

    def scoop(n: int) -> Any:
        return answer(
            lambda: loot_take(fence=fence, player_pk=ada.pk, loot_key=f"k{n}", commodity_id="ore",
                              quantity=4)
        )  # fmt: skip

    answers = at_once(scoop, range(12))
    assert ErrorCode.CARGO_FULL in answers
    assert holds(ada) == {"ore": 15}
    assert sum(a.quantity for a in answers if isinstance(a, LootOutcome)) == 15


def test_a_jump_asked_twice_at_once_is_one_jump(fence: Fence) -> None:
    ada = docked_pilot("ada_l", EARTH, fence)
    dock(ada, None, fence)
    gate = Gate.objects.get(pk="sol-1-gate-rook-hearth")
    row = msgspec.structs.replace(ship_row(Ship.objects.get(player=ada)), x=gate.x, y=gate.y)

    def jump(ref: str) -> Any:
        return answer(
            lambda: ship_jump(fence=fence, player_pk=ada.pk, gate_id=gate.pk, ship=row, ref=ref)
        )

    answers = at_once(jump, ["one"] * THREADS + ["two"] * THREADS)
    done = [a for a in answers if isinstance(a, JumpOutcome)]
    assert [outcome.replayed for outcome in done].count(False) == 1
    assert set(answers) - set(done) <= {ErrorCode.NOT_IN_SYSTEM}
    assert LedgerEntry.objects.filter(tx_type="jump").count() == 1
    assert User.objects.get(pk=ada.pk).credits == 5000 - gate.cost


def test_a_jump_and_the_old_systems_stores_leave_the_ship_beyond_the_gate(fence: Fence) -> None:
    ada = docked_pilot("ada_l", EARTH, fence)
    dock(ada, None, fence)
    gate = Gate.objects.get(pk="sol-1-gate-rook-hearth")
    row = msgspec.structs.replace(ship_row(Ship.objects.get(player=ada)), x=gate.x, y=gate.y)

    def act(n: int) -> Any:
        if n == 5:
            return ship_jump(fence=fence, player_pk=ada.pk, gate_id=gate.pk, ship=row, ref="one")
        return ship_store(fence=at_tick(fence, 100 + n), ship=row)

    at_once(act, range(24))
    ship = Ship.objects.get(player=ada)
    assert ship.system_id == "rook-hearth"
    assert (ship.x, ship.y) != (row.x, row.y)


def test_of_a_death_and_a_jump_at_once_one_happens(fence: Fence) -> None:
    """Whoever comes first: a wreck does not jump, and one that is gone is not destroyed here."""
    ada = docked_pilot("ada_l", EARTH, fence)
    dock(ada, None, fence)
    gate = Gate.objects.get(pk="sol-1-gate-rook-hearth")
    row = msgspec.structs.replace(ship_row(Ship.objects.get(player=ada)), x=gate.x, y=gate.y)

    def act(n: int) -> Any:
        if n % 2:
            return answer(lambda: lose(fence, ada))
        return answer(
            lambda: ship_jump(fence=fence, player_pk=ada.pk, gate_id=gate.pk, ship=row, ref="one")
        )

    at_once(act, range(THREADS))
    ship = Ship.objects.get(player=ada)
    kinds = set(LedgerEntry.objects.values_list("tx_type", flat=True)) - {"opening"}
    assert kinds in ({"tow"}, {"jump"})
    assert (ship.system_id == SYSTEM) == (kinds == {"tow"})
    assert (ship.docked_at_id is not None) == (kinds == {"tow"})


def test_deeds_told_at_once_count_once(fence: Fence) -> None:
    ada = docked_pilot("ada_l", EARTH, fence)

    def act(n: int) -> object:
        if n % 2:
            return kill_record(fence=fence, player_pk=ada.pk, ref="one", victim="pirate")
        return deed_record(fence=fence, player_pk=ada.pk, ref=f"d{n % 4}", kind="defended")

    at_once(act, range(THREADS * 2))
    assert User.objects.get(pk=ada.pk).reputation == 1 + 3 + 3
    assert Ship.objects.get(player=ada).kills == 1


def test_traders_and_pilots_at_once_leave_no_stock_below_nothing(fence: Fence) -> None:
    MarketPrice.objects.filter(commodity="food").update(stock=40)
    pilots = [docked_pilot(f"pilot_{n}", EARTH, fence) for n in range(8)]

    def act(n: int) -> Any:
        if n % 2:
            return stock_move(
                fence=fence, from_station=EARTH, to_station=MARS, commodity_id="food", quantity=7
            ).quantity
        return answer(
            lambda: trade_buy(fence=fence, player_pk=pilots[n // 2].pk, station_id=EARTH,
                              commodity_id="food", quantity=7)
        )  # fmt: skip

    answers = at_once(act, range(16))
    moved = sum(a for a in answers if isinstance(a, int))
    held = sum(item.quantity for item in CargoItem.objects.all())
    stocks = dict(
        MarketPrice.objects.filter(commodity="food", location__in=[EARTH, MARS]).values_list(
            "location_id", "stock"
        )
    )
    assert stocks == {EARTH: 40 - moved - held, MARS: 40 + moved}
    assert min(stocks.values()) >= 0


def test_telemetry_of_several_moments_at_once_never_counts_a_moment_twice(fence: Fence) -> None:
    rows: list[TelemetryRow] = [DAY]
    at_once(lambda tick: telemetry_add(fence=at_tick(fence, tick), rows=rows), [5, 6] * THREADS)
    telemetry_add(fence=at_tick(fence, 7), rows=rows)
    assert TelemetryDay.objects.get().encounters in (4, 6), "a later moment may come first"
