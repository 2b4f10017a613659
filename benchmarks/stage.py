"""A server of its own for one measurement: fresh data, raised limits, pinned to a core."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks.prepare import Cast, Order
from tests.support.server import ROOT, LiveServer, clean_environment, run_manage

SERVER_CORE, LOAD_CORE = 0, 1
REALTIME = ["chrt", "--rr", "1"]
REALTIME_HELP = "run server and load before all else (as root): for a machine that others work on"


class Stage(Struct):
    """A running server and the players that were prepared in its database."""

    server: LiveServer
    cast: Cast


@contextmanager
def stage(order: Order, *, realtime: bool = False, **settings: str) -> Iterator[Stage]:
    """Prepare a database for `order`, serve it on a free port, and clear all away again.

    Raises ServerError with the server's last words when it does not come up.
    """
    with tempfile.TemporaryDirectory(prefix="cosmic-bench-") as folder:
        data_dir = Path(folder) / "data"
        make_world(data_dir)
        cast = prepare(data_dir, order)
        server = LiveServer(data_dir, COSMIC_LOG_LEVEL="WARNING", **settings)
        server.command = [*pinned_to(SERVER_CORE, realtime), *server.command]
        try:
            server.start()
            yield Stage(server, cast)
        finally:
            server.stop()


def pinned_to(core: int, realtime: bool) -> list[str]:
    """What to put before a command so that all its threads stay on one core."""
    return [*(REALTIME if realtime else []), "taskset", "--cpu-list", str(core)]


def make_world(data_dir: Path) -> None:
    """A migrated database with the universe in it; no static files, nobody visits a page."""
    data_dir.mkdir()
    env = clean_environment(COSMIC_DATA_DIR=str(data_dir))
    run_manage(env, "migrate", "--verbosity", "0")
    run_manage(env, "loaduniverse")


def prepare(data_dir: Path, order: Order) -> Cast:
    """Create players by the project's own services, in a process with the stage's database."""
    output = run_module(
        "benchmarks.prepare", order, env=clean_environment(COSMIC_DATA_DIR=str(data_dir))
    )
    return msgspec.json.decode(output, type=Cast)


def run_module(
    module: str,
    order: Struct,
    *,
    env: dict[str, str] | None = None,
    core: int | None = None,
    realtime: bool = False,
) -> bytes:
    """Run `python -m module` with `order` on its stdin, on one core if asked; give its stdout."""
    prefix = pinned_to(core, realtime) if core is not None else []
    done = subprocess.run(
        [*prefix, sys.executable, "-m", module],
        cwd=ROOT,
        env=env,
        input=msgspec.json.encode(order),
        stdout=subprocess.PIPE,
        check=True,
    )
    return done.stdout
