"""Whole runs over REST: to victory and to each kind of loss, ranked, listed, replayed."""

from typing import Any

import msgspec
import pytest

from accounts.models import User
from game.expedition.document import decode, encode
from game.expedition.state import Ending
from game.models import Expedition, ExpeditionStep, FinishedRun
from game.services import expedition_runs
from game.services.expedition_runs import run_check, runs_check_waiting
from tests.expedition.rest import Site
from tests.expedition.scripted import (
    MOST_ACTIONS,
    SCRIPTS,
    Found,
    choices_of,
    found,
)

pytestmark = pytest.mark.django_db


def play(site: Site, way: Found, script_of: Ending, **fields: Any) -> dict[str, Any]:
    """Fly a found seed to its end by what REST answers alone; the last answer."""
    state = site.new(seed=way.seed, difficulty=way.difficulty.value, force_new=True, **fields)
    refused: list[dict[str, Any]] = []
    for _ in range(MOST_ACTIONS):
        action = choices_of(SCRIPTS[script_of], state, refused)
        body = site.act(**action)
        refused = [] if body["success"] else [*refused, action]
        state = body["game_state"]
        if state["game_over"]:
            return body
    raise AssertionError("this run goes nowhere")


@pytest.mark.parametrize("ending", SCRIPTS)
def test_a_scripted_client_plays_to_each_ending(
    site: Site, ending: Ending, django_capture_on_commit_callbacks: Any, checked_at_once: None
) -> None:
    way = found(ending)
    with django_capture_on_commit_callbacks(execute=True):
        body = play(site, way, ending)

    state = body["game_state"]
    assert state["ending"]["kind"] == ending
    assert state["victory"] is (ending is Ending.RETIRED)
    assert Expedition.objects.get().document == encode(way.run).decode()
    after = site.act("navigate")
    assert (after["success"], after["result"]["code"]) == (False, "GAME_OVER")

    run = site.get("game/runs")[1]["runs"][0]
    assert (run["ending"], run["turns"], run["wealth"]) == (ending, way.run.turn, way.run.wealth)
    assert (run["ranked"], run["check"], run["seed_chosen"]) == (True, "confirmed", True)
    assert run["score"] == state["score"]


def test_who_does_not_eat_starves(site: Site) -> None:
    site.new()
    row = Expedition.objects.get()
    run = decode(row.document)
    run.food, run.health = 0, 5
    row.document, row.ranked, row.revision = encode(run).decode(), False, row.revision + 1
    row.save()
    body = site.act("navigate")
    assert body["game_state"]["ending"]["kind"] == Ending.HEALTH
    assert FinishedRun.objects.get().ending == Ending.HEALTH


@pytest.fixture
def finished(
    site: Site, django_capture_on_commit_callbacks: Any, checked_at_once: None
) -> FinishedRun:
    with django_capture_on_commit_callbacks(execute=True):
        play(site, found(Ending.OUT_OF_TURNS), Ending.OUT_OF_TURNS)
    return FinishedRun.objects.get()


def test_the_steps_of_a_finished_run_are_its_record(site: Site, finished: FinishedRun) -> None:
    assert not ExpeditionStep.objects.exists()
    _, body = site.get(f"game/runs/{finished.pk}")
    way = found(Ending.OUT_OF_TURNS)
    assert body["record"]["seed"] == way.seed
    assert len(body["record"]["actions"]) == way.run.statistics.actions
    assert body["record"]["result"]["turns"] == way.run.turn


def test_a_run_is_verified_by_executing_it_again(site: Site, finished: FinishedRun) -> None:
    assert site.post(f"game/runs/{finished.pk}/verify") == (
        200,
        {"success": True, "verified": True, "reason": ""},
    )


def test_a_record_that_was_tampered_with_is_found_out(site: Site, finished: FinishedRun) -> None:
    record = msgspec.json.decode(finished.record)
    record["result"]["wealth"] += 1
    finished.record = msgspec.json.encode(record).decode()
    finished.ranked, finished.check_state = False, FinishedRun.Check.WAITING
    finished.save()
    _, body = site.post(f"game/runs/{finished.pk}/verify")
    assert body["verified"] is False
    assert body["reason"]
    assert run_check(finished.pk) is False
    finished.refresh_from_db()
    assert (finished.ranked, finished.check_state) == (False, FinishedRun.Check.REFUTED)


def test_a_run_whose_process_stopped_early_is_checked_later(
    site: Site, finished: FinishedRun
) -> None:
    FinishedRun.objects.update(ranked=False, check_state=FinishedRun.Check.WAITING)
    assert site.get("v1/leaderboard/expeditions", seed=finished.seed)[1]["items"] == []
    assert runs_check_waiting() == 1
    assert len(site.get("v1/leaderboard/expeditions", seed=finished.seed)[1]["items"]) == 1
    assert runs_check_waiting() == 0


def test_a_record_that_cannot_be_checked_holds_up_none_behind_it(
    site: Site, finished: FinishedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    FinishedRun.objects.update(ranked=False, check_state=FinishedRun.Check.WAITING)
    behind = FinishedRun.objects.get()
    behind.pk, behind.expedition = None, None
    behind.save()
    check = expedition_runs.run_check

    def check_all_but_the_first(run_pk: int) -> bool:
        if run_pk == finished.pk:
            raise MemoryError
        return check(run_pk)

    monkeypatch.setattr(expedition_runs, "run_check", check_all_but_the_first)
    assert runs_check_waiting() == 1
    assert list(FinishedRun.objects.order_by("pk").values_list("ranked", flat=True)) == [
        False, True,
    ]  # fmt: skip


def test_a_run_that_went_with_its_player_is_not_checked(finished: FinishedRun) -> None:
    finished.player.delete()
    assert run_check(finished.pk) is False


@pytest.mark.parametrize("share", [0.0, 0.33, 0.5, 0.99, 1.0])
def test_a_replay_shows_any_moment(site: Site, finished: FinishedRun, share: float) -> None:
    count = found(Ending.OUT_OF_TURNS).run.statistics.actions
    index = round(share * count)
    status, body = site.get(f"game/runs/{finished.pk}/replay", index=index)
    assert status == 200
    assert (body["index"], body["count"]) == (index, count)
    assert (body["action"] is None) is (index == 0)
    assert body["game_state"]["statistics"]["actions"] == index
    assert body["game_state"]["game_over"] is (index == count)


def test_a_replay_ends_at_the_last_action(site: Site, finished: FinishedRun) -> None:
    _, last = site.get(f"game/runs/{finished.pk}/replay", index=10_000)
    assert last["index"] == last["count"]
    assert last["game_state"]["ending"]["kind"] == Ending.OUT_OF_TURNS
    for index in (-1, 10_001, "x"):
        assert site.get(f"game/runs/{finished.pk}/replay", index=index)[0] == 400


def test_others_see_ranked_runs_alone(site: Site, finished: FinishedRun, grace: User) -> None:
    theirs = Site(grace)
    assert theirs.get(f"game/runs/{finished.pk}")[0] == 200
    assert theirs.get(f"game/runs/{finished.pk}/replay")[0] == 200
    assert theirs.get("game/runs")[1]["total"] == 0
    FinishedRun.objects.update(ranked=False)
    for path in ("", "/replay"):
        status, body = theirs.get(f"game/runs/{finished.pk}{path}")
        assert (status, body["code"]) == (404, "NOT_FOUND")
    assert theirs.post(f"game/runs/{finished.pk}/verify")[0] == 404
    assert site.get(f"game/runs/{finished.pk}")[0] == 200


def test_a_run_that_is_not_there(site: Site) -> None:
    for run_id in (1, 10**30):
        assert site.get(f"game/runs/{run_id}")[0] == 404


def board(site: Site, **query: Any) -> list[int]:
    status, body = site.get("v1/leaderboard/expeditions", **query)
    assert status == 200, body
    return [line["run"]["id"] for line in body["items"]]


def finished_run(player: User, number: int, **fields: Any) -> FinishedRun:
    values: dict[str, Any] = {
        "run_number": number,
        "seed": f"seed-{number}",
        "seed_chosen": False,
        "difficulty": "medium",
        "turns": 30,
        "wealth": 1000,
        "score": 1000,
        "ending": "stranded",
        "victory": False,
        "ranked": True,
        "check_state": FinishedRun.Check.CONFIRMED,
        "record": "{}",
        "finished_at": "2030-01-05T12:00:00Z",
    }
    return FinishedRun.objects.create(player=player, **{**values, **fields})


def test_the_board_is_in_the_order_of_scores(site: Site, ada: User, grace: User) -> None:
    second = finished_run(ada, 1, score=2000, turns=30)
    third = finished_run(grace, 2, score=2000, turns=40)
    first = finished_run(grace, 3, score=2500, difficulty="hard")
    assert board(site) == [first.pk, second.pk, third.pk]
    assert board(site, limit=1) == [first.pk]
    assert board(site, difficulty="medium") == [second.pk, third.pk]
    _, body = site.get("v1/leaderboard/expeditions")
    assert [line["rank"] for line in body["items"]] == [1, 2, 3]
    assert body["items"][0]["run"]["username"] == "grace_h"


def test_a_chosen_seed_is_on_the_board_of_that_seed_alone(site: Site, ada: User) -> None:
    drawn = finished_run(ada, 1, seed="amber", score=10)
    chosen = finished_run(ada, 2, seed="amber", seed_chosen=True, score=20)
    assert board(site) == [drawn.pk]
    assert board(site, seed="amber") == [chosen.pk, drawn.pk]
    assert board(site, seed="teal") == []


def test_runs_of_a_day_are_on_the_board_of_that_day(site: Site, ada: User) -> None:
    run = finished_run(ada, 1, daily_date="2020-01-05")
    assert board(site) == []
    assert board(site, daily="2020-01-05") == [run.pk]
    assert board(site, daily="today") == []


def test_what_is_not_ranked_or_belongs_to_the_banned_is_on_no_board(
    site: Site, ada: User, grace: User
) -> None:
    finished_run(ada, 1, ranked=False)
    finished_run(grace, 2)
    User.objects.filter(pk=grace.pk).update(is_active=False)
    assert board(site) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("limit", 0), ("limit", 101), ("difficulty", "odd"), ("daily", "soon"), ("seed", "x" * 65)],
)
def test_a_board_that_makes_no_sense_is_refused(site: Site, name: str, value: object) -> None:
    status, body = site.get("v1/leaderboard/expeditions", **{name: value})
    assert (status, body["code"], list(body["details"])) == (400, "INVALID_INPUT", [name])
