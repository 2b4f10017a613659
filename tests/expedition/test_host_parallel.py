"""What is done at once to one session comes one after the other; others do not wait for it."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import httpx
import psycopg
import pytest

from accounts.models import User
from game.expedition.actions import BuyFood, Navigate, parse_action
from game.expedition.begin import new_run
from game.expedition.document import encode
from game.expedition.reduce import perform
from game.models import DailyEntry, Expedition, ExpeditionStep
from game.protocol.errors import AppError, ErrorCode
from game.services.expeditions import Acted, expedition_act, expedition_begin
from game.services.writing import writing
from tests.support.server import LiveServer, copy_template
from tests.world.test_concurrency import at_once

PARALLEL = 32
SITES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.mark.django_db(transaction=True)
class TestThreads:
    @pytest.fixture(autouse=True)
    def _database(self, shared_database: None) -> None:
        """A database with real commits."""

    def test_32_actions_at_once_are_each_applied_once(self) -> None:
        ada = User.objects.create_user("ada_l")
        expedition_begin(player=ada, seed="amber")
        row = Expedition.objects.get()
        run = new_run(seed="amber")
        run.wealth, run.food = 10_000, 10
        Expedition.objects.update(document=encode(run).decode(), revision=row.revision + 1)

        def act(_: int) -> Acted:
            return expedition_act(player=ada, session_id="default", action=BuyFood(amount=1))

        acted = at_once(act, range(PARALLEL), threads=PARALLEL)

        row.refresh_from_db()
        assert [one.outcome.ok for one in acted] == [True] * PARALLEL
        assert sorted(one.state["player_stats"]["food"] for one in acted) == list(
            range(11, 11 + PARALLEL)
        )
        assert sorted(one.state["revision"] for one in acted) == list(range(3, 3 + PARALLEL))
        assert row.step_count == PARALLEL
        assert_recorded(row, run)

    def test_different_actions_at_once_come_in_some_order(self) -> None:
        ada = User.objects.create_user("ada_l")
        expedition_begin(player=ada, seed="amber")
        actions = [Navigate(), BuyFood(amount=1), BuyFood(amount=2), Navigate()] * 8
        acted = at_once(
            lambda action: expedition_act(player=ada, session_id="default", action=action),
            actions,
            threads=8,
        )
        row = Expedition.objects.get()
        done = sum(one.outcome.ok for one in acted)
        assert row.step_count == done > 0
        assert ExpeditionStep.objects.count() == done
        assert_recorded(row, new_run(seed="amber"))

    def test_beginning_at_once_makes_one_session(self) -> None:
        ada = User.objects.create_user("ada_l")
        begun = at_once(lambda _: expedition_begin(player=ada), range(8))
        assert [one.created for one in begun].count(True) == 1
        assert len({one.seen.run.seed for one in begun}) == 1
        assert Expedition.objects.count() == 1

    def test_a_day_begun_at_once_is_begun_once(self) -> None:
        ada = User.objects.create_user("ada_l")
        begun = at_once(lambda _: expedition_begin(player=ada, daily=True), range(8))
        assert [one.created for one in begun].count(True) == 1
        assert DailyEntry.objects.count() == 1

    def test_beginning_at_once_does_not_pass_the_limit(self, limits: Any) -> None:
        limits(expeditions_per_player=3)
        ada = User.objects.create_user("ada_l")

        def begin(n: int) -> object:
            try:
                return expedition_begin(player=ada, session_id=f"s{n}").created
            except AppError as error:
                return error.code

        answers = Counter(at_once(begin, range(8)))
        assert answers == {True: 3, ErrorCode.TOO_MANY_EXPEDITIONS: 5}

    def test_two_hundred_sessions_at_once(self) -> None:
        players = [User.objects.create_user(f"pilot_{n}") for n in range(200)]

        def fly(player: User) -> int:
            expedition_begin(player=player, seed="amber")
            for action in (Navigate(), BuyFood(amount=1), Navigate()):
                acted = expedition_act(player=player, session_id="default", action=action)
            return int(acted.state["statistics"]["actions"])

        assert len(set(at_once(fly, players))) == 1
        assert Expedition.objects.count() == 200
        assert len(set(Expedition.objects.values_list("document", flat=True))) == 1

    def test_who_comes_first_writes_first(self) -> None:
        """Nobody who stands in line is overtaken for long, and a failure lets the next one in."""
        User.objects.create_user("ada_l")

        def write(n: int) -> None:
            try:
                with writing():
                    User.objects.create_user(f"pilot_{n:02}")
                    if n % 4 == 0:
                        raise RuntimeError
            except RuntimeError:
                pass

        at_once(write, range(16))
        assert User.objects.count() == 1 + 12


def assert_recorded(row: Expedition, run: Any) -> None:
    """The steps, carried out one after the other, lead to the document."""
    steps = ExpeditionStep.objects.filter(expedition=row).order_by("number")
    for number, step in enumerate(steps, 1):
        assert step.number == number
        outcome = perform(run, parse_action(step.action))
        assert outcome.ok
        run = outcome.run
    assert row.document == encode(run).decode()


@pytest.mark.server
class TestServers:
    """The same through real servers, on both databases."""

    @pytest.fixture(params=SITES)
    def site(
        self, request: pytest.FixtureRequest, data_template: Path, tmp_path: Path
    ) -> Iterator[LiveServer]:
        folder, settings = copy_template(data_template, tmp_path / "site"), {}
        if request.param == "postgres":
            settings["DATABASE_URL"] = request.getfixturevalue("postgres_server")
        running = LiveServer(folder, **settings)
        running.start()
        yield running
        running.stop()

    def test_32_requests_at_once_are_each_applied_once(self, site: LiveServer) -> None:
        client = guest(site)
        client.post("/api/game/new", json={"seed": "amber"}).raise_for_status()
        start = Barrier(PARALLEL)

        def act(_: int) -> dict[str, Any]:
            start.wait(timeout=30)
            answer = client.post(
                "/api/game/action/default", json={"action": "buy_food", "amount": 1}
            )
            answer.raise_for_status()
            return dict(answer.json())

        with ThreadPoolExecutor(PARALLEL) as pool:
            bodies = list(pool.map(act, range(PARALLEL)))
        done = sorted(body["game_state"]["revision"] for body in bodies if body["success"])
        assert done == list(range(2, 2 + len(done)))
        assert len(done) >= PARALLEL - 1
        state = client.get("/api/game/state/default").json()
        assert state["statistics"]["actions"] == len(done)
        assert state["player_stats"]["food"] == 50 + len(done)

    def test_a_slash_belongs_to_the_name_when_it_is_encoded(self, site: LiveServer) -> None:
        client = guest(site)
        for name in ("a/", "a"):
            client.post("/api/game/new", json={"session_id": name}).raise_for_status()
        for address, name in (("a%2F", "a/"), ("a", "a"), ("a/", "a")):
            answer = client.get(f"/api/game/state/{address}")
            assert answer.json()["session_id"] == name


def guest(site: LiveServer) -> httpx.Client:
    token = httpx.post(f"{site.url}/api/v1/auth/guest", json={}).json()["access_token"]
    return httpx.Client(base_url=site.url, headers={"Authorization": f"Bearer {token}"}, timeout=30)


@pytest.mark.postgres
@pytest.mark.server
def test_players_do_not_wait_for_each_other(
    postgres_server: str, data_template: Path, tmp_path: Path
) -> None:
    """While one session's row is held, another player's acts; the same session's waits."""
    site = LiveServer(copy_template(data_template, tmp_path / "site"), DATABASE_URL=postgres_server)
    site.start()
    try:
        ada, grace = guest(site), guest(site)
        for client in (ada, grace):
            client.post("/api/game/new", json={}).raise_for_status()
        waited = Event()

        def act_as_ada() -> int:
            status = ada.post("/api/game/action/default", json={"action": "navigate"}).status_code
            waited.set()
            return status

        with psycopg.connect(postgres_server) as holder, ThreadPoolExecutor(1) as pool:
            holder.execute("SELECT 1 FROM game_expedition ORDER BY id LIMIT 1 FOR UPDATE")
            hers = pool.submit(act_as_ada)
            answer = grace.post("/api/game/action/default", json={"action": "navigate"})
            assert answer.status_code == 200
            assert not waited.is_set()
            holder.rollback()
            assert hers.result(timeout=30) == 200
    finally:
        site.stop()
