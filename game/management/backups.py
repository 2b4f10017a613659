"""Backups as folders: the database's copy, the secret key, and a note of what they are.

SQLite is copied by its online backup, PostgreSQL by pg_dump; either sees one moment of a site that
runs. A folder is complete or not there.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import connection
from msgspec import Struct, ValidationError

NOTE = "backup.json"
KEY = "secret_key"
FORMAT = 1


class BackupError(Exception):
    """The words say what could not be done."""


class Note(Struct, frozen=True, kw_only=True):
    """`file`: the database's copy, with its SHA-256. `vendor`: sqlite or postgresql."""

    format: int
    made_at: str
    version: str
    vendor: str
    file: str
    size: int
    sha256: str


def backup_make(folder: Path) -> Path:
    """A new folder in `folder`, readable by its owner alone. Raises BackupError."""
    made_at = datetime.now(UTC)
    final = folder / f"cosmic-{made_at:%Y%m%dT%H%M%SZ}"
    partial = folder / f".{final.name}.partial"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial.mkdir(mode=0o700)
    except OSError as error:
        raise BackupError(f"{folder}: {error.strerror}") from error
    try:
        sqlite = connection.vendor == "sqlite"
        copy = partial / ("database.sqlite3" if sqlite else "database.dump")
        (_copy_sqlite if sqlite else _dump_postgresql)(copy)
        copy.chmod(0o600)
        _keep_key(partial)
        note = Note(
            format=FORMAT,
            made_at=made_at.isoformat(timespec="seconds"),
            version=settings.GAME_VERSION,
            vendor=connection.vendor,
            file=copy.name,
            size=copy.stat().st_size,
            sha256=_digest(copy),
        )
        text = msgspec.json.format(msgspec.json.encode(note), indent=2)
        (partial / NOTE).write_bytes(text + b"\n")
        partial.rename(final)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return final


def backup_read(folder: Path) -> Note:
    """What is in a backup, after a look at whether it is whole and for this database."""
    try:
        note = msgspec.json.decode((folder / NOTE).read_bytes(), type=Note)
    except (OSError, ValidationError) as error:
        raise BackupError(f"{folder} is no backup: {error}") from error
    copy = folder / note.file
    if note.format != FORMAT or copy.parent != folder:
        raise BackupError(f"{folder} is no backup of a form that this version knows")
    if note.vendor != connection.vendor:
        raise BackupError(f"that is a backup of {note.vendor}; this site has {connection.vendor}")
    if not copy.exists() or _digest(copy) != note.sha256:
        raise BackupError(f"{copy} is damaged")
    return note


def backup_restore(folder: Path, note: Note) -> None:
    """Put the database and the key back as they were. The site must not run."""
    copy = folder / note.file
    connection.close()
    if note.vendor == "sqlite":
        _restore_sqlite(copy)
    else:
        _restore_postgresql(copy)
    _restore_key(folder)


def backups_prune(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest `keep`; gives those that are gone."""
    made = sorted(path.parent for path in folder.glob(f"cosmic-*/{NOTE}"))
    gone = made[:-keep] if keep else []
    for path in gone:
        shutil.rmtree(path)
    return gone


# --- SQLite -------------------------------------------------------------------------------


def _copy_sqlite(copy: Path) -> None:
    with (
        closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as site,
        closing(sqlite3.connect(copy)) as target,
    ):
        site.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, whole by itself
        found = target.execute("PRAGMA quick_check").fetchone()[0]
    if found != "ok":
        raise BackupError(f"the database is damaged: {found}")


def _restore_sqlite(copy: Path) -> None:
    """Into the file that is there, so that nothing goes on with another one."""
    path = Path(settings.DATABASES["default"]["NAME"])
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _fill_sqlite(copy, path)
    except sqlite3.DatabaseError:  # what is there is no database any more
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()
        _fill_sqlite(copy, path)


def _fill_sqlite(copy: Path, path: Path) -> None:
    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(path)) as site:
        source.backup(site)
        site.execute("PRAGMA journal_mode=WAL")


# --- PostgreSQL ---------------------------------------------------------------------------


def _dump_postgresql(copy: Path) -> None:
    quiet = ("--format=custom", "--no-owner", "--no-privileges")
    _run("pg_dump", *quiet, f"--file={copy}")
    _run("pg_restore", "--list", str(copy))


def _restore_postgresql(copy: Path) -> None:
    """All of it or nothing. Tables that the copy does not have must not stay, either."""
    _run("pg_restore", "--list", str(copy))
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if tables:
            names = ", ".join(map(connection.ops.quote_name, tables))
            cursor.execute(f"DROP TABLE {names} CASCADE")
    connection.close()
    whole = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    name = str(settings.DATABASES["default"]["NAME"])
    _run("pg_restore", *whole, f"--dbname={name}", str(copy))


def _run(program: str, *arguments: str) -> None:
    """A program of PostgreSQL; the password goes by the environment, where `ps` shows none."""
    debian = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    path = shutil.which(program, path=os.pathsep.join([*debian, os.environ.get("PATH", "")]))
    if path is None:
        raise BackupError(f"there is no {program} here; install PostgreSQL's client programs")
    done = subprocess.run(  # noqa: S603 no shell; the arguments are ours
        [path, *arguments], env=_postgresql_environment(), capture_output=True, text=True
    )
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.strip()}")


def _postgresql_environment() -> Mapping[str, str]:
    database = settings.DATABASES["default"]
    named = {
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
        **{f"PG{name.upper()}": value for name, value in database.get("OPTIONS", {}).items()},
    }
    return {**os.environ, **{name: str(value) for name, value in named.items() if value}}


# --- the key, and sums --------------------------------------------------------------------


def _keep_key(folder: Path) -> None:
    kept = Path(settings.COSMIC.data_dir) / KEY
    if kept.exists() and not settings.COSMIC.secret_key:
        shutil.copyfile(kept, folder / KEY)
        (folder / KEY).chmod(0o600)


def _restore_key(folder: Path) -> None:
    """Logs and tokens of the time of the backup are good again; a newer key is put aside."""
    source, target = folder / KEY, Path(settings.COSMIC.data_dir) / KEY
    if not source.exists() or settings.COSMIC.secret_key:
        return
    if target.exists() and target.read_bytes() != source.read_bytes():
        target.rename(target.with_name(f"{KEY}.replaced"))
    shutil.copyfile(source, target)
    target.chmod(0o600)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
