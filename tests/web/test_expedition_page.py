"""The page of expeditions as the server makes it."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from game.models import Expedition, FinishedRun
from tests.web.conftest import logged_in
from tests.web.markup import Markup


def begin(client: Client, **wish: object) -> None:
    answer = client.post("/api/game/new", json.dumps(wish), content_type="application/json")
    assert answer.status_code == 200, answer.content


def finished(player: User, *, score: int, **more: object) -> FinishedRun:
    facts = {
        "run_number": 1,
        "seed": "s",
        "seed_chosen": False,
        "difficulty": "medium",
        "turns": 31,
        "wealth": score,
        "ending": "retired",
        "victory": True,
        "ranked": True,
        "check_state": "confirmed",
        "record": "{}",
        "finished_at": timezone.now(),
    }
    return FinishedRun.objects.create(player=player, score=score, **{**facts, **more})


@pytest.mark.django_db
def test_a_visitor_sets_out_with_one_click_and_comes_back_to_the_expedition(
    client: Client, universe: None
) -> None:
    page = Markup(client.get("/expedition/?seed=copper").content.decode())
    form = next(form for form in page.all("form") if form.attributes["action"] == "/guest/")
    assert form.attributes["method"] == "post"
    fields = {i.attributes["name"]: i.attributes.get("value", "") for i in page.all("input")}
    assert fields["next"] == "/expedition/?seed=copper"
    response = client.post("/guest/", {"name": fields["name"], "next": fields["next"]})
    assert response.headers["Location"] == "/expedition/?seed=copper"


@pytest.mark.django_db
def test_a_way_in_does_not_lead_to_another_site(client: Client, universe: None) -> None:
    response = client.post("/guest/", {"name": "stray_9", "next": "https://evil.test/"})
    assert response.headers["Location"] == "/play/"


def test_the_page_knows_the_pilots_own_runs_alone(pilot: User, guest: User) -> None:
    begin(logged_in(guest), session_id="default")
    client = logged_in(pilot)
    assert client.get("/expedition/").context["sessions"] == []
    begin(client, session_id="default", seed="copper", difficulty="hard")
    (session,) = client.get("/expedition/").context["sessions"]
    assert session["session_id"] == "default"
    assert session["difficulty"] == "hard"
    assert Expedition.objects.count() == 2


def test_a_shared_sky_fills_the_form(pilot: User) -> None:
    html = logged_in(pilot).get('/expedition/?seed=a"b&difficulty=hard').content.decode()
    page = Markup(html)
    seed = next(i for i in page.all("input") if i.attributes["name"] == "seed")
    assert seed.attributes["value"] == 'a"b'
    picked = [i for i in page.all("input") if "checked" in i.attributes]
    assert [i.attributes["value"] for i in picked] == ["hard"]


@pytest.mark.parametrize("query", ["?difficulty=impossible", "?seed=" + "x" * 500, "?seed=%00"])
def test_a_strange_wish_leaves_the_page_standing(pilot: User, query: str) -> None:
    page = Markup(logged_in(pilot).get(f"/expedition/{query}").content.decode())
    picked = [i for i in page.all("input") if "checked" in i.attributes]
    assert [i.attributes["value"] for i in picked] == ["medium"]
    seed = next(i for i in page.all("input") if i.attributes["name"] == "seed")
    assert len(seed.attributes.get("value") or "") <= 64


def test_the_best_expeditions_stand_on_the_leaderboard(pilot: User, guest: User) -> None:
    finished(guest, score=2_400)
    finished(pilot, score=3_100, ending="out_of_turns", victory=False)
    finished(pilot, score=9_900, ranked=False, check_state="waiting", run_number=2)
    response = logged_in(pilot).get("/leaderboard/")
    assert [line.run.score for line in response.context["runs"]] == [3_100, 2_400]
    html = response.content.decode()
    assert "out of time" in html
    assert "9,900" not in html


@pytest.mark.django_db
def test_a_board_without_runs_says_how_to_begin(client: Client) -> None:
    assert "No expedition has come home yet" in client.get("/leaderboard/").content.decode()
