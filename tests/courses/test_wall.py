"""What is kept of walls between two looks, and what of classes that are gone."""

import asyncio
from contextlib import suppress
from typing import Any, cast

import pytest
from django.utils import timezone

from game.protocol.errors import AppError, ErrorCode
from game.services.courses import wall
from game.services.courses.wall import Shown, Walls, wall_read
from game.services.matches.host import MatchHost

HOST = cast(MatchHost, None)  # drawing, which alone asks it, is replaced here


@pytest.mark.django_db
def test_a_class_that_is_gone_is_not_found() -> None:
    with pytest.raises(AppError) as refused:
        wall_read(course_pk=10**9, now=timezone.now())
    assert refused.value.code == ErrorCode.NOT_FOUND


async def test_a_wall_is_drawn_once_for_all_who_look_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = []

    async def draw(*asked: Any) -> Shown:
        drawn.append(asked)
        await asyncio.sleep(0)
        return Shown("1", b"{}")

    monkeypatch.setattr(wall, "_drawn", draw)
    walls = Walls()
    looks = await asyncio.gather(*(walls.look(HOST, 7, "", 0) for _ in range(20)))
    assert looks == [Shown("1", b"{}")] * 20
    assert len(drawn) == 1


async def test_nothing_is_kept_of_walls_that_could_not_be_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = []

    async def fail(*asked: Any) -> Shown:
        tried.append(asked)
        await asyncio.sleep(0)
        raise AppError(ErrorCode.NOT_FOUND)

    async def look(course: int) -> None:
        with suppress(AppError):
            await walls.look(HOST, course, "", 0)

    monkeypatch.setattr(wall, "_drawn", fail)
    walls = Walls()
    await asyncio.gather(*(look(n % 10) for n in range(20)))
    assert len(tried) == 20
    assert not walls._locks
    assert not walls._shown
