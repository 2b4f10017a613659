"""Long tables: lists count no further than they must, and dates are not asked of every row."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from game.admin import listing
from game.models import LedgerEntry

pytestmark = pytest.mark.django_db

PAGE = "/admin/game/ledgerentry/"


@pytest.fixture
def desk(ada: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A ledger of more rows than are counted, from the end of one year to the next."""
    monkeypatch.setattr(listing, "ROWS_COUNTED", 120)
    moments = [datetime(2025, 11, 30, 12, tzinfo=UTC), datetime(2026, 2, 2, 12, tzinfo=UTC)]
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            player=ada, tx_type="grant", total_amount=1, balance_after=1, created_at=moments[n % 2]
        )
        for n in range(150)
    )
    LedgerEntry.objects.filter(tx_type="opening").update(created_at=moments[0])
    browser = Client()
    browser.force_login(User.objects.create_superuser("root_1"))
    return browser


def words(browser: Client, **query: str) -> str:
    return " ".join(browser.get(PAGE, query).content.decode().split())


def test_a_long_list_says_that_there_is_more(desk: Client) -> None:
    page = words(desk)
    assert "120 ledger entries or more: search and filters find the others" in page
    assert "p=3" in page
    assert "p=4" not in page
    assert "or more" not in words(desk, tx_type__exact="opening")


def test_no_query_reads_the_whole_table(desk: Client) -> None:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        desk.get(PAGE)
    asked = [q["sql"] for q in seen.captured_queries if "game_ledgerentry" in q["sql"]]
    assert not [sql for sql in asked if "DISTINCT" in sql]
    counts = [sql for sql in asked if "COUNT(" in sql]
    assert counts
    assert all("LIMIT" in sql for sql in counts)


def test_years_months_and_days_lead_down_to_a_day(desk: Client) -> None:
    assert ">2025<" in words(desk).replace("> ", ">").replace(" <", "<")
    months = words(desk, created_at__year="2026")
    assert "February 2026" in months
    assert "December 2025" not in months
    assert "February 2" in words(desk, created_at__year="2026", created_at__month="2")
    day = {"created_at__year": "2026", "created_at__month": "2", "created_at__day": "2"}
    assert "75 ledger entries" in words(desk, **day)


def test_periods_go_over_the_end_of_a_year() -> None:
    first, last = date(2025, 11, 30), date(2026, 2, 2)
    months = list(listing._between(first, last, "month"))
    assert months == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert len(list(listing._between(first, last, "day"))) == 65
    assert list(listing._between(first, last, "year")) == [date(2025, 1, 1), date(2026, 1, 1)]
