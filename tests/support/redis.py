"""A Redis without anything on disk."""

import shutil
from pathlib import Path

from tests.support.server import HOST, Process, clean_environment, free_port


class RedisServer(Process):
    """`url` is redis://127.0.0.1:<port>/0, also after a stop and a start."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        port = free_port()
        self.url = f"redis://{HOST}:{port}/0"
        binary = shutil.which("redis-server")
        assert binary, "the marker `redis` is for machines with a redis-server"
        options = ["--port", str(port), "--bind", HOST, "--dir", str(folder)]
        quiet = ["--save", "", "--appendonly", "no", "--daemonize", "no"]
        super().__init__(
            [binary, *options, *quiet], env=clean_environment(), log=folder / "redis.log"
        )

    def start(self) -> None:
        seen = self.output().count(READY)
        super().start()
        self.wait_until(lambda: self.output().count(READY) > seen, "Redis accepts connections")


READY = "Ready to accept connections"
