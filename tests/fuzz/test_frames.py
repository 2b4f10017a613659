"""Thousands of frames that no client should send: each gets its code, and the server lives."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from game.protocol.errors import ErrorCode
from tests.fuzz.frames import FRAMES, PACKED, Frame
from tests.fuzz.oracle import NONE, Conversation, expected
from tests.support.server import LiveServer, copy_template

pytestmark = pytest.mark.server

FRAMES_A_CONNECTION = 9  # the tenth protocol error would close it, as it should
REPLY_TIMEOUT_S = 10
CLOSING_CODES = {4003, 4008}
SENTINEL = "sentinel"
MSGPACK = Subprotocol("cosmic.v1.msgpack")
LAST_PING = {"type": "net.ping", "seq": 2**53 - 1, "ts": 1, "payload": {"last": SENTINEL}}
PACKED_CODES = {  # what a stranger may be told over msgpack
    "INVALID_ENVELOPE",
    "INVALID_PAYLOAD",
    "PAYLOAD_TOO_LARGE",
    "NOT_AUTHENTICATED",
    "STALE_SEQ",
}

fuzzing = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def server(data_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server whose rate limits are out of the way."""
    running = LiveServer(
        copy_template(data_template, tmp_path_factory.mktemp("fuzzed")),
        COSMIC_MESSAGES_PER_SECOND="1000000",
        COSMIC_INPUTS_PER_SECOND="1000000",
        COSMIC_MAX_CONNECTIONS_PER_PLAYER="0",
    )
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def token(server: LiveServer) -> str:
    """The access token of a guest, who has an expedition named `default`."""
    token: str = httpx.post(f"{server.url}/api/v1/auth/guest").json()["access_token"]
    begun = httpx.post(
        f"{server.url}/api/game/new", json={}, headers={"Authorization": f"Bearer {token}"}
    )
    assert begun.status_code == 200
    return token


class Prober:
    """A connection that knows, for each frame, which answers the protocol allows."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.talk = Conversation()

    def say(self, type_: str, **payload: Any) -> int:
        self.talk.seq += 1
        message = {"type": type_, "seq": self.talk.seq, "ts": 1, "payload": payload}
        self.socket.send(json.dumps(message))
        return self.talk.seq

    def receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self.socket.recv(REPLY_TIMEOUT_S))
        if message["type"] in ("error", "auth.error"):
            code = message["payload"]["code"]
            assert code in set(ErrorCode), message
            assert code != ErrorCode.INTERNAL, message
        return message

    def enter(self, token: str) -> None:
        """Log in and join."""
        self.say("auth.login", token=token)
        self.say("session.join_system", system_id="sol-1")
        while self.receive()["type"] != "world.snapshot":
            pass
        self.talk.logged_in = True

    def probe(self, make_frame: Frame) -> None:
        """Send a frame; assert that its answer is one that the protocol names."""
        frame = make_frame(self.talk.seq)
        allowed = expected(frame, self.talk)
        seq = _seq_of(frame)
        self.socket.send(frame)
        if seq is not None and seq > self.talk.seq:
            self.talk.seq = seq
        codes = self._codes_until_sentinel(seq)
        assert len(codes) <= 1, f"one frame, one answer: {frame!r} got {codes}"
        code = codes[0] if codes else NONE
        assert code in allowed, f"{frame!r} got {code or 'no error'}, not one of {sorted(allowed)}"

    def _codes_until_sentinel(self, seq: int | None) -> list[str]:
        """Codes that answer the frame of that seq, received before a ping's echo comes back.

        Answers to orders before may come late; they name another seq and are left out.
        """
        sentinel = self.say("net.ping", sentinel=SENTINEL)
        codes = []
        while True:
            message = self.receive()
            kind, payload = message["type"], message["payload"]
            if kind == "net.pong" and payload.get("sentinel") == SENTINEL:
                return codes
            if kind in ("error", "auth.error"):
                request_seq = payload["request_seq"]
                assert request_seq != sentinel, message
                if request_seq in (None, seq):
                    codes.append(payload["code"])


def _seq_of(frame: str | bytes) -> int | None:
    """The seq of a frame whose envelope a server can read."""
    if isinstance(frame, bytes):
        return None
    try:
        message = json.loads(frame)
    except (ValueError, RecursionError):
        return None
    seq = message.get("seq") if isinstance(message, dict) else None
    return seq if type(seq) is int else None


@contextmanager
def prober(server: LiveServer) -> Iterator[Prober]:
    with connect(server.ws_url, max_size=2**22, compression=None) as socket:
        yield Prober(socket)


def assert_serves_another(server: LiveServer, token: str) -> None:
    """A client who does all right is served as ever."""
    with prober(server) as healthy:
        healthy.enter(token)
        while healthy.receive()["type"] != "world.delta":
            pass


def _ping_at(ts: str) -> Frame:
    return lambda last: f'{{"type":"net.ping","seq":{last + 1},"ts":{ts},"payload":{{}}}}'


@settings(fuzzing, max_examples=400)
@example(frames=[_ping_at("1E309"), _ping_at("-1E309"), _ping_at("1" * 400), _ping_at("NaN")])
@given(frames=st.lists(FRAMES, min_size=1, max_size=FRAMES_A_CONNECTION))
def test_every_frame_of_a_stranger_gets_a_code_of_the_protocol(
    server: LiveServer, frames: list[Frame]
) -> None:
    with prober(server) as stranger:
        try:
            for frame in frames:
                stranger.probe(frame)
        except ConnectionClosed as ending:
            closed = ending.rcvd
        else:
            return
    assert closed is not None, "a connection ends with a reason"
    assert closed.code in CLOSING_CODES  # five log-ins may be among the frames


@settings(fuzzing, max_examples=120)
@given(frames=st.lists(FRAMES, min_size=4, max_size=FRAMES_A_CONNECTION))
def test_every_frame_of_a_pilot_gets_a_code_of_the_protocol(
    server: LiveServer, token: str, frames: list[Frame]
) -> None:
    with prober(server) as pilot:
        pilot.enter(token)
        for frame in frames:
            pilot.probe(frame)


@settings(fuzzing, max_examples=150)
@given(frames=st.lists(PACKED, min_size=1, max_size=FRAMES_A_CONNECTION))
def test_every_packed_frame_gets_one_code_of_the_protocol(
    server: LiveServer, frames: list[bytes | str]
) -> None:
    with connect(server.ws_url, subprotocols=[MSGPACK], compression=None) as stranger:
        for frame in frames:
            stranger.send(frame)
        stranger.send(msgspec.msgpack.encode(LAST_PING))
        codes = []
        while (message := unpacked(stranger))["payload"] != LAST_PING["payload"]:
            if message["type"] == "error":
                codes.append(message["payload"]["code"])
        assert len(codes) <= len(frames)
        assert set(codes) <= PACKED_CODES


def unpacked(socket: ClientConnection) -> dict[str, Any]:
    """The next message of a server that packs."""
    message: dict[str, Any] = msgspec.msgpack.decode(socket.recv(REPLY_TIMEOUT_S))
    return message


def test_a_flood_of_noise_leaves_the_server_serving_others(server: LiveServer, token: str) -> None:
    dice = random.Random(20)
    sent = 0
    for _ in range(120):
        with prober(server) as stranger:
            try:
                for _ in range(40):
                    stranger.socket.send(_noise(dice))
                    sent += 1
            except ConnectionClosed:
                continue  # ten errors were enough
    assert sent > 1200
    assert server.alive
    assert_serves_another(server, token)


def _noise(dice: random.Random) -> str | bytes:
    size = dice.choice((0, 1, 10, 100, 20_000))
    if dice.random() < 0.5:
        return dice.randbytes(size)
    return "".join(dice.choices('{}[]",:0123456789.eE-+ntfau\\\u2028é\x00 ', k=size))
