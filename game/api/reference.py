"""An AsyncAPI document of the live protocol as what a page shows: tables, words, examples."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Json = dict[str, Any]
_CODE = re.compile(r"`([^`]+)`")


class Type(NamedTuple):
    """A word of a type; `shape` is the name of the shape that it leads to, or empty."""

    text: str
    shape: str = ""


class Member(NamedTuple):
    """A key of an object. `types` are alternatives; `default` is JSON, or empty."""

    name: str
    types: list[Type]
    range: SafeString
    optional: bool
    default: str
    words: SafeString


class Shape(NamedTuple):
    name: str
    paragraphs: list[SafeString]
    members: list[Member]


class Message(NamedTuple):
    """`answers` are names of messages, `refusals` error codes. `unasked`: sent on its own."""

    name: str
    payload: Shape
    example: str
    answers: list[str]
    refusals: list[str]
    unasked: bool


class Code(NamedTuple):
    """`counts`: it counts towards the end of a connection. `messages`: which can meet it."""

    name: str
    words: str
    counts: bool
    anywhere: bool
    messages: list[str]


class Reference(NamedTuple):
    info: Json
    address: str
    subprotocols: list[str]
    envelope: Shape
    incoming: list[Message]
    outgoing: list[Message]
    shapes: list[Shape]
    codes: list[Code]
    close_codes: list[Json]
    limits: list[Json]


def reference_of(document: Json) -> Reference:
    """All of the page's content out of the document alone."""
    schemas, channel = document["components"]["schemas"], document["channels"]["live"]
    server = document["servers"]["here"]
    headers = channel["bindings"]["ws"]["headers"]["properties"]
    operations = {op["title"]: op for op in document["operations"].values()}
    incoming: list[Message] = []
    outgoing: list[Message] = []
    for name, message in document["components"]["messages"].items():
        operation = operations.get(name, {})
        shown = _message(message, operation, schemas)
        (incoming if operation.get("action") == "receive" else outgoing).append(shown)
    of_messages = {message.payload.name for message in [*incoming, *outgoing]}
    return Reference(
        info={**document["info"], "paragraphs": _paragraphs(document["info"]["description"])},
        address=f"{server['protocol']}://{server['host']}{channel['address']}",
        subprotocols=headers["Sec-WebSocket-Protocol"]["enum"],
        envelope=_shape("Envelope", schemas),
        incoming=incoming,
        outgoing=outgoing,
        shapes=[
            _shape(name, schemas)
            for name in schemas
            if name not in of_messages and name not in ("Envelope", "ErrorCode")
        ],
        codes=_codes(schemas["ErrorCode"], operations),
        close_codes=channel["x-close-codes"],
        limits=[{**row, "words": prose(row["words"])} for row in channel["x-limits"]],
    )


def _message(message: Json, operation: Json, schemas: Json) -> Message:
    payload = message["payload"]["properties"]["payload"]
    answers = operation.get("reply", {}).get("messages", [])
    return Message(
        name=message["name"],
        payload=_shape(_target(payload), schemas),
        example=json.dumps(message["examples"][0]["payload"], indent=2, ensure_ascii=False),
        answers=[_target(answer) for answer in answers],
        refusals=operation.get("x-refusals", []),
        unasked=operation.get("action") == "send",
    )


def _shape(name: str, schemas: Json) -> Shape:
    schema = schemas[name]
    members = [
        _member(key, member, optional=key not in schema.get("required", []))
        for key, member in schema.get("properties", {}).items()
    ]
    return Shape(name, _paragraphs(schema.get("description", "")), members)


def _member(name: str, schema: Json, *, optional: bool) -> Member:
    parts = list(_alternatives(schema))
    described = [schema.get("description", ""), *(part.get("description", "") for part in parts)]
    ranges = [text for text in map(_range, parts) if text]
    return Member(
        name=name,
        types=list(dict.fromkeys(kind for part in parts for kind in _types(part))),
        range=prose("; ".join(dict.fromkeys(ranges))),
        optional=optional,
        default=json.dumps(schema["default"]) if schema.get("default") is not None else "",
        words=prose(next(filter(None, described), "")),
    )


def _alternatives(schema: Json) -> Iterator[Json]:
    """The parts of a union, or the schema itself."""
    if "anyOf" in schema:
        for part in schema["anyOf"]:
            yield from _alternatives(part)
    else:
        yield schema


def _types(schema: Json) -> Iterator[Type]:
    if "$ref" in schema:
        yield Type(_target(schema), _target(schema))
    elif schema.get("type") == "array":
        for item in _alternatives(schema.get("items", {})):
            for kind in _types(item):
                yield Type(f"list of {kind.text}", kind.shape)
    else:
        yield Type(schema.get("type") or "string")


def _range(schema: Json) -> str:
    """What values are good, in words: `0 to 1`, `at most 4096 characters`, `one of ...`."""
    if "enum" in schema:
        return "one of " + ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"always `{json.dumps(schema['const'])}`"
    if "pattern" in schema and "maxLength" not in schema:
        return f"like `{schema['pattern']}`"
    if schema.get("type") == "string":
        return _between(schema.get("minLength"), schema.get("maxLength"), " characters")
    above = schema.get("exclusiveMinimum")
    if above is not None:
        most = f", at most {_number(schema['maximum'])}" if "maximum" in schema else ""
        return f"above {_number(above)}{most}"
    return _between(schema.get("minimum"), schema.get("maximum"), "")


def _between(least: float | None, most: float | None, unit: str) -> str:
    if least is None and most is None:
        return ""
    if most is None:
        return f"{_number(least)}{unit} or more"
    if least is None:
        return f"at most {_number(most)}{unit}"
    return f"{_number(least)} to {_number(most)}{unit}"


def _number(value: float | None) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _codes(schema: Json, operations: Json) -> list[Code]:
    return [
        Code(
            name=code,
            words=schema["x-messages"][code],
            counts=code in schema["x-protocol-errors"],
            anywhere=code in schema["x-any-message"],
            messages=[name for name, op in operations.items() if code in op.get("x-refusals", [])],
        )
        for code in schema["enum"]
    ]


def _target(reference: Json) -> str:
    """The name at the end of a `$ref`."""
    address: str = reference["$ref"]
    return address.rpartition("/")[2]


def _paragraphs(text: str) -> list[SafeString]:
    return [prose(part) for part in re.split(r"\n\s*\n", text.strip()) if part]


def prose(text: str) -> SafeString:
    """Words of the document, with what stands in backticks as code."""
    return mark_safe(_CODE.sub(r"<code>\1</code>", escape(" ".join(text.split()))))  # noqa: S308
