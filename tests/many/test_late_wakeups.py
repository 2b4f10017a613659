"""What a worker is told while it hangs, and reads when others have gone on."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from game.protocol import opslink
from game.selectors.systems import LEASE_LAPSES
from game.worker.host import Host
from game.worker.system import Pace

PACE = Pace(tick_rate=20, grace=30, market_interval=60, checkpoint_interval=5, record_minutes=0)
OWN, OTHER = "own", "other"


class Holding:
    """A database that knows one thing: who has the system."""

    def __init__(self, holder: str | None) -> None:
        self.holder = holder

    async def read(self, call: Callable[..., Any], **arguments: Any) -> str | None:
        return self.holder


def a_host(holder: str | None, monkeypatch: pytest.MonkeyPatch) -> tuple[Host, list[str]]:
    """One that notes what it claims instead of claiming it."""
    host, claimed = Host(PACE, embedded=False), []
    host.lanes.close()
    host.lanes = Holding(holder)  # type: ignore[assignment]
    host.worker_id = OWN

    async def claim(system_id: str) -> None:
        claimed.append(system_id)

    monkeypatch.setattr(host, "_claim", claim)
    return host, claimed


def wakeup(*, held: bool) -> dict[str, object]:
    return {"type": "system.wake", "system_id": "sol-1", "feed": "feed", "held": held}


@pytest.mark.parametrize("holder", [None, OTHER])
async def test_what_was_said_to_a_holder_is_nothing_to_who_no_longer_is(
    holder: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, claimed = a_host(holder, monkeypatch)
    attend = opslink.Attend(opslink.VERSION, "web", "sol-1", 1.0, False)
    await host._receive(wakeup(held=True))
    await host._receive(
        {"type": "system.control", "system_id": "sol-1", "blob": opslink.pack(attend), "held": True}
    )
    assert not claimed
    await host._receive(wakeup(held=False))
    assert claimed == ["sol-1"]


async def test_who_has_been_given_a_system_begins_by_what_is_said_to_its_holder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    host, claimed = a_host(OWN, monkeypatch)
    await host._receive(wakeup(held=True))
    assert claimed == ["sol-1"]


async def test_who_was_held_still_claims_nothing_by_what_it_finds_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    host, claimed = a_host(None, monkeypatch)
    host._beats._beaten_at = time.monotonic() - LEASE_LAPSES.total_seconds() - 1
    await host.wake("sol-1", "feed")
    host._beats._beaten()
    await host.wake("sol-1", "feed")
    assert not claimed
    host._beats._trusted_at = time.monotonic()
    await host.wake("sol-1", "feed")
    assert claimed == ["sol-1"]
