"""The ledger adds up, and `checkledger` says when it does not."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.management import call_command

from accounts.models import User
from game.models import LedgerEntry
from game.selectors.export import pilot_export
from game.selectors.ledger import Discrepancy, ledger_discrepancies, ledger_page
from game.selectors.records import CargoLine, MarketQuote, ShipRow
from game.services.fencing import Fence
from game.services.outcomes import (
    RESULT_VERSION,
    JumpOutcome,
    LossOutcome,
    Stored,
    TradeDetails,
    TradeOutcome,
    UpkeepDetails,
    UpkeepOutcome,
    outcome_replayed,
    outcome_stored,
)
from game.services.trades import trade_buy
from game.services.upkeep import ship_repair
from tests.world.conftest import EARTH

GOLDEN = Path(__file__).parent.parent / "golden"

TRADE = TradeOutcome(
    kind="buy",
    credits=4910,
    cargo=(CargoLine("food", 10),),
    details=TradeDetails(EARTH, "food", 10, 9, 90),
)
OUTCOMES_1: dict[str, Stored] = {
    "buy": TRADE,
    "sell": msgspec.structs.replace(TRADE, kind="sell", cargo=()),
    "repair": UpkeepOutcome("repair", 4880, UpkeepDetails(EARTH, 15, 2, 30), hull=100.0),
    "refuel": UpkeepOutcome("refuel", 4873, UpkeepDetails(EARTH, 7, 1, 7), fuel=57.5),
}
SHIP = ShipRow(17, -1200.0, 300.0, 0.0, 0.0, 1.5, 100.0, 42.5, EARTH)
OUTCOMES: dict[str, Stored] = {
    **OUTCOMES_1,
    "sell": TradeOutcome(
        kind="sell",
        credits=5018,
        cargo=(),
        details=TradeDetails(EARTH, "food", 10, 10, 100, profit_multiplier=1.28, bonus=8),
    ),
    "tow": LossOutcome(
        "tow", 4600, (CargoLine("ore", 2),), (CargoLine("food", 10),), 400, EARTH, SHIP
    ),
    "jump": JumpOutcome(
        "jump", 4750, 250, "far", "far-gate", msgspec.structs.replace(SHIP, docked_at=None)
    ),
}
VERSIONS = {1: OUTCOMES_1, 2: OUTCOMES}


def golden(version: int) -> Any:
    return json.loads((GOLDEN / f"ledger-results-{version}.json").read_text())


def check() -> tuple[int, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("checkledger", stdout=out, stderr=err)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def traded(fence: Fence, ada: User) -> User:
    trade_buy(
        fence=fence, player_pk=ada.pk, station_id=EARTH, commodity_id="food", quantity=3, ref="one"
    )
    ship_repair(fence=fence, player_pk=ada.pk, station_id=EARTH, hull_now=90.0)
    ada.refresh_from_db()
    return ada


@pytest.mark.django_db
class TestChecking:
    def test_a_ledger_that_adds_up_passes(self, traded: User) -> None:
        User.objects.create_user("no_ship_yet")
        assert check()[0] == 0

    def test_credits_without_a_row_are_found(self, traded: User) -> None:
        User.objects.filter(pk=traded.pk).update(credits=9999)
        code, words = check()
        assert code == 1
        assert f"{traded.player_id} ada_l: 9999 credits, ledger 4953" in words

    def test_credits_of_a_player_without_rows_are_found(self, traded: User) -> None:
        stranger = User.objects.create_user("stranger")
        User.objects.filter(pk=stranger.pk).update(credits=1)
        assert list(ledger_discrepancies()) == [
            Discrepancy(stranger.player_id, "stranger", credits=1, ledger=0, first_wrong_entry=None)
        ]

    def test_a_row_that_contradicts_those_before_it_is_found(self, traded: User) -> None:
        entry = LedgerEntry.objects.filter(player=traded, tx_type="buy")
        entry.update(balance_after=1)
        (found,) = ledger_discrepancies()
        assert found.first_wrong_entry == entry.get().pk
        assert found.credits == found.ledger


@pytest.mark.django_db
class TestReading:
    def test_pages_come_newest_first(self, traded: User) -> None:
        page = ledger_page(player_pk=traded.pk, limit=2, offset=0)
        assert [line.tx_type for line in page.items] == ["repair", "buy"]
        assert page.total == 3
        rest = ledger_page(player_pk=traded.pk, limit=2, offset=2)
        assert [line.tx_type for line in rest.items] == ["opening"]
        assert ledger_page(player_pk=traded.pk, limit=2, offset=3).items == ()

    def test_nobody_reads_anothers(self, traded: User) -> None:
        assert ledger_page(player_pk=traded.pk + 1, limit=20, offset=0).total == 0

    def test_an_export_holds_everything_as_json(self, traded: User) -> None:
        export = json.loads(json.dumps(pilot_export(player=traded)))
        assert export["ship"]["id"] == f"s_{traded.ship.pk}"
        assert export["cargo"] == [
            {
                "commodity_id": "food",
                "quantity": 3,
                "source": "bought",
                "bought_at_id": EARTH,
                "cost": 27,
                "flown_s": 0.0,
                "exposure_s": 0.0,
            }
        ]
        assert [t["tx_type"] for t in export["transactions"]] == ["opening", "buy", "repair"]
        assert sum(t["total_amount"] for t in export["transactions"]) == traded.credits
        assert export["transactions"][1]["result"]["details"]["total"] == 27

    def test_the_export_of_a_player_without_a_ship_is_empty(self, db: None) -> None:
        player = User.objects.create_user("no_ship_yet")
        assert pilot_export(player=player) == {
            "ship": None,
            "cargo": [],
            "transactions": [],
            "deeds": [],
            "combats": [],
        }


class TestStoredResults:
    """The golden file is what the ledgers out there hold: it must read for ever."""

    def test_results_are_stored_as_ever(self) -> None:
        stored = {name: outcome_stored(outcome) for name, outcome in OUTCOMES.items()}
        assert json.loads(json.dumps(stored)) == golden(RESULT_VERSION)

    @pytest.mark.parametrize(
        ("version", "name"), [(version, name) for version in VERSIONS for name in VERSIONS[version]]
    )
    def test_stored_results_are_read_as_ever(self, version: int, name: str) -> None:
        outcome = VERSIONS[version][name]
        stored = golden(version)[name]
        assert outcome_replayed(stored) == msgspec.structs.replace(outcome, replayed=True)

    def test_a_market_row_is_no_part_of_a_stored_result(self) -> None:
        market = MarketQuote(EARTH, "food", 9, 7, 310)
        moved = msgspec.structs.replace(TRADE, market=market)
        assert outcome_stored(moved) == outcome_stored(TRADE)

    @pytest.mark.parametrize(
        "stored", [{}, {"version": 3, "kind": "buy"}, {"version": 2, "kind": "gift"}]
    )
    def test_an_unknown_form_is_refused(self, stored: dict[str, object]) -> None:
        with pytest.raises(ValueError, match="unknown form"):
            outcome_replayed(stored)
