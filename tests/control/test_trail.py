"""The audit log takes anything, keeps no secret, and outlives its operators."""

import pytest

from accounts.models import User
from game.models import OperatorAction
from game.services.audit import action_record

pytestmark = pytest.mark.django_db


def last() -> OperatorAction:
    return OperatorAction.objects.earliest("-id")


def test_a_row_says_who_did_what_to_whom_and_what_came_of_it() -> None:
    actor = User.objects.create_user("warden")
    action_record(
        actor=actor, door="socket", action="pause", target="sol-1", payload={"system_id": "sol-1"}
    )
    row = last()
    assert (row.actor, row.actor_name, row.door, row.action) == (actor, "warden", "socket", "pause")
    assert (row.target, row.payload, row.result, row.code) == (
        "sol-1",
        {"system_id": "sol-1"},
        "done",
        "",
    )


def test_secrets_are_masked_wherever_they_are() -> None:
    payload = {"token": "eyJ", "inner": [{"new_password": "x", "name": "Vega"}]}
    action_record(actor=None, door="admin", action="edit", payload=payload)
    assert last().payload == {"token": "***", "inner": [{"new_password": "***", "name": "Vega"}]}


@pytest.mark.parametrize(
    "value",
    [
        "\x00", "\ud800", "x" * 10_000, 2**4000, float("nan"), float("inf"), {1: {2: [3]}},
        [[[[[[[[[[1]]]]]]]]]], object(), list(range(10_000)),
    ],
    ids=range(10),
)  # fmt: skip
def test_any_payload_can_be_stored(value: object) -> None:
    action_record(actor=None, door="socket", action="a\x00b" * 99, payload={"value": value})
    row = last()
    row.refresh_from_db()
    assert "value" in row.payload


def test_the_name_stays_when_the_account_is_gone() -> None:
    actor = User.objects.create_user("leaver")
    action_record(actor=actor, door="rest", action="ban", target="p_1")
    actor_pk = actor.pk
    actor.delete()
    row = last()
    assert (row.actor, row.actor_name) == (None, "leaver")
    ghost = User(pk=actor_pk, username="leaver")
    action_record(actor=ghost, door="rest", action="ban", target="p_2")
    assert (last().actor, last().actor_name) == (None, "leaver")


def test_what_is_no_door_and_no_result_is_a_mistake_of_the_code() -> None:
    with pytest.raises(ValueError, match="window"):
        action_record(actor=None, door="window", action="climb")
    with pytest.raises(ValueError, match="maybe"):
        action_record(actor=None, door="socket", action="climb", result="maybe")
