"""What `make play` and `make up` share: what one may choose, and what must be there to serve."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import NamedTuple

from ground import ROOT, Stamp, stop

HOST = "127.0.0.1"
BOTS_MOST = 50
BOTS_END_S = 10.0


class Preparation(NamedTuple):
    """A manage.py command to run before serving, unless its stamp is fresh. Safe to repeat."""

    title: str
    arguments: tuple[str, ...]
    stamp: Stamp | None = None


def chosen_port(name: str = "PORT", default: int = 8000, *, least: int = 1) -> int:
    """A port by its variable. `least` 0: none at all may be chosen, too."""
    text = os.environ.get(name) or str(default)
    if not text.isdigit() or not least <= int(text) < 65536:
        stop(f"{name}={text} is not a port number")
    return int(text)


def chosen_bots() -> int:
    text = os.environ.get("COSMIC_BOTS") or "3"
    if not text.isdigit() or int(text) > BOTS_MOST:
        stop(f"COSMIC_BOTS={text}: a number from 0 to {BOTS_MOST}")
    return int(text)


def is_free(port: int, host: str = HOST) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def refuse_a_taken_port(port: int, target: str) -> None:
    if not is_free(port):
        stop(f"port {port} is in use. Another one: make {target} PORT={port + 1}")


def bots_command(python: Path, port: int, bots: int) -> list[str]:
    """They come back by themselves when the site is away for a moment."""
    url = f"http://{HOST}:{port}"
    return [str(python), "manage.py", "makebots", str(bots), "--url", url, "--with-people"]


def preparations(data_dir: Path, cluster: Path | None = None) -> list[Preparation]:
    """The database, and static files in the data directory.

    A database in a folder of its own that nobody else uses is brought up to date only when there is
    something new for it.
    """
    migrations = sorted(ROOT.glob("*/migrations/*.py"))
    universe = [*sorted((ROOT / "game" / "catalog").rglob("*.yaml")), *migrations]
    static = Stamp(
        data_dir / "staticfiles" / ".stamp",
        [ROOT / "static", ROOT / "requirements.txt", ROOT / "cosmic_site" / "storage.py"],
    )
    collect = ("collectstatic", "--noinput", "--clear", "--verbosity", "0")
    return [
        Preparation(
            "Database",
            ("migrate", "--verbosity", "0"),
            Stamp(cluster / "migrations.stamp", migrations) if cluster else None,
        ),
        Preparation(
            "Universe",
            ("loaduniverse",),
            Stamp(cluster / "universe.stamp", universe) if cluster else None,
        ),
        Preparation("Static files", collect, static),
    ]
