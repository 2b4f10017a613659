"""The OpenAPI document: every address of accounts with shapes, errors and security."""

import re
from typing import Any

import jsonschema
import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from accounts.urls import api_urlpatterns
from tests.accounts.conftest import PASSWORD

PUBLIC = {
    "/api/v1/users",
    "/api/v1/auth/register",
    "/api/v1/auth/login",
    "/api/v1/auth/guest",
    "/api/v1/auth/refresh",
    "/api/v1/auth/logout",
    "/api/v1/auth/password/reset",
    "/api/v1/auth/password/reset/confirm",
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return dict(SchemaGenerator().get_schema(request=None, public=True))


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    paths = (str(pattern.pattern) for pattern in api_urlpatterns)
    ours = {"/api/v1/" + re.sub(r"<str:(\w+)>", r"{\1}", path) for path in paths}
    return [
        (path, method, operation)
        for path, methods in document["paths"].items()
        if path in ours
        for method, operation in methods.items()
    ]


def test_every_address_is_in_it(document: dict[str, Any]) -> None:
    assert len({path for path, _, _ in operations(document)}) == len(api_urlpatterns)


def test_every_operation_has_words_tags_and_an_answer_with_a_shape(
    document: dict[str, Any],
) -> None:
    for path, method, operation in operations(document):
        assert operation["summary"], (path, method)
        assert operation["tags"], (path, method)
        good = [status for status in operation["responses"] if status.startswith("2")]
        assert good, (path, method)
        for status in good:
            assert operation["responses"][status]["content"]["application/json"]["schema"]


def test_only_public_addresses_are_open(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        security = operation.get("security", [])
        if path in PUBLIC:
            assert security in ([], [{}])
        else:
            assert {"accessToken": []} in security
            assert {} not in security
    assert document["components"]["securitySchemes"]["accessToken"]["scheme"] == "bearer"


def test_every_error_has_the_one_shape_and_an_example(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        errors = {s: r for s, r in operation["responses"].items() if not s.startswith("2")}
        assert errors, (path, method)
        for response in errors.values():
            media = response["content"]["application/json"]
            assert media["schema"] == {"$ref": "#/components/schemas/Error"}
            for example in media["examples"].values():
                assert set(example["value"]) == {"success", "error", "code", "details"}


def test_the_generator_has_nothing_to_complain_of() -> None:
    GENERATOR_STATS.reset()
    SchemaGenerator().get_schema(request=None, public=True)
    assert not GENERATOR_STATS, "two shapes of one name, or one that cannot be told"


def test_every_body_has_its_limits_and_its_type(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            responses = operation["responses"]
            has_body = "requestBody" in operation
            assert {"413", "415"} <= set(responses) or not has_body, (path, method)
            for code in ("INVALID_JSON", "PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"):
                told = [r for r in responses.values() if f"`{code}`" in r["description"]]
                assert len(told) == has_body, (path, method, code)


def test_the_cookie_s_token_may_be_missing(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method != "get" and {"cookieAuth": []} in operation.get("security", []):
                assert "`FORBIDDEN`" in operation["responses"]["403"]["description"], path


def test_texts_that_are_asked_for_are_neither_empty_nor_hold_nul(document: dict[str, Any]) -> None:
    login = document["components"]["schemas"]["Login"]["properties"]
    for field in login.values():
        assert (field["minLength"], field["pattern"]) == (1, r"^[^\u0000]*$")
    name = document["components"]["schemas"]["Register"]["properties"]["username"]
    assert name["pattern"] == "^[a-zA-Z0-9_]{3,32}$"
    assert "minLength" not in document["components"]["schemas"]["Registered"]["properties"]


@pytest.mark.django_db
def test_real_answers_fit_the_document(
    world: None, api: APIClient, document: dict[str, Any]
) -> None:
    name = {"username": "grace", "password": PASSWORD}
    calls = [
        ("/api/v1/users", name),
        ("/api/v1/users", name),
        ("/api/v1/users", {}),
        ("/api/v1/auth/login", name),
        ("/api/v1/auth/login", {**name, "password": "a guess"}),
        ("/api/v1/auth/guest", {}),
        ("/api/v1/auth/refresh", {"refresh_token": "x"}),
        ("/api/v1/auth/password/reset", {"email": "a@example.org"}),
    ]
    for path, body in calls:
        answer = api.post(path, body, format="json")
        responses = document["paths"][path]["post"]["responses"]
        schema = responses[str(answer.status_code)]["content"]["application/json"]["schema"]
        jsonschema.validate(answer.json(), {**schema, "components": document["components"]})


def test_the_document_and_its_browser_are_served(client: Any, db: None) -> None:
    assert client.get("/api/schema/").status_code == 200
    page = client.get("/api/docs/")
    assert page.status_code == 200
    assert b"https://" not in page.content.replace(b"https://127.0.0.1", b"")
