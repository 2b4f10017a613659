"""A server of its own for one measurement: fresh data, raised limits, pinned to a core."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks.prepare import Cast, Order

ROOT = Path(__file__).resolve().parent.parent
SERVER_CORE, LOAD_CORE = 0, 1
START_TIMEOUT_S = 30
STOP_TIMEOUT_S = 15
RAISED_LIMITS = {
    "COSMIC_MAX_CONNECTIONS_PER_ADDRESS": "0",
    "COSMIC_THROTTLE_GUEST": "100000/min",
    "COSMIC_LOG_LEVEL": "WARNING",
}


class Stage(Struct):
    """A running server and the players that were prepared in its database."""

    port: int
    pid: int
    data_dir: Path
    cast: Cast


@contextmanager
def stage(order: Order, **environment: str) -> Iterator[Stage]:
    """Prepare a database for `order`, serve it on a free port, and clear all away again.

    Raises RuntimeError with the server's last words when it does not come up.
    """
    data_dir = Path(tempfile.mkdtemp(prefix="cosmic-bench-"))
    port = free_port()
    environ = (
        os.environ
        | RAISED_LIMITS
        | {
            "COSMIC_DATA_DIR": str(data_dir),
            "COSMIC_PUBLIC_ORIGIN": f"http://127.0.0.1:{port}",
            **environment,
        }
    )
    environ.pop("DATABASE_URL", None)
    environ.pop("REDIS_URL", None)
    try:
        for command in (["migrate", "-v0"], ["loaduniverse"]):
            manage(environ, *command)
        cast = prepare(environ, order)
        with serve(environ, port, data_dir / "server.log") as pid:
            yield Stage(port, pid, data_dir, cast)
    finally:
        shutil.rmtree(data_dir, ignore_errors=True)


def manage(environ: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def prepare(environ: dict[str, str], order: Order) -> Cast:
    """Create players by the project's own services, in a process with the stage's database."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.prepare"],
        cwd=ROOT,
        env=environ,
        check=True,
        input=msgspec.json.encode(order),
        capture_output=True,
    )
    return msgspec.json.decode(done.stdout, type=Cast)


@contextmanager
def serve(environ: dict[str, str], port: int, log: Path) -> Iterator[int]:
    """Run the project's server on the server's core; yields its process id."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "cosmic_site.uvicorn_server", "--port", str(port)],
            cwd=ROOT,
            env=environ,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        os.sched_setaffinity(process.pid, {SERVER_CORE})
        wait_for_port(process, port, log)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_port(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-3000:]}")


def run_on_load_core(module: str, plan: bytes) -> bytes:
    """Run `python -m module` on the load's core with `plan` as its input; return its output."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        input=plan,
        stdout=subprocess.PIPE,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {LOAD_CORE}),
    )
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
