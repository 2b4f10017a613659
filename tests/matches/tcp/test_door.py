"""The door against clients of every kind, with a match host that does what a test needs."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest
from msgspec import Raw

from game.matches import View
from game.matches.refusals import Code, IllegalMove, Refused
from game.protocol.errors import AppError, ErrorCode
from game.realtime.tcp import stores, visit
from game.realtime.tcp.door import Door
from game.realtime.tcp.requests import END, REQUEST_SIZE_MAX
from game.services.matches.host import MatchHost, Ticket

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
SEAT = {"game": "Echo", "session": "s", "player_id": 0, "key": "k"}
STATE = {"type": "state", **SEAT}
MOVE = {"type": "move", **SEAT, "move": {}}
JOIN = {"type": "join", "game": "Echo", "session": "s", "players": 2}


class StubHost:
    """`state` is what everybody sees; until there is one, and while players are missing, all
    wait. `answer`: raised by a move, if any."""

    def __init__(self) -> None:
        self.rooms = SimpleNamespace(find_seat=self._find)
        self.state: bytes | None = None
        self.answer: Exception | None = None
        self.news = asyncio.Condition()
        self.waiting = 0
        self.given_up: list[Ticket] = []
        self.moving = asyncio.Event()
        self.moved = asyncio.Event()
        self.moved.set()

    async def _find(self, game: str, session: str, key: str) -> int:
        return 1

    async def take(self, *_: Any, **__: Any) -> View:
        await self._wait_for_state()
        return View(1, Raw(self.state or b"{}"), False)

    async def move(self, *_: Any) -> int:
        self.moving.set()
        await self.moved.wait()
        if self.answer is not None:
            raise self.answer
        return 2

    async def join(self, **wish: Any) -> Ticket:
        return Ticket(1, wish["game"], wish["session"], 0, "k", False)

    async def started(self, ticket: Ticket) -> Ticket:
        await self._wait_for_state()
        return ticket

    async def give_up(self, ticket: Ticket) -> None:
        async with self.news:
            self.given_up.append(ticket)
            self.news.notify_all()

    async def _wait_for_state(self) -> None:
        async with self.news:
            self.waiting += 1
            self.news.notify_all()
            try:
                await self.news.wait_for(lambda: self.state is not None)
            finally:
                self.waiting -= 1
                self.news.notify_all()

    async def show(self, state: bytes) -> None:
        async with self.news:
            self.state = state
            self.news.notify_all()

    async def until(self, waiting: int) -> None:
        async with self.news, asyncio.timeout(10):
            await self.news.wait_for(lambda: self.waiting == waiting)


class Place:
    def __init__(self, host: StubHost, door: Door, port: int) -> None:
        self.host, self.door, self.port = host, door, port

    async def connect(self, receive_buffer: int | None = None) -> Streams:
        sock = socket.socket()
        if receive_buffer is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", self.port))
        return await asyncio.open_connection(sock=sock, limit=1024)

    async def ask(self, request: dict[str, Any]) -> Any:
        return await self.say(packed(request))

    async def say(self, raw: bytes) -> Any:
        streams = await self.connect()
        streams[1].write(raw)
        return await answer_of(streams)


def packed(request: dict[str, Any]) -> bytes:
    return json.dumps(request).encode() + END


async def answer_of(streams: Streams) -> Any:
    async with asyncio.timeout(10):
        raw = await streams[0].read()
    streams[1].close()
    return json.loads(raw)


def words_of(answer: Any) -> str:
    assert answer["status"] == "error", answer
    return str(answer["message"])


@asynccontextmanager
async def opened(connections: int = 0, per_address: int = 0) -> AsyncIterator[Place]:
    host = StubHost()
    door = Door(cast(MatchHost, host), connections=connections, per_address=per_address)
    port = await door.open("127.0.0.1", 0)
    try:
        yield Place(host, door, port)
    finally:
        await door.close()


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with opened() as place:
        yield place


# --- what a request is ------------------------------------------------------------------------


async def test_a_request_may_come_in_pieces_also_through_its_end(place: Place) -> None:
    await place.host.show(b'{"echo":1}')
    reader, writer = await place.connect()
    for byte in packed(STATE):
        writer.write(bytes([byte]))
        await writer.drain()
    assert await answer_of((reader, writer)) == {"status": "ok", "data": {"echo": 1}}


async def test_what_follows_the_end_is_ignored(place: Place) -> None:
    await place.host.show(b"{}")
    for more in (b"more", packed(STATE), b"x" * 500_000):
        assert await place.say(packed(STATE) + more) == {"status": "ok", "data": {}}


async def test_a_request_has_the_promised_size_and_not_a_byte_more(place: Place) -> None:
    await place.host.show(b"{}")
    room = REQUEST_SIZE_MAX - len(packed({**STATE, "more": ""})) + len(END)
    assert await place.ask({**STATE, "more": "x" * room}) == {"status": "ok", "data": {}}
    assert "1,000,000" in words_of(await place.ask({**STATE, "more": "x" * (room + 1)}))


async def test_whoever_says_far_too_much_still_hears_why(place: Place) -> None:
    assert "larger than" in words_of(await place.say(b"x" * 8_000_000))


@pytest.mark.parametrize("raw", [b"", b"{}", packed(STATE)[:-1]])
async def test_a_request_without_an_end_is_told_so(place: Place, raw: bytes) -> None:
    reader, writer = await place.connect()
    writer.write(raw)
    writer.write_eof()
    assert "EOT" in words_of(await answer_of((reader, writer)))


@pytest.mark.parametrize("bound", ["SILENCE_S", "REQUEST_S"])
async def test_silence_and_dripping_come_to_an_end(
    place: Place, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(visit, bound, 0.05)
    reader, writer = await place.connect()
    writer.write(b"{")
    assert "nothing came" in words_of(await answer_of((reader, writer)))


# --- answers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["taken", 7, False, ["a", {"b": None}], {"é": "\N{ROCKET}"}])
async def test_the_game_s_own_error_comes_as_it_is(place: Place, value: object) -> None:
    place.host.answer = IllegalMove(value)
    assert await place.ask(MOVE) == {"status": "illegalmove", "message": value}


async def test_every_other_refusal_is_an_error_in_words(place: Place) -> None:
    place.host.answer = Refused(Code.NOT_YOUR_TURN, "it is not your turn")
    assert words_of(await place.ask(MOVE)) == "It is not your turn."
    place.host.answer = AppError(ErrorCode.SERVER_BUSY)
    assert "busy" in words_of(await place.ask(MOVE))
    place.host.answer = ZeroDivisionError("a secret")
    assert "secret" not in words_of(await place.ask(MOVE))


async def test_a_wait_lasts_as_long_as_it_takes(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "SILENCE_S", 0.02)
    asking = asyncio.create_task(place.ask(STATE))
    await place.host.until(waiting=1)
    await asyncio.wait([asking], timeout=0.1)
    await place.host.show(b'{"late":true}')
    assert (await asking)["data"] == {"late": True}


# --- clients that go --------------------------------------------------------------------------


@pytest.mark.parametrize("rude", [False, True])
@pytest.mark.parametrize("request_", [JOIN, STATE], ids=["join", "state"])
async def test_whoever_goes_while_waiting_waits_no_more(
    place: Place, request_: dict[str, Any], rude: bool
) -> None:
    _, writer = await place.connect()
    writer.write(packed(request_))
    await place.host.until(waiting=1)
    if rude:
        writer.transport.abort()
    else:
        writer.close()
    await place.host.until(waiting=0)
    async with place.host.news:
        seats = 1 if request_ is JOIN else 0
        await place.host.news.wait_for(lambda: len(place.host.given_up) == seats)


async def test_whoever_has_only_stopped_talking_is_answered(place: Place) -> None:
    reader, writer = await place.connect()
    writer.write(packed(STATE))
    writer.write_eof()
    await place.host.until(waiting=1)
    await place.host.show(b"{}")
    assert await answer_of((reader, writer)) == {"status": "ok", "data": {}}


# --- many, and slow ones ----------------------------------------------------------------------


async def test_one_connection_too_many_is_told_so() -> None:
    async with opened(connections=3) as place:
        streams = [await place.connect() for _ in range(3)]
        await until(lambda: place.door.visits == 3)
        assert "too many connections" in words_of(await place.ask(STATE))
        streams[0][1].close()
        await until(lambda: place.door.visits == 2)
        await place.host.show(b"{}")
        assert (await place.ask(STATE))["status"] == "ok"


async def test_an_address_has_a_share_of_its_own() -> None:
    async with opened(per_address=1) as place:
        await place.connect()
        await until(lambda: place.door.visits == 1)
        assert "too many connections" in words_of(await place.ask(STATE))


async def test_two_hundred_wait_and_are_all_told(place: Place) -> None:
    asking = [asyncio.create_task(place.ask(STATE)) for _ in range(200)]
    await place.host.until(waiting=200)
    await place.host.show(b'{"now":1}')
    assert all(answer["data"] == {"now": 1} for answer in await asyncio.gather(*asking))


async def test_an_answer_that_nobody_reads_is_thrown_away(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "UNREAD_S", 0.05)
    await place.host.show(b'"' + b"x" * 4_000_000 + b'"')
    reader, writer = await place.connect(receive_buffer=4096)
    writer.write(packed(STATE))
    await until(lambda: place.door.visits == 1)
    await until(lambda: place.door.visits == 0)
    assert len(await cut_off(reader)) < 4_000_000


async def test_answers_that_wait_have_a_bound_together(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "MAX_OWED", 10_000_000)
    await place.host.show(b'"' + b"x" * 4_000_000 + b'"')
    streams = []
    for _ in range(6):
        streams.append(await place.connect(receive_buffer=4096))
        streams[-1][1].write(packed(STATE))
    await until(lambda: place.door.visits == 2)
    last = await answer_of(streams[-1])
    assert len(last["data"]) == 4_000_000


async def test_half_requests_have_a_bound_together_and_small_ones_go_on(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "MAX_HEARD", 1_500_000)
    await place.host.show(b"{}")
    _, greedy = await place.connect()
    greedy.write(b"x" * 900_000)
    await greedy.drain()
    reader, second = await place.connect()
    second.write(b"x" * 900_000)
    assert "busy" in words_of(await answer_of((reader, second)))
    assert (await place.ask(STATE))["status"] == "ok"


# --- the end ----------------------------------------------------------------------------------


async def test_the_end_of_the_server_is_told_to_all_who_wait(place: Place) -> None:
    asking = [asyncio.create_task(place.ask(request)) for request in (JOIN, STATE)]
    silent = await place.connect()
    await place.host.until(waiting=2)
    await until(lambda: place.door.visits == 3)
    await place.door.close()
    for answer in [*await asyncio.gather(*asking), await answer_of(silent)]:
        assert "stopping" in words_of(answer)
    assert len(place.host.given_up) == 1
    with pytest.raises(OSError):
        await place.connect()


async def test_a_move_that_is_being_made_is_answered_before_the_end(place: Place) -> None:
    place.host.moved.clear()
    moving = asyncio.create_task(place.ask(MOVE))
    await place.host.moving.wait()
    closing = asyncio.create_task(place.door.close())
    await asyncio.wait([closing], timeout=0.05)
    place.host.moved.set()
    assert await moving == {"status": "ok", "data": None}
    await closing


async def until(condition: Any) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 a door tells nobody who comes and goes
            await asyncio.sleep(0.005)


async def cut_off(reader: asyncio.StreamReader) -> bytes:
    """What still came before the connection broke."""
    got = b""
    try:
        while chunk := await reader.read(65_536):
            got += chunk
    except ConnectionResetError:
        pass
    return got
