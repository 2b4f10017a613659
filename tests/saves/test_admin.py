"""Operators look slots up and edit none."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from saves.models import SaveSlot
from tests.saves.conftest import Rest, act

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(ada: User, rest: Rest) -> Client:
    """A superuser's browser, with slots to see."""
    act(ada, "navigate")
    rest.post("/saves/2")
    browser = Client()
    browser.force_login(User.objects.create_superuser("root_1"))
    return browser


def words(page: HttpResponse) -> str:
    """A page's markup without what only indents it."""
    return " ".join(page.content.decode().split())


def address(page: str, *args: object) -> str:
    return reverse(f"admin:saves_saveslot_{page}", args=args)


def test_slots_are_listed_and_searched_by_player(operator: Client) -> None:
    page = words(operator.get(address("changelist"), {"q": "ada"}))
    assert "2 save slots" in page
    assert "default" in page
    assert "0 save slots" in words(operator.get(address("changelist"), {"q": "grace"}))


def test_a_slot_is_read_and_nothing_else(operator: Client) -> None:
    kept = SaveSlot.objects.get(slot=2)
    assert "cosmic.expedition" in operator.get(address("change", kept.pk)).content.decode()
    for page in (address("add"), address("delete", kept.pk)):
        assert operator.get(page).status_code == 403
        assert operator.post(page).status_code == 403
    assert operator.post(address("change", kept.pk), {}).status_code == 403
    assert SaveSlot.objects.filter(pk=kept.pk).exists()


def test_the_list_shows_a_document_s_size_and_does_not_read_it(
    operator: Client, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page = operator.get(address("changelist")).content.decode()
    length = len(SaveSlot.objects.get(slot=2).document)
    assert re.search(rf"field-size[^>]*>\s*{length}\s*<", page)
    assert "star_map" not in page
