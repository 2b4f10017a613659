"""Players in the admin."""

from typing import Any

import pytest
from django.test import Client
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from accounts.models import User
from accounts.services.tokens import token_pair_for
from accounts.signals import access_changed
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/user/"


@pytest.fixture
def root(page: Client) -> User:
    staff = User.objects.create_superuser("root_1", PASSWORD, email="r@example.org")
    page.force_login(staff)
    return staff


def changed(page: Client, player: User, **fields: object) -> User:
    """The player after a save of the admin's form with these fields."""
    form = {"username": player.username, "email": player.email, "is_active": "on", **fields}
    answer = page.post(f"{LIST}{player.pk}/change/", form)
    assert answer.status_code == 302, answer.context["errors"]
    return User.objects.get(pk=player.pk)


def test_players_are_listed_filtered_and_searched(root: User, ada: User, page: Client) -> None:
    assert "ada_l" in page.get(LIST).content.decode()
    assert "ada_l" in page.get(LIST, {"q": "ada@example"}).content.decode()
    assert "ada_l" in page.get(LIST, {"q": str(ada.pk)}).content.decode()
    guests = page.get(LIST, {"is_guest__exact": "1"}).content.decode()
    assert "0 players" in " ".join(guests.split())


def test_credits_cannot_be_edited_by_hand(root: User, ada: User, page: Client) -> None:
    User.objects.filter(pk=ada.pk).update(credits=700)
    assert 'name="credits"' not in page.get(f"{LIST}{ada.pk}/change/").content.decode()
    assert changed(page, ada, credits=10**9, email="new@example.org").credits == 700


def test_saving_a_player_spares_what_the_game_wrote_meanwhile(
    root: User, ada: User, page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = User.save

    def save_after_a_trade(self: User, *args: object, **kwargs: object) -> None:
        User.objects.filter(pk=ada.pk).update(credits=1234, profile_revision=9)
        save(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(User, "save", save_after_a_trade)
    after = changed(page, ada, email="new@example.org")
    assert (after.email, after.credits, after.profile_revision) == ("new@example.org", 1234, 9)


def test_what_others_see_of_a_player_makes_cached_profiles_old(
    root: User, ada: User, page: Client
) -> None:
    after = changed(page, ada, is_guest="on")
    assert (after.is_guest, after.profile_revision) == (True, ada.profile_revision + 1)


def test_a_name_is_changed_by_the_act_of_renaming_alone(
    root: User, ada: User, page: Client
) -> None:
    assert 'name="username"' not in page.get(f"{LIST}{ada.pk}/change/").content.decode()
    after = changed(page, ada, username="countess", email="new@example.org")
    assert (after.username, after.email) == ("ada_l", "new@example.org")


def test_a_taken_or_bad_name_is_refused(root: User, ada: User, page: Client) -> None:
    for name in ("ADA_L", "no spaces"):
        fields = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
        answer = page.post(f"{LIST}add/", {"username": name, **fields})
        assert answer.status_code == 200
        assert "username" in answer.context["adminform"].form.errors
    assert set(User.objects.values_list("username", flat=True)) == {"ada_l", "root_1"}


def test_a_player_can_be_added(root: User, page: Client) -> None:
    fields = {
        "username": "grace",
        "email": "g@example.org",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    assert page.post(f"{LIST}add/", fields).status_code == 302
    assert User.objects.get(username="grace").check_password(PASSWORD)


def test_a_player_who_is_deleted_leaves_no_token_and_no_connection(
    root: User, ada: User, page: Client, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[int] = []

    def hear(player_pk: int, **_: object) -> None:
        told.append(player_pk)

    key = ada.pk
    token_pair_for(ada)
    access_changed.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            answer = page.post(f"{LIST}{key}/delete/", {"post": "yes"})
    finally:
        access_changed.disconnect(hear)
    assert answer.status_code == 302
    assert told == [key]
    assert not User.objects.filter(pk=key).exists()
    assert not OutstandingToken.objects.filter(user_id=key).exists()


def test_the_admin_is_for_staff(ada: User, page: Client) -> None:
    page.force_login(ada)
    assert page.get(LIST).status_code == 302


def test_whole_refresh_tokens_are_on_no_page(root: User, page: Client) -> None:
    assert page.get("/admin/token_blacklist/outstandingtoken/").status_code == 404
