"""Sanctions, names and blocks: who may decide what, how long it holds, and what is kept of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.exports import export_for_player
from accounts.models import Block, NameChange, Report, Sanction, User
from accounts.selectors import access_for_token, players_blocked_by, username_is_taken
from accounts.services import moderation
from accounts.services.players import guest_create, guest_keep, player_create, player_delete
from accounts.services.tokens import access_token_for
from accounts.signals import access_changed
from accounts.standing import Kind, Sentence, sentence_now, standings
from game.models import OperatorAction
from game.protocol.errors import AppError, ErrorCode
from game.services import moderation as acts

PASSWORD = "difference engine"
HOUR = timedelta(hours=1)


def user(name: str, **fields: Any) -> User:
    return User.objects.create_user(name, PASSWORD, **fields)


@pytest.fixture
def ada(db: None) -> User:
    return user("ada_l")


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root_1", PASSWORD)


@pytest.fixture
def heard() -> Any:
    """Whose access was said to have changed, in order."""
    told: list[int] = []

    def hear(sender: object, player_pk: int, **_: object) -> None:
        told.append(player_pk)

    access_changed.connect(hear)
    yield told
    access_changed.disconnect(hear)


def refusal(act: Callable[[], object]) -> ErrorCode:
    with pytest.raises(AppError) as refused:
        act()
    return refused.value.code


# --- sanctions --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_ban_is_found_with_its_token_in_one_query(ada: User, root: User) -> None:
    token = access_token_for(ada)
    moderation.player_ban(player=ada, by=root, reason="Insults", ends=None)
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        pytest.raises(AppError) as refused,
    ):
        access_for_token(token=token)
    assert len(queries) == 1
    assert refused.value.code is ErrorCode.BANNED
    assert refused.value.details == {"reason": "Insults", "ends_at": None}
    assert access_for_token(token=token, banned_too=True).player == ada


@pytest.mark.django_db
def test_the_longest_ban_counts_and_a_mute_beside_it(ada: User) -> None:
    now = timezone.now()
    for hours in (2, 5, 3):
        Sanction.objects.create(
            player=ada, kind=Kind.BAN, reason=f"{hours} h", begins=now, ends=now + hours * HOUR
        )
    Sanction.objects.create(player=ada, kind=Kind.MUTE, reason="Noise", begins=now)
    standing = standings(pks=[ada.pk])[ada.pk]
    assert standing.ban == Sentence(Kind.BAN, "5 h", now + 5 * HOUR)
    assert standing.mute == Sentence(Kind.MUTE, "Noise", None)
    assert sentence_now(player=ada, kind=Kind.BAN) == standing.ban


@pytest.mark.django_db
def test_the_same_ban_twice_is_one_and_another_one_takes_its_place(ada: User, root: User) -> None:
    ends = timezone.now() + HOUR
    first = moderation.player_ban(player=ada, by=root, reason="Insults", ends=ends)
    assert moderation.player_ban(player=ada, by=root, reason="Insults", ends=ends) == first
    moderation.player_ban(player=ada, by=root, reason="Insults", ends=None)
    assert Sanction.objects.count() == 2
    assert Sanction.objects.holding().get().ends is None
    first.refresh_from_db()
    assert first.lifted_by == root


@pytest.mark.django_db
def test_lifting_is_told_once_and_only_of_what_holds(
    ada: User, root: User, heard: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        moderation.player_mute(player=ada, by=root, reason="Noise", ends=None)
        assert moderation.player_unban(player=ada, by=root) == 0
        assert moderation.player_unmute(player=ada, by=root) == 1
        assert moderation.player_unmute(player=ada, by=root) == 0
    assert heard == [ada.pk, ada.pk]
    assert sentence_now(player=ada, kind=Kind.MUTE) is None


@pytest.mark.django_db
def test_nobody_moderates_themselves_nor_staff_without_being_superuser(
    ada: User, root: User
) -> None:
    helper = user("helper_1", is_staff=True)
    other = user("helper_2", is_staff=True)
    for act in (
        lambda: moderation.player_ban(player=helper, by=helper, reason="x", ends=None),
        lambda: moderation.player_ban(player=root, by=root, reason="x", ends=None),
        lambda: moderation.player_ban(player=other, by=helper, reason="x", ends=None),
        lambda: moderation.player_mute(player=root, by=helper, reason="x", ends=None),
        lambda: moderation.player_unban(player=other, by=helper),
        lambda: moderation.player_rename(player=other, by=helper, username="meek_1", reason="x"),
    ):
        assert refusal(act) is ErrorCode.FORBIDDEN
    moderation.player_ban(player=other, by=root, reason="x", ends=None)
    moderation.player_ban(player=root, by=None, reason="the command line may", ends=None)


@pytest.mark.django_db
def test_a_sentence_needs_a_reason_and_a_future(ada: User, root: User) -> None:
    past = timezone.now() - timedelta(seconds=1)
    for reason, ends in (("", None), (" ", None), ("x" * 281, None), ("x", past)):

        def ban(reason: str = reason, ends: datetime | None = ends) -> object:
            return moderation.player_ban(player=ada, by=root, reason=reason, ends=ends)

        assert refusal(ban) is ErrorCode.INVALID_INPUT
    assert not Sanction.objects.exists()


MOMENTS = st.integers(min_value=-100, max_value=100)
SPANS = st.tuples(
    st.sampled_from(list(Kind)), MOMENTS, st.none() | st.integers(1, 100), st.none() | MOMENTS
)


class TestTime(TestCase):
    @given(st.lists(SPANS, max_size=6))
    def test_in_force_is_begun_and_not_over_and_not_lifted(
        self, spans: list[tuple[Kind, int, int | None, int | None]]
    ) -> None:
        """Against the rule in words, minute by minute around now."""
        player = User.objects.create(username="timed_1")
        now = timezone.now()
        expected: dict[Kind, list[int]] = {kind: [] for kind in Kind}
        for kind, begins, length, lifted in spans:
            ends = None if length is None else begins + length
            Sanction.objects.create(
                player=player,
                kind=kind,
                reason="x",
                begins=now + timedelta(minutes=begins),
                ends=None if ends is None else now + timedelta(minutes=ends),
                lifted_at=None if lifted is None else now + timedelta(minutes=lifted),
            )
            if begins <= 0 and (ends is None or ends > 0) and lifted is None:
                expected[kind].append(10**6 if ends is None else ends)
        standing = standings(pks=[player.pk])[player.pk]
        for kind, found in ((Kind.BAN, standing.ban), (Kind.MUTE, standing.mute)):
            assert (found is None) == (not expected[kind])
            if found is not None:
                last = max(expected[kind])
                assert found.ends == (None if last == 10**6 else now + timedelta(minutes=last))
                assert found.holds(now)
                assert found.ends is None or not found.holds(found.ends)

    @given(st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2999, 1, 1)))
    def test_words_and_details_say_the_same_end(self, ends: datetime | None) -> None:
        moment = None if ends is None else timezone.make_aware(ends)
        error = Sentence(Kind.BAN, "Insults", moment).error()
        assert error.details["ends_at"] == (moment.isoformat() if moment else None)
        assert ("any more" in error.message) == (moment is None)
        assert moment is None or f"{moment:%Y, %H:%M} UTC" in error.message


# --- acts with their record -------------------------------------------------------------------


@pytest.mark.django_db
def test_every_act_needs_its_own_permission_and_is_written_down(ada: User, root: User) -> None:
    helper = user("helper_1", is_staff=True)

    def mute() -> object:
        fresh = User.objects.get(pk=helper.pk)
        return acts.player_mute(player=ada, by=fresh, door="rest", reason="Noise", ends=None)

    assert refusal(mute) is ErrorCode.FORBIDDEN
    helper.user_permissions.add(Permission.objects.get(codename="mute_player"))
    mute()
    fresh = User.objects.get(pk=helper.pk)
    assert (
        refusal(lambda: acts.player_ban(player=ada, by=fresh, door="rest", reason="x", ends=None))
        is ErrorCode.FORBIDDEN
    )
    rows = OperatorAction.objects.order_by("pk").values_list(
        "actor_name", "action", "target", "result", "code"
    )
    assert list(rows) == [
        ("helper_1", "player_mute", ada.player_id, "refused", "FORBIDDEN"),
        ("helper_1", "player_mute", ada.player_id, "done", ""),
        ("helper_1", "player_ban", ada.player_id, "refused", "FORBIDDEN"),
    ]
    assert Sanction.objects.get().by == helper


# --- names ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_new_name_keeps_tokens_and_the_old_one_from_others(ada: User, root: User) -> None:
    token = access_token_for(ada)
    change = moderation.player_rename(
        player=ada, by=root, username="Countess", reason="Asked for it"
    )
    assert change is not None
    assert access_for_token(token=token).player.username == "Countess"
    assert username_is_taken("ADA_L")
    assert refusal(lambda: player_create(username="Ada_L", password=PASSWORD)) is (
        ErrorCode.USERNAME_TAKEN
    )
    assert refusal(lambda: guest_create(username="ada_l")) is ErrorCode.USERNAME_TAKEN
    guest = guest_create()
    assert (
        refusal(lambda: guest_keep(player=guest, username="ada_l", password=PASSWORD))
        is ErrorCode.USERNAME_TAKEN
    )
    moderation.player_rename(player=ada, by=root, username="ada_l", reason="Never mind")
    assert moderation.player_rename(player=ada, by=root, username="ada_l", reason="x") is None
    NameChange.objects.update(at=timezone.now() - timedelta(days=31))
    assert not username_is_taken("countess")


@pytest.mark.django_db
def test_a_new_name_follows_the_rule_of_sign_up(ada: User, root: User) -> None:
    for name in ("x", "no spaces", "ümlaut", "a" * 33):
        with pytest.raises(ValidationError):
            moderation.player_rename(player=ada, by=root, username=name, reason="x")
    assert (
        refusal(
            lambda: acts.player_rename(
                player=ada, by=root, door="admin", username="no spaces", reason="x"
            )
        )
        is ErrorCode.INVALID_INPUT
    )
    assert (
        refusal(
            lambda: moderation.player_rename(player=ada, by=root, username="ROOT_1", reason="x")
        )
        is ErrorCode.USERNAME_TAKEN
    )


# --- blocks and reports -----------------------------------------------------------------------


@pytest.mark.django_db
def test_blocks_are_one_way_once_and_counted(
    ada: User, root: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    moderation.block_add(player=ada, blocked=root)
    moderation.block_add(player=ada, blocked=root)
    assert players_blocked_by(player_pk=ada.pk) == {root.pk}
    assert players_blocked_by(player_pk=root.pk) == frozenset()
    assert refusal(lambda: moderation.block_add(player=ada, blocked=ada)) is ErrorCode.FORBIDDEN
    monkeypatch.setattr(moderation, "BLOCKS_MAX", 1)
    moderation.block_add(player=ada, blocked=root)
    assert (
        refusal(lambda: moderation.block_add(player=ada, blocked=user("third_1")))
        is ErrorCode.FORBIDDEN
    )
    assert moderation.block_remove(player=ada, blocked=root)
    assert not moderation.block_remove(player=ada, blocked=root)


@pytest.mark.django_db
def test_a_report_waits_for_a_moderator_who_closes_it_once(
    ada: User, root: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    loud = user("loud_1")
    report = moderation.report_add(reporter=ada, player=loud, reason="Noise", context="chat")
    monkeypatch.setattr(moderation, "OPEN_REPORTS_MAX", 1)
    assert (
        refusal(lambda: moderation.report_add(reporter=ada, player=loud, reason="Noise"))
        is ErrorCode.FORBIDDEN
    )
    assert moderation.report_close(report=report, by=root)
    assert not moderation.report_close(report=report, by=root)
    moderation.report_add(reporter=ada, player=loud, reason="Again")
    assert (
        refusal(lambda: moderation.report_add(reporter=ada, player=ada, reason="Me"))
        is ErrorCode.FORBIDDEN
    )


@pytest.mark.django_db
def test_export_tells_what_the_player_may_know_and_deletion_leaves_nothing(
    ada: User, root: User
) -> None:
    ends = timezone.now() + HOUR
    moderation.player_ban(player=ada, by=root, reason="Insults", ends=ends, note="secret note")
    moderation.player_rename(player=ada, by=root, username="calm_1", reason="Insult")
    moderation.block_add(player=ada, blocked=root)
    moderation.block_add(player=root, blocked=ada)
    moderation.report_add(reporter=root, player=ada, reason="Noise")
    moderation.report_add(reporter=ada, player=root, reason="Too strict", context="chat")
    account = export_for_player(player=ada)["account"]
    assert account["sanctions"][0]["reason"] == "Insults"
    assert account["sanctions"][0]["ends_at"] == ends.isoformat()
    assert account["name_changes"][0]["old_name"] == "ada_l"
    assert [block["player_id"] for block in account["blocks"]] == [root.player_id]
    assert [row["reason"] for row in account["reports"]] == ["Too strict"]
    assert "secret note" not in str(account)
    assert "root_1" not in str(account)
    player_delete(player=ada)
    for model in (Sanction, Block, NameChange):
        assert not model._default_manager.exists()
    assert Report.objects.get().reporter is None  # the moderators may still read it


# --- the command line -------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_command_line_bans_anybody_and_lifts_it(root: User) -> None:
    call_command(
        "moderate", "ban", "ROOT_1", "--reason", "Stolen", "--hours", "2", stdout=StringIO()
    )
    ban = sentence_now(player=root, kind=Kind.BAN)
    assert ban is not None
    assert ban.ends is not None
    assert abs(ban.ends - timezone.now() - 2 * HOUR) < timedelta(minutes=1)
    call_command("moderate", "unban", "root_1", stdout=StringIO())
    assert sentence_now(player=root, kind=Kind.BAN) is None
    call_command("moderate", "mute", "root_1", "--reason", "Noise", stdout=StringIO())
    assert sentence_now(player=root, kind=Kind.MUTE) == Sentence(Kind.MUTE, "Noise", None)
    call_command("moderate", "unmute", "root_1", stdout=StringIO())
    assert set(OperatorAction.objects.values_list("door", "actor_name")) == {("command", "")}
    for wrong in (("ban", "nobody_1", "--reason", "x"), ("ban", "root_1")):
        with pytest.raises(CommandError):
            call_command("moderate", *wrong, stdout=StringIO())
