"""A conversation without a socket: what the session itself promises."""

import json
from typing import Any

import msgspec
import pytest

from game.realtime.conversation import Encoding
from game.realtime.hub import Hub
from game.realtime.limits import Limits
from game.realtime.member import Member, take_steering
from game.realtime.outbox import Outbox
from game.realtime.session import Session
from game.services.lanes import Lanes

LIMITS = Limits(
    inputs_per_second=60,
    messages_per_second=10,
    max_connections=10,
    max_connections_per_player=5,
    max_connections_per_address=0,
    login_timeout=10.0,
)


def session_with_log(
    encoding: Encoding = Encoding.JSON,
) -> tuple[Session, list[dict[str, Any]]]:
    """A session, and the messages that its client has got."""
    got: list[dict[str, Any]] = []

    async def send(event: dict[str, Any]) -> None:
        got.append(json.loads(event["text"]))

    outbox = Outbox(
        send,
        encode=lambda text: {"type": "websocket.send", "text": text},
        on_overflow=lambda: None,
        on_close=lambda: None,
    )
    return Session(hub=Hub(LIMITS, Lanes()), outbox=outbox, encoding=encoding, conn=1), got


def ping(seq: int) -> str:
    return json.dumps({"type": "net.ping", "seq": seq, "ts": 1, "payload": {"seq": 1}})


async def test_a_shared_message_behind_an_answer_still_has_the_higher_seq() -> None:
    session, got = session_with_log()
    shared = session.hub.next_seq()  # given to a frame before this client is reached
    session.receive(ping(1))
    assert session.offer(shared, f'{{"type":"world.delta","seq":{shared},"payload":{{"seq":1}}}}')
    session.receive(ping(2))
    seqs = [message["seq"] for message in got]
    assert seqs == sorted(set(seqs))
    assert got[1]["payload"] == {"seq": 1}


async def test_a_shared_message_in_time_is_sent_as_it_is() -> None:
    session, got = session_with_log()
    shared = session.hub.next_seq()
    session.offer(shared, f'{{"type":"world.delta","seq":{shared},"payload":{{}}}}')
    assert got == [{"type": "world.delta", "seq": shared, "payload": {}}]


def command(seq: object = 1, kind: str = "input.command", **payload: object) -> dict[str, object]:
    return {"type": kind, "seq": seq, "ts": 1.5, "payload": payload}


PLAIN = [
    command(thrust=0.5, turn=-0.25, fire_primary=True, dock_request=False),
    command(),
    command(thrust=1, turn=7.5),
    command(thrust=-3.0, dock_request=True),
]
REMARKABLE = [
    command(kind="net.ping", seq=1),
    command(kind="input.commander"),
    command(thrust="1"),
    command(thrust=None),
    command(fire_primary=1),
    command(unknown=[[[1]]]),
    command(unknown=json.loads("[" * 40 + "]" * 40)),
    command(seq=0),
    command(seq="1"),
    command(seq=2**60),
    {**command(thrust=0.5), "extra": 1},
    {"type": "input.command", "seq": 3},
    command(thrust=0.5, why="x" * 600),
]
BROKEN = ["{", "", '{"type":"input.command"', "[]", '"input.command"']
NO_JSON = [command(thrust=float("nan")), command(turn=float("inf")), command(thrust=b"1")]
FRAMES: list[tuple[str | bytes, bool]] = [
    *((json.dumps(message), message in PLAIN) for message in PLAIN + REMARKABLE),
    *((text, False) for text in BROKEN),
    *((msgspec.msgpack.encode(message), message in PLAIN) for message in PLAIN + REMARKABLE),
    *((msgspec.msgpack.encode(message), False) for message in NO_JSON),
]


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize(("frame", "plain"), FRAMES)
async def test_an_input_taken_at_once_does_what_it_does_by_the_long_way(
    frame: str | bytes, plain: bool, encoding: Encoding
) -> None:
    outcomes = []
    for short in (True, False):
        session, got = session_with_log(encoding)
        session.player = 1
        member = session.member = Member(session, 7, [])
        for again in (False, True):  # the second time its seq is old
            taken = short and session.heed(frame)
            of_this = isinstance(frame, str) is (encoding is Encoding.JSON)
            assert taken is (short and plain and of_this and not again)
            if not taken:
                session.receive(frame)
        for message in got:
            del message["ts"]
        outcomes.append((take_steering([member]), session._seq, got))
    assert outcomes[0] == outcomes[1]


async def test_who_is_not_at_a_helm_is_told_so() -> None:
    session, got = session_with_log()
    session.player = 1
    assert not session.heed(json.dumps(PLAIN[0]))
    session.receive(json.dumps(PLAIN[0]))
    assert got[0]["payload"]["code"] == "NOT_IN_SYSTEM"
