"""Fixtures of the moderation tests: someone who may decide, and pilots to decide about."""

import sqlite3
from contextlib import closing
from typing import Any

import httpx
import pytest

from tests.live.conftest import hangar
from tests.support.pilot import Pilot
from tests.support.server import LiveServer

__all__ = ["hangar"]

PASSWORD = "difference engine"


def change_row(server: LiveServer, name: str, change: str) -> None:
    """Change a player's row behind the back of the running site."""
    with closing(sqlite3.connect(server.data_dir / "cosmic.sqlite3", timeout=20)) as database:
        changed = database.execute(f"UPDATE accounts_user SET {change} WHERE username = ?", [name])
        database.commit()
    assert changed.rowcount == 1


class Moderator:
    """A superuser of a running site, by REST."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.headers = {"Authorization": f"Bearer {token}"}

    @classmethod
    def of(cls, server: LiveServer, name: str = "root_1") -> "Moderator":
        login = {"username": name, "password": PASSWORD}
        with httpx.Client(base_url=f"{server.url}/api/v1", timeout=20) as client:
            client.post("/users", json=login).raise_for_status()
            change_row(server, name, "is_staff = 1, is_superuser = 1")
            answer = client.post("/auth/login", json=login)
        return cls(server.url, answer.json()["access_token"])

    async def act(
        self, method: str, about: Pilot, what: str, *, url: str = "", **body: Any
    ) -> dict[str, Any]:
        """One act about a player, through the site's own address or another process's."""
        async with httpx.AsyncClient(timeout=20) as client:
            answer = await client.request(
                method,
                f"{url or self.url}/api/v1/ops/players/{about.player_id}/{what}",
                headers=self.headers,
                json=body or None,
            )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def ban(self, about: Pilot, *, url: str = "", **body: Any) -> dict[str, Any]:
        return await self.act("POST", about, "ban", url=url, **{"reason": "Insults", **body})


@pytest.fixture(scope="session")
def root(server: LiveServer) -> Moderator:
    return Moderator.of(server, "root_of_mods")
