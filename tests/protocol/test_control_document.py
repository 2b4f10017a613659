"""The AsyncAPI document of the control socket: right by AsyncAPI's rules, and by the Structs."""

import json
from typing import Any

import msgspec
import pytest
from jsonschema import Draft7Validator

from game.protocol import ops, opsnews, wire
from game.protocol.asyncapi import Deployment
from game.protocol.opsapi import EXCHANGES, OUTGOING, UNASKED, control_document, examples
from tests.protocol.documented import references, specification

DOCUMENT = control_document(Deployment())
MESSAGES = DOCUMENT["components"]["messages"]
SCHEMAS = DOCUMENT["components"]["schemas"]


def test_it_is_an_asyncapi_3_document() -> None:
    assert [f"{e.json_path}: {e.message}" for e in specification().iter_errors(DOCUMENT)] == []


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    used = set()
    for reference in references(DOCUMENT):
        value: Any = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            value = value[part.replace("~1", "/")]
        if "/schemas/" in reference:
            used.add(reference.rpartition("/")[2])
    assert used == set(SCHEMAS)


def test_every_message_is_received_sent_or_an_answer() -> None:
    assert set(EXCHANGES) == set(ops.OPERATOR_MESSAGES)
    answers = {answer for exchange in EXCHANGES.values() for answer in exchange.answers}
    assert answers | set(UNASKED) == set(OUTGOING)
    assert set(MESSAGES) == {*ops.OPERATOR_MESSAGES, *OUTGOING} == set(examples())


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_each_message_explains_itself(kind: str) -> None:
    name = MESSAGES[kind]["payload"]["properties"]["payload"]["$ref"].rpartition("/")[2]
    assert MESSAGES[kind]["summary"].endswith(".")
    assert SCHEMAS[name]["description"]


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_each_example_fits_its_schema(kind: str) -> None:
    schema = {**MESSAGES[kind]["payload"], "components": DOCUMENT["components"]}
    errors = Draft7Validator(schema).iter_errors(examples()[kind])
    assert [f"{e.json_path}: {e.message}" for e in errors] == []


@pytest.mark.parametrize("kind", sorted(ops.OPERATOR_MESSAGES))
def test_each_example_of_a_command_is_taken(kind: str) -> None:
    envelope = wire.envelope_from_json(json.dumps(examples()[kind]))
    payloads = wire.payloads_of(ops.OPERATOR_MESSAGES)
    assert type(wire.payload_of(envelope, payloads)) is ops.OPERATOR_MESSAGES[kind]


@pytest.mark.parametrize("kind", sorted(opsnews.OPS_MESSAGES))
def test_each_example_of_an_event_is_its_struct(kind: str) -> None:
    payload = examples()[kind]["payload"]
    value = msgspec.convert(payload, opsnews.OPS_MESSAGES[kind], strict=True)
    assert msgspec.to_builtins(value) == payload
