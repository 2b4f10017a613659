"""What feeds and systems say to each other survives the way, and foreign blobs are refused."""

from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from game.protocol import link
from tests.support.link_samples import SAMPLES

KINDS = (link.Batch, link.Replies, link.Frame, link.Bundle)
NOT_UTF8 = link.pack(link.Bundle(link.VERSION, [link.Part("x", b"")])).replace(b"x", b"\xff")


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("version", [-1, 0, link.VERSION - 1, link.VERSION + 1, 2**40])
def test_another_version_is_refused(name: str, version: int) -> None:
    sample = msgspec.structs.replace(SAMPLES[name], version=version)
    kind: Any = type(sample)
    with pytest.raises(link.LinkVersionError, match=f"version {version}"):
        link.unpack(kind, link.pack(sample))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_blob_of_another_kind_is_refused(name: str) -> None:
    sample = SAMPLES[name]
    for kind in KINDS:
        if not isinstance(sample, kind):
            with pytest.raises(link.LinkVersionError):
                link.unpack(kind, link.pack(sample))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_blob_that_is_cut_short_is_refused(name: str) -> None:
    blob, kind = link.pack(SAMPLES[name]), type(SAMPLES[name])
    for length in range(len(blob)):
        with pytest.raises(link.LinkVersionError):
            link.unpack(kind, blob[:length])  # type: ignore[type-var]


@example(link.Bundle, NOT_UTF8)
@given(st.sampled_from(KINDS), st.binary(max_size=200))
def test_arbitrary_bytes_are_refused_and_nothing_else(kind: Any, blob: bytes) -> None:
    with pytest.raises(link.LinkVersionError):
        link.unpack(kind, blob)


INTEGERS = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(max_size=20)


@given(
    st.lists(
        st.builds(
            link.TradeOrder,
            *(INTEGERS, INTEGERS, INTEGERS, st.booleans(), TEXTS, TEXTS, INTEGERS),
            st.none() | TEXTS,
        )
        | st.builds(link.Chat, INTEGERS, INTEGERS, INTEGERS, TEXTS, TEXTS)
        | st.builds(link.Leave, INTEGERS, INTEGERS, INTEGERS, st.booleans()),
        max_size=5,
    ),
    st.lists(INTEGERS, max_size=5),
)
def test_a_batch_comes_out_as_it_went_in(orders: list[link.Order], snapshots: list[int]) -> None:
    batch = link.Batch(link.VERSION, "feed", "frames", 1, False, link.Steering(), orders, snapshots)
    assert link.unpack(link.Batch, link.pack(batch)) == batch


@given(
    st.dictionaries(INTEGERS, TEXTS, max_size=5),
    st.binary(max_size=64),
    st.lists(TEXTS, max_size=5),
)
def test_a_frame_comes_out_as_it_went_in(
    fragments: dict[int, str], column: bytes, texts: list[str]
) -> None:
    frame = msgspec.structs.replace(
        SAMPLES["frame"], full=fragments, you=fragments, ships=column, table=texts
    )
    assert link.unpack(link.Frame, link.pack(frame)) == frame


def test_around_is_the_square_of_nine_cells() -> None:
    stride = 10
    cells = link.around(55, stride)
    assert {(cell % stride, cell // stride) for cell in cells} == {
        (x, y) for x in (4, 5, 6) for y in (4, 5, 6)
    }
    assert cells[4] == 55
