"""Chat: `system` reaches everybody in the system, `local` those within sight."""

import pytest

from tests.live.conftest import Hangar
from tests.live.staging import stage_at
from tests.live.strict import StrictPilot
from tests.support.server import LiveServer

pytestmark = pytest.mark.server


async def pilot_at(server: LiveServer, hangar: Hangar, x: float, y: float) -> StrictPilot:
    pilot = await hangar.guest(server, connect=False)
    stage_at(server, pilot, x, y)
    await pilot.connect()
    await pilot.join()
    return pilot


@pytest.fixture
async def trio(server: LiveServer, hangar: Hangar) -> list[StrictPilot]:
    """A speaker, somebody near and somebody far away."""
    return [
        await pilot_at(server, hangar, 6500.0, -6500.0),
        await pilot_at(server, hangar, 6600.0, -6500.0),
        await pilot_at(server, hangar, -6500.0, -6500.0),
    ]


async def heard(pilot: StrictPilot, text: str) -> dict[str, object]:
    return await pilot.expect("chat.message", where=lambda payload: payload["text"] == text)


async def test_the_system_channel_reaches_everybody(trio: list[StrictPilot]) -> None:
    speaker = trio[0]
    text = "o7 <b>\u2028 é 🚀"
    await speaker.say(text)
    for pilot in trio:
        message = await heard(pilot, text)
        assert message["channel"] == "system"
        assert message["from"] == {"player_id": speaker.player_id, "name": speaker.username}


async def test_the_local_channel_reaches_those_within_sight(trio: list[StrictPilot]) -> None:
    speaker, near, far = trio
    await speaker.say("psst", "local")
    await speaker.say("all clear", "system")
    assert (await heard(near, "psst"))["channel"] == "local"
    await heard(speaker, "psst")
    await heard(far, "all clear")
    assert "psst" not in [message["text"] for message in far.of_type("chat.message")]


async def test_the_longest_text_is_280_characters(trio: list[StrictPilot]) -> None:
    text = "é" * 280
    await trio[0].say(text)
    await heard(trio[1], text)
    await trio[0].send("chat.send", channel="system", text=text + "!")
    assert (await trio[0].expect("error"))["code"] == "INVALID_PAYLOAD"


async def test_messages_come_in_the_order_they_were_said(trio: list[StrictPilot]) -> None:
    lines = [f"line {n}" for n in range(8)]
    for line in lines:
        await trio[0].say(line)
    await heard(trio[2], lines[-1])
    texts = [message["text"] for message in trio[2].of_type("chat.message")]
    assert [text for text in texts if text.startswith("line")] == lines
