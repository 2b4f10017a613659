"""What the headers allow a page to load and do."""

import base64
import hashlib

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, Client, RequestFactory

from cosmic_site.csp import ContentSecurityPolicyMiddleware, policy_for
from tests.web.markup import Markup

Policy = dict[str, list[str]]


def parsed(header: str) -> Policy:
    directives = (part.split() for part in header.split("; "))
    return {name: sources for name, *sources in directives}


def policy(client: Client, path: str) -> Policy:
    return parsed(client.get(path).headers["Content-Security-Policy"])


@pytest.mark.django_db
def test_the_import_map_is_the_only_inline_script_that_runs(client: Client) -> None:
    response = client.get("/")
    page = Markup(response.content.decode())
    text = next(text for script, text in page.scripts if script.attributes["type"] == "importmap")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    sources = parsed(response.headers["Content-Security-Policy"])["script-src"]
    assert sources == ["'self'", f"'sha256-{digest}'"]


@pytest.mark.django_db
def test_pages_load_from_their_own_host_alone(client: Client) -> None:
    directives = policy(client, "/leaderboard/")
    assert directives["default-src"] == ["'self'"]
    assert directives["style-src"] == ["'self'"]
    assert directives["object-src"] == ["'none'"]
    assert directives["base-uri"] == ["'none'"]
    assert directives["frame-ancestors"] == ["'none'"]
    assert directives["form-action"] == ["'self'"]
    for sources in directives.values():
        assert "'unsafe-inline'" not in sources
        assert "'unsafe-eval'" not in sources


def test_sockets_go_to_the_host_that_was_asked(settings: object) -> None:
    settings.ALLOWED_HOSTS = ["play.example.org"]  # type: ignore[attr-defined]
    request = RequestFactory().get("/play/", headers={"host": "play.example.org:8443"})
    assert parsed(policy_for(request))["connect-src"] == [
        "'self'",
        "ws://play.example.org:8443",
        "wss://play.example.org:8443",
    ]


def test_a_host_that_is_not_ours_is_not_in_the_policy() -> None:
    request = RequestFactory().get("/", headers={"host": "evil.example; script-src *"})
    assert parsed(policy_for(request))["connect-src"] == ["'self'"]


@pytest.mark.parametrize("path", ["/admin/login/", "/api/docs/"])
@pytest.mark.django_db
def test_third_party_pages_have_a_policy_of_their_own_and_no_foreign_host(
    client: Client, path: str
) -> None:
    directives = policy(client, path)
    assert "'unsafe-inline'" in directives["style-src"]
    for name, sources in directives.items():
        known = {"'self'", "'none'", "'unsafe-inline'", "data:", "blob:"}
        assert set(sources) - {"'unsafe-eval'"} <= known
        assert "'unsafe-eval'" not in sources or (path, name) == ("/admin/login/", "script-src")


@pytest.mark.django_db
def test_the_admin_runs_no_inline_script(client: Client) -> None:
    assert policy(client, "/admin/login/")["script-src"] == ["'self'", "'unsafe-eval'"]


def test_a_path_that_only_looks_like_the_admin_keeps_the_strict_policy() -> None:
    for path in ("/administration/", "/x/admin/", "/api/docs"):
        assert parsed(policy_for(RequestFactory().get(path)))["style-src"] == ["'self'"]


@pytest.mark.parametrize("path", ["/", "/no/such/page/", "/api/v1/no-such", "/robots.txt"])
@pytest.mark.django_db
def test_every_answer_has_both_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]
    assert "gamepad=(self)" in headers["Permissions-Policy"]


def test_a_view_may_set_a_policy_of_its_own() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    response = ContentSecurityPolicyMiddleware(view)(RequestFactory().get("/"))
    assert isinstance(response, HttpResponse)
    assert response.headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.django_db(transaction=True)
async def test_the_headers_come_through_an_asynchronous_server_too() -> None:
    response = await AsyncClient().get("/robots.txt")
    assert "Content-Security-Policy" in response.headers
