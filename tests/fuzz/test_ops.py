"""Whatever is said on the control socket is a command, or refused for a reason."""

import json
import math
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.protocol import ops, wire
from game.protocol.errors import AppError, ErrorCode
from game.protocol.opsapi import examples

PAYLOADS = wire.payloads_of(ops.OPERATOR_MESSAGES)
EXAMPLES = {kind: examples()[kind]["payload"] for kind in ops.COMMANDS}

KEYS = ["system_id", "agent_id", "agent_kind", "agent_data", "tick_rate", "agent_rate"]
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=100),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3)
    ),
    max_leaves=8,
)


def taken(kind: str, payload: Any) -> msgspec.Struct | ErrorCode:
    """The command, or the code of its refusal; anything else that is raised fails the test."""
    raw = msgspec.Raw(json.dumps(payload).encode())
    try:
        return wire.payload_of(wire.Envelope(kind, 1, 0, raw), PAYLOADS)
    except AppError as error:
        return error.code


def wrong_values() -> list[tuple[str, dict[str, Any]]]:
    """Each command with one property of a wrong type, missing, or out of its range."""
    found: list[tuple[str, dict[str, Any]]] = []
    for kind, example in EXAMPLES.items():
        names = [name for name in example if name != "agent_data"]
        for name in names:
            wrong = [None, [], {}, True, ""] if isinstance(example[name], str) else ["20", [], {}]
            found += [(kind, {**example, name: value}) for value in wrong]
        if "system_id" in example:
            found += [
                (kind, {**example, "system_id": "x" * 65}),
                (kind, {**example, "system_id": "\0"}),
            ]
        for name in ("agent_id", "agent_kind", "agent_data"):
            if name in example:
                found.append((kind, {k: v for k, v in example.items() if k != name}))
        for name, value in (
            ("x", "1"), ("y", None), ("vx", [1]), ("r", "north"), ("hp", 0), ("hp", -1),
            ("hp", 1e9), ("name", ""), ("name", "x" * 65), ("behaviour", "dance"), ("x", True),
        ):  # fmt: skip
            if "agent_data" in example:
                found.append(
                    (kind, {**example, "agent_data": {**example["agent_data"], name: value}})
                )
    found += [
        ("set_tick_rate", {}),
        ("set_tick_rate", {"tick_rate": None}),
        ("add_agent", {**EXAMPLES["add_agent"], "agent_kind": "whale"}),
        ("add_agent", {**EXAMPLES["add_agent"], "agent_id": "s_7"}),
        ("add_agent", {**EXAMPLES["add_agent"], "agent_id": "n_1099511627776"}),
        ("add_agent", {**EXAMPLES["add_agent"], "agent_data": {"x": 1.0}}),
        ("add_agent", {**EXAMPLES["add_agent"], "agent_data": []}),
    ]
    return found


@pytest.mark.parametrize(("kind", "payload"), wrong_values())
def test_a_command_with_a_wrong_property_is_refused(kind: str, payload: dict[str, Any]) -> None:
    assert taken(kind, payload) == ErrorCode.INVALID_PAYLOAD


@pytest.mark.parametrize("number", ["1e999", "-1e999"])
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("start", '{"tick_rate":%s}'),
        ("set_tick_rate", '{"tick_rate":%s}'),
        ("watch", '{"agent_rate":%s}'),
        ("modify_agent", '{"agent_id":"a","agent_data":{"x":%s}}'),
        ("modify_agent", '{"agent_id":"a","agent_data":{"r":%s}}'),
        ("add_agent", '{"agent_id":"a","agent_kind":"pirate","agent_data":{"x":0,"y":%s}}'),
    ],
)
def test_numbers_beyond_a_float_are_refused(kind: str, text: str, number: str) -> None:
    envelope = wire.Envelope(kind, 1, 0, msgspec.Raw((text % number).encode()))
    with pytest.raises(AppError) as refused:
        wire.payload_of(envelope, PAYLOADS)
    assert refused.value.code == ErrorCode.INVALID_PAYLOAD


@given(
    kind=st.sampled_from(sorted(ops.COMMANDS)),
    payload=st.dictionaries(st.sampled_from(KEYS), JUNK),
)
def test_anything_is_a_command_or_refused(kind: str, payload: dict[str, Any]) -> None:
    result = taken(kind, payload)
    assert result == ErrorCode.INVALID_PAYLOAD or type(result) is ops.COMMANDS[kind]


@given(data=JUNK)
def test_any_agent_data_is_finite_or_refused(data: Any) -> None:
    result = taken("modify_agent", {"agent_id": "a", "agent_data": data})
    if isinstance(result, ops.ModifyAgent):
        numbers = msgspec.to_builtins(result.agent_data).values()
        assert all(math.isfinite(n) for n in numbers if isinstance(n, float))


@given(rate=st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**70), 2**70))
def test_any_rate_is_taken_within_its_range(rate: float) -> None:
    command = taken("set_tick_rate", {"tick_rate": rate})
    assert isinstance(command, ops.SetTickRate)
    assert 0.1 <= ops.clamped_rate(command.tick_rate) <= 100.0


@pytest.mark.parametrize("kind", sorted(ops.OPERATOR_MESSAGES))
def test_unknown_keys_are_ignored(kind: str) -> None:
    payload = {**examples()[kind]["payload"], "novelty": [1]}
    assert type(taken(kind, payload)) is ops.OPERATOR_MESSAGES[kind]
