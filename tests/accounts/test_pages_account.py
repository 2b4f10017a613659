"""One's own account by page: passwords, mail address, export, deletion."""

import json
import re

import pytest
from django.core import mail as outbox
from django.test import Client

from accounts import mail
from accounts.models import User
from tests.accounts.conftest import PASSWORD
from tests.accounts.markup import Markup, who

pytestmark = pytest.mark.django_db

NEW = "analytical engine"


# Passwords


def test_a_changed_password_logs_out_other_browsers(member: User, page: Client) -> None:
    other = Client()
    other.force_login(member)
    fields = {"old_password": PASSWORD, "new_password": NEW, "new_password_again": NEW}
    answer = page.post("/password/change/", fields, follow=True)
    assert "Your password is changed." in answer.content.decode()
    assert who(page) == str(member.pk)
    assert other.get("/account/").status_code == 302
    member.refresh_from_db()
    assert member.check_password(NEW)


@pytest.mark.parametrize(
    ("change", "name", "words"),
    [
        ({"old_password": "a guess"}, "old_password", "That is not your password."),
        ({"new_password_again": "something else"}, "new_password_again", "differ"),
        ({"new_password": "short"}, "new_password", "Use at least 8 characters."),
    ],
)
def test_a_password_change_says_what_is_wrong(
    member: User, page: Client, change: dict[str, str], name: str, words: str
) -> None:
    fields = {"old_password": PASSWORD, "new_password": NEW, "new_password_again": NEW, **change}
    text = page.post("/password/change/", fields).content.decode()
    assert words in text.split(f'id="id_{name}_error"')[1].split("</div>")[0]
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_a_guest_is_led_to_keeping_instead_of_changing(guest: User, page: Client) -> None:
    assert page.get("/password/change/")["Location"] == "/keep/"


def mailed_path() -> str:
    mail.flush(5)
    found = re.search(r"(/password/reset/[^/\s]+/[^/\s]+/)", str(outbox.outbox[-1].body))
    assert found is not None
    return found[1]


def test_a_forgotten_password_is_chosen_anew_by_mail(ada: User, page: Client) -> None:
    answer = page.post("/password/reset/", {"email": "ada@EXAMPLE.org"})
    assert answer["Location"] == "/password/reset/done/"
    path = mailed_path()
    form = page.get(path, follow=True)
    assert form.redirect_chain[-1][0].endswith("/set-password/")
    fields = {"new_password": NEW, "new_password_again": NEW}
    done = page.post(form.redirect_chain[-1][0], fields)
    assert done["Location"] == "/password/reset/complete/"
    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert "This link has ended" in Client().get(path, follow=True).content.decode()


def test_the_reset_page_says_the_same_for_an_unknown_address(ada: User, page: Client) -> None:
    known = page.post("/password/reset/", {"email": ada.email}, follow=True)
    unknown = page.post("/password/reset/", {"email": "who@example.org"}, follow=True)
    assert known.content == unknown.content
    mail.flush(5)
    assert [letter.to for letter in outbox.outbox] == [["ada@example.org"]]


def test_a_reset_form_checks_both_passwords(ada: User, page: Client) -> None:
    page.post("/password/reset/", {"email": ada.email})
    path = page.get(mailed_path())["Location"]
    text = page.post(path, {"new_password": NEW, "new_password_again": "x"}).content.decode()
    assert "The two passwords differ." in text


# One's own account


def test_the_mail_address_changes_with_the_password(member: User, page: Client) -> None:
    page.post("/account/", {"email": "new@example.org", "password": "a guess"})
    member.refresh_from_db()
    assert member.email == "ada@example.org"
    page.post("/account/", {"email": "new@example.org", "password": PASSWORD})
    member.refresh_from_db()
    assert member.email == "new@example.org"


def test_everything_stored_comes_as_a_file(member: User, page: Client) -> None:
    answer = page.get("/account/export/")
    assert answer["Content-Disposition"] == 'attachment; filename="cosmic-ada_l.json"'
    assert json.loads(answer.content)["account"]["username"] == "ada_l"


def test_an_account_is_deleted_by_password_and_tick(member: User, page: Client) -> None:
    page.post("/account/delete/", {"password": PASSWORD})
    page.post("/account/delete/", {"password": "a guess", "sure": "on"})
    assert User.objects.exists()
    answer = page.post("/account/delete/", {"password": PASSWORD, "sure": "on"})
    assert answer["Location"] == "/"
    assert not User.objects.exists()
    assert who(page) is None


def test_a_guest_is_deleted_by_a_tick(guest: User, page: Client) -> None:
    assert "password" not in Markup(page.get("/account/delete/").content.decode()).tags
    page.post("/account/delete/", {})
    assert User.objects.exists()
    page.post("/account/delete/", {"sure": "on"})
    assert not User.objects.exists()


PRIVATE = ["/account/", "/account/export/", "/account/delete/", "/keep/", "/password/change/"]


@pytest.mark.parametrize("path", PRIVATE)
def test_private_pages_ask_for_a_log_in(world: None, page: Client, path: str) -> None:
    assert page.get(path)["Location"] == f"/login/?next={path}"
    assert page.post(path)["Location"].startswith("/login/")
