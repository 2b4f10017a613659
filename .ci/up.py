"""The site as it stands on many machines, on this one: Redis, PostgreSQL, two web processes behind
nginx, two workers, the TCP door of matches.

PORT (8000) and COSMIC_DATA_DIR (var/ in the checkout; its folder `up` is used) change where,
COSMIC_BOTS (3) how many headless pilots keep a person company; every other setting of
docs/operate.md works too.
"""

from __future__ import annotations

import fcntl
import http.client
import os
import shlex
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import setup  # checks the Python version before all else
from front import front_door
from ground import DATA_DIR, PYTHON, Failed, environment, stop
from launch import (
    BOTS_END_S,
    HOST,
    bots_command,
    chosen_bots,
    chosen_port,
    is_free,
    preparations,
    refuse_a_taken_port,
)
from programs import GROUPS, missing_groups
from stores import Postgres, Redis
from supervise import Child, Lost, Supervisor, Told

FOLDER = DATA_DIR / "up"
WEBS = WORKERS = 2
NEEDED = ("redis", "postgres", "nginx")  # as programs.py calls them
METRICS_PORT, MATCH_PORT = 9464, 4711
LEFT_OVER_S = 30.0  # for what is left of a run that was killed
PROBE_S = 5.0
OURS = ("DATABASE_URL", "REDIS_URL")


def main() -> None:
    port, bots = chosen_port(), chosen_bots()
    for name in OURS:
        if os.environ.get(name):
            stop(f"{name} is set, and `make up` brings its own. Unset it, or see docs/operate.md")
    lock = lock_folder(port)
    refuse_a_taken_port(port, "up")
    try:
        setup.set_up()
    except Failed as error:
        print(error.output, file=sys.stderr)
        stop(f"this step failed: {error}")
    groups = [group for group in GROUPS if group.marker in NEEDED]
    missing = [group.packages[-1] for group in missing_groups(groups)]
    if missing:
        stop(f"not here: {', '.join(missing)}. On Debian: apt install {' '.join(missing)}")
    sys.exit(run(port, bots, lock))


def run(port: int, bots: int, lock: int) -> int:
    supervisor = Supervisor(inherited=[lock])
    with supervisor:
        site = Site(supervisor, port, bots)
        try:
            site.start()
            supervisor.wait_for_ever()
        except Told:
            supervisor.say("stops in order")
            site.stop()
            supervisor.say("stopped")
            return 0
        except Lost as lost:
            supervisor.say(f"{lost}: all ends")
            site.stop()
    return 1


def lock_folder(port: int) -> int:
    """Claim the data directory for this process and what it starts. Gives the lock's descriptor."""
    FOLDER.mkdir(parents=True, exist_ok=True, mode=0o711)
    lock = os.open(FOLDER / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + LEFT_OVER_S
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            pid, _, other = os.pread(lock, 100, 0).decode().partition(" ")
            if runs(pid) or time.monotonic() > deadline:
                stop(f"{DATA_DIR} is in use by `make up` (process {pid}) on port {other or '?'}")
            time.sleep(0.2)  # it was killed, and what it had started is about to end
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()} {port}".encode(), 0)
    return lock


def runs(pid: str) -> bool:
    return pid.isdigit() and Path("/proc", pid).exists()


class Ports:
    """Ports of this machine: the wanted one, or any that is free."""

    def __init__(self, *taken: int) -> None:
        self._taken = set(taken)

    def take(self, wanted: int) -> int:
        port = wanted
        while port in self._taken or not 0 < port < 65536 or not is_free(port):
            port = any_port()
        self._taken.add(port)
        return port


def any_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


class Site:
    """All processes, started in the order in which they need each other."""

    def __init__(self, supervisor: Supervisor, port: int, bots: int) -> None:
        self.supervisor = supervisor
        self.port = port
        ports = Ports(port)
        self.redis = Redis(FOLDER / "redis", ports.take(0))
        self.postgres = Postgres(FOLDER / "postgres", ports.take(0))
        self.env = self._environment()
        self.web_ports = [ports.take(port + n) for n in range(1, WEBS + 1)]
        first = chosen_port("METRICS_PORT", METRICS_PORT, least=0)
        metrics = [ports.take(first + n) if first else 0 for n in range(WORKERS + 1)]
        serve = ("-m", "cosmic_site.uvicorn_server", "--host", HOST, "--port")
        work = ("manage.py", "runworker", "systems")
        self.webs = [
            self._child(f"web-{n}", *serve, str(web)) for n, web in enumerate(self.web_ports, 1)
        ]
        self.workers = [
            self._child(f"worker-{n}", *work, METRICS_PORT=str(metrics[n]))
            for n in range(1, WORKERS + 1)
        ]
        self.matches = self._child(
            "matches", "manage.py", "matchserver", METRICS_PORT=str(metrics[0])
        )
        self.match_port = chosen_port("MATCH_PORT", MATCH_PORT, least=0)
        self.nginx = front_door(FOLDER / "nginx", port, self.web_ports)
        self.bots: list[Child] = []
        if bots:
            command = bots_command(PYTHON, port, bots)
            self.bots = [Child("bots", command, self.env, again=True, patience_s=BOTS_END_S)]

    def _environment(self) -> dict[str, str]:
        own = {
            "COSMIC_DATA_DIR": str(FOLDER),
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
        }
        defaults = {
            "COSMIC_PUBLIC_ORIGIN": f"http://{HOST}:{self.port}",
            "COSMIC_ALLOWED_ORIGINS": f"http://localhost:{self.port}",
            "COSMIC_TRUSTED_PROXIES": "1",
            "COSMIC_LOG_FORMAT": "text",
        }
        env = {**defaults, **environment(), **own}
        ours = [name for name in env if name.startswith(("COSMIC_", *OURS))]
        path = FOLDER / "env"
        path.touch(0o600)
        path.write_text("".join(f"{name}={shlex.quote(env[name])}\n" for name in sorted(ours)))
        return env

    def _child(self, name: str, *arguments: str, **settings: str) -> Child:
        return Child(name, [PYTHON, *arguments], {**self.env, **settings}, again=True)

    # Starting

    def start(self) -> None:
        """Everything, one after the other. Raises Told, or Lost if something does not work."""
        began = time.monotonic()
        self.postgres.create(self.supervisor)
        self.supervisor.start(self.redis.child)
        self.supervisor.start(self.postgres.child)
        self.supervisor.wait_until(lambda: self.redis.answers() and self.postgres.answers())
        self._prepare()
        for child in [*self.workers, *self.webs, *self._match_server()]:
            self.supervisor.start(child)
        for port in self.web_ports:
            self.supervisor.wait_until(answers(port, "/health/live"))
        self.supervisor.start(self.nginx)
        self.supervisor.wait_until(answers(self.port, "/health"))
        for child in self.bots:
            self.supervisor.start(child)
        self._tell(time.monotonic() - began)

    def _prepare(self) -> None:
        for preparation in preparations(FOLDER, self.postgres.folder):
            if preparation.stamp is not None and preparation.stamp.fresh():
                continue
            command = [PYTHON, "manage.py", *preparation.arguments]
            name = preparation.title.split()[0].lower()
            self.supervisor.say(f"{preparation.title.lower()}: brought up to date")
            self.supervisor.run(Child(name, command, self.env, once=True))
            if preparation.stamp is not None:
                preparation.stamp.write()

    def _match_server(self) -> list[Child]:
        port = self.match_port
        if port and not is_free(port, os.environ.get("MATCH_HOST") or HOST):
            self.supervisor.say(f"no matches by plain TCP: port {port} is in use (MATCH_PORT=...)")
            return []
        return [self.matches] if port else []

    def _tell(self, seconds: float) -> None:
        webs = " and ".join(map(str, self.web_ports))
        say = self.supervisor.say
        say(f"web processes are on ports {webs}; for manage.py: set -a; . {FOLDER / 'env'}")
        say(f"Cosmic is running: {self.env['COSMIC_PUBLIC_ORIGIN']}/ ({seconds:.0f} s)")
        say("Ctrl-C stops it")

    # Stopping

    def stop(self) -> None:
        """In order: nobody comes in and pilots are told to come back later, workers store what
        flies, and the databases are last.
        """
        self.supervisor.end([self.nginx, *self.bots, *self.webs, self.matches])
        self.supervisor.end(self.workers)
        self.supervisor.end([self.redis.child])
        self.supervisor.end([self.postgres.child])


def answers(port: int, path: str) -> Callable[[], bool]:
    """Whether a GET there is answered with 200."""

    def ask() -> bool:
        connection = http.client.HTTPConnection(HOST, port, timeout=PROBE_S)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return ask


if __name__ == "__main__":
    main()
