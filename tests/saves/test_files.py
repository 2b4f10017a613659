"""A slot as a file: who may bring it back, and in which spellings."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.protocol.errors import AppError, ErrorCode
from saves.services.files import canonical, file_opened, file_signed
from saves.services.metadata import Metadata

METADATA = Metadata(
    timestamp="2030-01-05T12:04:31+00:00",
    turn_count=3,
    wealth=655,
    health=92,
    location="Tern Station, Härbour",
    game_version="0.1.0",
    session_id="default",
    difficulty="medium",
    seed="amber",
    daily=False,
)
DOCUMENT = '{"format":"x","version":1,"run":{"fuel":84.5,"x":1.0,"names":["Vé"],"deep":[[{}]]}}'

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)


def signed(owner: str = "p_7") -> dict[str, Any]:
    return file_signed(owner=owner, metadata=METADATA, document=DOCUMENT)


def code_of(content: object, owner: str = "p_7") -> ErrorCode:
    with pytest.raises(AppError) as refusal:
        file_opened(content, owner=owner)
    return refusal.value.code


def as_a_browser_writes(value: Any) -> Any:
    """What JSON.parse and JSON.stringify of a browser make of a value, keys in another order."""
    if isinstance(value, dict):
        return {key: as_a_browser_writes(value[key]) for key in sorted(value, reverse=True)}
    if isinstance(value, list):
        return [as_a_browser_writes(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return int(value)
    return value


def test_a_file_is_opened_by_whom_it_was_signed_for() -> None:
    opened = file_opened(signed(), owner="p_7")
    assert opened.metadata == METADATA
    assert json.loads(opened.document) == json.loads(DOCUMENT)


def test_a_browser_that_reads_and_writes_a_file_leaves_it_good() -> None:
    rewritten = json.loads(json.dumps(as_a_browser_writes(signed()), indent=4))
    assert json.dumps(rewritten) != json.dumps(signed())
    assert file_opened(rewritten, owner="p_7") == file_opened(signed(), owner="p_7")


@given(JSON)
def test_the_canonical_form_survives_any_spelling(value: Any) -> None:
    rewritten = json.loads(json.dumps(as_a_browser_writes(value), ensure_ascii=False))
    assert canonical(rewritten) == canonical(value)


@given(JSON, JSON)
def test_other_values_have_other_canonical_forms(one: Any, other: Any) -> None:
    assert (canonical(one) == canonical(other)) == same(one, other)


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: unlike in Python, true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [[[float("-inf")]]]])
def test_what_is_no_number_has_no_canonical_form(value: object) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(value)


def test_a_bottomless_value_has_no_canonical_form() -> None:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(ValueError, match="too deep"):
        canonical(value)


def test_a_file_of_another_player_is_foreign() -> None:
    assert code_of(signed("p_7"), owner="p_8") is ErrorCode.FOREIGN_SAVE


def test_nobody_puts_their_name_into_anothers_file() -> None:
    assert code_of({**signed("p_7"), "owner": "p_8"}, owner="p_8") is ErrorCode.FOREIGN_SAVE


@pytest.mark.parametrize("key", ["version", "owner", "metadata", "document", "signature"])
def test_a_file_without_one_of_its_parts_is_foreign(key: str) -> None:
    content = signed()
    del content[key]
    assert code_of(content) is ErrorCode.FOREIGN_SAVE


@pytest.mark.parametrize(
    "signature", [None, 1, "", "x", "x" * 43, "é" * 43, "\ud800" * 43, ":" * 43, ["x"], {}]
)
def test_a_signature_that_is_none_is_foreign(signature: object) -> None:
    assert code_of({**signed(), "signature": signature}) is ErrorCode.FOREIGN_SAVE


@pytest.mark.parametrize(
    "content", [None, 1, "cosmic.save", [], {}, {"format": "other"}, {"format": {}}]
)
def test_what_is_no_file_of_a_save_is_damaged(content: object) -> None:
    assert code_of(content) is ErrorCode.DAMAGED_SAVE


def test_anything_added_or_changed_breaks_the_signature() -> None:
    content = signed()
    changed = [
        {**content, "note": "mine"},
        {**content, "metadata": {**content["metadata"], "wealth": 656}},
        {**content, "document": {**content["document"], "version": 2}},
        {**content, "document": {**content["document"], "more": None}},
        {**content, "version": True},
    ]
    for one in changed:
        assert code_of(one) is ErrorCode.FOREIGN_SAVE


def test_a_key_that_was_in_use_before_still_opens_what_it_signed(settings: Any) -> None:
    before = signed()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, in use from today on, of fifty characters"
    assert file_opened(before, owner="p_7").metadata == METADATA
    assert signed()["signature"] != before["signature"]


def test_a_key_of_another_server_opens_nothing(settings: Any) -> None:
    before = signed()
    settings.SECRET_KEY = "the key of a server somewhere else, of fifty characters"
    assert code_of(before) is ErrorCode.FOREIGN_SAVE


def test_a_signed_file_of_a_version_to_come_is_refused_with_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("saves.services.files.VERSION", 2)
    newer = signed()
    monkeypatch.undo()
    assert code_of(newer) is ErrorCode.DAMAGED_SAVE
