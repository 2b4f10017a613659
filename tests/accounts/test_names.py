"""Names: the rule, its edges, and that one belongs to one."""

import string

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.api.serializers import RegisterSerializer
from accounts.forms import SignUpForm
from accounts.models import User, validate_username
from accounts.names import FIRST, SECOND, suggested_name
from accounts.services import players
from accounts.services.players import guest_create, guest_keep, player_create
from game.protocol.errors import AppError, ErrorCode
from tests.accounts.conftest import PASSWORD

ALPHABET = string.ascii_letters + string.digits + "_"
GOOD = st.text(alphabet=ALPHABET, min_size=3, max_size=32)
ANY = st.one_of(GOOD, st.text(max_size=40), st.text(alphabet=ALPHABET, max_size=40))


def is_good(name: str) -> bool:
    return 3 <= len(name) <= 32 and all(character in ALPHABET for character in name)


def accepted_by_model(name: str) -> bool:
    try:
        validate_username(name)
    except ValidationError:
        return False
    return True


@given(name=ANY)
def test_model_and_rest_hold_the_same_rule(name: str) -> None:
    by_rest = RegisterSerializer(data={"username": name, "password": PASSWORD}).is_valid()
    assert accepted_by_model(name) == by_rest == is_good(name)


@given(name=ANY)
def test_the_form_holds_it_for_the_name_without_spaces_around(name: str) -> None:
    fields = {"username": name, "password": PASSWORD}
    assert SignUpForm(fields).is_valid() == is_good(name.strip())


def test_suggested_names_follow_the_rule_and_differ() -> None:
    names = {suggested_name() for _ in range(300)}
    assert all(is_good(name) for name in names)
    assert len(names) > 290
    longest = max(map(len, FIRST)) + max(map(len, SECOND)) + len("_1234")
    assert longest <= 32
    assert len(set(FIRST)) == len(FIRST)
    assert len(set(SECOND)) == len(SECOND)


@pytest.mark.django_db
@given(name=GOOD)
def test_a_name_is_found_and_unique_in_any_case(name: str) -> None:
    with transaction.atomic():
        player = guest_create(username=name)
        for spelling in (name, name.lower(), name.upper(), name.swapcase()):
            assert User.objects.named(spelling).get() == player
            assert User.objects.get_by_natural_key(spelling) == player
            with pytest.raises(AppError) as refused:
                player_create(username=spelling, password=PASSWORD)
            assert refused.value.code == ErrorCode.USERNAME_TAKEN
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_an_underscore_is_no_wildcard() -> None:
    guest_create(username="adaXl")
    assert not User.objects.named("ada_l").exists()


@pytest.mark.django_db
def test_the_database_itself_refuses_a_second_spelling() -> None:
    User.objects.create(username="ada_l")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="ADA_l")


@pytest.mark.django_db
def test_of_two_sign_ups_at_the_same_moment_one_gets_the_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = iter([False, True])  # free at the first look, gone when the row is written
    monkeypatch.setattr(players, "username_is_taken", lambda name: next(looks))
    User.objects.create(username="ada_l")
    with pytest.raises(AppError) as refused:
        player_create(username="ADA_L", password=PASSWORD)
    assert refused.value.code == ErrorCode.USERNAME_TAKEN
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_name_taken_while_a_guest_is_kept_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    guest = guest_create()
    encode = players.make_password

    def encode_while_another_signs_up(password: str) -> str:
        User.objects.create(username="Captain")
        return encode(password)

    monkeypatch.setattr(players, "make_password", encode_while_another_signs_up)
    with pytest.raises(AppError) as refused:
        guest_keep(player=guest, username="captain", password=PASSWORD)
    assert refused.value.code == ErrorCode.USERNAME_TAKEN
    assert User.objects.get(pk=guest.pk).is_guest


@pytest.mark.django_db
def test_a_suggested_name_that_is_taken_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    names = iter(["CalmComet_1000", "CalmComet_1000", "CalmComet_1001"])
    monkeypatch.setattr(players, "suggested_name", lambda: next(names))
    assert [guest_create().username for _ in range(2)] == ["CalmComet_1000", "CalmComet_1001"]


@pytest.mark.django_db
def test_guests_stop_after_a_few_names_when_all_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(players, "suggested_name", lambda: "CalmComet_1000")
    guest_create()
    with pytest.raises(AppError) as refused:
        guest_create()
    assert refused.value.code == ErrorCode.SERVER_BUSY


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ab", "no spaces", "a" * 33, "é" * 5, "ada_l\n", ""])
def test_the_rule_holds_on_the_command_line_and_in_code(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_USERNAME", name)
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", "r@example.org")
    with pytest.raises((CommandError, ValidationError)):
        call_command("createsuperuser", interactive=False, verbosity=0)
    with pytest.raises(ValidationError):
        User.objects.create_user(name, PASSWORD)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_nothing_can_take_a_balance_below_zero() -> None:
    player = guest_create()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=player.pk).update(credits=-1)
