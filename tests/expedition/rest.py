"""The REST addresses of expeditions as one player meets them."""

import json
from typing import Any
from urllib.parse import quote

from django.test import Client

from accounts.models import User
from accounts.services.tokens import access_token_for

Answer = tuple[int, dict[str, Any]]

READS = ("state", "ship_info", "inventory", "navigation_options", "available_mods", "statistics")


class Site:
    """Calls give status and body."""

    def __init__(self, player: User) -> None:
        self.player = player
        self._client = Client()
        self.headers = {"Authorization": f"Bearer {access_token_for(player)}"}

    def get(self, path: str, **query: Any) -> Answer:
        answer = self._client.get(f"/api/{path}", query, headers=self.headers)
        return answer.status_code, answer.json()

    def post(self, path: str, body: Any = None) -> Answer:
        answer = self._client.post(
            f"/api/{path}",
            json.dumps({} if body is None else body),
            content_type="application/json",
            headers=self.headers,
        )
        return answer.status_code, answer.json()

    def new(self, session_id: str = "default", **fields: Any) -> dict[str, Any]:
        """Begin a session that must begin; its state."""
        status, body = self.post("game/new", {"session_id": session_id, **fields})
        assert status == 200, body
        return body["game_state"]

    def state(self, session_id: str = "default") -> dict[str, Any]:
        status, body = self.get(f"game/state/{quote(session_id, safe='')}")
        assert status == 200, body
        return {key: value for key, value in body.items() if key != "success"}

    def act(self, action: str, session_id: str = "default", **fields: Any) -> dict[str, Any]:
        """An action that is understood; the whole body."""
        path = f"game/action/{quote(session_id, safe='')}"
        status, body = self.post(path, {"action": action, **fields})
        assert status == 200, body
        return body
