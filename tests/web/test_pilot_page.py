"""The leaderboard and the page of one's own pilot."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.arrivals import guest_register
from accounts.models import User
from game.models import CargoItem, LedgerEntry
from game.web.pilot import LINES_PER_PAGE
from tests.web.conftest import logged_in

pytestmark = pytest.mark.django_db


def earn(player: User, *amounts: int) -> None:
    """Sales and purchases, a minute apart, that begin now."""
    player.refresh_from_db()
    start = timezone.now()
    for number, amount in enumerate(amounts):
        player.credits += amount
        LedgerEntry.objects.create(
            player=player,
            tx_type="sell" if amount > 0 else "buy",
            location_id="ceres-hub",
            commodity_id="ore",
            quantity=2,
            unit_price=abs(amount) // 2,
            total_amount=amount,
            balance_after=player.credits,
            created_at=start + timedelta(minutes=number),
        )
    player.save(update_fields=["credits"])


def test_the_leaderboard_lists_the_richest_first_and_marks_the_reader(
    pilot: User, guest: User
) -> None:
    earn(guest, 2000)
    html = logged_in(pilot).get("/leaderboard/").content.decode().split("<tbody>")[1]
    assert html.index("SwiftFerry_3379") < html.index("quiet_heron")
    assert html.count("(you)") == 1
    assert html.count("row-mine") == 1


def test_the_leaderboard_tells_a_reader_further_down_where_they_stand(
    pilot: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("game.web.views.LEADERS", 2)
    for number in range(3):
        earn(guest_register(username=f"rich_{number}"), 1000 + number)
    response = logged_in(pilot).get("/leaderboard/")
    assert [s.username for s in response.context["standings"]] == ["rich_2", "rich_1"]
    assert response.context["own_rank"] == 4


def test_an_empty_leaderboard_says_what_to_do(client: Client) -> None:
    html = client.get("/leaderboard/").content.decode()
    assert "Nobody has flown yet" in html
    assert 'href="/play/"' in html


def test_a_guest_is_shown_how_to_keep_the_pilot(guest: User, pilot: User) -> None:
    assert 'href="/keep/"' in logged_in(guest).get("/pilot/").content.decode()
    assert 'href="/keep/"' not in logged_in(pilot).get("/pilot/").content.decode()


def test_the_pilot_page_shows_ship_hold_and_balance(pilot: User) -> None:
    CargoItem.objects.create(ship=pilot.ship, commodity_id="ore", quantity=5)
    earn(pilot, 1500)
    response = logged_in(pilot).get("/pilot/")
    hangar = response.context["page"].hangar
    assert hangar.class_name == "Starter freighter"
    assert [(row.name, row.quantity) for row in hangar.cargo] == [("Ore", 5)]
    assert hangar.cargo_used >= 5
    assert "6,500" in response.content.decode()


def test_the_ledger_tells_each_line_in_words(pilot: User) -> None:
    earn(pilot, -300, 420)
    html = logged_in(pilot).get("/pilot/").content.decode()
    assert html.index("Sold Ore") < html.index("Bought Ore") < html.index("Opening grant")
    assert "−300" in html
    assert "+420" in html
    assert "Ceres Hub" in html


def test_the_ledger_is_paged_and_a_page_too_far_is_the_last(pilot: User) -> None:
    earn(pilot, *[10] * (2 * LINES_PER_PAGE))
    reader = logged_in(pilot)
    first = reader.get("/pilot/").context["page"].ledger
    assert (len(first.rows), first.page, first.pages) == (LINES_PER_PAGE, 1, 3)
    assert reader.get("/pilot/?page=3").context["page"].ledger.rows[-1].what == "Opening grant"
    assert reader.get("/pilot/?page=99").context["page"].ledger.page == 3


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1e9", "99999999999999999999", "²"])
def test_a_page_number_that_is_none_shows_the_first(pilot: User, page: str) -> None:
    response = logged_in(pilot).get("/pilot/", {"page": page})
    assert response.status_code == 200
    assert response.context["page"].ledger.page == 1


def test_a_player_without_a_ship_is_told_how_to_get_one(db: None) -> None:
    player = User.objects.create_user("new_here")
    html = logged_in(player).get("/pilot/").content.decode()
    assert "No ship yet" in html
    assert "No line yet" in html


def test_names_are_shown_as_words_whatever_they_hold(pilot: User) -> None:
    User.objects.filter(pk=pilot.pk).update(username="<b>x</b>")
    html = logged_in(pilot).get("/pilot/").content.decode()
    assert "<b>x</b>" not in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html


def test_the_plot_begins_with_the_second_change_of_the_balance(pilot: User) -> None:
    reader = logged_in(pilot)
    assert reader.get("/pilot/").context["page"].plot is None
    earn(pilot, 500)
    plot = reader.get("/pilot/").context["page"].plot
    assert plot.summary == "Credits from 5,000 to 5,500, between 5,000 and 5,500."
    assert plot.first < plot.last <= datetime.now(UTC) + timedelta(hours=1)
