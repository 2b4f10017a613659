"""Redis and PostgreSQL of a site's own, with their data in its folder."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
from pathlib import Path

from ground import capture, environment, program, stop
from launch import HOST
from supervise import Child, Supervisor

USER = DATABASE = "cosmic"
CONNECTIONS = 200
ANSWER_S = 2.0
DEBIAN = Path("/usr/lib/postgresql")
# In the cluster's folder; quiet unless it fails.
INITIALISE = """
{ "$0/initdb" -D half --encoding UTF8 --locale C -U "$1" --pwfile password --auth scram-sha-256 &&
  echo "CREATE DATABASE $2 OWNER $1" | "$0/postgres" --single -D half postgres
} > log 2>&1 || { cat log; exit 1; }
"""


def kept_password(path: Path) -> str:
    """The password in that file, which is made at first use and is its owner's alone."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        password = secrets.token_urlsafe(24)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password)
        return password


class Redis:
    """It keeps nothing: what passes through it is of the moment."""

    def __init__(self, folder: Path, port: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = port
        self.password = kept_password(folder / "password")
        self.url = f"redis://:{self.password}@{HOST}:{port}/0"
        config = folder / "redis.conf"
        config.touch(0o600)
        config.write_text(
            f"bind {HOST}\nport {port}\nrequirepass {self.password}\n"
            'save ""\nappendonly no\ndaemonize no\nloglevel warning\n'
        )
        command = [program("redis-server") or "redis-server", config]
        self.child = Child("redis", command, environment(), again=True, cwd=folder, patience_s=10)

    def answers(self) -> bool:
        try:
            with socket.create_connection((HOST, self.port), ANSWER_S) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                said = b""
                while said.count(b"\n") < 2 and (more := connection.recv(256)):
                    said += more
                return said == b"+OK\r\n+PONG\r\n"
        except OSError:
            return False


class Postgres:
    """A cluster with one database. Without it nothing can be kept, so all ends when it does."""

    def __init__(self, folder: Path, port: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.data = folder / "data"
        self.port = port
        self.password_file = folder / "password"
        password = kept_password(self.password_file)
        self.url = f"postgresql://{USER}:{password}@{HOST}:{port}/{DATABASE}"
        self.programs = programs_for(self.data)
        self.launcher = launcher_into(folder)
        options: list[object] = ["-D", self.data, "-p", str(port), "-k", ""]
        for setting in (
            f"listen_addresses={HOST}",
            f"max_connections={CONNECTIONS}",
            "log_checkpoints=off",
        ):
            options += ["-c", setting]
        self.child = Child(
            "postgres",
            [self.programs / "postgres", *options],
            environment(),
            stop_signal=signal.SIGINT,  # SIGTERM would wait for clients
            patience_s=60,
            cwd=folder,
            launcher=self.launcher,
        )

    def create(self, supervisor: Supervisor) -> None:
        """The cluster and its database, unless they are there. What is half done is done anew."""
        if self.data.exists():
            return
        half = self.folder / "half"
        if half.exists():
            shutil.rmtree(half)
        command = ["sh", "-c", INITIALISE, self.programs, USER, DATABASE]
        supervisor.run(
            Child(
                "initdb",
                command,
                environment(),
                once=True,
                cwd=self.folder,
                launcher=self.launcher,
            )
        )
        half.rename(self.data)

    def answers(self) -> bool:
        """As it says itself, in the eighth line of its file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready" and self.child.is_process(lines[0])


def programs_for(data: Path) -> Path:
    """Where the PostgreSQL is that made this cluster, or the newest for one that is to be made."""
    version = data / "PG_VERSION"
    if version.exists():
        number = version.read_text().strip()
        folder = DEBIAN / number / "bin"
        if not (folder / "postgres").exists() and DEBIAN.exists():
            stop(f"{data} is of PostgreSQL {number}: apt install postgresql-{number}")
        return folder if folder.exists() else newest_programs()
    return newest_programs()


def newest_programs() -> Path:
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    return Path(program("initdb") or "initdb").parent


def launcher_into(folder: Path) -> list[str]:
    """What turns root, as whom PostgreSQL refuses to run, into the folder's new owner.

    Folders above may be closed to that user; then it may read past that, and nothing else.
    """
    if os.geteuid() != 0:
        return []
    user = unprivileged_user()
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    become = [
        shutil.which("setpriv") or "setpriv",
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
    ]
    for capability in ("", "dac_read_search", "dac_override"):
        more = [f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}"] if capability else []
        if capture([*become, *more, "stat", folder / "password"]).returncode == 0:
            return [*become, *more]
    return stop(f"the user {user.pw_name} cannot reach {folder}: set COSMIC_DATA_DIR")


def unprivileged_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return stop("there is no user `postgres` to run PostgreSQL as")
