"""Holds messages against the schemas of the AsyncAPI document, as a stranger's client would."""

import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft7Validator

from game.protocol.asyncapi import Deployment, Json, asyncapi_document
from tests.support.server import ROOT

DOCUMENT = asyncapi_document(Deployment())
SPECIFICATION = ROOT / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0.json"


def specification() -> Draft7Validator:
    """AsyncAPI's own schema of documents of its version 3.0.0."""
    return Draft7Validator(json.loads(SPECIFICATION.read_text()))


def problems_of(message: Json) -> list[str]:
    """What is wrong with a message by the document alone; an unknown type is a problem."""
    described = DOCUMENT["components"]["messages"].get(message["type"])
    if described is None:
        return [f"{message['type']} is not in the document"]
    schema = {**described["payload"], "components": DOCUMENT["components"]}
    return [f"{e.json_path}: {e.message}" for e in Draft7Validator(schema).iter_errors(message)]


def references(value: Any) -> Iterator[str]:
    """Every `$ref` of a document."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def resolved(reference: str) -> Any:
    """What a `$ref` of the document leads to. Raises KeyError where it leads nowhere."""
    assert reference.startswith("#/"), f"{reference} is not in the document"
    value: Any = DOCUMENT
    for part in reference[2:].split("/"):
        value = value[part.replace("~1", "/").replace("~0", "~")]
    return value
