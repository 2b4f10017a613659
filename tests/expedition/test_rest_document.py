"""The OpenAPI document says what the addresses of expeditions really answer."""

from typing import Any

import jsonschema
import msgspec
import pytest
from drf_spectacular.generators import SchemaGenerator

from game.api.expedition_urls import plain_urlpatterns, session_urlpatterns
from game.api.schemas import components
from tests.expedition.rest import READS, Site

JSON = "application/json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return dict(SchemaGenerator().get_schema(request=None, public=True))


def null_spelt_out(schema: Any) -> Any:
    """`nullable` of OpenAPI 3.0 in the words of JSON schema."""
    match schema:
        case {"nullable": True, **rest}:
            return {"anyOf": [null_spelt_out(rest), {"type": "null"}]}
        case dict():
            return {key: null_spelt_out(value) for key, value in schema.items()}
        case list():
            return [null_spelt_out(item) for item in schema]
        case _:
            return schema


def check(document: dict[str, Any], value: Any, schema: dict[str, Any]) -> None:
    whole = {**null_spelt_out(schema), "components": null_spelt_out(document["components"])}
    jsonschema.validate(value, whole)


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in document["paths"].items()
        if path.startswith("/api/game/") or path.endswith("leaderboard/expeditions")
        for method, operation in methods.items()
    ]


def test_every_address_is_in_it(document: dict[str, Any]) -> None:
    paths = {path for path, _, _ in operations(document)}
    assert len(paths) == len(plain_urlpatterns) + len(session_urlpatterns) + 1


def test_every_operation_has_words_an_example_and_its_errors(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        assert operation["summary"], (path, method)
        media = operation["responses"]["200"]["content"][JSON]
        assert media["schema"], (path, method)
        assert media["examples"], (path, method)
        assert any(int(status) >= 400 for status in operation["responses"]), (path, method)


def test_examples_fit_their_schemas(document: dict[str, Any]) -> None:
    for _, _, operation in operations(document):
        media = operation["responses"]["200"]["content"][JSON]
        for example in media["examples"].values():
            check(document, msgspec.to_builtins(example["value"]), media["schema"])
        body = operation.get("requestBody", {}).get("content", {}).get(JSON, {})
        for example in body.get("examples", {}).values():
            check(document, example["value"], body["schema"])


def test_no_name_of_a_shape_is_taken_twice(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name, schema in components().items():
        assert schemas[name] == schema


@pytest.mark.django_db
def test_real_answers_fit(site: Site, document: dict[str, Any]) -> None:
    calls: list[tuple[str, str, Any]] = [
        ("/api/game/new", "post", {}),
        *(("/api/game/action/{session_id}", "post", {"action": name})
          for name in ("navigate", "scan", "repair", "no such thing", "flee")),
        *((f"/api/game/{read}/{{session_id}}", "get", None) for read in READS),
        ("/api/game/sessions", "get", None),
        ("/api/game/runs", "get", None),
        ("/api/v1/leaderboard/expeditions", "get", None),
        ("/api/game/new", "post", {"force_new": 5}),
        ("/api/game/action/{session_id}", "post", {"action": 5}),
    ]  # fmt: skip
    for path, method, body in calls:
        address = path.removeprefix("/api/").replace("{session_id}", "default")
        status, answer = site.get(address) if method == "get" else site.post(address, body)
        responses = document["paths"][path][method]["responses"]
        check(document, answer, responses[str(status)]["content"][JSON]["schema"])
