"""The ways in and out by page: sign-up, log-in, guests, log-out."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from game.models import Ship
from tests.accounts.conftest import PASSWORD
from tests.accounts.markup import Markup, who

pytestmark = pytest.mark.django_db


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
