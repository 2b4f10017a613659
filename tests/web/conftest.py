"""Fixtures: a loaded universe, and pilots who read pages."""

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.arrivals import guest_register, player_register
from accounts.models import User


@pytest.fixture
def universe(db: None) -> None:
    call_command("loaduniverse", verbosity=0)


@pytest.fixture
def guest(universe: None) -> User:
    return guest_register(username="SwiftFerry_3379")


@pytest.fixture
def pilot(universe: None) -> User:
    return player_register(username="quiet_heron", password="a long way home")


def logged_in(player: User) -> Client:
    client = Client()
    client.force_login(player)
    return client
