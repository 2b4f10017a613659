"""A system's recorded past in the database: what is kept, what goes, what is found."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client

from accounts.models import User
from accounts.services.tokens import access_token_for
from game.api import recordings
from game.models import OperatorAction, RecordedSegment
from game.selectors.recordings import recorded_ranges, recorded_segments
from game.services.fencing import Fence, LeaseLost
from game.services.purging import records_purge
from game.services.recordings import SegmentRow, recording_add

pytestmark = pytest.mark.django_db

NOON = datetime.now(UTC)
KEEP = timedelta(minutes=10)


def row(first: int, last: int, *, begins: str = "cut", size: int = 10) -> SegmentRow:
    """Ticks of a twentieth of a second, counted from NOON."""
    began, ended = (NOON + timedelta(seconds=tick / 20) for tick in (first, last))
    return SegmentRow(first, last, begins, began, ended, 1, b"x" * size)


def test_what_is_older_than_is_kept_goes(fence: Fence) -> None:
    rows = [row(tick, tick + 100) for tick in range(0, 12_600, 100)]
    for some in (rows[:60], rows[60:]):
        recording_add(fence=fence, segments=some, keep=KEEP)
    first = RecordedSegment.objects.order_by("first_tick").values_list("first_tick", flat=True)[0]
    assert first == 500  # ten minutes before the last one's end, and the segment around it


def test_what_is_too_much_goes_the_oldest_first(fence: Fence) -> None:
    rows = [row(tick, tick + 100, size=30) for tick in range(0, 500, 100)]
    recording_add(fence=fence, segments=rows, keep=KEEP, bytes_max=100)
    assert list(RecordedSegment.objects.values_list("first_tick", flat=True)) == [200, 300, 400]


def test_the_same_moment_again_replaces_it(fence: Fence) -> None:
    for size in (10, 20):
        recording_add(fence=fence, segments=[row(0, 100, size=size)], keep=KEEP)
    assert RecordedSegment.objects.get().size == 20


def test_without_the_lease_nothing_is_stored(fence: Fence) -> None:
    other = Fence(fence.system_id, "somebody", fence.epoch, fence.tick)
    with pytest.raises(LeaseLost):
        recording_add(fence=other, segments=[row(0, 100)], keep=KEEP)
    assert not RecordedSegment.objects.exists()


def test_ranges_end_at_gaps_and_faults(fence: Fence) -> None:
    rows = [
        row(0, 100, begins="start"),
        row(100, 200),
        row(300, 400),
        row(400, 500, begins="fault"),
    ]
    recording_add(fence=fence, segments=rows, keep=KEEP)
    found = [
        (r.first_tick, r.last_tick, r.segments, r.begins)
        for r in recorded_ranges(system_id=fence.system_id)
    ]
    assert found == [(0, 200, 2, "start"), (300, 400, 1, "cut"), (400, 500, 1, "fault")]
    assert recorded_ranges(system_id="nowhere") == []


def test_the_segments_of_some_ticks_are_found(fence: Fence) -> None:
    rows = [row(tick, tick + 100) for tick in range(0, 500, 100)]
    recording_add(fence=fence, segments=rows, keep=KEEP)
    found = recorded_segments(system_id=fence.system_id, first=150, last=250)
    assert [segment.first_tick for segment in found] == [100, 200]


def test_of_ticks_that_were_counted_twice_the_later_count_is_meant(fence: Fence) -> None:
    recording_add(fence=fence, segments=[row(0, 100), row(100, 200)], keep=KEEP)
    RecordedSegment.objects.update(epoch=0)
    recording_add(fence=fence, segments=[row(50, 150), row(150, 250)], keep=KEEP)
    found = recorded_segments(system_id=fence.system_id, first=0, last=250)
    assert [(segment.epoch, segment.first_tick) for segment in found] == [
        (fence.epoch, 50),
        (fence.epoch, 150),
    ]


def test_recordings_of_sleepers_go_after_a_week(fence: Fence) -> None:
    recording_add(fence=fence, segments=[row(0, 100)], keep=KEEP)
    assert records_purge().recordings == 0
    RecordedSegment.objects.update(ended_at=NOON - timedelta(days=7.1))
    assert records_purge().recordings == 1


FRAMES = "/api/v1/ops/recordings/sol-1/frames"


def desk_of(username: str) -> Client:
    """Of a member of staff; what fails is an answer."""
    token = access_token_for(User.objects.create_user(username, is_staff=True))
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})


def test_a_look_back_that_fails_is_written_down(
    fence: Fence, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**asked: object) -> None:
        raise ChildProcessError

    monkeypatch.setattr(recordings, "past_frames", fail)
    answer = desk_of("root").get(FRAMES, {"from": 7})
    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL")
    act = OperatorAction.objects.get()
    assert (act.actor_name, act.action, act.target) == ("root", "rewind", "sol-1")
    assert (act.payload["from"], act.result, act.code) == (7, "failed", "INTERNAL")


def test_each_operator_looks_back_so_often_and_no_more(fence: Fence, settings: Any) -> None:
    settings.COSMIC = msgspec.structs.replace(settings.COSMIC, throttle_rewind="2/hour")
    desk, other = desk_of("root"), desk_of("other_root")
    told = [desk.get(FRAMES, {"from": 7}).json()["code"] for _ in range(3)]
    assert told == ["NOT_FOUND", "NOT_FOUND", "THROTTLED"]
    assert other.get(FRAMES, {"from": 7}).json()["code"] == "NOT_FOUND"
