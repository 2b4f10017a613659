"""The expedition of the day: one seed for all, one try for each, a secret until midnight."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.exports import export_for_player
from accounts.models import User
from game.models import DailyEntry, Expedition, FinishedRun
from game.selectors import expeditions
from game.services import expeditions as services
from game.services.expedition_daily import daily_seed, is_daily_session_id
from saves.models import SaveSlot
from tests.expedition.rest import READS, Site

pytestmark = pytest.mark.django_db

DAY = date(2030, 1, 5)


@pytest.fixture
def midnight(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set the UTC date: `midnight(date)`. It begins as DAY."""

    def change(day: date) -> None:
        for module in (expeditions, services):
            monkeypatch.setattr(module, "today", lambda: day)

    change(DAY)
    return change


@pytest.fixture
def daily(site: Site, midnight: Any) -> dict[str, Any]:
    status, body = site.post("game/new", {"daily": True})
    assert status == 200
    return body


def test_a_day_has_one_seed_that_nobody_can_guess() -> None:
    seed = daily_seed(DAY)
    assert seed == daily_seed(DAY)
    assert len(seed) == 32
    assert seed != daily_seed(DAY + timedelta(days=1))


def test_the_key_of_the_server_makes_the_seed(settings: Any) -> None:
    before = daily_seed(DAY)
    settings.SECRET_KEY = "another key"
    assert daily_seed(DAY) != before


def test_everybody_flies_the_same_run(daily: dict[str, Any], grace: User) -> None:
    Site(grace).post("game/new", {"daily": True})
    one, two = Expedition.objects.order_by("pk")
    assert one.document == two.document
    assert one.seed == daily_seed(DAY)
    assert daily["session_id"] == "daily-2030-01-05"
    assert daily["game_state"]["daily"] == "2030-01-05"
    assert (one.daily_date, one.seed_chosen, one.ranked) == (DAY, False, True)


def test_difficulty_and_seed_cannot_be_chosen(site: Site, midnight: Any) -> None:
    body = {"daily": True, "seed": "mine", "difficulty": "easy", "session_id": "mine"}
    _, answer = site.post("game/new", body)
    assert answer["game_state"]["difficulty"] == "medium"
    assert Expedition.objects.get().seed == daily_seed(DAY)


def test_it_is_found_again_and_never_begun_anew(site: Site, daily: dict[str, Any]) -> None:
    site.act("navigate", "daily-2030-01-05")
    again = site.post("game/new", {"daily": True})[1]
    assert (again["created"], again["game_state"]["turn_count"]) == (False, 1)
    for body in (
        {"daily": True, "force_new": True},
        {"session_id": "daily-2030-01-05", "force_new": True},
    ):
        status, answer = site.post("game/new", body)
        assert (status, answer["code"]) == (409, "DAILY_RUN")


def test_it_is_flown_once_even_when_its_session_is_gone(site: Site, daily: dict[str, Any]) -> None:
    Expedition.objects.all().delete()
    status, answer = site.post("game/new", {"daily": True})
    assert (status, answer["code"]) == (409, "DAILY_RUN")
    assert DailyEntry.objects.count() == 1


def test_the_next_day_is_another_run(site: Site, daily: dict[str, Any], midnight: Any) -> None:
    midnight(DAY + timedelta(days=1))
    _, body = site.post("game/new", {"daily": True})
    assert (body["created"], body["session_id"]) == (True, "daily-2030-01-06")


def test_its_name_is_kept_for_it(site: Site, midnight: Any) -> None:
    for name in ("daily-2030-01-05", "daily-2029-12-31"):
        status, body = site.post("game/new", {"session_id": name})
        assert (status, body["code"]) == (400, "INVALID_INPUT")
    for name in ("daily", "daily-run", "daily-2030-01-05b", "Daily-2030-01-05"):
        assert not is_daily_session_id(name)
    site.new("daily-bread")


def test_it_does_not_count_among_those_under_way(site: Site, limits: Any, midnight: Any) -> None:
    limits(expeditions_per_player=1)
    site.new()
    assert site.post("game/new", {"daily": True})[0] == 200


def told(site: Site) -> str:
    """Everything that a player can read of their run of the day."""
    name = "daily-2030-01-05"
    answers = [site.get(f"game/{read}/{name}") for read in READS]
    answers += [site.get("game/sessions"), site.get("game/runs"), site.get("saves")]
    answers.append(site.post("game/action/" + name, {"action": "navigate"}))
    answers.append(site.post("game/action/" + name, {"action": "no such thing"}))
    for run_id in FinishedRun.objects.values_list("pk", flat=True):
        answers.append(site.get(f"game/runs/{run_id}"))
        answers.append(site.get(f"game/runs/{run_id}/replay"))
    return str([*answers, export_for_player(player=site.player)])


def test_its_seed_is_a_secret(site: Site, daily: dict[str, Any]) -> None:
    site.act("navigate", "daily-2030-01-05")
    assert SaveSlot.objects.get().daily
    assert daily["game_state"]["seed"] is None
    assert daily_seed(DAY) not in told(site)


@pytest.fixture
def over(
    site: Site,
    daily: dict[str, Any],
    django_capture_on_commit_callbacks: Any,
    checked_at_once: None,
) -> FinishedRun:
    """The day's run, ended by flying about without a care."""
    with django_capture_on_commit_callbacks(execute=True):
        fly_to_the_end(site)
    return FinishedRun.objects.get()


def fly_to_the_end(site: Site) -> None:
    state = site.state("daily-2030-01-05")
    for _ in range(600):
        if state["game_over"]:
            return
        body = site.act(**careless(state), session_id="daily-2030-01-05")
        state = body["game_state"]
    raise AssertionError("this run goes nowhere")


def careless(state: dict[str, Any]) -> dict[str, Any]:
    if state["player_stats"]["in_combat"]:
        return {"action": "combat_action", "combat_action": "attack"}
    choices = state["current_event"]["choices"] if state["current_event"] else ()
    for choice in reversed(choices):
        if choice["available"]:
            return {"action": "choose", "choice": choice["id"]}
    for name in ("refuel", "distress_signal"):
        if state["possible"][name]["available"] and state["player_stats"]["fuel"] < 20:
            return {"action": name}
    return {"action": "navigate"}


def test_its_record_is_a_secret_until_the_day_is_over(
    site: Site, grace: User, over: FinishedRun, midnight: Any
) -> None:
    assert over.ranked
    assert daily_seed(DAY) not in told(site)
    assert site.get(f"game/runs/{over.pk}")[1]["record"] is None
    assert site.get(f"game/runs/{over.pk}/replay")[0] == 200, "one's own can be looked at"
    theirs = Site(grace)
    assert theirs.get(f"game/runs/{over.pk}")[1]["record"] is None
    status, body = theirs.get(f"game/runs/{over.pk}/replay")
    assert (status, body["code"]) == (403, "FORBIDDEN")
    _, board = site.get("v1/leaderboard/expeditions", daily="2030-01-05")
    assert board["items"][0]["run"]["seed"] is None

    midnight(DAY + timedelta(days=1))
    assert theirs.get(f"game/runs/{over.pk}")[1]["record"]["seed"] == daily_seed(DAY)
    assert theirs.get(f"game/runs/{over.pk}/replay")[1]["game_state"]["seed"] == daily_seed(DAY)
    assert daily_seed(DAY) in told(site)


def test_a_run_that_outlasts_its_day_is_not_ranked(
    site: Site,
    daily: dict[str, Any],
    midnight: Any,
    checked_at_once: None,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    assert daily["game_state"]["ranked"] is True
    midnight(DAY + timedelta(days=1))
    after = datetime(2030, 1, 6, 0, 0, 1, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: after)
    assert site.state("daily-2030-01-05")["ranked"] is False
    assert site.get("game/sessions")[1]["sessions"][0]["ranked"] is False
    with django_capture_on_commit_callbacks(execute=True):
        fly_to_the_end(site)
    late = FinishedRun.objects.get()
    assert (late.check_state, late.ranked) == (FinishedRun.Check.CONFIRMED, False)
    assert site.get("v1/leaderboard/expeditions", daily="2030-01-05")[1]["items"] == []
    assert site.get(f"game/runs/{late.pk}/replay")[0] == 200


def test_the_utc_date_counts() -> None:
    assert expeditions.today() == datetime.now(UTC).date()
