"""A conversation without a socket: what the session itself promises."""

import json
from typing import Any

from game.realtime.conversation import Encoding
from game.realtime.hub import Hub
from game.realtime.limits import Limits
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


def session_with_log() -> tuple[Session, list[dict[str, Any]]]:
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
    return Session(hub=Hub(LIMITS, Lanes()), outbox=outbox, encoding=Encoding.JSON, conn=1), got


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
