"""What every account page owes its readers and their browsers."""

import pytest
from django.test import Client

from tests.accounts.conftest import PASSWORD
from tests.accounts.markup import Markup

pytestmark = pytest.mark.django_db


PUBLIC = ["/signup/", "/login/", "/guest/", "/password/reset/"]


def pages_with_forms(page: Client) -> list[str]:
    texts = [page.get(path).content.decode() for path in PUBLIC]
    page.post("/guest/", {"name": "Wanderer"})
    texts += [page.get(p).content.decode() for p in ("/keep/", "/account/delete/", "/logout/")]
    page.post("/keep/", {"username": "Captain", "password": PASSWORD})
    own = ("/account/", "/password/change/", "/account/delete/", "/logout/")
    return texts + [page.get(p).content.decode() for p in own]


def test_every_field_has_a_label_and_a_hint_for_the_browser(world: None, page: Client) -> None:
    for text in pages_with_forms(page):
        markup = Markup(text)
        labelled = {attrs["for"] for attrs in markup.all("label")}
        ids = [attrs["id"] for _, attrs in markup.tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        for field in markup.all("input"):
            if field.get("type") == "hidden":
                continue
            assert field["id"] in labelled
            for part in field.get("aria-describedby", "").split():
                assert part in ids
            if field["type"] != "checkbox":
                assert field["autocomplete"]


def test_no_page_has_inline_script_or_style(world: None, page: Client) -> None:
    for text in pages_with_forms(page):
        for tag, attrs in Markup(text).tags:
            assert tag != "style"
            assert "style" not in attrs
            assert not any(name.startswith("on") for name in attrs)
            assert tag != "script" or "src" in attrs or attrs.get("type") == "importmap"


def test_every_form_of_ours_is_safe_against_forgery(world: None, page: Client) -> None:
    for text in pages_with_forms(page):
        markup = Markup(text)
        posts = [attrs for attrs in markup.all("form") if attrs.get("method") == "post"]
        tokens = [a for a in markup.all("input") if a.get("name") == "csrfmiddlewaretoken"]
        assert len(tokens) == len(posts) > 0


def test_a_name_with_markup_in_it_is_shown_as_text(page: Client) -> None:
    text = page.post("/login/", {"username": "<b>x</b>", "password": "y"}).content.decode()
    assert "<b>x</b>" not in text
