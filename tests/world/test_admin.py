"""Operators find everything in the admin, and can edit no history."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from game.admin.charts import BAR_WIDTH, LABEL_WIDTH, telemetry_charts
from game.expedition.actions import BuyFood
from game.matches import Request
from game.models import (
    CargoItem,
    Checkpoint,
    Chore,
    CombatEntry,
    Commodity,
    Course,
    DailyEntry,
    Deed,
    Expedition,
    ExpeditionStep,
    FinishedGame,
    FinishedRun,
    Fixture,
    Gate,
    Lease,
    LedgerEntry,
    Location,
    LootClaim,
    MarketPrice,
    Match,
    MatchEntry,
    Observer,
    OperatorAction,
    PricePoint,
    Rating,
    RecordedSegment,
    Seat,
    Ship,
    ShipMove,
    StarSystem,
    Team,
    TelemetryDay,
    Tournament,
    Zone,
)
from game.selectors.telemetry import TelemetryOverview, ZoneTelemetry
from game.services.audit import Door, action_record
from game.services.checkpoints import checkpoint_write
from game.services.combat import CombatRow, combat_log_add
from game.services.expedition_runs import run_finish
from game.services.expedition_state import run_of
from game.services.expeditions import expedition_act, expedition_begin
from game.services.fencing import Fence
from game.services.loot import loot_take
from game.services.markets import markets_drift
from game.services.matches.seating import match_join
from game.services.matches.store import NewEntry, entries_append, observer_add
from game.services.standing import deed_record
from game.services.telemetry import TelemetryRow, telemetry_add
from tests.world.conftest import EARTH, SYSTEM, dock, give

pytestmark = pytest.mark.django_db

FACTS = (StarSystem, Location, Gate, Zone, Commodity, MarketPrice)
RECORDS = (
    Ship,
    CargoItem,
    LedgerEntry,
    Lease,
    Checkpoint,
    Deed,
    LootClaim,
    CombatEntry,
    PricePoint,
    TelemetryDay,
    Expedition,
    ExpeditionStep,
    FinishedRun,
    DailyEntry,
    Match,
    Seat,
    Observer,
    MatchEntry,
    FinishedGame,
    Rating,
    ShipMove,
    OperatorAction,
    Chore,
    RecordedSegment,
    Course,
    Team,
    Tournament,
    Fixture,
)


def words(page: HttpResponse) -> str:
    """A page's markup without what only indents it."""
    return " ".join(page.content.decode().split())


def address(model: type, page: str, *args: object) -> str:
    return reverse(f"admin:game_{model.__name__.lower()}_{page}", args=args)


@pytest.fixture
def operator(fence: Fence, ada: User) -> Client:
    """A superuser's browser, with something in every table."""
    give(ada, "ore", 3)
    checkpoint_write(fence=fence, version=1, blob=b"12345")
    markets_drift(fence=fence, seed=1)
    deed_record(fence=fence, player_pk=ada.pk, ref="one", kind="defended")
    line = CombatRow(1, 0, "hit", f"s_{ada.ship.pk}", "s_0", ada.pk, None, 10.0, 70.0, 1.0, 2.0)
    combat_log_add(fence=fence, rows=[line])
    today = timezone.now().date()
    days = [
        TelemetryRow(today, "belt_open", 7200.0, 6, 2, 1, 0, 0, 1500, 7200.0 * 250),
        TelemetryRow(today, "open_space", 600.0, net_credits=-400),
    ]
    telemetry_add(fence=fence, rows=days)
    dock(ada, None, fence)
    loot_take(fence=fence, player_pk=ada.pk, loot_key="one", commodity_id="food", quantity=1)
    give_expeditions(ada)
    give_match(ada)
    give_operations(ada)
    browser = Client()
    browser.force_login(User.objects.create_superuser("root_1"))
    return browser


def give_expeditions(player: User) -> None:
    """A day's run with an action in it, as if it had ended then."""
    expedition_begin(player=player, daily=True)
    row = Expedition.objects.get()
    expedition_act(player=player, session_id=row.session_id, action=BuyFood(amount=1))
    row.refresh_from_db()
    row.ending = "stranded"
    run_finish(row, run_of(row), timezone.now())
    expedition_begin(player=player)
    expedition_act(player=player, session_id="default", action=BuyFood(amount=1))


def give_match(player: User) -> None:
    """A game that was given up, with somebody who watched."""
    for account in (player.pk, None):
        seat = match_join(
            game="TicTacToe",
            request=Request("ada's table", 2),
            key_hash=f"{account}",
            account=account,
        )
    observer_add(match_pk=seat.match, player_id=0, key_hash="eyes")
    end = NewEntry(seat.match, 1, 1, "forfeit", 1, "left", "TicTacToe", "{}", [1, 2])
    assert entries_append(entries=[end]) == [True]
    Rating.objects.create(player=player, game="Yahtzee", mu=25, sigma=8, updated_at=timezone.now())


def give_operations(player: User) -> None:
    """A move that waits, a chore, a recording, a line of the log, and a class with a fixture."""
    now = timezone.now()
    system = StarSystem.objects.get(pk=SYSTEM)
    ShipMove.objects.create(ship=player.ship, system=system, x=1, y=2, asked_at=now)
    Chore.objects.create(name="checkledger", tried_at=now, done_at=now, ok=True, figure=2)
    action_record(actor=player, door=Door.COMMAND, action="tried", target="t")
    RecordedSegment.objects.create(
        system=system, epoch=1, first_tick=1, last_tick=9, begins="start", version=1, size=3,
        began_at=now - timedelta(seconds=5), ended_at=now, blob=b"abc",
    )  # fmt: skip
    course = Course.objects.create(teacher=player, title="Class", code="c0de", created_at=now)
    teams = [
        Team.objects.create(course=course, name=name, secret_hash="h1dden", created_at=now)
        for name in ("one", "two")
    ]
    cup = Tournament.objects.create(course=course, number=1, game="TicTacToe", created_at=now)
    Fixture.objects.create(tournament=cup, number=1, round=1, first=teams[0], second=teams[1])


def test_keys_and_seeds_are_nobody_s_business(operator: Client) -> None:
    Seat.objects.update(key_hash="h1dden")
    Observer.objects.update(key_hash="h1dden")
    Match.objects.update(seed="424242")
    for model in (Match, Seat, Observer, Team):
        page = words(operator.get(address(model, "change", model.objects.first().pk)))
        assert "h1dden" not in page
        assert "424242" not in page
    course = Course.objects.get()
    assert "c0de" not in words(operator.get(address(Course, "change", course.pk)))


def test_every_table_of_the_game_is_in_the_admin() -> None:
    assert set(apps.get_app_config("game").get_models()) == {*FACTS, *RECORDS}


@pytest.mark.parametrize("model", [*FACTS, *RECORDS])
def test_every_list_and_page_opens_and_is_searched(operator: Client, model: type) -> None:
    row = model.objects.first()
    assert operator.get(address(model, "changelist")).status_code == 200
    assert operator.get(address(model, "changelist"), {"q": "ada"}).status_code == 200
    assert operator.get(address(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", RECORDS)
def test_records_are_read_and_nothing_else(operator: Client, model: type) -> None:
    row = model.objects.first()
    for page in (
        address(model, "add"),
        address(model, "delete", row.pk),
    ):
        assert operator.get(page).status_code == 403
        assert operator.post(page).status_code == 403
    assert operator.post(address(model, "change", row.pk), {}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", [*FACTS, *RECORDS])
def test_a_list_takes_as_many_queries_as_it_has_kinds_not_rows(
    operator: Client, model: type, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(14):
        operator.get(address(model, "changelist"))


def test_a_checkpoint_shows_its_size_and_not_its_bytes(operator: Client) -> None:
    page = words(operator.get(address(Checkpoint, "changelist")))
    assert re.search(r"field-size_bytes[^>]*>\s*5\s*<", page)


def test_the_ledger_is_searched_by_player(operator: Client) -> None:
    page = words(operator.get(address(LedgerEntry, "changelist"), {"q": "ada_l"}))
    assert "1 ledger entry" in page
    page = words(operator.get(address(LedgerEntry, "changelist"), {"q": "grace"}))
    assert "0 ledger entries" in page


def test_a_zone_is_edited(operator: Client) -> None:
    zone = Zone.objects.get(pk="z_earth_core_safe")
    values = {
        field.name: getattr(zone, field.attname)
        for field in Zone._meta.fields
        if not isinstance(getattr(zone, field.attname), bool)
    }
    answer = operator.post(address(Zone, "change", zone.pk), {**values, "radius": 600})
    assert answer.status_code == 302
    zone.refresh_from_db()
    assert zone.radius == 600


def test_a_price_that_breaks_the_rules_is_refused_with_words(operator: Client) -> None:
    price = MarketPrice.objects.get(location=EARTH, commodity="food")
    values = {field.name: getattr(price, field.attname) for field in MarketPrice._meta.fields}
    answer = operator.post(address(MarketPrice, "change", price.pk), {**values, "sell": 50})
    assert answer.status_code == 200
    assert "market_buy_at_least_sell" in answer.content.decode()
    answer = operator.post(address(MarketPrice, "change", price.pk), {**values, "sell": 8})
    assert answer.status_code == 302
    before = price.updated_at
    price.refresh_from_db()
    assert price.sell == 8
    assert price.updated_at > before


class TestTelemetry:
    def test_charts_show_each_zone_and_day(self, operator: Client) -> None:
        page = operator.get(address(TelemetryDay, "changelist")).content.decode()
        assert page.count("<svg role") == 12
        assert "Deaths, by zone" in page
        assert "<title>2 by pirates</title>" in page
        assert ">belt, open</text>" in page
        assert ">2.0</text>" in page, "two hours"
        assert ">5.0</text>" in page, "six encounters in two hours"
        assert ">+1,500</text>" in page
        assert ">250</text>" in page

    def test_what_was_lost_is_drawn_as_a_loss(self, operator: Client) -> None:
        page = operator.get(address(TelemetryDay, "changelist")).content.decode()
        assert '<rect class="chart-loss"' in page
        assert ">-400</text>" in page

    def test_bars_are_as_long_as_their_share(self) -> None:
        rows = (ZoneTelemetry("belt_open", 3600.0, 4, 3, 1, 0, 0, 0, 0.0),
                ZoneTelemetry("edge_wild", 1800.0, 2, 1, 0, 0, 0, 0, 0.0))  # fmt: skip
        charts = {c.title: c for c in telemetry_charts(TelemetryOverview(rows, rows))}
        hours = [sum(p.width for p in bar.parts) for bar in charts["Pilots' hours, by zone"].bars]
        assert hours == [BAR_WIDTH, BAR_WIDTH / 2]
        deaths = charts["Deaths, by zone"]
        assert [(p.x, p.width, p.kind) for p in deaths.bars[0].parts[:2]] == [
            (LABEL_WIDTH, BAR_WIDTH * 0.75, "pirate"),
            (LABEL_WIDTH + BAR_WIDTH * 0.75, BAR_WIDTH * 0.25, "player"),
        ]
        assert [kind for kind, _ in deaths.kinds] == ["pirate", "player", "patrol", "other"]

    def test_without_telemetry_there_are_no_charts(self, operator: Client) -> None:
        TelemetryDay.objects.all().delete()
        assert "<svg role" not in operator.get(address(TelemetryDay, "changelist")).content.decode()
