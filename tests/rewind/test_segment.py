"""The stored form of the past."""

from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.engine.commands import Command, Manifest, SetVitals, Steer
from game.engine.edits import Edit
from game.engine.world import World
from game.rewind.errors import SegmentError
from game.rewind.past import Past
from game.rewind.segment import HEADER_BYTES, Segment, Tick, Writer, load
from game.rewind.values import KINDS, Interning, read_rows
from tests.rewind.anything import commands, edits
from tests.rewind.pasts import lived

GOLDEN = Path(__file__).parents[1] / "golden" / "segment.v1.bin"
ANY_FLOAT = st.floats()


def written(segment: Segment) -> bytes:
    writer = Writer(
        system_id=segment.system_id,
        begins=segment.begins,
        spec=segment.spec,
        first_tick=segment.first_tick,
        keyframe=segment.keyframe,
    )
    for tick in segment.ticks:
        writer.add(tick)
    return writer.finish(segment.hashes)


@given(st.lists(commands(ANY_FLOAT) | edits(ANY_FLOAT), min_size=1))
@settings(max_examples=200)
def test_every_value_comes_back_to_the_last_bit(values: list[Command | Edit]) -> None:
    first, again = Interning(), Interning()
    numbers = [first.number(value) for value in values]
    back = read_rows(KINDS, first.rows)
    assert [type(back[number]) for number in numbers] == [type(value) for value in values]
    assert [again.number(value) for value in back] == list(range(len(back)))
    assert again.rows == first.rows


def test_zero_and_minus_zero_are_not_the_same() -> None:
    interning = Interning()
    assert interning.number(Steer(1, 0.0, 0.0, False)) == 0
    assert interning.number(Steer(1, 0.0, -0.0, False)) == 1
    assert interning.number(Steer(1, 0.0, 0.0, False)) == 0


def test_every_kind_of_command_and_edit_is_known() -> None:
    assert [name for name, _ in KINDS] == [
        kind.__name__ for kind in (*get_args(Command), *get_args(Edit))
    ]


def test_a_segment_comes_back_whole() -> None:
    segment = lived(250).end()[1]
    assert load(written(segment)) == segment


def test_what_is_after_the_last_hash_is_left_out() -> None:
    segment = lived(250).end()[1]
    hashes = {tick: known for tick, known in segment.hashes.items() if tick < segment.last_tick}
    back = load(written(replace(segment, hashes=hashes)))
    assert back.last_tick == max(hashes)
    assert list(Past([back]).moments())[-1].tick == back.last_tick


def test_a_segment_of_version_1_can_be_read_for_ever() -> None:
    segment = load(GOLDEN.read_bytes())
    assert (segment.system_id, segment.begins, segment.first_tick) == ("test-1", "cut", 102)
    assert len(segment.ticks) == 100
    assert [len(segment.ticks[n].commands) for n in range(4)] == [2, 2, 4, 2]
    assert isinstance(segment.ticks[0].commands[0], Steer)
    assert segment.hashes[202] == "ad27d420d1fe066fa155de0374453674"


@given(st.data())
@settings(max_examples=60)
def test_a_changed_byte_is_noticed(data: st.DataObject) -> None:
    blob = bytearray(GOLDEN.read_bytes())
    at = data.draw(st.integers(0, len(blob) - 1))
    blob[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SegmentError):
        load(bytes(blob))


@given(st.binary(max_size=80))
def test_bytes_that_are_no_segment_are_refused(body: bytes) -> None:
    head = GOLDEN.read_bytes()[: HEADER_BYTES - 16]
    for blob in (body, head + blake2b(body, digest_size=16).digest() + body):
        with pytest.raises(SegmentError):
            load(blob)


def test_a_segment_that_was_cut_off_is_refused() -> None:
    blob = GOLDEN.read_bytes()
    for length in range(0, len(blob), 97):
        with pytest.raises(SegmentError):
            load(blob[:length])


def test_kinds_that_have_changed_since_are_named() -> None:
    interning = Interning()
    interning.number(Manifest(1, 0.5, 10, 0.0))
    for kinds in (
        [(name, [*names[:3], "colour"] if name == "Manifest" else names) for name, names in KINDS],
        [("Honk" if name == "Manifest" else name, names) for name, names in KINDS],
    ):
        with pytest.raises(SegmentError, match="is not what it was"):
            read_rows(kinds, interning.rows)


def test_kinds_that_nobody_used_may_change_and_fields_may_come() -> None:
    interning = Interning()
    interning.number(SetVitals(1, 50.0, None))
    rows = [msgspec.msgpack.encode(msgspec.msgpack.decode(interning.rows[0])[:-1])]
    kinds = [
        (name, {"SetVitals": names[:2], "Manifest": ["colour"]}.get(name, names))
        for name, names in [*KINDS, ("Honk", [])]
    ]
    assert read_rows(kinds, rows) == [SetVitals(1, 50.0, None)]


def test_a_world_of_no_tick_has_no_segment_to_play() -> None:
    segment = lived(250).end()[0]
    empty = replace(segment, ticks=[Tick([], [], 0.05)] * len(segment.ticks))
    with pytest.raises(SegmentError):
        list(Past([replace(empty, first_tick=5)]).moments())
    assert World.create(segment.spec, 1).tick == 0
