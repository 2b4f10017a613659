"""The real server, and whatever belongs to it, as processes that a test starts and ends."""

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
KEPT_S = 24 * 3600  # for collected files of another state of the sources; runs may use them
START_S = 60  # this machine may be busy with the rest of the tests
SERVE = [sys.executable, "-m", "cosmic_site.uvicorn_server"]
STOP_S = 60  # an orderly stop saves ships and closes sockets, and the machine may be busy

# Limits that a test meets only when it asks for them.
OPEN_LIMITS = {
    "COSMIC_THROTTLE_GUEST": "100000/min",
    "COSMIC_THROTTLE_LOGIN": "100000/min",
    "COSMIC_THROTTLE_SIGNUP": "100000/min",
    "COSMIC_THROTTLE_PASSWORD_RESET": "100000/min",
    "COSMIC_THROTTLE_EXPEDITION": "100000/min",
    "COSMIC_MAX_CONNECTIONS_PER_ADDRESS": "0",
    "COSMIC_BUSY_LAG": "0",  # other tests may hold the machine for a second
    "COSMIC_BUSY_TIME_SCALE": "0",
}


# What a test's report shows the logs of, as long as somebody holds it.
STARTED: "weakref.WeakSet[Process]" = weakref.WeakSet()


class ServerError(RuntimeError):
    """A process did not come up, or ended on its own. The text ends with its log."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(condition: Callable[[], bool], *, seconds: float, words: str) -> None:
    """Poll until the condition holds. Raises TimeoutError saying what did not happen."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds:g} s: {words}")
        time.sleep(0.03)


def clean_environment(**values: str) -> dict[str, str]:
    """This process's environment without settings of the site, and then `values`."""
    ours = ("COSMIC_", "MATCH_", "METRICS_", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    env["PYTHONUNBUFFERED"] = "1"
    env["PYTHONPATH"] = str(ROOT)
    return {**env, **values}


class Process:
    """One process of ours with its output in a file; it is ended by its own id."""

    def __init__(self, command: Sequence[str], *, env: Mapping[str, str], log: Path) -> None:
        self.command = list(command)
        self.env = dict(env)
        self.log = log
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        if self._running is None:
            raise ServerError(f"not started: {self.command}")
        return self._running.pid

    @property
    def alive(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def start(self) -> None:
        STARTED.add(self)
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def stop(self) -> int | None:
        """SIGTERM, and SIGKILL for what does not end by that. Gives the exit status."""
        process = self._running
        if process is None:
            return None
        if process.poll() is None:
            process.terminate()
            self.resume()  # one that is suspended hears nothing
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(STOP_S)
        return process.returncode

    def kill(self) -> None:
        """SIGKILL: what a crash looks like from outside."""
        if self._running is not None:
            self._running.kill()
            self._running.wait(STOP_S)

    def suspend(self) -> None:
        """SIGSTOP: the process is there and does nothing, until `resume`."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def wait(self) -> int:
        """Until it has ended by itself; gives the exit status."""
        if self._running is None:
            raise ServerError(f"not started: {self.command}")
        return self._running.wait(STOP_S)

    def output(self) -> str:
        with contextlib.suppress(FileNotFoundError):
            return self.log.read_text(errors="replace")
        return ""

    def wait_until(self, ready: Callable[[], bool], words: str) -> None:
        """Poll `ready` while the process lives. Raises ServerError with the log otherwise."""
        try:
            wait_for(lambda: not self.alive or ready(), seconds=START_S, words=words)
        except TimeoutError as error:
            raise ServerError(f"{error}\n{self.output()}") from error
        if not self.alive:
            raise ServerError(f"{' '.join(self.command)} ended early\n{self.output()}")


class LiveServer(Process):
    """The site on a free port of 127.0.0.1 with a data directory of its own.

    `url` is http://127.0.0.1:<port>, `ws_url` the socket's address, `match_port` the TCP door of
    matches. Stopping and starting again keeps ports and data, as a restart does.
    """

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.port = free_port()
        self.data_dir = data_dir
        self.url = f"http://{HOST}:{self.port}"
        self.ws_url = f"ws://{HOST}:{self.port}/ws"
        self.match_port = free_port()
        own = {
            "COSMIC_DATA_DIR": str(data_dir),
            "COSMIC_PUBLIC_ORIGIN": self.url,
            "MATCH_PORT": str(self.match_port),
            "METRICS_PORT": "0",
        }
        super().__init__(
            [*SERVE, "--host", HOST, "--port", str(self.port)],
            env=clean_environment(**{**own, **OPEN_LIMITS, **settings}),
            log=data_dir / "server.log",
        )

    def start(self) -> None:
        super().start()
        self.wait_until(self._answers, f"{self.url} answers")

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/api/v1/world/systems", timeout=5).status_code < 500
        except httpx.HTTPError:
            return False

    def manage(self, *arguments: str) -> str:
        """Run a manage.py command beside the server, on its data. Gives its output."""
        return run_manage(self.env, *arguments)

    def worker(self, name: str = "worker") -> Process:
        """A `manage.py runworker systems` with the server's settings, not started yet."""
        command = [sys.executable, str(ROOT / "manage.py"), "runworker", "systems"]
        return Process(command, env=self.env, log=self.data_dir / f"{name}.log")


def run_manage(env: Mapping[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        cwd=ROOT,
        env=dict(env),
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        raise ServerError(f"manage.py {' '.join(arguments)}\n{done.stdout}")
    return done.stdout


def make_template(folder: Path) -> None:
    """A data directory that servers copy: migrated, with the universe and the static files."""
    folder.mkdir(parents=True)
    env = clean_environment(COSMIC_DATA_DIR=str(folder))
    run_manage(env, "migrate", "--verbosity", "0")
    run_manage(env, "loaduniverse")
    (folder / "staticfiles").symlink_to(collected_static())


def collected_static() -> Path:
    """The collected static files. They cost seconds, so they are kept until a source changes."""
    sources = [ROOT / "requirements.txt", ROOT / "cosmic_site", ROOT / "static"]
    digest = hashlib.sha256()
    for source in sources:
        for file in sorted(source.rglob("*") if source.is_dir() else [source]):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file}{file.stat().st_mtime_ns}{file.stat().st_size}".encode())
    kept = ROOT / "var" / "test-static"
    folder = kept / digest.hexdigest()[:16]
    if not folder.exists():
        kept.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept) as fresh:
            env = clean_environment(COSMIC_DATA_DIR=fresh)
            run_manage(env, "collectstatic", "--noinput", "--verbosity", "0")
            with contextlib.suppress(OSError):  # another run was faster
                (Path(fresh) / "staticfiles").rename(folder)
        for old in kept.iterdir():
            if old != folder and time.time() - old.stat().st_mtime > KEPT_S:
                shutil.rmtree(old, ignore_errors=True)
    return folder


def copy_template(template: Path, folder: Path) -> Path:
    """A fresh data directory: its own database, the template's static files by a link."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in template.glob("cosmic.sqlite3*"):
        shutil.copy2(file, folder / file.name)
    (folder / "staticfiles").symlink_to((template / "staticfiles").resolve())
    return folder
