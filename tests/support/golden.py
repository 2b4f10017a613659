"""The files of tests/golden that are made from the code.

`make golden` writes them anew; a test fails while one of them is not what the code says. Blobs and
saves of a version that has been in use are kept as they are: they must decode for ever.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from game.protocol import link
from game.protocol.asyncapi import Deployment, asyncapi_document
from game.protocol.examples import client_examples, server_examples
from tests.support import expedition_samples
from tests.support.link_samples import SAMPLES
from tests.support.server import ROOT

GOLDEN = ROOT / "tests" / "golden"
LINK = GOLDEN / "link"
SAVES = GOLDEN / "saves"


def asyncapi_text() -> str:
    return json_text(asyncapi_document(Deployment()))


def openapi_text() -> str:
    """Django's settings have to be in place."""
    from drf_spectacular.generators import SchemaGenerator
    from drf_spectacular.renderers import OpenApiJsonRenderer

    schema = SchemaGenerator().get_schema(request=None, public=True)
    return json_text(json.loads(OpenApiJsonRenderer().render(schema)))


def documents() -> dict[Path, Callable[[], str]]:
    return {GOLDEN / "asyncapi.json": asyncapi_text, GOLDEN / "openapi.json": openapi_text}


def protocol_files() -> dict[Path, str]:
    """One file for each message, its envelope complete."""
    folder = GOLDEN / "protocol"
    return {
        folder / side / f"{kind}.json": json_text(envelope)
        for side, examples in (("client", client_examples()), ("server", server_examples()))
        for kind, envelope in examples.items()
    }


def blob_path(name: str) -> Path:
    return LINK / f"{name}.v{link.VERSION}.bin"


def save_path() -> Path:
    from saves.services.files import VERSION

    return SAVES / f"export.v{VERSION}.json"


def save_text() -> str:
    """Django's settings have to be in place."""
    from tests.support.save_samples import save_file

    return json_text(save_file())


def json_text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    import django

    django.setup()
    texts = {path: make() for path, make in documents().items()} | protocol_files()
    for stale in set((GOLDEN / "protocol").rglob("*.json")) - set(texts):
        stale.unlink()
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    LINK.mkdir(exist_ok=True)
    for name, sample in SAMPLES.items():
        if not blob_path(name).exists():
            blob_path(name).write_bytes(link.pack(sample))
    SAVES.mkdir(exist_ok=True)
    if not save_path().exists():
        save_path().write_text(save_text())
    expedition_samples.write_missing()


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cosmic_site.settings")
    main()
