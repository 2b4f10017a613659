"""The AsyncAPI document: right by AsyncAPI's rules, and the same as what the server does."""

import copy
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import yaml
from django.test import Client

from cosmic_site.config import Config
from game.catalog.economy import economy_rules
from game.protocol import wire
from game.protocol.asyncapi import OUTGOING, Deployment, Json, asyncapi_document
from game.protocol.client import CLIENT_MESSAGES
from game.protocol.conversation import EXCHANGES, UNASKED
from game.protocol.errors import PROTOCOL_ERRORS, CloseCode, ErrorCode
from game.protocol.examples import client_examples, server_examples
from tests.protocol.documented import (
    DOCUMENT,
    problems_of,
    references,
    resolved,
    specification,
)

EXAMPLES = {**client_examples(), **server_examples()}
MESSAGES = DOCUMENT["components"]["messages"]
SCHEMAS = DOCUMENT["components"]["schemas"]
CHANNEL = DOCUMENT["channels"]["live"]


# --- AsyncAPI's rules -------------------------------------------------------------------------


def test_it_is_an_asyncapi_3_document() -> None:
    assert [f"{e.json_path}: {e.message}" for e in specification().iter_errors(DOCUMENT)] == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.pop("info"),
        lambda d: d["operations"]["tradeBuy"].pop("action"),
        lambda d: d["operations"]["tradeBuy"].update(action="publish"),
        lambda d: d["channels"]["live"].update(novelty=1),
        lambda d: d["components"]["messages"]["error"].update(examples={}),
        lambda d: d["components"]["schemas"]["You"].update(type="thing"),
    ],
)
def test_the_check_against_asyncapi_s_rules_finds_faults(spoil: Callable[[Json], None]) -> None:
    document = copy.deepcopy(DOCUMENT)
    spoil(document)
    assert not specification().is_valid(document)


def test_every_reference_leads_somewhere() -> None:
    for reference in set(references(DOCUMENT)):
        resolved(reference)


def test_every_schema_is_used() -> None:
    used = {ref.rpartition("/")[2] for ref in references(DOCUMENT) if "/schemas/" in ref}
    assert used == set(SCHEMAS)


def test_operations_speak_of_messages_of_their_channel() -> None:
    for operation in DOCUMENT["operations"].values():
        assert resolved(operation["channel"]["$ref"]) is CHANNEL
        parts = [operation, operation["reply"]] if "reply" in operation else [operation]
        for part in parts:
            assert part["messages"]
            for message in part["messages"]:
                assert message["$ref"].startswith("#/channels/live/messages/")
                assert resolved(resolved(message["$ref"])["$ref"]) in MESSAGES.values()


def test_discriminators_are_names_of_required_properties() -> None:
    events = SCHEMAS["WorldDelta"]["properties"]["events"]["items"]
    assert events["discriminator"] == "kind"
    for part in events["anyOf"]:
        assert "kind" in resolved(part["$ref"])["required"]


# --- what the server does ---------------------------------------------------------------------


def test_every_message_of_both_directions_is_in_the_channel() -> None:
    assert set(CHANNEL["messages"]) == set(MESSAGES) == {*CLIENT_MESSAGES, *OUTGOING}


def test_each_client_message_is_received_and_each_server_message_is_sent_or_answers() -> None:
    actions: dict[str, set[str]] = {"receive": set(), "send": set()}
    answers = set()
    for operation in DOCUMENT["operations"].values():
        actions[operation["action"]].add(operation["title"])
        for answer in operation.get("reply", {}).get("messages", []):
            answers.add(answer["$ref"].rpartition("/")[2])
    assert actions["receive"] == set(CLIENT_MESSAGES) == set(EXCHANGES)
    assert actions["send"] == set(UNASKED)
    assert actions["send"] | answers == set(OUTGOING)


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_each_message_explains_itself_and_its_payload(kind: str) -> None:
    message = MESSAGES[kind]
    assert message["summary"].endswith(".")
    payload = resolved(message["payload"]["properties"]["payload"]["$ref"])
    assert payload["description"]


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_each_schema_explains_itself(name: str) -> None:
    assert SCHEMAS[name]["description"]


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_each_example_fits_its_own_schema(kind: str) -> None:
    [example] = MESSAGES[kind]["examples"]
    assert example["payload"] == EXAMPLES[kind]
    assert problems_of(example["payload"]) == []


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_each_example_fits_the_struct_that_validates(kind: str) -> None:
    payload = EXAMPLES[kind]["payload"]
    if kind in CLIENT_MESSAGES:
        text = json.dumps(EXAMPLES[kind])
        assert type(wire.payload_of(wire.envelope_from_json(text))) is CLIENT_MESSAGES[kind]
    else:
        value = msgspec.convert(payload, OUTGOING[kind], strict=True)
        assert kind == "net.pong" or msgspec.to_builtins(value) == payload


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_a_payload_s_keys_are_those_of_the_struct(kind: str) -> None:
    struct = CLIENT_MESSAGES.get(kind) or OUTGOING[kind]
    schema = resolved(MESSAGES[kind]["payload"]["properties"]["payload"]["$ref"])
    names = {field.encode_name for field in msgspec.structs.fields(struct)}
    assert set(schema["properties"]) == names
    required = {f.encode_name for f in msgspec.structs.fields(struct) if f.required}
    assert set(schema["required"]) == required


def test_a_renamed_member_has_its_name_on_the_wire() -> None:
    assert "from" in SCHEMAS["ChatMessage"]["properties"]
    assert "author" not in SCHEMAS["ChatMessage"]["properties"]


def bounds(schema: str, member: str) -> tuple[Any, Any]:
    described = SCHEMAS[schema]["properties"][member]
    return described.get("minimum"), described.get("maximum")


def test_ranges_that_are_clamped_or_refused_by_rules_are_told() -> None:
    assert bounds("InputCommand", "thrust") == (0.0, 1.0)
    assert bounds("InputCommand", "turn") == (-1.0, 1.0)
    for trade in ("TradeBuy", "TradeSell"):
        assert bounds(trade, "quantity") == (1, economy_rules().trade.quantity_max)
    for member in ("thrust", "turn"):
        assert "clamped" in SCHEMAS["InputCommand"]["properties"][member]["description"]


@pytest.mark.parametrize(
    "message",
    [
        EXAMPLES["trade.buy"] | {"payload": {"station_id": "a", "commodity_id": "b"}},
        EXAMPLES["trade.buy"] | {"seq": 0},
        EXAMPLES["trade.buy"] | {"type": "trade.sell", "payload": {}},
        EXAMPLES["chat.send"] | {"payload": {"channel": "all", "text": "hi"}},
        EXAMPLES["chat.send"] | {"payload": {"channel": "local", "text": "x" * 281}},
        EXAMPLES["auth.ok"] | {"payload": {"player_id": "7"}},
        EXAMPLES["net.ping"] | {"payload": []},
        {"type": "nonsense", "seq": 1, "ts": 1, "payload": {}},
    ],
)
def test_the_schemas_refuse_what_is_wrong(message: Json) -> None:
    assert problems_of(message)


def test_all_codes_are_listed_with_their_words() -> None:
    codes = SCHEMAS["ErrorCode"]
    assert codes["enum"] == [code.value for code in ErrorCode]
    assert set(codes["x-messages"]) == set(codes["enum"])
    assert set(codes["x-protocol-errors"]) == {code.value for code in PROTOCOL_ERRORS}
    assert [row["code"] for row in CHANNEL["x-close-codes"]] == [code.value for code in CloseCode]


def test_both_sub_protocols_are_offered() -> None:
    headers = CHANNEL["bindings"]["ws"]["headers"]["properties"]
    assert headers["Sec-WebSocket-Protocol"]["enum"] == ["cosmic.v1.json", "cosmic.v1.msgpack"]


def test_the_limits_are_those_of_the_settings() -> None:
    config = Config()
    for field in msgspec.structs.fields(Deployment):
        if hasattr(config, field.name):
            assert getattr(Deployment(), field.name) == getattr(config, field.name)
    slower = asyncapi_document(Deployment(tick_rate=5.0, host="play.example.org", secure=True))
    rates = [row for row in slower["channels"]["live"]["x-limits"] if "TICK" in str(row)]
    assert [row["value"] for row in rates] == [5.0]
    assert slower["servers"]["here"] == {
        "host": "play.example.org",
        "protocol": "wss",
        "description": "This server.",
    }


# --- where it is served -----------------------------------------------------------------------


def test_it_is_served_to_everybody_and_may_be_cached(client: Client) -> None:
    response = client.get("/api/asyncapi/")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert "public" in response["Cache-Control"]
    assert "max-age=" in response["Cache-Control"]
    served = response.json()
    assert served["components"] == json.loads(json.dumps(DOCUMENT["components"]))
    assert list(specification().iter_errors(served)) == []


def test_it_is_served_as_yaml_too(client: Client) -> None:
    response = client.get("/api/asyncapi/?format=yaml")
    assert response["Content-Type"] == "application/yaml"
    assert yaml.safe_load(response.content) == client.get("/api/asyncapi/").json()
