"""The account pages: forms, words beside fields, and where they lead."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.core import mail as outbox
from django.test import Client

from accounts import mail
from accounts.models import User
from game.models import Ship
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db

NEW = "analytical engine"


class Markup(HTMLParser):
    """What a test looks for in a page: fields, labels, ids, scripts, styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]

    def field(self, name: str) -> dict[str, str]:
        return next(attrs for attrs in self.all("input") if attrs.get("name") == name)


@pytest.fixture
def guest(world: None, page: Client) -> User:
    """A guest who flies in `page`."""
    page.post("/guest/", {"name": "Wanderer"})
    return User.objects.get(username="Wanderer")


@pytest.fixture
def member(ada: User, page: Client) -> User:
    """Ada, logged in in `page`."""
    page.post("/login/", {"username": "ada_l", "password": PASSWORD})
    return ada


def who(page: Client) -> str | None:
    return page.session.get("_auth_user_id")


# The way in


def test_signing_up_logs_in_and_leads_to_the_cockpit(world: None, page: Client) -> None:
    answer = page.post("/signup/", {"username": "grace", "password": PASSWORD, "email": ""})
    player = User.objects.get(username="grace")
    assert (answer.status_code, answer["Location"]) == (302, "/play/")
    assert who(page) == str(player.pk)
    assert Ship.objects.filter(player=player).exists()


@pytest.mark.parametrize(
    ("fields", "name", "words"),
    [
        ({"username": "ab", "password": PASSWORD}, "username", "at least 3"),
        ({"username": "no spaces", "password": PASSWORD}, "username", "letters, digits or"),
        ({"username": "ADA_l", "password": PASSWORD}, "username", "That name is taken."),
        ({"username": "grace", "password": "short"}, "password", "Use at least 8 characters."),
        ({"username": "", "password": PASSWORD}, "username", "Choose a name."),
        ({"username": "grace", "password": ""}, "password", "Choose a password."),
        (
            {"username": "grace", "password": PASSWORD, "email": "nowhere"},
            "email",
            "does not look like",
        ),
    ],
)
def test_an_error_stands_beside_its_field(
    ada: User, page: Client, fields: dict[str, str], name: str, words: str
) -> None:
    text = page.post("/signup/", fields).content.decode()
    field = Markup(text).field(name)
    error_id = f"id_{name}_error"
    assert field["aria-invalid"] == "true"
    assert error_id in field["aria-describedby"].split()
    beside = text.split(f'id="{error_id}"')[1].split("</div>")[0]
    assert words in beside
    assert User.objects.count() == 1


def test_what_was_typed_stays_but_the_password(ada: User, page: Client) -> None:
    fields = {"username": "ada_l", "password": PASSWORD, "email": "x@example.org"}
    markup = Markup(page.post("/signup/", fields).content.decode())
    assert markup.field("username")["value"] == "ada_l"
    assert markup.field("email")["value"] == "x@example.org"
    assert "value" not in markup.field("password")


def test_logging_in_leads_to_the_cockpit(ada: User, page: Client) -> None:
    answer = page.post("/login/", {"username": "Ada_L", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/play/")
    assert who(page) == str(ada.pk)
    assert Ship.objects.filter(player=ada).exists()


@pytest.mark.parametrize("path", ["/login/", "/signup/"])
@pytest.mark.parametrize(
    ("wish", "target"),
    [
        ("/leaderboard/", "/leaderboard/"),
        ("https://evil.example/", "/play/"),
        ("//evil.example/", "/play/"),
        ("javascript:alert(1)", "/play/"),
        ("/\\evil.example", "/play/"),
    ],
)
def test_next_leads_to_our_own_pages_alone(
    ada: User, page: Client, path: str, wish: str, target: str
) -> None:
    name = "ada_l" if path == "/login/" else "grace"
    fields = {"username": name, "password": PASSWORD, "next": wish}
    assert page.post(path, fields)["Location"] == target


def test_next_is_carried_through_the_form_and_between_the_doors(page: Client) -> None:
    text = page.get("/login/?next=/leaderboard/").content.decode()
    assert Markup(text).field("next")["value"] == "/leaderboard/"
    assert "/signup/?next=/leaderboard/" in text


@pytest.mark.parametrize("path", ["/login/", "/signup/", "/guest/"])
def test_who_has_logged_in_is_led_on(member: User, page: Client, path: str) -> None:
    assert page.get(path)["Location"] == "/play/"


def test_a_banned_player_reads_why(ada: User, page: Client) -> None:
    User.objects.update(is_active=False)
    text = page.post("/login/", {"username": "ada_l", "password": PASSWORD}).content.decode()
    assert "This account may not play for now." in text
    assert who(page) is None


def test_a_ban_ends_the_session(member: User, page: Client) -> None:
    User.objects.update(is_active=False)
    assert page.get("/account/")["Location"].startswith("/login/")


def test_a_throttled_page_tells_how_long(
    ada: User, page: Client, limits: Callable[..., None]
) -> None:
    limits(throttle_login="1/min")
    page.post("/login/", {"username": "ada_l", "password": "a guess"})
    answer = page.post("/login/", {"username": "ada_l", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "Too many tries. Wait" in answer.content.decode()


def test_a_session_gets_a_new_key_at_log_in(ada: User, page: Client) -> None:
    page.get("/login/")
    session = page.session
    session["x"] = 1
    session.save()
    before = page.cookies["sessionid"].value if "sessionid" in page.cookies else session.session_key
    page.cookies["sessionid"] = before
    page.post("/login/", {"username": "ada_l", "password": PASSWORD})
    assert page.cookies["sessionid"].value != before


# Guests


def test_one_post_makes_a_guest_fly(world: None, page: Client) -> None:
    answer = page.post("/guest/", {"name": "CalmComet_4821"})
    player = User.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/play/")
    assert (player.username, player.is_guest) == ("CalmComet_4821", True)
    assert who(page) == str(player.pk)


def test_a_guest_needs_no_name(world: None, page: Client) -> None:
    assert page.post("/guest/")["Location"] == "/play/"
    assert re.fullmatch(r"[A-Z][a-z]+[A-Z][a-z]+_\d{4}", User.objects.get().username)


def test_flying_again_makes_no_second_guest(guest: User, page: Client) -> None:
    assert page.post("/guest/", {"name": "Another"})["Location"] == "/play/"
    assert User.objects.count() == 1


@pytest.mark.parametrize(("name", "words"), [("ada_l", "taken"), ("no way", "letters, digits")])
def test_a_name_that_cannot_be_had_is_asked_again(
    ada: User, page: Client, name: str, words: str
) -> None:
    text = page.post("/guest/", {"name": name}).content.decode()
    assert words in text.split('id="id_name_error"')[1].split("</div>")[0]
    assert User.objects.count() == 1


def test_keeping_a_guest_stays_logged_in_and_loses_nothing(guest: User, page: Client) -> None:
    ship = Ship.objects.get(player=guest)
    assert Markup(page.get("/keep/").content.decode()).field("username")["value"] == "Wanderer"
    answer = page.post("/keep/", {"username": "Captain", "password": PASSWORD}, follow=True)
    kept = User.objects.get()
    assert answer.redirect_chain == [("/account/", 302)]
    assert "This pilot is yours now" in answer.content.decode()
    assert (kept.pk, kept.username, kept.is_guest) == (guest.pk, "Captain", False)
    assert (kept.credits, Ship.objects.get(player=kept).pk) == (guest.credits, ship.pk)
    page.post("/logout/")
    page.post("/login/", {"username": "Captain", "password": PASSWORD})
    assert who(page) == str(guest.pk)


def test_a_guest_cannot_keep_a_taken_name(ada: User, guest: User, page: Client) -> None:
    text = page.post("/keep/", {"username": "ADA_L", "password": PASSWORD}).content.decode()
    assert "That name is taken." in text
    guest.refresh_from_db()
    assert guest.is_guest


def test_a_kept_account_has_nothing_to_keep(member: User, page: Client) -> None:
    assert page.get("/keep/")["Location"] == "/account/"


def test_a_guest_who_signs_up_keeps_the_pilot(guest: User, page: Client) -> None:
    assert page.get("/signup/")["Location"] == "/keep/"


def test_a_guest_is_warned_before_logging_in_as_another(
    ada: User, guest: User, page: Client
) -> None:
    assert "leaves that pilot behind" in page.get("/login/").content.decode()
    page.post("/login/", {"username": "ada_l", "password": PASSWORD})
    assert who(page) == str(ada.pk)


# The way out


def test_logging_out_is_a_post(member: User, page: Client) -> None:
    assert page.get("/logout/").status_code == 200
    assert who(page) is not None
    assert page.post("/logout/")["Location"] == "/"
    assert who(page) is None


def test_a_guest_is_told_what_logging_out_means(guest: User, page: Client) -> None:
    assert "only key to Wanderer" in page.get("/logout/").content.decode()


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


# Markup


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
