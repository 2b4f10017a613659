"""The recorded past, lived again, is the past."""

from dataclasses import replace

import pytest

from game.engine import Steer, world_hash
from game.rewind.errors import Diverged, Gap, OutOfRange, SegmentError
from game.rewind.past import Past
from game.rewind.segment import Segment, Tick
from tests.rewind.pasts import Host, lived


def test_every_world_on_the_way_is_the_one_that_was():
    hashes: dict[int, str] = {}
    host = lived(600, between=lambda host: hashes.update({host.world.tick: world_hash(host.world)}))
    segments = host.end()
    assert len(segments) > 4
    past = Past(segments)
    again = {moment.tick: world_hash(moment.world) for moment in past.moments()}
    first = segments[0].first_tick
    assert again == {tick: known for tick, known in hashes.items() if tick >= first}
    assert past.compared > 30
    assert past.good_tick == host.world.tick


def test_any_segment_is_a_place_to_begin_at():
    segments = lived(600).end()
    for n, segment in enumerate(segments):
        last = list(Past(segments[n:]).moments())[-1]
        assert last.tick == segments[-1].last_tick
        assert Past([segment]).until(segment.last_tick).tick == segment.last_tick


def test_a_change_of_an_input_is_found_within_the_interval_of_hashes():
    segments = lived(300).end()
    changed = segments[1]
    at = 37
    ticks = list(changed.ticks)
    ticks[at] = Tick(ticks[at].edits, [Steer(n, 1.0, 1.0, True) for n in range(1, 7)], ticks[at].dt)
    with pytest.raises(Diverged) as caught:
        list(Past([segments[0], replace(changed, ticks=ticks)]).moments())
    tick = changed.first_tick + at + 1
    assert caught.value.good_tick < tick <= caught.value.tick <= caught.value.good_tick + 21
    assert "another version" not in str(caught.value)


def test_a_change_of_a_length_of_time_is_found():
    segments = lived(300).end()
    ticks = [*segments[0].ticks]
    ticks[5] = Tick(ticks[5].edits, ticks[5].commands, ticks[5].dt * 1.001)
    with pytest.raises(Diverged):
        list(Past([replace(segments[0], ticks=ticks)]).moments())


def test_a_keyframe_that_is_not_where_the_way_leads_is_found():
    """The next segment was taken from another run of the same system."""
    segments, others = lived(300).end(), lived(300, seed=2).end()
    with pytest.raises(Diverged):
        list(Past([segments[0], others[1]]).moments())


def test_of_other_rules_it_says_so():
    segment = lived(200).end()[0]
    ticks = [Tick(t.edits, t.commands, t.dt * 2) for t in segment.ticks]
    with pytest.raises(Diverged, match="another version"):
        list(Past([replace(segment, ticks=ticks, rules="0" * 32)]).moments())


def test_a_missing_segment_is_told():
    first, _, third, *_ = lived(400).end()
    moments = list(Past([first, third]).moments())
    gaps = [(m.after, m.tick, m.why) for m in moments if m.why]
    assert gaps == [(first.last_tick, third.first_tick, "a part could not be stored")]
    with pytest.raises(Gap, match=f"ticks {first.last_tick + 1} to {third.first_tick - 1}"):
        Past([first, third]).until(third.last_tick)


def test_a_failed_step_is_a_gap_and_what_comes_after_is_recorded():
    host = lived(150)
    host.world.heat[host.world.alive] = 0.5  # what a step that fails half-way may leave
    host.recorder.note_fault()
    for _ in range(150):
        host.step([])
    segments = host.end()
    whys = [moment.why for moment in Past(segments).moments() if moment.why]
    assert whys == ["a step failed"]


def test_ticks_beyond_what_is_recorded_are_out_of_range():
    segments = lived(200).end()
    with pytest.raises(OutOfRange):
        Past(segments).until(segments[-1].last_tick + 1)
    with pytest.raises(OutOfRange):
        Past([])


def test_another_length_of_time_is_recorded_too():
    host = Host()
    for n in range(300):
        host.step([], dt=0.05 if n % 7 else 0.01)
    assert list(Past(host.end()).moments())[-1].tick == 300


def test_a_segment_without_an_end_is_refused():
    segment = lived(200).end()[0]
    hashes = {tick: known for tick, known in segment.hashes.items() if tick < segment.last_tick}
    with pytest.raises(SegmentError, match="no end"):
        list(Past([replace(segment, hashes=hashes)]).moments())


@pytest.mark.parametrize("keyframe", [b"", b"COSMICW"])
def test_a_keyframe_that_is_no_world_is_refused(keyframe):
    segment: Segment = lived(200).end()[0]
    with pytest.raises(SegmentError):
        list(Past([replace(segment, keyframe=keyframe)]).moments())
