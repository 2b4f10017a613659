"""What operators do to players, ships and markets: asked about, through services, written down."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Report, Sanction, User
from accounts.services.tokens import access_token_for
from game.models import Lease, LedgerEntry, MarketPrice, OperatorAction, Ship, ShipMove, StarSystem
from game.selectors.ledger import ledger_discrepancies
from game.services.facts import systems_touch
from game.services.fencing import Fence
from game.services.leases import lease_release
from game.services.moves import ship_move_do, ship_move_done
from tests.world.conftest import EARTH, MARS, SYSTEM

pytestmark = pytest.mark.django_db

PLAYERS, SHIPS = "/admin/accounts/user/", "/admin/game/ship/"
WHY = "because of this"


@pytest.fixture
def root(universe: None) -> User:
    return User.objects.create_superuser("root_1")


@pytest.fixture
def desk(root: User) -> Client:
    browser = Client()
    browser.force_login(root)
    return browser


def act(desk: Client, page: str, key: object, name: str, **values: Any) -> HttpResponse:
    return desk.post(f"{page}{key}/act/{name}/", {"act_confirmed": "yes", "reason": WHY, **values})


def last_line() -> OperatorAction:
    return OperatorAction.objects.latest("pk")


class TestAsking:
    def test_an_act_shows_what_it_will_do_and_does_nothing_yet(
        self, desk: Client, ada: User
    ) -> None:
        page = desk.get(f"{PLAYERS}{ada.pk}/act/player_ban/")
        assert page.status_code == 200
        assert "Every connection of theirs ends at once" in page.content.decode()
        assert not Sanction.objects.exists()
        assert not OperatorAction.objects.exists()

    def test_without_a_reason_nothing_is_done(self, desk: Client, ada: User) -> None:
        answer = act(desk, PLAYERS, ada.pk, "credits_grant", amount=5, reason=" ")
        assert answer.status_code == 200
        assert answer.context["form"].errors.keys() == {"reason"}
        assert not OperatorAction.objects.exists()

    def test_an_act_upon_chosen_rows_asks_first_and_then_does_it_to_each(
        self, desk: Client, ada: User
    ) -> None:
        grace = User.objects.create_user("grace_h")
        chosen = {"_selected_action": [ada.pk, grace.pk], "action": "player_mute"}
        asked = desk.post(PLAYERS, chosen)
        assert asked.status_code == 200
        assert "grace_h" in asked.content.decode()
        assert not Sanction.objects.exists()
        sent = {**chosen, "act_confirmed": "yes", "reason": WHY, "hours": 24}
        assert desk.post(PLAYERS, sent).status_code == 302
        assert {row.player.username for row in Sanction.objects.all()} == {"ada_l", "grace_h"}
        assert OperatorAction.objects.filter(action="player_mute", result="done").count() == 2

    def test_unknown_acts_and_rows_are_not_there(self, desk: Client, ada: User) -> None:
        assert desk.get(f"{PLAYERS}{ada.pk}/act/no_such/").status_code == 404
        assert desk.get(f"{PLAYERS}999999/act/player_ban/").status_code == 404


class TestCredits:
    def test_a_grant_goes_through_the_ledger(self, desk: Client, root: User, ada: User) -> None:
        before, revision = ada.credits, StarSystem.objects.get(pk=SYSTEM).revision
        act(desk, PLAYERS, ada.pk, "credits_grant", amount=250)
        ada.refresh_from_db()
        entry = LedgerEntry.objects.filter(player=ada).latest("pk")
        assert ada.credits == entry.balance_after == before + 250
        assert (entry.tx_type, entry.total_amount) == ("grant", 250)
        assert StarSystem.objects.get(pk=SYSTEM).revision == revision + 1
        line = last_line()
        assert (line.actor, line.door, line.action) == (root, "admin", "credits_grant")
        assert (line.target, line.result) == (ada.player_id, "done")
        assert line.payload == {"amount": 250, "reason": WHY}
        assert not list(ledger_discrepancies())

    def test_a_deduction_takes_no_more_than_there_is(self, desk: Client, ada: User) -> None:
        owned = ada.credits
        act(desk, PLAYERS, ada.pk, "credits_grant", amount=-owned - 1)
        ada.refresh_from_db()
        assert ada.credits == owned
        assert (last_line().result, last_line().code) == ("refused", "INSUFFICIENT_CREDITS")
        act(desk, PLAYERS, ada.pk, "credits_grant", amount=-owned)
        ada.refresh_from_db()
        assert ada.credits == 0
        assert LedgerEntry.objects.filter(player=ada).latest("pk").tx_type == "deduction"
        assert not list(ledger_discrepancies())

    def test_nothing_is_no_grant(self, desk: Client, ada: User) -> None:
        act(desk, PLAYERS, ada.pk, "credits_grant", amount=0)
        assert last_line().code == "INVALID_QUANTITY"


class TestPlayers:
    def test_a_ban_its_end_and_never_of_oneself(self, desk: Client, root: User, ada: User) -> None:
        act(desk, PLAYERS, ada.pk, "player_ban", hours=24, note="see the log")
        held = Sanction.objects.holding().get(player=ada)
        assert (held.kind, held.reason, held.note, held.by) == ("ban", WHY, "see the log", root)
        assert held.ends is not None
        assert "banned" in desk.get(PLAYERS, {"sanction": "ban"}).content.decode()
        act(desk, PLAYERS, ada.pk, "player_unban")
        assert not Sanction.objects.holding().exists()
        act(desk, PLAYERS, root.pk, "player_ban", hours=0)
        assert last_line().code == "FORBIDDEN"
        assert not Sanction.objects.holding().exists()

    def test_a_new_name_and_one_that_breaks_the_rule(self, desk: Client, ada: User) -> None:
        act(desk, PLAYERS, ada.pk, "player_rename", username="no spaces")
        assert last_line().code == "INVALID_INPUT"
        act(desk, PLAYERS, ada.pk, "player_rename", username="countess")
        assert User.objects.get(pk=ada.pk).username == "countess"

    def test_the_end_of_sessions_ends_tokens_and_cookies_and_keeps_the_password(
        self, desk: Client
    ) -> None:
        grace = User.objects.create_user("grace_h", "a long password")
        token, browser = access_token_for(grace), Client()
        browser.force_login(grace)
        headers = {"authorization": f"Bearer {token}"}
        assert Client().get("/api/v1/me", headers=headers).status_code == 200
        act(desk, PLAYERS, grace.pk, "player_sessions_end")
        assert Client().get("/api/v1/me", headers=headers).status_code == 401
        assert browser.get("/pilot/").status_code == 302
        body = {"username": "grace_h", "password": "a long password"}
        again = Client().post("/api/v1/auth/login", body, content_type="application/json")
        assert again.status_code == 200

    def test_a_report_is_closed_once(self, desk: Client, root: User, ada: User) -> None:
        report = Report.objects.create(player=ada, reporter=root, reason="rude")
        act(desk, "/admin/accounts/report/", report.pk, "report_close")
        report.refresh_from_db()
        assert report.closed_by == root


class TestShips:
    def test_a_ship_that_nobody_runs_is_there_at_once(
        self, desk: Client, ada: User, fence: Fence
    ) -> None:
        lease_release(fence=fence)
        act(desk, SHIPS, ada.ship.pk, "ship_move", station=MARS)
        ship = Ship.objects.get(pk=ada.ship.pk)
        assert ship.docked_at_id == MARS
        assert (ship.x, ship.y) == (ship.docked_at.x, ship.docked_at.y)
        act(desk, SHIPS, ada.ship.pk, "ship_move", system="rook-hearth", x=5, y=-6)
        ship = Ship.objects.get(pk=ada.ship.pk)
        assert (ship.system_id, ship.docked_at_id, ship.x, ship.y) == ("rook-hearth", None, 5, -6)
        assert not ShipMove.objects.exists()

    def test_the_worker_of_a_running_system_does_it(
        self, desk: Client, ada: User, fence: Fence
    ) -> None:
        revision = StarSystem.objects.get(pk=SYSTEM).revision
        act(desk, SHIPS, ada.ship.pk, "ship_move", station=MARS)
        assert Ship.objects.get(pk=ada.ship.pk).docked_at_id == EARTH
        assert StarSystem.objects.get(pk=SYSTEM).revision == revision + 1
        act(desk, SHIPS, ada.ship.pk, "ship_move", system="rook-hearth", x=1, y=2)
        assert ShipMove.objects.count() == 1, "the later word counts"
        place = ship_move_do(fence=fence, ship_id=ada.ship.pk)
        assert place is not None
        assert Ship.objects.get(pk=ada.ship.pk).system_id == place.system_id == "rook-hearth"
        assert ship_move_do(fence=fence, ship_id=ada.ship.pk) is None

    def test_a_word_of_meanwhile_is_not_forgotten_with_the_one_before(
        self, desk: Client, ada: User, fence: Fence
    ) -> None:
        act(desk, SHIPS, ada.ship.pk, "ship_move", system="rook-hearth", x=1, y=2)
        ship_move_done(fence=fence, ship_id=ada.ship.pk)
        assert ShipMove.objects.exists()

    @pytest.mark.parametrize(
        "place",
        [{}, {"x": 1, "y": 2}, {"system": SYSTEM, "x": 1}, {"system": SYSTEM, "station": EARTH}],
    )
    def test_half_a_place_is_none(self, desk: Client, ada: User, place: dict[str, Any]) -> None:
        answer = act(desk, SHIPS, ada.ship.pk, "ship_move", **place)
        assert answer.status_code == 200
        assert not OperatorAction.objects.exists()

    def test_nobody_is_put_out_of_bounds(self, desk: Client, ada: User) -> None:
        act(desk, SHIPS, ada.ship.pk, "ship_move", system=SYSTEM, x=1e6, y=0)
        assert last_line().code == "INVALID_INPUT"


class TestMarkets:
    def test_a_reset_brings_opening_prices_and_stock_back(self, desk: Client) -> None:
        before = {
            p.pk: (p.buy, p.sell, p.stock) for p in MarketPrice.objects.filter(location=EARTH)
        }
        MarketPrice.objects.filter(location=EARTH).update(
            buy=900, sell=1, stock=1, demand_shift=0.3, supply_shift=-0.3
        )
        act(desk, "/admin/game/location/", EARTH, "market_reset")
        after = {p.pk: (p.buy, p.sell, p.stock) for p in MarketPrice.objects.filter(location=EARTH)}
        assert after == before

    def test_a_price_that_is_set_stays_when_a_formula_gives_it_again(self, desk: Client) -> None:
        price = MarketPrice.objects.get(location=EARTH, commodity="food")
        page = f"/admin/game/marketprice/{price.pk}/change/"
        form = {"buy": price.buy + 2, "sell": price.sell, "stock": 44, "baseline_stock": 50}
        assert desk.post(page, form).status_code == 302
        act(desk, "/admin/game/location/", EARTH, "market_reset")
        price.refresh_from_db()
        assert (price.buy, price.sell, price.stock) == (form["buy"], form["sell"], 50)

    def test_what_was_traded_while_a_page_was_open_is_kept(self, desk: Client) -> None:
        price = MarketPrice.objects.get(location=EARTH, commodity="food")
        page = f"/admin/game/marketprice/{price.pk}/change/"
        form = desk.get(page).context["adminform"].form.initial
        MarketPrice.objects.filter(pk=price.pk).update(baseline_stock=777)
        shown = {name: form[name] for name in ("buy", "sell", "stock")}
        desk.post(page, {**shown, "stock": 3, "baseline_stock": 777})
        price.refresh_from_db()
        assert (price.stock, price.baseline_stock, price.buy) == (3, 777, shown["buy"])


class TestEdits:
    def test_a_change_is_a_revision_and_a_line_with_both_values(self, desk: Client) -> None:
        before = StarSystem.objects.get(pk=SYSTEM).revision
        page = "/admin/game/zone/z_earth_core_safe/change/"
        form = desk.get(page).context["adminform"].form.initial
        values = {k: v for k, v in form.items() if v is not False and k not in ("id", "system")}
        assert desk.post(page, {**values, "radius": 610}).status_code == 302
        assert StarSystem.objects.get(pk=SYSTEM).revision == before + 1
        line = last_line()
        assert (line.action, line.target) == ("zone.changed", "z_earth_core_safe")
        assert line.payload == {"radius": [form["radius"], 610.0]}

    @pytest.mark.parametrize(
        ("page", "values"),
        [
            ("zone/z_earth_core_safe", {"center_x": 99_999}),
            ("zone/z_earth_core_safe", {"radius": "nan"}),
            ("zone/z_earth_core_safe", {"radius": 0}),
            (f"location/{EARTH}", {"x": 99_999}),
            (f"starsystem/{SYSTEM}", {"max_x": -7_000}),
            (f"starsystem/{SYSTEM}", {"traders": 101}),
        ],
    )
    def test_what_loaduniverse_would_refuse_is_refused(
        self, desk: Client, page: str, values: dict[str, Any]
    ) -> None:
        path = f"/admin/game/{page}/change/"
        form = desk.get(path).context["adminform"].form.initial
        sent = {k: v for k, v in form.items() if v not in (False, None)}
        assert desk.post(path, {**sent, **values}).status_code == 200
        assert not OperatorAction.objects.exists()

    def test_a_lane_costs_the_same_both_ways_and_a_gate_stays_near_a_station(
        self, desk: Client
    ) -> None:
        gate = StarSystem.objects.get(pk=SYSTEM).gates.first()
        path = f"/admin/game/gate/{gate.pk}/change/"
        form = desk.get(path).context["adminform"].form.initial
        values = {name: form[name] for name in ("name", "x", "y", "radius")}
        assert desk.post(path, {**values, "cost": 91}).status_code == 302
        gate.refresh_from_db()
        assert gate.cost == gate.to_gate.cost == 91
        far = {**values, "cost": 91, "x": 7_999, "y": 7_999, "radius": 5}
        assert "more than 6000 from every station" in desk.post(path, far).content.decode()

    def test_all_systems_are_touched_by_what_is_everywhere(self) -> None:
        before = dict(StarSystem.objects.values_list("pk", "revision"))
        systems_touch()
        after = dict(StarSystem.objects.values_list("pk", "revision"))
        assert after == {key: value + 1 for key, value in before.items()}


def test_the_overview_counts_players_every_ten_seconds_at_most(desk: Client, ada: User) -> None:
    def sums() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert f"{ada.credits:,}" in desk.get("/admin/").content.decode()
        return sum('SUM("accounts_user"."credits")' in each["sql"] for each in captured)

    assert [sums(), sums(), sums()] == [1, 0, 0]


def test_the_overview_shows_what_is_wrong(
    desk: Client, ada: User, django_assert_max_num_queries: Any
) -> None:
    Lease.objects.update_or_create(system_id="rook-hearth", defaults={"stopped": True})
    late = timezone.now() - timedelta(minutes=5)
    lapsed = {"worker_id": "w", "heartbeat_at": late}
    Lease.objects.update_or_create(system_id="gale-weald", defaults=lapsed)
    with django_assert_max_num_queries(30):
        page = " ".join(desk.get("/admin/").content.decode().split())
    assert "Rook Hearth is stopped." in page
    assert "Gale Weald: its worker no longer beats" in page
    assert f"{ada.credits:,}" in page
    assert page.count("<canvas") == 4
