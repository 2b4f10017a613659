"""The control room's page: for staff, and for nobody else."""

import pytest
from django.test import Client

from accounts.models import User
from tests.web.conftest import logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(universe: None) -> User:
    return User.objects.create_superuser("warden", password="a long watch")


def test_a_visitor_is_sent_to_log_in_and_comes_back(client: Client) -> None:
    response = client.get("/ops/")
    assert (response.status_code, response.headers["Location"]) == (302, "/login/?next=/ops/")


def test_to_a_player_there_is_no_such_page(pilot: User, guest: User) -> None:
    for player in (pilot, guest):
        response = logged_in(player).get("/ops/")
        assert response.status_code == 404
        assert "/ws/ops" not in response.content.decode()


def test_staff_get_the_room_and_nobody_keeps_a_copy(operator: User) -> None:
    response = logged_in(operator).get("/ops/")
    assert response.status_code == 200
    assert 'data-socket="/ws/ops"' in response.content.decode()
    assert 'data-lease-lapses-s="6"' in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]


def test_only_staff_see_the_way_there(operator: User, pilot: User) -> None:
    assert 'href="/ops/"' in logged_in(operator).get("/").content.decode()
    assert 'href="/ops/"' not in logged_in(pilot).get("/").content.decode()
    assert 'href="/ops/"' not in Client().get("/").content.decode()


def test_staff_without_a_superusers_rights_are_staff_too(pilot: User) -> None:
    pilot.is_staff = True
    pilot.save()
    assert logged_in(pilot).get("/ops/").status_code == 200
