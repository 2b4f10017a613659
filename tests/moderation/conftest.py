"""Fixtures of the moderation tests: someone who may decide, and pilots to decide about."""

from typing import Any

import httpx
import pytest

from tests.live.conftest import hangar
from tests.support.pilot import Pilot
from tests.support.server import LiveServer, run_manage

__all__ = ["hangar"]

PASSWORD = "difference engine"


class Moderator:
    """A superuser of a running site, by REST."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.headers = {"Authorization": f"Bearer {token}"}

    @classmethod
    def of(cls, server: LiveServer, name: str = "root_1") -> "Moderator":
        env = {
            **server.env,
            "DJANGO_SUPERUSER_USERNAME": name,
            "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
        }
        run_manage(env, "createsuperuser", "--noinput")
        login = {"username": name, "password": PASSWORD}
        answer = httpx.post(f"{server.url}/api/v1/auth/login", json=login, timeout=20)
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
