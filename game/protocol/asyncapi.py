"""The live protocol as an AsyncAPI 3.0 document, made from the Structs that validate it."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec import Struct

from game.protocol import limits, wire
from game.protocol.client import CLIENT_MESSAGES, Ping
from game.protocol.conversation import COMMON_REFUSALS, EXCHANGES, UNASKED, Exchange
from game.protocol.errors import (
    CLOSE_MEANINGS,
    MESSAGES,
    PROTOCOL_ERRORS,
    CloseCode,
    ErrorCode,
)
from game.protocol.examples import client_examples, server_examples
from game.protocol.names import PROTOCOL_VERSION
from game.protocol.server import SERVER_MESSAGES

Json = dict[str, Any]

# A pong's payload is its ping's.
OUTGOING: dict[str, type[Struct]] = {**SERVER_MESSAGES, "net.pong": Ping}

INFO = """\
Everything live goes through one WebSocket: log in with a token of the REST API, join a star
system, and the world comes as one snapshot and a delta every tick.

Every message, both ways, is an envelope of `type`, `seq`, `ts` and `payload`. Unknown keys of a
payload are ignored, unknown types are refused. A stale `seq` is dropped in silence for
`input.command` and refused for every other type. Only `thrust`, `turn` and rates are clamped; any
other number out of its range is refused.

An expedition is watched beside it, or without it: `join_session` brings its whole state, and from
then on the state and what happened after every change, whichever tab or tool made it. A client
that lags gets only the newest of the states.

Matches need no star system either: `match.join` takes a seat, `match.joined` says that the match
is full, and `match.state` shows it at the start and after every change, one version after the
other. Who loses the connection keeps the seat and comes back to it with `match.resume`; only a
seat that still waits for players is given up.

`cosmic.v1.json` sends text frames and is what a client gets that names no sub-protocol.
`cosmic.v1.msgpack` sends the same objects as binary frames of MessagePack."""


class Deployment(Struct, frozen=True, kw_only=True):
    """What the document says of one server. The defaults are those of its settings."""

    host: str = "127.0.0.1:8000"
    secure: bool = False
    inputs_per_second: int = 60
    messages_per_second: int = 10
    max_connections: int = 10_000
    max_connections_per_player: int = 5
    max_connections_per_address: int = 50
    login_timeout: float = 10.0
    grace: float = 30.0
    tick_rate: float = 20.0


class Socket(Struct, frozen=True, kw_only=True):
    """What is said on one address. `tag` gives a message's family, `examples` both sides'."""

    channel: str
    address: str
    title: str
    channel_title: str
    info: str
    incoming: dict[str, type[Struct]]
    outgoing: dict[str, type[Struct]]
    exchanges: dict[str, Exchange]
    unasked: tuple[str, ...]
    examples: dict[str, Json]
    tag: Callable[[str], str]
    limits: Callable[[Deployment], list[Json]]


def asyncapi_document(deployment: Deployment) -> Json:
    """The live protocol as plain data, the same for the same deployment."""
    return socket_document(LIVE, deployment)


def socket_document(socket: Socket, deployment: Deployment) -> Json:
    """One socket's whole document."""
    schemas = _schemas(socket)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": socket.title,
            "version": str(PROTOCOL_VERSION),
            "description": socket.info,
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "here": {
                "host": deployment.host,
                "protocol": "wss" if deployment.secure else "ws",
                "description": "This server.",
            }
        },
        "channels": {socket.channel: _channel(socket, deployment)},
        "operations": {
            **{_camel(kind): _receive(socket, kind) for kind in socket.incoming},
            **{_camel(kind): _send(socket, kind) for kind in socket.unasked},
        },
        "components": {
            "messages": {
                kind: _message(socket, kind) for kind in [*socket.incoming, *socket.outgoing]
            },
            "schemas": schemas,
            "correlationIds": {
                "request": {
                    "description": "A request is known by its `seq`.",
                    "location": "$message.payload#/seq",
                },
                "reply": {
                    "description": "A reply names the `seq` that it answers.",
                    "location": "$message.payload#/payload/request_seq",
                },
            },
        },
    }


def _schemas(socket: Socket) -> Json:
    """JSON Schemas of the envelope, every payload and what they are made of."""
    types = [wire.Envelope, *socket.incoming.values(), *socket.outgoing.values()]
    _, found = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    schemas: Json = {name: _asyncapi(found[name]) for name in sorted(found)}
    schemas["Envelope"]["properties"]["payload"] = {"type": "object"}
    schemas["ErrorCode"]["enum"] = [code.value for code in ErrorCode]  # in the order of the code
    schemas["ErrorCode"]["x-messages"] = {code.value: MESSAGES[code] for code in ErrorCode}
    schemas["ErrorCode"]["x-protocol-errors"] = _codes(
        code for code in ErrorCode if code in PROTOCOL_ERRORS
    )
    schemas["ErrorCode"]["x-any-message"] = _codes(COMMON_REFUSALS)
    return schemas


def _asyncapi(schema: Any) -> Any:
    """A schema in AsyncAPI's spelling.

    A discriminator is the name of a property alone, where OpenAPI has an object with a mapping.
    Whole bounds are integers: `typing` takes Meta(ge=0) and Meta(ge=0.0) for the same, so that
    the spelling would depend on who was imported first.
    """
    if isinstance(schema, list):
        return [_asyncapi(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _asyncapi(value) for key, value in schema.items()}
    if isinstance(plain.get("discriminator"), dict):
        plain["discriminator"] = plain["discriminator"]["propertyName"]
    for bound in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        if isinstance(plain.get(bound), float) and plain[bound].is_integer():
            plain[bound] = int(plain[bound])
    return plain


# --- the channel ----------------------------------------------------------------------------


def _channel(socket: Socket, deployment: Deployment) -> Json:
    return {
        "address": socket.address,
        "title": socket.channel_title,
        "description": "With or without a slash at its end. A browser's handshake from a foreign "
        "origin is refused with 403; one without an Origin header is welcome.",
        "servers": [{"$ref": "#/servers/here"}],
        "messages": {
            kind: {"$ref": f"#/components/messages/{kind}"}
            for kind in [*socket.incoming, *socket.outgoing]
        },
        "bindings": {
            "ws": {
                "method": "GET",
                "headers": {
                    "type": "object",
                    "properties": {
                        "Sec-WebSocket-Protocol": {
                            "type": "string",
                            "description": "The encoding; JSON where it is absent.",
                            "enum": [wire.SUBPROTOCOL_JSON, wire.SUBPROTOCOL_MSGPACK],
                        }
                    },
                },
                "bindingVersion": "0.1.0",
            }
        },
        "x-close-codes": [
            {"code": code.value, "name": code.name, "meaning": CLOSE_MEANINGS[code]}
            for code in CloseCode
        ],
        "x-limits": socket.limits(deployment),
    }


def _limits(deployment: Deployment) -> list[Json]:
    """Rows of value, unit and words; those with a setting are the operator's choice."""
    fixed = [
        (wire.MAX_FRAME_BYTES, "bytes", "in a frame of yours, else `PAYLOAD_TOO_LARGE`"),
        (wire.MAX_DEPTH, "levels", "of nesting in a payload, itself the first"),
        (limits.LOGIN_TRIES, "tries", "to log in on one connection, then 4003"),
        (limits.ABUSE_ERRORS, "errors", f"within {limits.ABUSE_WINDOW_S:g} s, then 4008"),
        (limits.MAX_QUEUED_BYTES, "bytes", "of replies left unread, then 4009"),
        (limits.MAX_WATCHED, "expeditions", "watched at once, else `TOO_MANY_SESSIONS`"),
        (limits.MAX_MATCHES, "matches", "of one connection, else `TOO_MANY_MATCHES`"),
        (limits.SNAPSHOT_EVERY_S, "s", "between two snapshots of a healthy connection"),
    ]
    settings = {
        "login_timeout": ("s", "to log in, then 4002"),
        "inputs_per_second": ("/s", "`input.command` on average, twice that at once; of more, the "
                              "newest holds"),
        "messages_per_second": ("/s", "other messages on average, twice that at once, else "
                                "`RATE_LIMITED`"),
        "max_connections": ("sockets", "of one process, else 1013; 0 is no limit"),
        "max_connections_per_address": ("sockets", "of one address, else 1013; 0 is no limit"),
        "max_connections_per_player": ("sockets", "of one player, else `SERVER_BUSY`; 0 is no "
                                       "limit"),
        "grace": ("s", "that a ship stays in space without anybody at its helm"),
        "tick_rate": ("/s", "ticks, each with a delta"),
    }  # fmt: skip
    return [
        *({"value": value, "unit": unit, "words": words} for value, unit, words in fixed),
        *(
            {
                "value": getattr(deployment, name),
                "unit": unit,
                "words": words,
                "setting": f"COSMIC_{name.upper()}",
            }
            for name, (unit, words) in settings.items()
        ),
    ]


# --- operations and messages ----------------------------------------------------------------


def _receive(socket: Socket, kind: str) -> Json:
    """What the server takes from a client, and how it answers."""
    exchange = socket.exchanges[kind]
    answers = dict.fromkeys((*exchange.answers, "error"))
    return {
        "action": "receive",
        "channel": {"$ref": f"#/channels/{socket.channel}"},
        "title": kind,
        "summary": _summary(socket.incoming[kind]),
        "messages": [_in_channel(socket, kind)],
        "reply": {
            "channel": {"$ref": f"#/channels/{socket.channel}"},
            "messages": [_in_channel(socket, answer) for answer in answers],
        },
        "x-refusals": _codes(exchange.refusals),
    }


def _send(socket: Socket, kind: str) -> Json:
    """What the server says without being asked."""
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{socket.channel}"},
        "title": kind,
        "summary": _summary(socket.outgoing[kind]),
        "messages": [_in_channel(socket, kind)],
    }


def _message(socket: Socket, kind: str) -> Json:
    incoming = kind in socket.incoming
    payload = socket.incoming[kind] if incoming else socket.outgoing[kind]
    message: Json = {
        "name": kind,
        "title": kind,
        "summary": _summary(payload),
        "contentType": "application/json",
        "tags": [{"name": socket.tag(kind)}],
        "payload": {
            "type": "object",
            "allOf": [{"$ref": "#/components/schemas/Envelope"}],
            "properties": {
                "type": {"const": kind},
                "payload": {"$ref": f"#/components/schemas/{payload.__name__}"},
            },
        },
        "examples": [{"name": "example", "payload": socket.examples[kind]}],
    }
    if incoming or "request_seq" in payload.__struct_fields__:
        side = "request" if incoming else "reply"
        message["correlationId"] = {"$ref": f"#/components/correlationIds/{side}"}
    return message


def _tag(kind: str) -> str:
    """A message's family: what stands before the dot. Those of expeditions have none."""
    family, dot, _ = kind.partition(".")
    return family if dot or kind == "error" else "expedition"


def _in_channel(socket: Socket, kind: str) -> Json:
    return {"$ref": f"#/channels/{socket.channel}/messages/{kind}"}


def _codes(codes: Iterable[ErrorCode]) -> list[str]:
    return [code.value for code in codes]


def _summary(payload: type[Struct]) -> str:
    """The first sentence of a Struct's docstring."""
    words = " ".join((payload.__doc__ or "").split())
    return re.split(r"(?<=\.)\s", words, maxsplit=1)[0]


def _camel(kind: str) -> str:
    """`trade.buy` as `tradeBuy`, `ship.repair_request` as `shipRepairRequest`."""
    first, *rest = re.split(r"[._]", kind)
    return first + "".join(word.capitalize() for word in rest)


LIVE = Socket(
    channel="live",
    address="/ws",
    title="Cosmic live protocol",
    channel_title="The live socket",
    info=INFO,
    incoming=CLIENT_MESSAGES,
    outgoing=OUTGOING,
    exchanges=EXCHANGES,
    unasked=UNASKED,
    examples={**server_examples(), **client_examples()},
    tag=_tag,
    limits=_limits,
)
