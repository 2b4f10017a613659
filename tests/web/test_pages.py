"""Rules that every page keeps, whoever reads it."""

from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django import DjangoDbBlocker

from accounts.arrivals import guest_register, player_register
from accounts.models import User
from tests.web.conftest import logged_in
from tests.web.markup import Markup

OPEN_TO = {
    "/": ("nobody", "guest", "pilot"),
    "/leaderboard/": ("nobody", "guest", "pilot"),
    "/expedition/": ("nobody", "guest", "pilot"),
    "/pilot/": ("guest", "pilot"),
    "/play/": ("guest", "pilot"),
    "/login/": ("nobody", "guest"),
    "/signup/": ("nobody",),
    "/guest/": ("nobody",),
    "/keep/": ("guest",),
    "/account/": ("guest", "pilot"),
    "/account/delete/": ("guest", "pilot"),
    "/password/change/": ("pilot",),
    "/password/reset/": ("nobody",),
    "/logout/": ("guest", "pilot"),
    "/api/docs/live/": ("nobody",),
    "/ops/": ("operator",),
    "/no/such/page/": ("nobody", "pilot"),
}
VISITS = [(path, reader) for path, readers in OPEN_TO.items() for reader in readers]


@pytest.fixture(scope="module")
def pages(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> dict[tuple[str, str], Markup]:
    """Every page for everyone who may see it, made once; the database is left as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaduniverse", verbosity=0)
        readers = {
            "nobody": Client(),
            "guest": logged_in(guest_register(username="SwiftFerry_3379")),
            "pilot": logged_in(player_register(username="quiet_heron", password="a long way")),
            "operator": logged_in(User.objects.create_superuser("warden", password="a long watch")),
        }
        made = {}
        for path, reader in VISITS:
            response = readers[reader].get(path)
            assert response.status_code == (404 if path == "/no/such/page/" else 200), path
            made[path, reader] = Markup(response.content.decode())
        transaction.set_rollback(True)
    return made


@pytest.fixture(params=VISITS, ids=lambda visit: f"{visit[0]} for {visit[1]}")
def page(request: pytest.FixtureRequest, pages: dict[tuple[str, str], Markup]) -> Markup:
    return pages[request.param]


def test_ids_are_unique(page: Markup) -> None:
    ids = page.values("id")
    assert sorted(ids) == sorted(set(ids))


def test_what_refers_to_an_id_finds_it(page: Markup) -> None:
    words = " ".join(page.values("for", "aria-labelledby", "aria-describedby", "aria-controls"))
    targets = {link[1:] for link in page.values("href") if link.startswith("#")}
    assert {*words.split(), *targets} - {""} <= set(page.values("id"))


def test_a_page_has_one_heading_a_language_and_a_way_past_the_navigation(page: Markup) -> None:
    assert len(page.all("h1")) == 1
    assert page.all("html")[0].attributes["lang"] == "en"
    assert "#main" in page.values("href")
    assert len(page.all("main")) == 1


def test_nothing_is_loaded_from_another_host(page: Markup) -> None:
    for address in page.values("href", "src", "srcset", "action", "data-icons", "poster"):
        assert not urlsplit(address).netloc, address


def test_nothing_needs_a_looser_policy(page: Markup) -> None:
    """No style attributes, no handlers in attributes, no inline script but data and the map."""
    assert not page.values("style")
    assert not [
        name for element in page.elements for name in element.attributes if name.startswith("on")
    ]
    for script, text in page.scripts:
        if "src" not in script.attributes:
            assert script.attributes["type"] in ("importmap", "application/json"), text
    assert not page.all("style")


def test_links_lead_to_pages_that_exist(page: Markup) -> None:
    for address in page.values("href", "action"):
        path = urlsplit(address).path
        if path.startswith("/static/") or not path.startswith("/"):
            continue
        try:
            match = resolve(path)
        except Resolver404:
            pytest.fail(f"{address} leads nowhere")
        assert "rest" not in match.kwargs, f"{address} leads nowhere"


def test_static_files_that_a_page_names_exist(page: Markup) -> None:
    for address in page.values("href", "src", "data-icons"):
        path = urlsplit(address).path
        if path.startswith("/static/"):
            assert finders.find(path.removeprefix("/static/")), address


def test_pictures_have_words(page: Markup) -> None:
    for image in page.all("img"):
        assert image.attributes["alt"]
        assert {"width", "height"} <= image.attributes.keys()


def test_the_start_page_asks_for_no_more_than_a_name(
    pages: dict[tuple[str, str], Markup],
) -> None:
    page = pages["/", "nobody"]
    form = next(form for form in page.all("form") if form.attributes["action"] == "/guest/")
    assert form.attributes["method"] == "post"
    asked = [i.attributes for i in page.all("input") if i.attributes.get("type") != "hidden"]
    assert [field["name"] for field in asked] == ["name"]
    assert asked[0]["value"]


def test_the_start_page_lets_a_pilot_fly_on(pilot: User) -> None:
    html = logged_in(pilot).get("/").content.decode()
    assert "Fly on as quiet_heron" in html
    assert not Markup(html).all("form")


def test_the_start_page_shows_the_system_that_pilots_begin_in(
    universe: None, client: Client
) -> None:
    scene = client.get("/").context["scene"]
    assert scene["id"] == "sol-1"
    assert {"Earth Orbit Station", "Ceres Hub"} <= {place["name"] for place in scene["stations"]}
    radii = [zone["radius"] for zone in scene["zones"]]
    assert radii == sorted(radii, reverse=True)


@pytest.mark.django_db
def test_the_start_page_stands_before_a_universe_is_loaded(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert response.context["scene"] is None


@pytest.mark.django_db
def test_the_cockpit_sends_a_stranger_to_the_start_page(client: Client) -> None:
    assert client.get("/play/").headers["Location"] == "/"


@pytest.mark.django_db
def test_the_pilot_page_asks_a_stranger_to_log_in(client: Client) -> None:
    assert client.get("/pilot/").headers["Location"] == "/login/?next=/pilot/"


@pytest.mark.parametrize("path", ["/", "/leaderboard/", "/pilot/", "/play/", "/expedition/"])
def test_pages_only_answer_to_reading(path: str, pilot: User) -> None:
    assert logged_in(pilot).post(path).status_code == 405


@pytest.mark.parametrize("path", ["/", "/leaderboard/", "/pilot/", "/expedition/"])
def test_personal_pages_are_not_kept_by_caches(path: str, pilot: User) -> None:
    assert "no-store" in logged_in(pilot).get(path).headers["Cache-Control"]


@pytest.mark.django_db
def test_a_device_finds_name_icon_and_start_of_the_site(client: Client) -> None:
    response = client.get("/site.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert manifest["start_url"] == "/play/"
    icon = manifest["icons"][0]["src"]
    assert finders.find(icon.removeprefix("/static/"))
    assert client.get("/favicon.ico").headers["Location"] == icon


@pytest.mark.django_db
def test_robots_keep_out_of_what_is_personal(client: Client) -> None:
    rules = client.get("/robots.txt").content.decode()
    assert {"Disallow: /pilot/", "Disallow: /admin/"} <= set(rules.splitlines())
