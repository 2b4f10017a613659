"""A PostgreSQL cluster in a folder, run by a user who may: it refuses to run as root."""

import os
import pwd
import shutil
import signal
import subprocess
import uuid
from pathlib import Path

import psycopg
from psycopg import sql

from tests.support.server import HOST, Process, clean_environment, run_manage, wait_for

USER = "cosmic"
PASSWORD = "for-tests-alone"
TEMPLATE = "cosmic_template"  # a database of prepared clusters: migrated, with the universe
OPTIONS = ["-c", "fsync=off", "-c", "max_connections=300"]


def binary(name: str) -> str:
    """A program of the newest PostgreSQL here. Raises FileNotFoundError."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    path = os.pathsep.join([*map(str, debian), os.environ.get("PATH", os.defpath)])
    found = shutil.which(name, path=path)
    if found is None:
        raise FileNotFoundError(f"no {name}: the marker `postgres` is for machines with it")
    return found


class PostgresCluster:
    """`url` names no database yet: postgresql://user:password@127.0.0.1:<port>."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.url = f"postgresql://{USER}:{PASSWORD}@{HOST}:{port}"
        self.as_user = _unprivileged() if os.geteuid() == 0 else None
        data = str(folder / "data")
        options = ["-p", str(port), "-k", str(folder), "-c", f"listen_addresses={HOST}"]
        command = [binary("postgres"), "-D", data, *options, *OPTIONS]
        if self.as_user:
            command = [shutil.which("setpriv") or "setpriv", *_become(self.as_user), *command]
        self.process = Process(command, env=clean_environment(), log=folder / "postgres.log")

    def start(self, prepared: Path | None = None) -> None:
        """On new data, or on a copy of what `prepare` left, which has TEMPLATE in it."""
        if self.as_user:
            shutil.chown(self.folder, self.as_user.pw_name)
        if prepared is None:
            self._make_data()
        else:
            subprocess.run(["cp", "-a", prepared, self.folder / "data"], check=True)
        self.start_again()

    def prepare(self, data_dir: Path) -> Path:
        """Of a running cluster: data for others to start with. It is stopped for a moment."""
        create_database(self.url, TEMPLATE, template="template1")
        env = clean_environment(
            COSMIC_DATA_DIR=str(data_dir), DATABASE_URL=f"{self.url}/{TEMPLATE}"
        )
        run_manage(env, "migrate", "--verbosity", "0")
        run_manage(env, "loaduniverse")
        self.cut()
        prepared = self.folder / "prepared"
        subprocess.run(["cp", "-a", self.folder / "data", prepared], check=True)
        self.start_again()
        return prepared

    def _make_data(self) -> None:
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        if self.as_user:
            shutil.chown(secret, self.as_user.pw_name)
        where = ["-D", str(self.folder / "data"), "--encoding", "UTF8", "--locale", "C"]
        who = ["-U", USER, "--pwfile", str(secret), "--auth", "scram-sha-256"]
        subprocess.run(
            [binary("initdb"), *where, *who, "--no-sync"],
            user=self.as_user.pw_uid if self.as_user else None,
            cwd=self.folder,
            check=True,
            capture_output=True,
        )

    def start_again(self) -> None:
        """After a stop or a crash, on the same data."""
        self.process.start()
        self.process.wait_until(self._answers, "PostgreSQL answers")

    def stop(self) -> None:
        self.process.stop()

    def cut(self) -> None:
        """What `pg_ctl stop -m fast` does: in order, but connections are gone."""
        self.process.signal(signal.SIGINT)
        self.process.wait()

    def crash(self) -> None:
        """What `pg_ctl stop -m immediate` does: nothing is finished, connections are gone."""
        self.process.signal(signal.SIGQUIT)
        self.process.wait()

    def suspend(self) -> None:
        """The whole cluster hangs, also for connections that are open, until `resume`."""
        for pid in self._pids():
            os.kill(pid, signal.SIGSTOP)

    def resume(self) -> None:
        for pid in self._pids():
            os.kill(pid, signal.SIGCONT)

    def _pids(self) -> list[int]:
        """The postmaster first, so that it makes no others meanwhile."""
        own = self.process.pid
        children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        return [own, *map(int, children)]

    def _answers(self) -> bool:
        try:
            psycopg.connect(f"{self.url}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def create_database(cluster: str, name: str = "", *, template: str = TEMPLATE) -> str:
    """A copy of a database that nobody is connected to. Gives its address, fit for DATABASE_URL."""
    name = name or f"cosmic_{uuid.uuid4().hex}"
    words = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with psycopg.connect(f"{cluster}/postgres", autocommit=True) as connection:
        connection.execute(words.format(sql.Identifier(name), sql.Identifier(template)))
    return f"{cluster}/{name}"


def drop_database(address: str) -> None:
    """Whoever is still connected to it is cut off."""
    cluster, _, name = address.rpartition("/")
    words = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(f"{cluster}/postgres", autocommit=True) as connection:
        connection.execute(words)


def end_cluster(folder: Path) -> None:
    """Stop a cluster that any process started, and remove its folder."""
    note = folder / "data" / "postmaster.pid"
    os.kill(int(note.read_text().split()[0]), signal.SIGINT)
    wait_for(lambda: not note.exists(), seconds=30, words=f"PostgreSQL in {folder} ends")
    shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise KeyError("no user to run PostgreSQL as")


def _become(user: pwd.struct_passwd) -> list[str]:
    return [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
