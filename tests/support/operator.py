"""A small client of the control socket for tests, and staff accounts to log in with."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from tests.support.pilot import Pilot
from tests.support.server import LiveServer, run_manage
from tests.support.sight import Message

PASSWORD = "correct horse battery"


def make_staff(server: LiveServer, username: str = "control") -> None:
    """A superuser who can log in by REST."""
    secrets = {
        "DJANGO_SUPERUSER_USERNAME": username,
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
        "DJANGO_SUPERUSER_EMAIL": f"{username}@example.com",
    }
    run_manage({**server.env, **secrets}, "createsuperuser", "--noinput")


@dataclass(frozen=True)
class Outcome:
    """What came of a command: how long the acknowledgement and the outcome took, in seconds."""

    kind: str
    payload: Message
    ack_s: float
    outcome_s: float


class Operator(Pilot):
    """A member of staff with one connection to /ws/ops."""

    path = "/ws/ops"

    @classmethod
    async def staff(cls, server: LiveServer, username: str = "control") -> Self:
        """Logged in by REST, not connected yet."""
        return await cls.login(server.url, username, PASSWORD)

    async def command(
        self, kind: str, outcome: str = "", *, seconds: float = 10.0, **payload: Any
    ) -> Outcome:
        """Send a command and wait for its acknowledgement, and its outcome if one is named.

        Raises Refused.
        """
        began = time.monotonic()
        seq = await self.send(kind, **payload)
        ack = await self.expect("command_ack", request_seq=seq, seconds=seconds)
        assert ack == {"command_type": kind, "status": "accepted", "request_seq": seq}
        ack_s = time.monotonic() - began
        answer = ack
        if outcome:
            answer = await self.expect(outcome, request_seq=seq, seconds=seconds)
        return Outcome(outcome, answer, ack_s, time.monotonic() - began)

    async def refusal(self, kind: str, *, seconds: float = 10.0, **payload: Any) -> Message:
        """Send what has to be refused; the error's payload."""
        seq = await self.send(kind, **payload)
        found: list[Message] = []

        def look() -> bool:
            found.extend(
                m
                for m in self.messages
                if m["type"] == "error" and m["payload"].get("request_seq") == seq
            )
            return bool(found)

        await self.until(look, seconds=seconds)
        self.messages.remove(found[0])
        payload_: Message = found[0]["payload"]
        return payload_

    def of_type(
        self, kind: str, where: Callable[[Message], bool] = lambda _: True
    ) -> list[Message]:
        """Payloads of what has come of that type, and was not expected yet."""
        return [m["payload"] for m in self.messages if m["type"] == kind and where(m["payload"])]
