"""Strategies for frames: noise, JSON that is no message, and messages with something wrong.

A frame that carries a `seq` is a function of the connection's last one, so that fresh and stale
ones can be drawn before a connection exists.
"""

import json
from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import strategies as st

from game.protocol.client import CLIENT_MESSAGES

Frame = Callable[[int], str | bytes]  # from the last seq that the server took

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.integers(-3, 3)
    | st.floats(allow_nan=True, allow_infinity=True)
    | TEXT
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
IDS = st.sampled_from(["earth-orbit-station", "food", "nowhere", "x", "", "x" * 65]) | TEXT
FIELDS = {
    "token": IDS,
    "protocol_version": st.sampled_from([1, 2, -1]),
    "system_id": st.sampled_from(["sol-1", "sol-1", "nowhere", ""]) | TEXT,
    "station_id": st.sampled_from(["earth-orbit-station", "mars-orbit-station", "", "x"]),
    "commodity_id": st.sampled_from(["food", "water", "gold", "é"]),
    "quantity": st.integers(-5, 20) | st.integers(-(2**53), 2**53),
    "ref": st.none() | IDS,
    "thrust": st.floats(-5, 5) | st.sampled_from([1e308, -1e308, 0]),
    "turn": st.floats(-5, 5),
    "fire_primary": st.booleans(),
    "dock_request": st.booleans(),
    "gate_id": st.sampled_from(["sol-1-gate-gale-weald", "nowhere", ""]) | TEXT,
    "session_id": st.sampled_from(["default", "default", "nowhere", "x" * 65, ""]) | TEXT,
    "channel": st.sampled_from(["system", "local", "other"]),
    "game": st.sampled_from(["Echo", "Echo", "TicTacToe", "nowhere", ""]) | TEXT,
    "session": st.sampled_from(["fuzz", "fuzz", "auto", "x" * 101, ""]) | TEXT,
    "players": st.none() | st.sampled_from([1, 1, 2, 0, 1001]),
    "name": st.sampled_from(["", "ann", "x" * 51]) | TEXT,
    "opponent": st.sampled_from(["", "", "random", "decent", "x"]) | TEXT,
    "move_seconds": st.none() | st.sampled_from([5, 0, 10**6]),
    "match_id": st.sampled_from(["m_1", "m_1", "m_2", "m_0", "p_1", ""]) | TEXT,
    "player_id": st.none() | st.integers(-1, 2),
    "key": st.none() | st.sampled_from(["", "x" * 32, "x" * 129]) | TEXT,
    "move": st.sampled_from([{"msg": 1}, {"position": 4}, {}]) | st.dictionaries(TEXT, VALUES),
    "text": st.text(st.characters(codec="utf-8"), max_size=300),
}


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _envelopes(payloads: st.SearchStrategy[Any], kinds: st.SearchStrategy[Any]) -> Any:
    """Whole messages whose seq is mostly fresh, now and then stale."""
    steps = st.sampled_from([1, 1, 1, 2, 50, 0, -1])
    parts = st.tuples(kinds, steps, st.integers(0, 2**45), payloads)
    return parts.map(
        lambda part: (
            lambda last: _dump(
                {"type": part[0], "seq": last + part[1], "ts": part[2], "payload": part[3]}
            )
        )
    )


TYPES = st.sampled_from(sorted(CLIENT_MESSAGES)) | st.sampled_from(["world.delta", "x", ""]) | TEXT
NEARLY_RIGHT = st.sampled_from(sorted(CLIENT_MESSAGES)).flatmap(
    lambda kind: _envelopes(
        st.fixed_dictionaries(
            {},
            optional={
                name: FIELDS[name] | VALUES if name in FIELDS else VALUES
                for name in (*CLIENT_MESSAGES[kind].__struct_fields__, "other")
            },
        ),
        st.just(kind),
    )
)
RIGHT_SHAPE = st.sampled_from(sorted(CLIENT_MESSAGES)).flatmap(
    lambda kind: _envelopes(
        st.fixed_dictionaries(
            {name: FIELDS[name] for name in CLIENT_MESSAGES[kind].__struct_fields__}
        ),
        st.just(kind),
    )
)
ANY_PAYLOAD = _envelopes(VALUES, TYPES)


def _constant(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Frame]:
    return strategy.map(lambda frame: lambda last: frame)


NOISE = _constant(TEXT | st.binary(max_size=60))
JSON_VALUES = _constant(VALUES.map(_dump))
WRONG_ENVELOPES = _constant(
    st.fixed_dictionaries(
        {},
        optional={
            "type": VALUES,
            "seq": st.integers(-5, 0) | st.floats(0.1, 0.9) | TEXT | st.booleans() | st.none(),
            "ts": st.integers(0, 2**45) | TEXT | st.none() | st.booleans(),
            "payload": VALUES,
        },
    ).map(_dump)
)
DEEP = st.tuples(st.integers(40, 6000), st.sampled_from(["[]", "{}", "[{"])).map(
    lambda part: (
        lambda last: (
            f'{{"type":"net.ping","seq":{last + 1},"ts":1,"payload":{{"a":{_nest(*part)}}}}}'
        )
    )
)
LARGE = st.tuples(st.integers(16_385, 60_000), st.booleans()).map(
    lambda part: lambda last: b"\x00" * part[0] if part[1] else '"' + "x" * part[0] + '"'
)
CUT_OFF = st.tuples(RIGHT_SHAPE, st.integers(1, 60)).map(
    lambda part: lambda last: part[0](last)[: -part[1]]
)
PATCHED = st.tuples(RIGHT_SHAPE, st.integers(0, 200), st.characters(codec="utf-8")).map(
    lambda part: lambda last: _patch(part[0](last), part[1], part[2])
)
FRAMES: st.SearchStrategy[Frame] = st.one_of(
    NOISE, JSON_VALUES, WRONG_ENVELOPES, DEEP, LARGE, CUT_OFF, PATCHED, ANY_PAYLOAD, NEARLY_RIGHT,
    NEARLY_RIGHT, RIGHT_SHAPE, RIGHT_SHAPE, RIGHT_SHAPE,
)  # fmt: skip


# Over msgpack: frames that hold their seq already, none of them a log-in.
_PACKABLE = st.recursive(
    SCALARS.filter(lambda value: not isinstance(value, int) or -(2**63) <= value < 2**63)
    | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT | st.integers(-9, 9), inner),
    max_leaves=8,
)
_PACKED_MESSAGES = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["net.ping", "input.command", "chat.send"]) | _PACKABLE,
        "seq": st.integers(-2, 40) | _PACKABLE,
        "ts": st.integers(0, 2**45) | _PACKABLE,
        "payload": st.dictionaries(TEXT, _PACKABLE, max_size=4) | _PACKABLE,
    }
).map(msgspec.msgpack.encode)
PACKED: st.SearchStrategy[bytes | str] = st.one_of(
    _PACKED_MESSAGES,
    st.tuples(_PACKED_MESSAGES, st.integers(0, 200), st.integers(0, 255)).map(
        lambda part: _poke(part[0], part[1] % len(part[0]), part[2])
    ),
    _PACKABLE.map(msgspec.msgpack.encode),
    st.binary(max_size=60),
    st.integers(16_385, 40_000).map(bytes),
    st.integers(40, 9000).map(lambda depth: b"\x81\xa1a" * (depth // 3) + b"\x91" * depth),
    TEXT,
)


def _poke(data: bytes, place: int, byte: int) -> bytes:
    return data[:place] + bytes((byte,)) + data[place + 1 :]


def _nest(depth: int, pair: str) -> str:
    if pair == "[]":
        return "[" * depth + "]" * depth
    if pair == "{}":
        return '{"a":' * (depth // 4) + "1" + "}" * (depth // 4)
    return '[{"a":' * (depth // 5) + "1" + "}]" * (depth // 5)


def _patch(text: str, place: int, character: str) -> str:
    place %= len(text)
    return text[:place] + character + text[place + 1 :]
