"""A site with a teacher, and classes on it."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.courses.school import School, person
from tests.support.server import LiveServer, run_manage

TEACHER, PASSWORD = "ms_frizzle", "seatbelts everyone please"
NewSchool = Callable[..., School]


@pytest.fixture(scope="session")
def teacher(server: LiveServer) -> Iterator[httpx.Client]:
    """Staff, who may make classes."""
    env = {**server.env, "DJANGO_SUPERUSER_USERNAME": TEACHER, "DJANGO_SUPERUSER_EMAIL": ""}
    env["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
    run_manage(env, "createsuperuser", "--noinput")
    client = person(server, TEACHER, PASSWORD)
    yield client
    client.close()


@pytest.fixture
def new_school(server: LiveServer, teacher: httpx.Client) -> Iterator[NewSchool]:
    """Classes of the teacher's, deleted afterwards with all that is played there."""
    made: list[School] = []

    def new(**wish: object) -> School:
        made.append(School(server, teacher, **wish))
        return made[-1]

    yield new
    for school in made:
        teacher.delete(f"/api/v1/courses/{school.id}")


@pytest.fixture
def school(new_school: NewSchool) -> School:
    return new_school(game="TicTacToe")
