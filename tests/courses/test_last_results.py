"""Results that several processes store at the same moment, on the database that lets them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker as Blocker

from accounts.services.players import player_create
from game.models import Fixture, Tournament
from game.services.courses.classes import course_create
from game.services.matches.store import NewEntry, entries_append
from tests.courses.test_seating import GAME, Crowd
from tests.matches.conftest import database_at
from tests.support.server import wait_for

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(120)]

COUNT_ENDS = """
CREATE TABLE ends (tournament bigint);
CREATE FUNCTION note_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO ends VALUES (NEW.id); RETURN NEW; END $$;
CREATE TRIGGER note_end AFTER UPDATE OF finished_at ON game_tournament
FOR EACH ROW EXECUTE FUNCTION note_end();
"""
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@pytest.fixture
def crowd(postgres_server: str, django_db_blocker: Blocker) -> Iterator[Crowd]:
    """Four teams that still have to finish the last two of their six games."""
    with django_db_blocker.unblock(), database_at(postgres_server):
        teacher = player_create(username="ms_frizzle", password="seatbelts everyone please")
        teacher.is_staff = True
        teacher.save()
        crowd = Crowd(course_create(teacher=teacher, title="Programming 1", game=""), count=4)
        for _ in range(2):
            for match in {crowd.come(team).match for team in crowd.teams}:
                end(match)
        yield crowd


def end(match: int) -> list[bool]:
    """As a process stores the last move of a game, over a connection of its own."""
    last = NewEntry(match, 9, 1, "move", 0, "{}", game=GAME, record="{}", ranks=[2, 1])
    try:
        return entries_append(entries=[last])
    finally:
        connections["default"].close()


def test_two_last_results_at_once_end_a_tournament_once(crowd: Crowd, postgres_server: str) -> None:
    matches = {crowd.come(team).match for team in crowd.teams}
    assert len(matches) == 2
    with (
        psycopg.connect(postgres_server, autocommit=True) as admin,
        ThreadPoolExecutor(2) as pool,
        psycopg.connect(postgres_server) as holder,
    ):
        admin.execute(COUNT_ENDS)
        holder.execute("SELECT 1 FROM game_tournament FOR UPDATE")
        storing = [pool.submit(end, match) for match in matches]
        wait_for(
            lambda: admin.execute(WAITING).fetchone() == (2,),
            seconds=30,
            words="both results wait for the tournament",
        )
        assert Tournament.objects.get().finished_at is None
        holder.rollback()
        assert [each.result(30) for each in storing] == [[True], [True]]
        assert admin.execute("SELECT tournament FROM ends").fetchall() == [(crowd.cup.pk,)]
    assert Tournament.objects.get().finished_at is not None
    last = Fixture.objects.filter(match__in=matches).values_list("outcome", flat=True)
    assert list(last) == ["second", "second"]
