"""Sessions that nobody touches go into the archive, and come back by an operator's hand."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services.tokens import token_pair_for
from game.models import DailyEntry, Expedition, FinishedRun
from game.services.expedition_archive import expedition_archive, expedition_restore
from tests.expedition.rest import READS, Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(site: Site) -> Expedition:
    """A session that was last touched 91 days ago."""
    site.new("old", seed="amber")
    site.act("navigate", "old")
    untouched(days=91)
    return Expedition.objects.get()


def untouched(days: float) -> None:
    Expedition.objects.update(last_activity=timezone.now() - timedelta(days=days))


def purge(*arguments: str, capsys: Any = None) -> str:
    call_command("purgesessions", *arguments)
    return capsys.readouterr().out if capsys else ""


def test_after_90_days_a_session_is_archived(site: Site, old: Expedition, capsys: Any) -> None:
    site.new("young")
    assert "archived: 1 expeditions" in purge(capsys=capsys)
    for answer in (
        *(site.get(f"game/{read}/old") for read in READS),
        site.post("game/action/old", {"action": "navigate"}),
    ):
        status, body = answer
        assert (status, body["code"], body["details"]) == (
            404, "UNKNOWN_SESSION", {"archived": True},
        )  # fmt: skip
        assert "archive" in body["error"]
    lines = site.get("game/sessions")[1]["sessions"]
    assert [line["session_id"] for line in lines] == ["young"]
    assert "archived: 0 expeditions" in purge(capsys=capsys)


def test_before_that_it_stays(site: Site, old: Expedition) -> None:
    untouched(days=89)
    purge()
    assert site.get("game/state/old")[0] == 200


def test_how_long_can_be_said(site: Site, old: Expedition) -> None:
    untouched(days=8)
    purge("--days", "7")
    assert site.get("game/state/old")[0] == 404
    with pytest.raises(CommandError):
        purge("--days", "0")


def test_an_operator_brings_it_back_as_it_was(site: Site, old: Expedition, capsys: Any) -> None:
    before = site.state("old")
    purge()
    assert "back" in purge("--restore", "ADA_L", "old", capsys=capsys)
    after = site.state("old")
    assert {**after, "last_activity": 0} == {**before, "last_activity": 0}
    purge()
    assert site.act("navigate", "old")["game_state"]["revision"] == before["revision"] + 1


def test_what_is_not_there_cannot_be_brought_back(site: Site, old: Expedition) -> None:
    for arguments in (("ada_l", "old"), ("ada_l", "nope"), ("nobody", "old")):
        with pytest.raises(CommandError, match="archive"):
            purge("--restore", *arguments)


def test_a_name_in_the_archive_is_free_and_then_taken(site: Site, old: Expedition) -> None:
    purge()
    assert site.new("old")["turn_count"] == 0
    with pytest.raises(CommandError, match="another session"):
        purge("--restore", "ada_l", "old")
    Expedition.objects.filter(archived_at__isnull=True).update(session_id="new")
    purge("--restore", "ada_l", "old")
    assert site.state("old")["seed"] == "amber"


def test_of_several_of_one_name_the_newest_comes_back(site: Site, old: Expedition) -> None:
    purge()
    site.new("old", seed="teal")
    expedition_archive(pk=Expedition.objects.latest("pk").pk)
    purge("--restore", "ada_l", "old")
    assert site.state("old")["seed"] == "teal"


def test_archiving_twice_is_archiving_once(old: Expedition) -> None:
    assert expedition_archive(pk=old.pk)
    assert not expedition_archive(pk=old.pk)
    assert expedition_restore(pk=old.pk).archived_at is None


def test_log_in_sessions_and_tokens_that_have_expired_go_with_it(ada: User) -> None:
    from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

    token_pair_for(ada)
    token_pair_for(ada)
    past = timezone.now() - timedelta(days=1)
    OutstandingToken.objects.filter(pk=OutstandingToken.objects.first().pk).update(expires_at=past)
    Session.objects.create(session_key="gone", session_data="", expire_date=past)
    purge()
    assert OutstandingToken.objects.count() == 1
    assert not Session.objects.exists()


class TestAdmin:
    @pytest.fixture
    def desk(self, db: None) -> Client:
        browser = Client()
        browser.force_login(User.objects.create_superuser("root_1"))
        return browser

    def do(self, desk: Client, model: str, act: str, pk: int) -> str:
        answer = desk.post(
            f"/admin/game/{model}/{pk}/act/{act}/",
            {"act_confirmed": "yes", "reason": "asked for"},
            follow=True,
        )
        assert answer.status_code == 200
        return answer.content.decode()

    def test_archives_and_restores(self, desk: Client, site: Site, old: Expedition) -> None:
        archive, restore = "expedition_archive", "expedition_restore"
        assert "old is in the archive now" in self.do(desk, "expedition", archive, old.pk)
        assert site.get("game/state/old")[0] == 404
        assert "old is in play again" in self.do(desk, "expedition", restore, old.pk)
        assert site.get("game/state/old")[0] == 200
        assert "no such session" in self.do(desk, "expedition", restore, old.pk)

    def test_lists_find_and_show(self, desk: Client, site: Site, old: Expedition) -> None:
        site.post("game/new", {"daily": True})
        run = FinishedRun.objects.create(
            player=old.player, expedition=old, run_number=1, seed="amber", seed_chosen=True,
            difficulty="hard", turns=9, wealth=1, score=1, ending="hull", victory=False,
            finished_at=timezone.now(),
        )  # fmt: skip
        for model, row, query in (
            ("expedition", old, "ada_l"),
            ("finishedrun", run, "amber"),
            ("dailyentry", DailyEntry.objects.get(), "ada_l"),
        ):
            page = desk.get(f"/admin/game/{model}/", {"q": query})
            assert page.status_code == 200
            assert "ada_l" in page.content.decode()
            assert desk.get(f"/admin/game/{model}/{row.pk}/change/").status_code == 200
            assert desk.get(f"/admin/game/{model}/add/").status_code == 403
        for query in ({"archived": "yes"}, {"archived": "no"}, {"ending": "hull"}):
            assert desk.get("/admin/game/expedition/", query).status_code == 200
        told = self.do(desk, "finishedrun", "run_check", run.pk)
        assert f"Run {run.pk} is not ranked" in told

    def test_documents_are_read_and_never_edited(self, desk: Client, old: Expedition) -> None:
        page = desk.get(f"/admin/game/expedition/{old.pk}/change/").content.decode()
        assert "cosmic.expedition" in page
        assert 'name="document"' not in page
        answer = desk.post(f"/admin/game/expedition/{old.pk}/change/", {"document": "{}"})
        assert answer.status_code == 403

    def test_staff_without_the_right_cannot_archive(self, site: Site, old: Expedition) -> None:
        from django.contrib.auth.models import Permission

        clerk = User.objects.create_user("clerk", is_staff=True)
        clerk.user_permissions.add(Permission.objects.get(codename="view_expedition"))
        browser = Client()
        browser.force_login(clerk)
        answer = browser.post(
            f"/admin/game/expedition/{old.pk}/act/expedition_archive/",
            {"act_confirmed": "yes", "reason": "asked for"},
        )
        assert answer.status_code == 403
        old.refresh_from_db()
        assert old.archived_at is None
