"""Which bytes are a request, and what is said about those that are none."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.realtime.tcp import requests
from game.realtime.tcp.requests import BadRequest, Join, Move, State, request_of

JOIN = {"type": "join", "game": "Echo", "session": "s", "players": 2, "name": "ann"}
SEAT = {"game": "Echo", "session": "s", "player_id": 1, "key": "k"}
MOVE = {"type": "move", **SEAT, "move": {"msg": 1}}
STATE = {"type": "state", **SEAT, "observer": True}


def packed(value: Any) -> bytes:
    return json.dumps(value).encode()


def without(request: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name != key}


def test_each_type_has_its_own_fields() -> None:
    assert request_of(packed(JOIN)) == Join("Echo", "s", 2, "ann")
    assert request_of(packed(MOVE)) == Move("Echo", "s", 1, "k", {"msg": 1})
    assert request_of(packed(STATE)) == State("Echo", "s", 1, "k", True)


@pytest.mark.parametrize("left_out", ["players", "name"])
def test_what_a_join_may_leave_out_may_be_null_too(left_out: str) -> None:
    absent = request_of(packed(without(JOIN, left_out)))
    assert absent == request_of(packed({**JOIN, left_out: None}))
    assert absent in (Join("Echo", "s", None, "ann"), Join("Echo", "s", 2, ""))


def test_a_state_is_a_player_s_unless_it_says_otherwise() -> None:
    assert request_of(packed(without(STATE, "observer"))) == State("Echo", "s", 1, "k", False)


def test_token_is_another_word_for_the_session() -> None:
    older = {**without(JOIN, "session"), "token": "s"}
    assert request_of(packed(older)) == request_of(packed(JOIN))
    assert request_of(packed({**older, "session": "t"})).session == "t"


@pytest.mark.parametrize("request_", [JOIN, MOVE, STATE], ids=lambda r: r["type"])
@pytest.mark.parametrize("key", ["type", "game", "session", "player_id", "key", "move"])
def test_a_key_that_is_missing_or_mistyped_is_named(request_: dict[str, Any], key: str) -> None:
    if key not in request_:
        return
    with pytest.raises(BadRequest, match=key):
        request_of(packed(without(request_, key)))
    for wrong in (1.5, [1], True):
        with pytest.raises(BadRequest, match=key):
            request_of(packed({**request_, key: wrong}))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "JSON"),
        (b"\xff", "UTF-8"),
        (b"{", "JSON"),
        (b'{"type": NaN}', "NaN"),
        (b"[" * 200_000, "deep"),
        (b'{"a":' * 200_000, "deep"),
        (b"9" * 10_000, "JSON"),
        (b"[]", "object"),
        (b"null", "object"),
        (packed({"type": "quit"}), "unknown type"),
        (packed({**JOIN, "session": "\0"}), "NUL"),
        (b'{"type": "join", "game": "\\ud800", "session": "s"}', "half a character"),
    ],
)
def test_what_is_no_request_is_told_in_words(raw: bytes, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        request_of(raw)


@given(st.binary(max_size=200))
def test_noise_never_breaks_anything(raw: bytes) -> None:
    with pytest.raises(BadRequest):
        request_of(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.dictionaries(st.sampled_from(sorted({*JOIN, *MOVE, *STATE, "token"})), JSON | st.text()),
    st.sampled_from([{}, {"type": "join"}, {"type": "move"}, {"type": "state"}]),
)
def test_an_object_is_a_request_or_its_fault_is_told(
    values: dict[str, Any], kind: dict[str, str]
) -> None:
    try:
        request_of(packed({**values, **kind}))
    except BadRequest as fault:
        answer = json.loads(requests.error(str(fault)))
        assert answer["status"] == "error"
        assert 0 < len(answer["message"]) < 1000
