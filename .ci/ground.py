"""What every script in this folder stands on: paths, stamps, and one line of output a step.

Standard library alone: these scripts run before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
MODULES = ROOT / "node_modules"
DATA_DIR = Path(os.environ.get("COSMIC_DATA_DIR") or ROOT / "var").resolve()

WIDTH = 46  # columns of a step's title, so that results line up


class Failed(Exception):
    """A step did not work. `output` is what its command said, ready to be shown."""

    def __init__(self, title: str, output: str = "") -> None:
        super().__init__(title)
        self.output = output.rstrip()


def stop(line: str) -> NoReturn:
    """End the script with one plain line."""
    sys.exit(f"cosmic: {line}")


def begin(title: str) -> float:
    print(f"  {title} ".ljust(WIDTH, "."), end=" ", flush=True)
    return time.monotonic()


def end(started: float, word: str = "ok") -> None:
    print(f"{word} ({time.monotonic() - started:.1f} s)", flush=True)


def capture(
    command: Sequence[str | Path], env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run in the project's root; both streams end up in `stdout`."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=dict(env) if env is not None else environment(),
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


def step(title: str, *commands: Sequence[str | Path], env: Mapping[str, str] | None = None) -> None:
    """Run commands one after the other under one line. Raises Failed with what they said."""
    started = begin(title)
    for command in commands:
        done = capture(command, env)
        if done.returncode:
            end(started, "FAILED")
            raise Failed(title, done.stdout)
    end(started)


def environment(**values: str) -> dict[str, str]:
    """This process's environment with the venv's programs first."""
    env = dict(os.environ)
    env["PATH"] = os.pathsep.join([str(BIN), env.get("PATH", os.defpath)])
    env["VIRTUAL_ENV"] = str(VENV)
    env["PYTHONUNBUFFERED"] = "1"
    env.pop("PYTHONHOME", None)
    return {**env, **values}


def fingerprint(parts: Iterable[str | Path]) -> str:
    """One hash of words and of files' contents (a folder counts with all files below it)."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            digest.update(part.encode())
            continue
        below = sorted(part.rglob("*")) if part.is_dir() else [part]
        for file in below:
            if file.is_file():
                digest.update(str(file.relative_to(part.parent)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


class Stamp:
    """Remembers beside a result what it was made from, so that the next run can skip it."""

    def __init__(self, path: Path, parts: Iterable[str | Path]) -> None:
        self.path = path
        self.value = fingerprint(parts)

    def fresh(self) -> bool:
        try:
            return self.path.read_text() == self.value
        except OSError:
            return False

    def write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.value)


def program(*names: str, folders: Sequence[str] = ()) -> str | None:
    """The first of these programs that is on PATH or in one of the folders."""
    path = os.pathsep.join([environment()["PATH"], *folders])
    for name in names:
        found = shutil.which(name, path=path)
        if found:
            return found
    return None
