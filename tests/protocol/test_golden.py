"""Golden files: what the code says today, and what must be understood for ever."""

import difflib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from game.protocol import link, wire
from game.protocol.client import CLIENT_MESSAGES
from game.protocol.server import SERVER_MESSAGES
from tests.live.strict import check_message
from tests.support.golden import GOLDEN, LINK, documents, protocol_files
from tests.support.link_samples import SAMPLES

CLIENT_FILES = sorted((GOLDEN / "protocol" / "client").glob("*.json"))
SERVER_FILES = sorted((GOLDEN / "protocol" / "server").glob("*.json"))
BLOBS = sorted(LINK.glob("*.bin"))


def assert_current(path: Path, text: str) -> None:
    kept = path.read_text() if path.exists() else ""
    name = str(path.relative_to(GOLDEN.parent.parent))
    diff = difflib.unified_diff(
        kept.splitlines(), text.splitlines(), name, "the code", lineterm="", n=2
    )
    lines = list(diff)
    assert not lines, "\n".join(
        [f"{name} is not what the code says. If the change is meant: make golden", *lines[:80]]
    )


@pytest.mark.parametrize(
    ("path", "make"), documents().items(), ids=lambda v: getattr(v, "name", "")
)
def test_a_document_is_what_the_code_says(path: Path, make: Callable[[], str]) -> None:
    assert_current(path, make())


@pytest.mark.parametrize(
    ("path", "text"), protocol_files().items(), ids=lambda v: Path(v).stem[:40]
)
def test_an_example_is_what_the_code_says(path: Path, text: str) -> None:
    assert_current(path, text)


def test_each_message_has_a_file_and_each_file_a_message() -> None:
    assert {path.stem for path in CLIENT_FILES} == set(CLIENT_MESSAGES)
    assert {path.stem for path in SERVER_FILES} == {*SERVER_MESSAGES, "net.pong"}


@pytest.mark.parametrize("path", CLIENT_FILES, ids=lambda path: path.stem)
def test_the_server_understands_a_client_s_example(path: Path) -> None:
    message = json.loads(path.read_text())
    for envelope in (
        wire.envelope_from_json(path.read_text()),
        wire.envelope_from_msgpack(msgspec.msgpack.encode(message)),
    ):
        assert (envelope.type, envelope.seq, envelope.ts) == (
            message["type"],
            message["seq"],
            message["ts"],
        )
        payload = wire.payload_of(envelope)
        assert type(payload) is CLIENT_MESSAGES[path.stem]
        assert set(message) == {"type", "seq", "ts", "payload"}
        if path.stem == "net.ping":
            assert json.loads(wire.echo_of(envelope)) == message["payload"]
        else:
            assert msgspec.to_builtins(payload) == message["payload"], "it has no unknown keys"


@pytest.mark.parametrize("path", SERVER_FILES, ids=lambda path: path.stem)
def test_a_server_s_example_is_exactly_as_documented(path: Path) -> None:
    check_message(json.loads(path.read_text()))


@pytest.mark.parametrize("path", SERVER_FILES, ids=lambda path: path.stem)
def test_a_key_that_nobody_documented_is_found(path: Path) -> None:
    message = json.loads(path.read_text())
    if path.stem != "net.pong":
        message["payload"]["novelty"] = 1
        with pytest.raises(AssertionError):
            check_message(message)


@pytest.mark.parametrize("path", SERVER_FILES, ids=lambda path: path.stem)
def test_msgpack_carries_the_same_objects(path: Path) -> None:
    blob = wire.msgpack_from_json(path.read_text())
    assert msgspec.msgpack.decode(blob) == json.loads(path.read_text())


# --- between feeds and systems ----------------------------------------------------------------


def test_each_kind_of_link_message_has_a_blob() -> None:
    assert {f"{name}.v{link.VERSION}" for name in SAMPLES} <= {path.stem for path in BLOBS}


@pytest.mark.parametrize("path", BLOBS, ids=lambda path: path.stem)
def test_a_blob_of_this_version_decodes_to_the_same_values(path: Path) -> None:
    name, _, version = path.stem.partition(".v")
    sample = SAMPLES[name]
    kind: Any = type(sample)
    if int(version) == link.VERSION:
        assert link.unpack(kind, path.read_bytes()) == sample
        assert link.pack(sample) == path.read_bytes(), "and is written the same way"
    else:
        with pytest.raises(link.LinkVersionError):
            link.unpack(kind, path.read_bytes())
