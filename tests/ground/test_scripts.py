"""What `make` runs, where it goes wrong: one clear line each."""

import importlib
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.server import HOST, ROOT

SCRIPTS = ROOT / ".ci"


def play(port: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(SCRIPTS / "play.py")],
        env={**os.environ, "PORT": port},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> "type[Scripts]":
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return Scripts


class Scripts:
    """The modules of .ci, which import each other by their bare names."""

    @staticmethod
    def load(name: str) -> ModuleType:
        return importlib.import_module(name)


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = play(str(port))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"cosmic: port {port} is in use. Another one: make play PORT={port + 1}\n"
    )


@pytest.mark.parametrize("port", ["zero", "0", "70000", "-1"])
def test_a_port_that_is_none_is_one_clear_line(port: str) -> None:
    done = play(port)
    assert (done.returncode, done.stderr) == (1, f"cosmic: PORT={port} is not a port number\n")


def test_a_stamp_is_fresh_until_a_source_changes(script: type[Scripts], tmp_path: Path) -> None:
    source, folder = tmp_path / "requirements.txt", tmp_path / "folder"
    source.write_text("one==1")
    folder.mkdir()
    stamp = script.load("ground").Stamp
    path = tmp_path / "made" / ".stamp"
    assert not stamp(path, [source, folder]).fresh()
    stamp(path, [source, folder]).write()
    assert stamp(path, [source, folder]).fresh()
    (folder / "new").write_text("")
    assert not stamp(path, [source, folder]).fresh()
    stamp(path, [source, folder]).write()
    source.write_text("one==2")
    assert not stamp(path, [source, folder]).fresh()
    assert not stamp(path, [source, folder, "another Python"]).fresh()


def test_a_step_that_fails_shows_what_its_command_said(
    script: type[Scripts], capsys: pytest.CaptureFixture[str]
) -> None:
    ground = script.load("ground")
    words = "import sys; print('out'); sys.exit('no room left')"
    with pytest.raises(ground.Failed) as failed:
        ground.step("A step", [sys.executable, "-c", words])
    assert "no room left" in failed.value.output
    assert "A step ..." in capsys.readouterr().out


def test_what_is_left_out_is_said_and_fails_only_when_strict(
    script: type[Scripts], capsys: pytest.CaptureFixture[str]
) -> None:
    check, programs = script.load("check"), script.load("programs")
    browser = next(group for group in programs.GROUPS if group.marker == "browser")
    check.conclude(check.Checks(), [browser], strict=False, seconds=1.0)
    assert "left out: browser tests (no chromium found)" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        check.conclude(check.Checks(), [browser], strict=True, seconds=1.0)
    assert ended.value.code == 1


def test_every_group_has_its_marker(script: type[Scripts], pytestconfig: pytest.Config) -> None:
    """What the scripts deselect by marker is what pytest knows by that name."""
    known = {line.partition(":")[0] for line in pytestconfig.getini("markers")}
    groups = {group.marker for group in script.load("programs").GROUPS}
    assert groups <= known
    assert groups <= set(script.load("check").RUNNING) <= known


def test_one_failed_check_does_not_stop_the_next(
    script: type[Scripts], capsys: pytest.CaptureFixture[str]
) -> None:
    checks = script.load("check").Checks()
    checks.command("First", [sys.executable, "-c", "raise SystemExit('broken')"])
    checks.command("Second", [sys.executable, "-c", ""])
    assert checks.failed == ["First"]
    said = capsys.readouterr().out
    assert "broken" in said
    assert "Second" in said
    with pytest.raises(SystemExit):
        script.load("check").conclude(checks, [], strict=False, seconds=1.0)
