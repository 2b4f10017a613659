"""The import map: from the addresses that our modules write to the hashed ones that are served."""

import base64
import hashlib
import json
from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

OUR_MODULES = "cosmic/"
BARE_NAMES = {
    "pixi": "cosmic/lib/pixi.js",
    "zzfx": "vendor/zzfx/zzfx.js",
}
MODULE_ENDINGS = (".js", ".mjs")


def import_map() -> str:
    """The map as JSON text, the same for every request of a deployment.

    Bare names always; each of our modules' plain URL to its hashed one when files are collected.
    A module's relative import resolves to a plain URL, so the map catches it too.
    """
    return _import_map(settings.DEBUG, getattr(staticfiles_storage, "manifest_hash", ""))


def import_map_hash() -> str:
    """The map's source expression for a content-security policy, without quotes."""
    digest = hashlib.sha256(import_map().encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


@lru_cache(maxsize=4)
def _import_map(debug: bool, manifest_hash: str) -> str:
    """Made once for a manifest, which its hash stands for."""
    imports = {name: staticfiles_storage.url(path) for name, path in BARE_NAMES.items()}
    if manifest_hash and not debug:
        for name in sorted(getattr(staticfiles_storage, "hashed_files", {})):
            if name.startswith(OUR_MODULES) and name.endswith(MODULE_ENDINGS):
                imports[f"{settings.STATIC_URL}{name}"] = staticfiles_storage.url(name)
    text = json.dumps({"imports": imports}, separators=(",", ":"))
    return text.replace("<", "\\u003c")
