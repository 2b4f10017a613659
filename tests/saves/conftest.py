"""Fixtures of the saves' tests: two players, an expedition under way, and a client of REST."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.services.tokens import access_token_for
from game.expedition.actions import parse_action
from game.services import expedition_state
from game.services.expeditions import expedition_act, expedition_begin
from game.services.hot_runs import HotRuns
from saves.models import SaveSlot

Answer = tuple[int, dict[str, Any]]
SEED = "amber-heron-41"


class Rest:
    """One player's REST client; answers are a status and a body."""

    def __init__(self, player: User | None) -> None:
        self._client = Client()
        self._headers = (
            {"Authorization": f"Bearer {access_token_for(player)}"} if player is not None else {}
        )

    def raw(self, method: str, path: str, body: object = None) -> Any:
        """The whole response. A text or bytes go as they are, anything else as JSON."""
        if body is None:
            data: str | bytes = b""
        else:
            data = body if isinstance(body, str | bytes) else json.dumps(body)
        # What the test client sends unasked is a form, and a GET's data are its query.
        options = {} if method == "get" else {"data": data, "content_type": "application/json"}
        return getattr(self._client, method)(f"/api{path}", headers=self._headers, **options)

    def get(self, path: str) -> Answer:
        return answer(self.raw("get", path))

    def post(self, path: str, body: object = None) -> Answer:
        return answer(self.raw("post", path, body))

    def delete(self, path: str) -> Answer:
        return answer(self.raw("delete", path))


def answer(response: Any) -> Answer:
    return response.status_code, response.json()


def code_of(reply: Answer) -> tuple[int, str]:
    """Status and code of a refusal, which has the one shape of all refusals."""
    status, body = reply
    assert set(body) == {"success", "error", "code", "details"}
    assert body["success"] is False
    assert isinstance(body["error"], str)
    assert body["error"]
    return status, body["code"]


def begin(player: User, session_id: str = "default", *, daily: bool = False) -> None:
    expedition_begin(player=player, session_id=session_id, seed=SEED, daily=daily)


def act(player: User, *names: str, session_id: str = "default") -> None:
    for name in names:
        expedition_act(player=player, session_id=session_id, action=parse_action({"action": name}))


def rows() -> list[dict[str, Any]]:
    """Everything that is stored of all slots."""
    return [dict(row) for row in SaveSlot.objects.order_by("player", "slot").values()]


def metadata_of(infos: Iterable[dict[str, Any]], slot: int) -> Any:
    return next(info["metadata"] for info in infos if info["slot"] == slot)


@pytest.fixture(autouse=True)
def _no_hot_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that a test takes back leave their keys to the next test's."""
    monkeypatch.setattr(expedition_state, "hot_runs", HotRuns())


@pytest.fixture
def ada(db: None) -> User:
    """A player whose expedition `default` has just begun."""
    player = User.objects.create_user("ada_l")
    begin(player)
    return player


@pytest.fixture
def grace(db: None) -> User:
    """Somebody else, with an expedition of the same name."""
    player = User.objects.create_user("grace_h")
    begin(player)
    return player


@pytest.fixture
def rest(ada: User) -> Rest:
    """Ada's."""
    return Rest(ada)
