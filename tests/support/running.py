"""A site as a deployment has it: Redis, web processes and workers, each a process of its own."""

import asyncio
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from tests.support.redis import RedisServer
from tests.support.server import LiveServer, Process, copy_template


class Site:
    """`redis`, `webs` and `worker`, on one data directory; ended together.

    `settings` are the site's; with a DATABASE_URL among them the caller has filled the database.
    """

    def __init__(self, template: Path, folder: Path, *, webs: int = 2, **settings: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.redis = RedisServer(folder / "redis")
        data_dir = copy_template(template, folder / "data")
        own = {"REDIS_URL": self.redis.url, "COSMIC_ACCESS_LOG": "off", **settings}
        self.webs = [LiveServer(data_dir, **own) for _ in range(webs)]
        for number, web in enumerate(self.webs):
            web.log = data_dir / f"web{number}.log"
        self.worker: Process = self.webs[0].worker()
        self._stack = ExitStack()

    def start(self) -> None:
        for process in (self.redis, self.worker, *self.webs):
            self._stack.callback(_end, process)
        self.redis.start()
        self.worker.start()
        for web in self.webs:
            web.start()

    @property
    def processes(self) -> list[Process]:
        """Ours: those that have to live through everything."""
        return [self.worker, *self.webs]

    @property
    def url(self) -> str:
        return self.webs[0].url

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()


def _end(process: Process) -> None:
    if process.alive:
        process.resume()  # a stopped one hears no SIGTERM
    process.stop()


async def health_of(url: str, *, ok: bool, seconds: float = 20.0) -> dict[str, dict[str, Any]]:
    """Ask until /health says so; gives its checks. Raises TimeoutError."""
    async with httpx.AsyncClient(base_url=url, timeout=seconds) as client:
        async with asyncio.timeout(seconds):
            while True:
                answer = await client.get("/health")
                if (answer.status_code == 200) is ok:
                    checks: dict[str, dict[str, Any]] = answer.json()["checks"]
                    return checks
                await asyncio.sleep(0.1)
