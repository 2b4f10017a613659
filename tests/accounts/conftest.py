"""Fixtures of the account tests: a world to arrive in, and clients to arrive with."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from django.core.management import call_command
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from accounts.services.tokens import TokenPair, token_pair_for

PASSWORD = "difference engine"


@pytest.fixture
def world(db: None) -> None:
    """A loaded universe, so that newcomers get ships."""
    call_command("loaduniverse", verbosity=0)


@pytest.fixture
def api() -> APIClient:
    return APIClient()


@pytest.fixture
def page() -> Client:
    return Client()


@pytest.fixture
def ada(world: None) -> User:
    """A kept account."""
    return User.objects.create_user("ada_l", PASSWORD, email="ada@example.org")


@pytest.fixture
def guest(world: None, page: Client) -> User:
    """A guest who flies in `page`."""
    page.post("/guest/", {"name": "Wanderer"})
    return User.objects.get(username="Wanderer")


@pytest.fixture
def member(ada: User, page: Client) -> User:
    """Ada, logged in in `page`."""
    page.post("/login/", {"username": "ada_l", "password": PASSWORD})
    return ada


@pytest.fixture
def ada_pair(ada: User) -> TokenPair:
    return token_pair_for(ada)


@pytest.fixture
def limits(settings: Any) -> Callable[..., None]:
    """Change values of the configuration for one test: `limits(throttle_login="3/min")`."""

    def change(**values: Any) -> None:
        settings.COSMIC = msgspec.structs.replace(settings.COSMIC, **values)

    return change


def bearer(token: str) -> dict[str, str]:
    """Headers of a request by the holder of an access token."""
    return {"Authorization": f"Bearer {token}"}
