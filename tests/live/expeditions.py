"""Expeditions of pilots by REST, from outside: what the tests of watching them need."""

from typing import Any

import httpx

from tests.support.pilot import TIMEOUT_S, Pilot
from tests.support.sight import Message


class Captain:
    """A pilot's REST calls about one expedition, to any web process of the site."""

    def __init__(self, pilot: Pilot, session_id: str = "default", base_url: str = "") -> None:
        self._base_url = base_url or pilot.base_url
        self._headers = {"Authorization": f"Bearer {pilot.token}"}
        self.session_id = session_id

    async def begin(self, *, force_new: bool = False) -> Message:
        body = {"session_id": self.session_id, "force_new": force_new}
        return await self._state("/game/new", body)

    async def act(self, action: str, **parameters: Any) -> Message:
        """An action that the rules allow; the state after it."""
        return await self._state(
            f"/game/action/{self.session_id}", {"action": action, **parameters}
        )

    async def save(self, slot: int) -> None:
        await self._call("POST", f"/saves/{slot}", {"session_id": self.session_id})

    async def load(self, slot: int) -> Message:
        return await self._state(f"/load/{slot}", {"session_id": self.session_id})

    async def seen(self) -> Message:
        """The state as REST shows it."""
        state = await self._call("GET", f"/game/state/{self.session_id}")
        assert state.pop("success")
        return state

    async def _state(self, path: str, body: object) -> Message:
        state: Message = (await self._call("POST", path, body))["game_state"]
        return state

    async def _call(self, method: str, path: str, body: object = None) -> Message:
        async with httpx.AsyncClient(base_url=self._base_url, timeout=TIMEOUT_S) as client:
            reply = await client.request(
                method, f"/api{path}", headers=self._headers, json=body if body else None
            )
        answer: Message = reply.json()
        assert reply.status_code == 200, answer
        assert answer.get("success", True), answer
        return answer


async def watch(pilot: Pilot, session_id: str = "default") -> Message:
    """Join, and give the first state, which comes at once."""
    seq = await pilot.send("join_session", session_id=session_id)
    joined = await pilot.expect("joined_session", request_seq=seq)
    assert joined == {"session_id": session_id, "request_seq": seq}
    return await state_of(pilot, session_id)


async def unwatch(pilot: Pilot, session_id: str = "default") -> None:
    seq = await pilot.send("leave_session", session_id=session_id)
    left = await pilot.expect("left_session", request_seq=seq)
    assert left == {"session_id": session_id, "request_seq": seq}


async def state_of(pilot: Pilot, session_id: str = "default", *, revision: int = 0) -> Message:
    """The next state of a session of at least that revision."""
    return await pilot.expect(
        "game_state",
        where=lambda s: s["session_id"] == session_id and s["revision"] >= revision,
    )


async def event_of(pilot: Pilot, session_id: str = "default") -> Message:
    return await pilot.expect("game_event", where=lambda e: e["session_id"] == session_id)
