"""A player of tests at a match of the live socket."""

from typing import Any

from tests.live.strict import StrictPilot
from tests.support.pilot import Message

X_WINS = [(0, 0), (1, 3), (0, 1), (1, 4), (0, 2)]  # (player, position)


class Sitting:
    """A seat, or a place to watch from, of one socket; `joined` is the payload of match.joined."""

    def __init__(self, pilot: StrictPilot, joined: Message) -> None:
        self.pilot = pilot
        self.joined = joined
        self.match_id: str = joined["match_id"]
        self.player_id: int = joined["player_id"]
        self.key: str = joined["key"]

    async def act(self, kind: str, **payload: Any) -> int:
        return await self.pilot.send(f"match.{kind}", match_id=self.match_id, **payload)

    async def move(self, **move: Any) -> Message:
        """The state after it, which names the message."""
        seq = await self.act("move", move=move)
        return await self.expect("state", where=lambda p: p.get("request_seq") == seq)

    async def state(self) -> Message:
        """The next one that comes."""
        return await self.expect("state")

    async def expect(self, kind: str, where: Any = None) -> Message:
        def mine(payload: Message) -> bool:
            own = payload["match_id"] == self.match_id
            own = own and payload.get("player_id", self.player_id) == self.player_id
            return own and (where is None or where(payload))

        return await self.pilot.expect(f"match.{kind}", where=mine)

    async def seen(self, version: int) -> Message:
        """The state of that version, once it has come; also one that was taken before."""
        await self.pilot.until(lambda: version in self.versions())
        return next(state for state in self._states() if state["version"] == version)

    def versions(self) -> list[int]:
        """Of all states that have come so far."""
        return [state["version"] for state in self._states()]

    def _states(self) -> list[Message]:
        seat = self.match_id, self.player_id
        states = self.pilot.of_type("match.state")
        return [state for state in states if (state["match_id"], state["player_id"]) == seat]


async def wish(pilot: StrictPilot, session: str, players: int | None = 2, **more: Any) -> int:
    payload = {"game": "TicTacToe", "session": session, "players": players, **more}
    return await pilot.send("match.join", **payload)


async def seated(pilot: StrictPilot) -> Sitting:
    return Sitting(pilot, await pilot.expect("match.joined"))


async def two(one: StrictPilot, other: StrictPilot, session: str, **more: Any) -> list[Sitting]:
    """A match that has just started; the first sits on seat 0. Its first states are still to be
    read."""
    await wish(one, session, name="ann", **more)
    await one.expect("match.waiting")
    await wish(other, session, None, name="bob", **more)
    return [await seated(one), await seated(other)]


async def refusal(pilot: StrictPilot, seq: int) -> str:
    """The code of the error that answers a message."""
    error = await pilot.expect("error", where=lambda p: p["request_seq"] == seq)
    code: str = error["code"]
    return code


async def answer(pilot: StrictPilot, seq: int) -> str:
    """The type of what answers a message, or the code of the error that does."""

    def found() -> list[Message]:
        return [each for each in pilot.log if each["payload"].get("request_seq") == seq]

    await pilot.until(lambda: bool(found()))
    first = found()[0]
    return str(first["payload"]["code"] if first["type"] == "error" else first["type"])
