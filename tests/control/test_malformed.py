"""What is no command is refused, the socket lives, and the audit log is not flooded."""

import json
from typing import Any

import pytest

from tests.control.conftest import Site
from tests.support.operator import Operator, make_staff

pytestmark = [pytest.mark.redis, pytest.mark.server]

AGENT = {"agent_id": "m-1", "agent_kind": "pirate", "agent_data": {"x": 0, "y": 0}}

FORMS: list[tuple[str, dict[str, Any]]] = [
    ("start", {"tick_rate": "fast"}),
    ("stop", {"system_id": 7}),
    ("pause", {"system_id": ""}),
    ("resume", {"system_id": None}),
    ("set_tick_rate", {}),
    ("set_tick_rate", {"tick_rate": [20]}),
    ("add_agent", {**AGENT, "agent_kind": "whale"}),
    ("add_agent", {**AGENT, "agent_data": {"x": 0}}),
    ("add_agent", {**AGENT, "agent_data": {"x": 0, "y": 0, "hp": -5}}),
    ("add_agent", {"agent_id": "m-1"}),
    ("delete_agent", {}),
    ("delete_agent", {"agent_id": 5}),
    ("modify_agent", {"agent_id": "m-1"}),
    ("modify_agent", {"agent_id": "m-1", "agent_data": {"behaviour": "dance"}}),
    ("request_state", {"system_id": ["sol-1"]}),
    ("watch", {"agent_rate": "often"}),
    ("unwatch", {"system_id": {}}),
]


async def test_every_command_in_a_wrong_form_is_refused_and_the_socket_lives(site: Site) -> None:
    make_staff(site.server, "clumsy")
    for first in (0, 9):  # fewer than ten on one connection
        async with await Operator.staff(site.server, "clumsy") as operator:
            for kind, payload in FORMS[first : first + 9]:
                refused = await operator.refusal(kind, **payload)
                assert refused["code"] == "INVALID_PAYLOAD", (kind, payload)
                assert refused["error_message"]
            await operator.send("net.ping", t=1)
            await operator.expect("net.pong")
            written = site.actions(operator)
    assert [row[0] for row in written] == [kind for kind, _ in FORMS]
    assert {row[2:] for row in written} == {("refused", "INVALID_PAYLOAD")}


async def test_what_is_no_message_is_refused_too(site: Site, operator: Operator) -> None:
    for frame, code in (
        ("{", "INVALID_JSON"),
        ('{"type":"set_tick_rate","seq":90,"ts":0,"payload":{"tick_rate":NaN}}', "INVALID_JSON"),
        ('{"type":"watch","seq":91,"ts":0,"payload":[]}', "INVALID_ENVELOPE"),
        ('{"type":"start","seq":92,"ts":0,"payload":{"tick_rate":1e999}}', "INVALID_PAYLOAD"),
        ('{"type":"input.command","seq":93,"ts":0,"payload":{}}', "UNKNOWN_TYPE"),
        (json.dumps({"type": "watch", "pad": "x" * 17000}), "PAYLOAD_TOO_LARGE"),
    ):  # fmt: skip
        await operator.send_raw(frame)
        assert (await operator.expect("error"))["code"] == code
    seq = await operator.send("request_state", seq=5)
    stale = await operator.expect("error")
    assert (stale["code"], stale["request_seq"]) == ("STALE_SEQ", seq)
    await operator.send("net.ping", seq=100)
    await operator.expect("net.pong")


async def test_a_flood_of_refusals_does_not_fill_the_audit_log(site: Site) -> None:
    make_staff(site.server, "flooder")
    for _ in range(5):
        operator = await Operator.staff(site.server, "flooder")
        await operator.connect()
        for _ in range(10):
            await operator.send("watch", agent_rate="often")
        assert (await operator.closing()).code == 4008
    assert 10 <= len(site.actions(operator)) < 40
