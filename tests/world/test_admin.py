"""Operators find everything in the admin, and can edit no history."""

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from accounts.models import User
from game.models import (
    CargoItem,
    Checkpoint,
    Commodity,
    Lease,
    LedgerEntry,
    Location,
    MarketPrice,
    Ship,
    StarSystem,
    Zone,
)
from game.services.checkpoints import checkpoint_write
from game.services.fencing import Fence
from tests.world.conftest import EARTH, give

pytestmark = pytest.mark.django_db

FACTS = (StarSystem, Location, Zone, Commodity, MarketPrice)
RECORDS = (Ship, CargoItem, LedgerEntry, Lease, Checkpoint)


def address(model: type, page: str, *args: object) -> str:
    return reverse(f"admin:game_{model.__name__.lower()}_{page}", args=args)


@pytest.fixture
def operator(fence: Fence, ada: User) -> Client:
    """A superuser's browser, with something in every table."""
    give(ada, "ore", 3)
    checkpoint_write(fence=fence, version=1, blob=b"12345")
    browser = Client()
    browser.force_login(User.objects.create_superuser("root_1"))
    return browser


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
    page = operator.get(address(Checkpoint, "changelist")).content.decode()
    assert '<td class="field-size_bytes">5</td>' in page


def test_the_ledger_is_searched_by_player(operator: Client) -> None:
    page = operator.get(address(LedgerEntry, "changelist"), {"q": "ada_l"}).content.decode()
    assert "1 ledger entry" in page
    page = operator.get(address(LedgerEntry, "changelist"), {"q": "grace"}).content.decode()
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
