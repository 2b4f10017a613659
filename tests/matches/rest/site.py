"""Visitors of a site that runs in the test's own event loop."""

import asyncio
from typing import Any

import httpx
from django.conf import settings

from accounts.models import User
from accounts.services.tokens import access_token_for

Json = dict[str, Any]
API = "/api/v1/matches"


class Visitor:
    """A client, logged in as `player` if there is one."""

    def __init__(self, app: Any, player: User | None = None) -> None:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
        self.http = httpx.AsyncClient(transport=transport, base_url=settings.COSMIC.public_origin)
        if player is not None:
            self.http.headers["Authorization"] = f"Bearer {access_token_for(player)}"

    async def ask(self, method: str, path: str, status: int = 200, **options: Any) -> Any:
        answer = await self.http.request(method, f"{API}{path}", **options)
        assert answer.status_code == status, answer.text
        if status == 204:
            assert not answer.content
            return None
        found = answer.json()
        if status >= 400:
            assert set(found) == {"success", "error", "code", "details"}
            assert found["success"] is False
        return found

    async def join(self, session: str = "auto", status: int = 200, **body: Any) -> Any:
        asked = {"game": "TicTacToe", "session": session, **body}
        return await self.ask("POST", "/join", status, json=asked)

    async def act(self, seat: Json, what: str, status: int = 200, **body: Any) -> Any:
        asked = {"player_id": seat["player_id"], "key": seat["key"], **body}
        return await self.ask("POST", f"/{seat['match_id']}/{what}", status, json=asked)

    async def move(self, seat: Json, status: int = 200, **args: Any) -> Any:
        return await self.act(seat, "move", status, move=args)

    async def state(self, seat: Json, status: int = 200, **params: Any) -> Any:
        return await self.ask(
            "GET",
            f"/{seat['match_id']}/state",
            status,
            params={"player_id": seat["player_id"], **params},
            headers={"X-Match-Key": seat["key"]},
        )

    async def duel(self, session: str = "duel") -> tuple[Json, Json]:
        first = await self.join(session, 202, players=2, name="Ada")
        return first, await self.join(session, name="Bob")


async def still(task: asyncio.Task[Any]) -> bool:
    done, _ = await asyncio.wait([task], timeout=0.1)
    return not done
