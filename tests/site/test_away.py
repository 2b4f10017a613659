"""What the site does about a Redis or a database that is away: no flood of lines, no long waits."""

import asyncio
import logging
import threading
import time

import pytest
from django.db import OperationalError
from django.http import HttpRequest
from redis.exceptions import ConnectionError as RedisAway

from accounts.views.errors import server_error
from cosmic_site.caching import RestingPool
from cosmic_site.logs import REPEAT_S, Sparing
from game.protocol.errors import AppError, ErrorCode
from game.services.lanes import Lanes
from tests.support.server import free_port


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def line(message: str, error: Exception | None) -> logging.LogRecord:
    info = (type(error), error, None) if error else None
    return logging.LogRecord("game", logging.WARNING, "x.py", 1, message, (), info)


def test_the_same_trouble_is_told_once_and_then_counted() -> None:
    clock = Clock()
    sparing = Sparing(clock)
    passed = [sparing.filter(line("not sent", RedisAway("away"))) for _ in range(50)]
    assert passed == [True] + [False] * 49
    clock.now += REPEAT_S
    again = line("not sent", RedisAway("away"))
    assert sparing.filter(again)
    assert again.getMessage() == "not sent (and 49 more like it before)"


def test_other_lines_pass_as_often_as_they_come() -> None:
    sparing = Sparing(Clock())
    assert sparing.filter(line("not sent", RedisAway("away")))
    assert sparing.filter(line("not sent", OperationalError("away")))
    assert sparing.filter(line("not stored", RedisAway("away")))
    for _ in range(2):
        assert sparing.filter(line("not sent", ValueError("a fault of ours")))
        assert sparing.filter(line("not sent", None))


def test_a_cache_that_is_away_is_not_asked_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = RestingPool.from_url(f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(RedisAway):
        pool.get_connection()
    made: list[object] = []
    monkeypatch.setattr(pool, "make_connection", lambda: made.append(1))
    with pytest.raises(RedisAway, match="a moment ago"):
        pool.get_connection()
    assert not made


@pytest.mark.parametrize(("path", "words"), [("/api/x", b"SERVER_BUSY"), ("/x", b"in a moment")])
def test_without_a_database_pages_and_rest_say_503(path: str, words: bytes) -> None:
    request = HttpRequest()
    request.path = path
    try:
        raise OperationalError("the connection was lost")
    except OperationalError:
        response = server_error(request)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert words in response.content


@pytest.mark.django_db(transaction=True)
def test_what_has_not_begun_in_time_never_will() -> None:
    hangs, started = threading.Event(), threading.Event()
    begun: list[str] = []

    def hang() -> None:
        started.set()
        hangs.wait()

    async def ask() -> None:
        lanes = Lanes()
        first = asyncio.create_task(lanes.write(0, hang))
        await asyncio.to_thread(started.wait)
        began = time.monotonic()
        with pytest.raises(AppError) as refused:
            await lanes.write_soon(0, 0.05, lambda: begun.append("late"))
        assert refused.value.code is ErrorCode.SERVER_BUSY
        assert time.monotonic() - began < 5
        hangs.set()
        await first
        await asyncio.to_thread(lanes.close)

    asyncio.run(ask())
    assert begun == []


@pytest.mark.django_db(transaction=True)
def test_what_has_begun_is_waited_for() -> None:
    hangs, started = threading.Event(), threading.Event()

    def work() -> str:
        started.set()
        hangs.wait()
        return "done"

    async def ask() -> str:
        lanes = Lanes()
        answer = asyncio.create_task(lanes.write_soon(0, 0.05, work))
        await asyncio.to_thread(started.wait)
        done, _ = await asyncio.wait({answer}, timeout=0.2)
        assert not done
        hangs.set()
        result = await answer
        await asyncio.to_thread(lanes.close)
        return result

    assert asyncio.run(ask()) == "done"
