"""What a backup's folder promises, and what is not restored."""

import json
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from django.conf import LazySettings
from django.db import connections

from game.management.backups import (
    BackupError,
    backup_make,
    backup_read,
    backup_restore,
    backups_prune,
)


@pytest.fixture
def data(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data directory with a little database.

    The connection of other tests is put aside: once closed, its database in memory were gone.
    """
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "secret_key").write_text("the key of then")
    settings.COSMIC = msgspec.structs.replace(settings.COSMIC, data_dir=str(folder), secret_key="")
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(folder / "cosmic.sqlite3"))
    with sqlite3.connect(folder / "cosmic.sqlite3") as site:
        site.execute("CREATE TABLE ship (x integer)")
        site.execute("INSERT INTO ship VALUES (7)")
    before = connections["default"]
    del connections["default"]
    yield folder
    connections["default"].close()
    connections["default"] = before


def ships(data: Path) -> list[int]:
    with sqlite3.connect(data / "cosmic.sqlite3") as site:
        return [x for (x,) in site.execute("SELECT x FROM ship")]


def test_a_backup_is_for_its_owner_alone(data: Path, tmp_path: Path) -> None:
    made = backup_make(tmp_path / "backups")
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    for name in ("database.sqlite3", "secret_key"):
        assert stat.S_IMODE((made / name).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [made.name]


def test_it_comes_back_over_a_database_that_changed_or_broke_or_went(
    data: Path, tmp_path: Path
) -> None:
    made = backup_make(tmp_path / "backups")
    note = backup_read(made)
    with sqlite3.connect(data / "cosmic.sqlite3") as site:
        site.execute("UPDATE ship SET x = 8")
        site.execute("CREATE TABLE later (y integer)")
    backup_restore(made, note)
    assert ships(data) == [7]
    with sqlite3.connect(data / "cosmic.sqlite3") as site, pytest.raises(sqlite3.OperationalError):
        site.execute("SELECT * FROM later")
    (data / "cosmic.sqlite3").write_bytes(b"this is no database" * 100)
    backup_restore(made, note)
    assert ships(data) == [7]
    shutil.rmtree(data)
    backup_restore(made, note)
    assert ships(data) == [7]
    assert (data / "secret_key").read_text() == "the key of then"


def test_a_key_that_came_meanwhile_is_put_aside(data: Path, tmp_path: Path) -> None:
    made = backup_make(tmp_path / "backups")
    (data / "secret_key").write_text("the key of now")
    backup_restore(made, backup_read(made))
    assert (data / "secret_key").read_text() == "the key of then"
    assert (data / "secret_key.replaced").read_text() == "the key of now"


def test_what_is_damaged_foreign_or_no_backup_is_refused(data: Path, tmp_path: Path) -> None:
    made = backup_make(tmp_path / "backups")
    with pytest.raises(BackupError, match="no backup"):
        backup_read(tmp_path)
    note = json.loads((made / "backup.json").read_text())

    def changed(**fields: object) -> None:
        (made / "backup.json").write_text(json.dumps({**note, **fields}))

    changed(vendor="postgresql")
    with pytest.raises(BackupError, match="this site has sqlite"):
        backup_read(made)
    changed(format=99)
    with pytest.raises(BackupError, match="form"):
        backup_read(made)
    changed(file="../secret")
    with pytest.raises(BackupError, match="form"):
        backup_read(made)
    changed()
    with (made / "database.sqlite3").open("ab") as file:
        file.write(b"!")
    with pytest.raises(BackupError, match="damaged"):
        backup_read(made)


def test_the_oldest_make_room_for_the_newest(tmp_path: Path) -> None:
    for day in range(1, 6):
        folder = tmp_path / f"cosmic-2026010{day}T042000Z"
        folder.mkdir()
        (folder / "backup.json").touch()
    (tmp_path / "of somebody else").mkdir()
    gone = backups_prune(tmp_path, 2)
    assert [path.name[-9:-8] for path in gone] == ["1", "2", "3"]
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["cosmic-20260104T042000Z", "cosmic-20260105T042000Z", "of somebody else"]
    assert backups_prune(tmp_path, 0) == []


def test_a_place_that_cannot_be_written_is_said(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BackupError, match="file"):
        backup_make(tmp_path / "file" / "below")
