"""`make up`: the site of many processes on one machine, started, damaged, ended, started again."""

import importlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.pilot import Pilot
from tests.support.postgres import PASSWORD, TEMPLATE, binary
from tests.support.server import (
    HOST,
    OPEN_LIMITS,
    ROOT,
    Process,
    clean_environment,
    collected_static,
    free_port,
    wait_for,
)

pytestmark = [
    pytest.mark.server,
    pytest.mark.redis,
    pytest.mark.postgres,
    pytest.mark.nginx,
]
SCRIPT = str(ROOT / ".ci" / "up.py")
WEB, WORKER = "cosmic_site.uvicorn_server", "runworker"
PATIENCE_S = 60.0  # on a machine that is busy with the rest of the tests


class Up(Process):
    """The command with a port and a data directory of its own."""

    def __init__(self, folder: Path) -> None:
        self.data_dir = folder / "data"
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"
        (self.data_dir / "up").mkdir(parents=True)
        self.settings = {
            **OPEN_LIMITS,
            "PORT": str(self.port),
            "COSMIC_DATA_DIR": str(self.data_dir),
            "COSMIC_BOTS": "0",
            "MATCH_PORT": str(free_port()),
        }
        super().__init__(
            [sys.executable, SCRIPT],
            env=clean_environment(**self.settings),
            log=folder / "up.log",
        )

    def start(self) -> None:
        seen = self.output().count("Cosmic is running")
        super().start()
        self.wait_until(
            lambda: self.output().count("Cosmic is running") > seen, f"{self.url} is open"
        )

    def another(self, **settings: str) -> Process:
        """The same command once more, not started yet."""
        env = clean_environment(**{**self.settings, **settings})
        return Process(self.command, env=env, log=self.log.with_name("another.log"))

    def children(self, words: str) -> list[int]:
        """Its processes with these words in their command line, in the order of their start."""
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(pid) for pid in listed if words in said_by(Path("/proc", pid, "cmdline"))]

    def left_over(self) -> list[str]:
        """Command lines of all processes that were given its data directory."""
        return [
            said_by(path.with_name("cmdline"))
            for path in Path("/proc").glob("[0-9]*/environ")
            if str(self.data_dir) in said_by(path)
        ]


def said_by(path: Path) -> str:
    try:
        return path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:  # it has ended, or is somebody else's
        return ""


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory, postgres_data: Path) -> Iterator[Up]:
    site = Up(tmp_path_factory.mktemp("up"))
    bring_static_files(site.data_dir / "up")
    bring_database(site.data_dir / "up" / "postgres", postgres_data)
    try:
        site.start()
        yield site
    finally:
        site.stop()


def its_module(name: str) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / ".ci"))
        return importlib.import_module(name)


def bring_static_files(folder: Path) -> None:
    """Files that another test has collected: that costs seconds, and is not what this is about."""
    (folder / "staticfiles").symlink_to(collected_static())
    stamp = its_module("launch").preparations(folder)[-1].stamp
    assert stamp.path.is_relative_to(folder / "staticfiles")
    stamp.write()


def bring_database(folder: Path, prepared: Path) -> None:
    """A cluster as an earlier start has left it: all migrations would cost half a minute."""
    folder.mkdir()
    (folder / "password").write_text(PASSWORD)
    subprocess.run(["cp", "-a", prepared, folder / "data"], check=True)
    launcher = its_module("stores").launcher_into(folder)
    by_itself(launcher, folder, "postgres", f"ALTER DATABASE {TEMPLATE} RENAME TO cosmic")


def by_itself(launcher: list[str], folder: Path, database: str, words: str) -> str:
    """Have PostgreSQL do this without serving. Gives what it says."""
    command = [*launcher, binary("postgres"), "--single", "-D", "data", database]
    done = subprocess.run(
        command, cwd=folder, input=f"{words}\n", text=True, capture_output=True, check=True
    )
    return done.stdout


class Runs:
    """Stands for the supervisor where programs only have to be run."""

    def run(self, child: Any) -> None:
        subprocess.run(child.command, cwd=child.cwd, env=child.env, check=True)


def test_a_cluster_is_made_where_there_is_none_and_what_is_half_done_is_made_anew(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "postgres"
    (folder / "half").mkdir(parents=True)
    (folder / "half" / "rest").touch()
    cluster = its_module("stores").Postgres(folder, free_port())
    cluster.create(Runs())
    assert not (folder / "half").exists()
    said = by_itself(cluster.launcher, folder, "cosmic", "SELECT current_database() AS here")
    assert 'here = "cosmic"' in said
    made = (folder / "data" / "PG_VERSION").stat().st_mtime_ns
    cluster.create(Runs())
    assert (folder / "data" / "PG_VERSION").stat().st_mtime_ns == made


async def join_both(up: Up) -> tuple[Pilot, Pilot]:
    one, two = await Pilot.guest(up.url), await Pilot.guest(up.url)
    for pilot in (one, two):
        await pilot.connect()
        await pilot.join()
    return one, two


async def see_each_other_fly(one: Pilot, two: Pilot) -> None:
    for pilot, other in ((one, two), (two, one)):
        await see_fly(pilot, other)


async def see_fly(pilot: Pilot, other: Pilot) -> None:
    ship = other.joined["ship_id"]
    await pilot.until(lambda: ship in pilot.entities, seconds=PATIENCE_S)
    await other.steer(thrust=1.0)
    await pilot.until(lambda: abs(pilot.entities[ship]["vx"]) > 5, seconds=PATIENCE_S)


def test_everything_is_well_behind_one_front_door(up: Up) -> None:
    checks = httpx.get(f"{up.url}/health", timeout=PATIENCE_S).json()["checks"]
    assert {name: check["status"] for name, check in checks.items()} == {
        "database": "ok",
        "channel_layer": "ok",
        "worker": "ok",
        "round_trip": "ok",
    }
    assert (len(up.children(WEB)), len(up.children(WORKER))) == (2, 2)
    page = httpx.get(f"{up.url}/")
    style = re.search(r'href="(/static/[^"]+\.css)"', page.text)
    assert style
    assert httpx.get(up.url + style[1]).status_code == 200
    assert httpx.get(f"{up.url}/metrics").status_code == 404
    assert not list(up.data_dir.rglob("*.sqlite3")), "nothing went to SQLite"


async def test_pilots_at_different_web_processes_see_each_other(up: Up) -> None:
    one, two = await join_both(up)  # the door gives the second to whoever has fewer
    await see_each_other_fly(one, two)
    assert [sockets_of(up, port) for port in web_ports(up)] == [1, 1]
    for pilot in (one, two):
        await pilot.close()


def web_ports(up: Up) -> list[int]:
    found = [
        re.search(r"--port (\d+)", said_by(Path(f"/proc/{pid}/cmdline")))
        for pid in up.children(WEB)
    ]
    return [int(match[1]) for match in found if match]


def sockets_of(up: Up, port: int) -> int:
    """How many pilots a web process has, by its own metrics."""
    text = httpx.get(f"http://{HOST}:{port}/metrics", timeout=PATIENCE_S).text
    found = re.search(r'^cosmic_connections\{door="live"\} (\d+)', text, re.MULTILINE)
    return int(found[1]) if found else 0


def test_a_second_one_is_refused(up: Up) -> None:
    same_folder = up.another(PORT=str(free_port()))
    same_folder.start()
    wait_for(lambda: not same_folder.alive, seconds=PATIENCE_S, words="it is refused")
    assert same_folder.stop() == 1
    assert f"is in use by `make up` (process {up.pid}) on port {up.port}" in same_folder.output()
    same_port = up.another(COSMIC_DATA_DIR=str(up.data_dir.with_name("other")))
    same_port.start()
    wait_for(lambda: not same_port.alive, seconds=PATIENCE_S, words="it is refused")
    assert same_port.stop() == 1
    assert f"port {up.port} is in use. Another one: make up PORT=" in same_port.output()


async def test_what_is_killed_comes_back_and_pilots_go_on(up: Up) -> None:
    one, two = await join_both(up)
    web, worker = up.children(WEB)[0], worker_of(up, "sol-1")
    for pid in (web, worker):
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: both_came_back(up, web, worker), seconds=PATIENCE_S, words="both are back")
    await one.until(lambda: bool(one.closed or two.closed), seconds=PATIENCE_S)
    pilots = [await back(pilot) for pilot in (one, two)]
    await see_each_other_fly(*pilots)
    for pilot in pilots:
        await pilot.close()
    assert "was ended by SIGKILL; it starts again in 0.5 s" in up.output()


def both_came_back(up: Up, web: int, worker: int) -> bool:
    webs, workers = up.children(WEB), up.children(WORKER)
    return len(webs) == len(workers) == 2 and web not in webs and worker not in workers


def worker_of(up: Up, system_id: str) -> int:
    """The process of the worker that took the system last, as the log tells."""
    took = re.findall(rf"^worker-(\d) .* {system_id} runs here", up.output(), re.MULTILINE)
    return sorted(up.children(WORKER))[int(took[-1]) - 1]


async def back(pilot: Pilot) -> Pilot:
    """The pilot with its connection, or with another one if that is gone."""
    if not pilot.closed:
        return pilot
    again = pilot.again()
    await again.connect()
    await again.join()
    return again


async def test_it_ends_in_order_and_finds_everything_again(up: Up) -> None:
    pilot = await Pilot.guest(up.url)
    await pilot.connect()
    await pilot.join()
    os.kill(up.pid, signal.SIGTERM)
    assert (await pilot.closing(seconds=PATIENCE_S)).code == 1012
    wait_for(lambda: not up.alive, seconds=PATIENCE_S, words="all has ended in order")
    assert up.stop() == 0
    assert up.left_over() == []
    up.start()
    async with pilot.again() as again:
        await again.join()
        assert again.joined["ship_id"] == pilot.joined["ship_id"]
    database = next(pid for pid in up.children("postgres"))
    os.kill(database, signal.SIGKILL)
    wait_for(lambda: not up.alive, seconds=PATIENCE_S, words="without its database all ends")
    assert up.stop() == 1
    assert "postgres was ended by SIGKILL: all ends" in up.output()
    assert up.left_over() == []
