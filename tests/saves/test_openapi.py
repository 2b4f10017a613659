"""The OpenAPI document: every address of the saves, with shapes, errors, examples, security."""

from typing import Any

import jsonschema
import pytest
from drf_spectacular.generators import SchemaGenerator

from accounts.models import User
from saves.urls import urlpatterns
from tests.saves.conftest import Answer, Rest, act

TAG = "Saves"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return dict(SchemaGenerator().get_schema(request=None, public=True))


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if TAG in operation["tags"]
    ]


def test_every_address_is_in_it(document: dict[str, Any]) -> None:
    addresses = {
        f"/api/{str(pattern.pattern).replace('<str:slot>', '{slot}')}" for pattern in urlpatterns
    }
    assert {path for path, _, _ in operations(document)} == addresses


def test_every_operation_has_words_an_answer_and_an_example_of_it(
    document: dict[str, Any],
) -> None:
    for path, method, operation in operations(document):
        assert operation["summary"], (path, method)
        assert {"accessToken": []} in operation["security"]
        good = operation["responses"]["200"]["content"]["application/json"]
        [example] = good["examples"].values()
        fits(example["value"], good["schema"], document)


def test_every_body_has_an_example_that_fits(document: dict[str, Any]) -> None:
    bodies = [
        operation["requestBody"]["content"]["application/json"]
        for _, _, operation in operations(document)
        if "requestBody" in operation
    ]
    assert len(bodies) == 3
    for body in bodies:
        for example in body["examples"].values():
            fits(example["value"], body["schema"], document)


def fits(value: Any, schema: dict[str, Any], document: dict[str, Any]) -> None:
    """Raise ValidationError unless a value has a schema's shape."""
    jsonschema.validate(value, _plain({**schema, "components": document["components"]}))


def _plain(schema: Any) -> Any:
    """A schema without `nullable`, which is OpenAPI's own word."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _plain(item) for key, item in schema.items() if key != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") is True else plain


@pytest.mark.django_db
def test_real_answers_are_in_the_document(ada: User, rest: Rest, document: dict[str, Any]) -> None:
    act(ada, "navigate")
    calls: list[tuple[str, str, Answer]] = [
        ("post", "/api/saves/{slot}", rest.post("/saves/1")),
        ("post", "/api/saves/{slot}", rest.post("/saves/0")),
        ("post", "/api/saves/{slot}", rest.post("/saves/1", {"session_id": 1})),
        ("post", "/api/saves/{slot}", rest.post("/saves/1", {"session_id": "nope"})),
        ("get", "/api/saves", rest.get("/saves")),
        ("get", "/api/saves/{slot}", rest.get("/saves/1")),
        ("get", "/api/saves/{slot}", rest.get("/saves/2")),
        ("get", "/api/saves/{slot}", rest.get("/saves/9")),
        ("get", "/api/saves/{slot}/export", rest.get("/saves/1/export")),
        ("get", "/api/saves/{slot}/export", rest.get("/saves/2/export")),
        ("post", "/api/saves/{slot}/import", rest.post("/saves/2/import", {})),
        ("post", "/api/load/{slot}", rest.post("/load/1")),
        ("post", "/api/load/{slot}", rest.post("/load/3")),
        ("delete", "/api/saves/{slot}", rest.delete("/saves/1")),
        ("delete", "/api/saves/{slot}", rest.delete("/saves/0")),
    ]
    for method, path, (status, body) in calls:
        answer = document["paths"][path][method]["responses"][str(status)]
        fits(body, answer["content"]["application/json"]["schema"], document)
