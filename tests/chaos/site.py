"""The site under test, every part a process of its own: Redis, PostgreSQL, webs and workers.

Each process that can hold a database connection does so under a name of its own (PGAPPNAME), by
which its writes are told apart.
"""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from tests.chaos import committed
from tests.chaos.pilot import Seat
from tests.support.postgres import PostgresCluster, create_database
from tests.support.redis import RedisServer
from tests.support.server import (
    ROOT,
    LiveServer,
    Process,
    ServerError,
    collected_static,
    free_port,
    run_manage,
)

READY = "is ready ("
SETTINGS = {
    "COSMIC_ACCESS_LOG": "off",
    "METRICS_PORT": "0",
    "COSMIC_LOG_FORMAT": "text",
    "COSMIC_BUSY_LAG": "1.0",  # overload is part of this, and met as it is outside of tests
    "COSMIC_BUSY_TIME_SCALE": "0.4",
}


class Site:
    """Use as a context: everything is started on entry and ended on exit.

    `prepared` is data of a PostgreSQL that has the site's tables already.
    """

    def __init__(
        self, folder: Path, *, webs: int = 2, workers: int = 2, prepared: Path | None = None
    ) -> None:
        folder.chmod(0o755)  # PostgreSQL may run as another user
        self.folder = folder
        self.redis = RedisServer(folder / "redis")
        cluster = folder / "postgres"
        cluster.mkdir()
        self.postgres = PostgresCluster(cluster, free_port())
        self.database_url = f"{self.postgres.url}/cosmic"
        data_dir = folder / "data"
        data_dir.mkdir()
        settings = {
            "REDIS_URL": self.redis.url,
            "DATABASE_URL": self.database_url,
            **SETTINGS,
        }
        self.webs = [LiveServer(data_dir, **settings) for _ in range(webs)]
        for number, web in enumerate(self.webs):
            web.log = data_dir / f"web{number}.log"
            web.env["PGAPPNAME"] = f"web{number}"
        self.workers: list[Process] = []
        self._wanted = workers
        self._prepared = prepared
        self._born = 0
        self._stack = ExitStack()

    @property
    def ports(self) -> tuple[int, ...]:
        return tuple(web.port for web in self.webs)

    def start(self) -> None:
        """Redis, PostgreSQL with a filled database, workers, webs."""
        self._stack.callback(self.redis.stop)
        self.redis.start()
        self._stack.callback(self.postgres.stop)
        self.postgres.start(self._prepared)
        if self._prepared is None:
            create_database(self.postgres.url, "cosmic", template="template1")
            self.manage("migrate", "--verbosity", "0")
            self.manage("loaduniverse")
        else:
            create_database(self.postgres.url, "cosmic")
        (self.webs[0].data_dir / "staticfiles").symlink_to(collected_static())
        for _ in range(self._wanted):
            self.start_worker()
        for web in self.webs:
            self._stack.callback(end, web)
        with ThreadPoolExecutor(len(self.webs)) as together:
            list(together.map(LiveServer.start, self.webs))
        for worker in self.workers:
            self.await_ready(worker)

    def manage(self, *arguments: str) -> str:
        return run_manage(self.webs[0].env, *arguments)

    def seat(self, count: int) -> list[Seat]:
        """Players in their places, before anybody flies."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.chaos.prepare"],
            cwd=ROOT,
            env=self.webs[0].env,
            input=msgspec.json.encode(count),
            stdout=subprocess.PIPE,
            check=True,
        )
        return msgspec.json.decode(done.stdout, type=list[Seat])

    @contextlib.contextmanager
    def untold_jump(self, system_id: str, player: int, gate_id: str) -> Iterator[None]:
        """What a worker does last that is killed within, and tells nobody."""
        where = [system_id, str(player), gate_id]
        with subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.committed", *where],
            cwd=ROOT,
            env=self.webs[0].env,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            if process.stdout.readline().strip() != committed.READY:
                raise ServerError("the jump could not be made ready")
            yield
            process.communicate("\n")
        if process.returncode:
            raise ServerError("the jump was not made")

    # --- workers --------------------------------------------------------------------------

    def start_worker(self) -> Process:
        """A new one, as a supervisor starts it; not ready yet."""
        self._born += 1
        worker = self.webs[0].worker(f"worker{self._born}")
        worker.env["PGAPPNAME"] = f"worker{self._born}"
        worker.start()
        self._stack.callback(end, worker)
        self.workers.append(worker)
        return worker

    def await_ready(self, worker: Process) -> None:
        worker.wait_until(lambda: READY in worker.output(), "the worker listens")

    def bury(self, worker: Process) -> None:
        """One that has ended is none of the site's any more."""
        self.workers.remove(worker)

    def worker_id(self, worker: Process) -> str:
        """By which leases name it; empty while it is not ready."""
        for line in worker.output().splitlines():
            if READY in line:
                return line.partition(READY)[0].rpartition("worker ")[2].strip()
        return ""

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()


def end(process: Process) -> None:
    if process.alive:
        process.resume()  # a stopped one hears no SIGTERM
    process.stop()
