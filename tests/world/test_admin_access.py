"""Who may see and do what in the admin: staff by their permissions, and nobody else at all."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Sanction, User
from game.admin.base import Admin, ReadOnlyAdmin
from game.admin.navigation import TASKS
from game.models import LedgerEntry, Zone
from tests.world.conftest import EARTH

pytestmark = pytest.mark.django_db

OPEN = {"login", "logout", "jsi18n"}


def addresses() -> list[str]:
    """Every address of the admin, with a 1 where it asks for something."""
    found = []

    def walk(patterns: list[Any], path: str, named: str) -> None:
        for pattern in patterns:
            text = str(pattern.pattern).removesuffix("$").removesuffix("\\Z").lstrip("^")
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, path + text, named)
            elif isinstance(pattern, URLPattern) and pattern.name not in OPEN:
                found.append(path + text)

    site = next(p for p in get_resolver().url_patterns if str(p.pattern) == "admin/")
    walk(site.url_patterns, "/admin/", "")
    plain = []
    for path in found:
        for asked in ("<path:object_id>", "<slug:act_name>", "<id>", "<path:id>", "<path:url>"):
            path = path.replace(asked, "1")
        plain.append(path)
    return sorted({path for path in plain if "(" not in path and "<" not in path})


def member(name: str, *groups: str) -> Client:
    """The browser of somebody who is staff, in these groups."""
    import_module("game.migrations.0013_roles").make_roles(apps, None)
    person = User.objects.create_user(name, is_staff=True)
    person.groups.set(Group.objects.filter(name__in=groups))
    browser = Client()
    browser.force_login(person)
    return browser


def act(browser: Client, page: str, key: object, name: str, **values: Any) -> int:
    sent = {"act_confirmed": "yes", "reason": "because", **values}
    return browser.post(f"/admin/{page}/{key}/act/{name}/", sent).status_code


def test_no_address_of_the_admin_is_open_to_players(ada: User) -> None:
    paths = addresses()
    assert len(paths) > 200
    browser = Client()
    for login in (None, ada):
        if login is not None:
            browser.force_login(login)
        for path in paths:
            for answer in (browser.get(path), browser.post(path)):
                assert answer.status_code == 302, path
                assert answer.headers["Location"].startswith("/admin/login/"), path


def test_staff_without_permissions_see_no_table(universe: None) -> None:
    browser = member("new_1")
    for model in admin.site._registry:
        label = f"{model._meta.app_label}/{model._meta.model_name}"
        assert browser.get(f"/admin/{label}/").status_code == 403, label


def test_every_table_stands_in_the_sidebar_and_has_a_search(universe: None) -> None:
    shown = {label for entries in TASKS.values() for label, _, _ in entries}
    assert shown == {model._meta.label_lower for model in admin.site._registry}
    for page in admin.site._registry.values():
        assert isinstance(page, Admin)
        assert page.search_fields
        assert page.list_display != ("__str__",)


def test_records_take_no_change_by_any_address_or_action(ada: User) -> None:
    browser = Client()
    browser.force_login(User.objects.create_superuser("root_1"))
    for model, page in admin.site._registry.items():
        if not isinstance(page, ReadOnlyAdmin):
            continue
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert browser.post(f"{path}add/").status_code == 403, path
        row = model._default_manager.first()
        if row is None:
            continue
        chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        browser.post(path, chosen)
        assert browser.post(f"{path}{row.pk}/delete/", {"post": "yes"}).status_code == 403, path
        assert browser.post(f"{path}{row.pk}/change/", {"id": 9}).status_code == 403, path
        assert model._default_manager.filter(pk=row.pk).exists(), path


class TestRoles:
    def test_operators_edit_the_world_and_grant_credits(self, ada: User) -> None:
        browser = member("oper_1", "operators")
        assert browser.get("/admin/game/ledgerentry/").status_code == 200
        assert browser.get("/admin/").status_code == 200
        assert act(browser, "accounts/user", ada.pk, "credits_grant", amount=7) == 302
        assert LedgerEntry.objects.filter(tx_type="grant", total_amount=7).exists()
        assert act(browser, "game/location", EARTH, "market_reset") == 302
        zone = Zone.objects.first()
        assert browser.get(f"/admin/game/zone/{zone.pk}/delete/").status_code == 200

    def test_operators_ban_nobody_and_make_nobody_staff(self, ada: User) -> None:
        browser = member("oper_1", "operators")
        assert act(browser, "accounts/user", ada.pk, "player_ban", hours=0) == 403
        assert not Sanction.objects.exists()
        form = {"username": "ada_l", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
        assert browser.post(f"/admin/accounts/user/{ada.pk}/change/", form).status_code == 302
        ada.refresh_from_db()
        assert not ada.is_staff
        assert not ada.is_superuser

    def test_nobody_but_superusers_changes_a_member_of_staff(self, universe: None) -> None:
        browser = member("oper_1", "operators")
        root = User.objects.create_superuser("root_1", "a long password")
        form = {"username": "mine_now", "is_active": "on"}
        page = f"/admin/accounts/user/{root.pk}/"
        assert browser.post(f"{page}change/", form).status_code == 403
        assert browser.get(f"{page}password/").status_code == 403
        act(browser, "accounts/user", root.pk, "player_sessions_end")
        after = User.objects.get(pk=root.pk)
        assert (after.username, after.password) == ("root_1", root.password)

    def test_moderators_mute_and_ban_and_touch_neither_credits_nor_world(self, ada: User) -> None:
        browser = member("mod_1", "moderators")
        assert act(browser, "accounts/user", ada.pk, "player_mute", hours=1) == 302
        assert Sanction.objects.holding().filter(player=ada, kind="mute").exists()
        assert act(browser, "accounts/user", ada.pk, "credits_grant", amount=7) == 403
        assert browser.get("/admin/game/zone/").status_code == 403
        assert browser.get("/admin/game/ledgerentry/").status_code == 403
        asked = {"action": "credits_grant", "_selected_action": [ada.pk]}
        sent = {**asked, "act_confirmed": "yes", "reason": "because", "amount": 7}
        browser.post("/admin/accounts/user/", sent)
        assert not LedgerEntry.objects.filter(tx_type="grant").exists()

    def test_the_overview_shows_what_its_reader_may_look_up(self, universe: None) -> None:
        page = member("oper_1", "operators").get("/admin/").content.decode()
        assert "Credits in circulation" in page
        assert page.count("<canvas") == 4
        page = member("mod_1", "moderators").get("/admin/").content.decode()
        assert "Bans and mutes" in page
        assert "Credits in circulation" not in page
        assert "<canvas" not in page

    def test_teachers_look_at_classes(self, universe: None) -> None:
        browser = member("prof_1", "teachers")
        assert browser.get("/admin/game/course/").status_code == 200
        assert browser.get("/admin/accounts/user/").status_code == 403
