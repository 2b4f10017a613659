"""Collected files: hashed names, compressed, and an import map that finds every module."""

import json
import posixpath
import re
import shutil
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.conf import settings

from cosmic_site.storage import StaticStorage
from game.web import importmap

SOURCE = Path(settings.STATICFILES_DIRS[0])
MODULES = sorted((SOURCE / "cosmic").rglob("*.js"))
IMPORT = re.compile(
    r"""(?:^|\n)\s*(?:import|export)\s[^"';]*?from\s*["']([^"']+)["']"""
    r"""|(?:^|\n)\s*import\s*["']([^"']+)["']"""
    r"""|\bimport\(\s*["']([^"']+)["']\s*\)"""
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STYLE_URL = re.compile(r"""url\(["']?([^"')]+)["']?\)""")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> StaticStorage:
    """Our static files and static/vendor as a deployment has them."""
    assert (SOURCE / "vendor").is_dir(), "third-party files are missing: npm ci && npm run vendor"
    root = tmp_path_factory.mktemp("collected") / "static"
    shutil.copytree(SOURCE, root, ignore=shutil.ignore_patterns(".*"))
    storage = StaticStorage(location=root, base_url="/static/")
    names = [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]
    for _, _, processed in storage.post_process({name: (storage, name) for name in names}):
        if isinstance(processed, Exception):
            raise processed
    return StaticStorage(location=root, base_url="/static/")


@pytest.fixture
def imports(collected: StaticStorage, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(importmap, "staticfiles_storage", collected)
    found: dict[str, str] = json.loads(importmap.import_map())["imports"]
    return found


def specifiers(module: Path) -> set[str]:
    """What a module imports; comments, and the types in them, do not count."""
    code = COMMENT.sub("", module.read_text())
    return {next(filter(None, groups)) for groups in IMPORT.findall(code)}


def url_of(module: Path) -> str:
    return f"/static/{module.relative_to(SOURCE).as_posix()}"


def test_every_file_has_a_hashed_name_and_no_other(collected: StaticStorage) -> None:
    assert collected.hashed_files
    for name, hashed in collected.hashed_files.items():
        assert re.search(r"\.[0-9a-f]{12}(\.\w+)?$", hashed), hashed
        assert collected.exists(hashed)
        assert not collected.exists(name)


def test_texts_are_compressed_once_for_both_kinds_of_readers(collected: StaticStorage) -> None:
    for name in ("cosmic/css/base.css", "vendor/pixi/pixi.min.js", "vendor/icons/sprite.svg"):
        hashed = collected.stored_name(name)
        assert collected.size(f"{hashed}.br") < collected.size(f"{hashed}.gz")
        assert collected.size(f"{hashed}.gz") < collected.size(hashed)


def test_stylesheets_refer_to_files_that_exist(collected: StaticStorage) -> None:
    for name, hashed in collected.hashed_files.items():
        if name.startswith("cosmic/") and name.endswith(".css"):
            with collected.open(hashed) as sheet:
                text = sheet.read().decode()
            for reference in STYLE_URL.findall(text):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(hashed), reference))
                assert collected.exists(target), f"{name}: {reference}"


def test_a_file_without_a_hash_keeps_its_plain_name(collected: StaticStorage) -> None:
    assert collected.url("cosmic/not/there.png") == "/static/cosmic/not/there.png"


def test_without_a_manifest_names_stay_plain(tmp_path: Path) -> None:
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    assert storage.url("cosmic/css/base.css") == "/static/cosmic/css/base.css"


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.relative_to(SOURCE).as_posix())
def test_every_import_resolves_through_the_map(
    module: Path, imports: dict[str, str], collected: StaticStorage
) -> None:
    for specifier in specifiers(module):
        plain = urljoin(url_of(module), specifier) if specifier[0] in "./" else specifier
        assert plain in imports, f"{specifier} is in no import map"
        target = imports[plain].removeprefix("/static/")
        assert collected.exists(target), f"{plain} leads to {target}"


def test_the_map_knows_our_modules_and_no_other_scripts(imports: dict[str, str]) -> None:
    assert {url_of(module) for module in MODULES} <= imports.keys()
    assert {name for name in imports if not name.startswith("/")} == {"pixi", "zzfx"}
    assert not [name for name in imports if name.startswith("/static/vendor/")]


def test_the_map_is_the_same_for_every_request(imports: dict[str, str]) -> None:
    assert importmap.import_map() == importmap.import_map()
    assert importmap.import_map_hash().startswith("sha256-")


def test_without_a_manifest_bare_names_still_resolve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    monkeypatch.setattr(importmap, "staticfiles_storage", storage)
    assert json.loads(importmap.import_map())["imports"] == {
        "pixi": "/static/cosmic/lib/pixi.js",
        "zzfx": "/static/vendor/zzfx/zzfx.js",
    }
