"""All checks, or with --static only those that run nothing: linters, types, walls, migrations.

Every check runs even after one has failed; the exit status is the worst of them. --strict also
fails when a group of tests had to be left out for want of a program.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import setup  # checks the Python version before all else
from ground import BIN, PYTHON, ROOT, Failed, environment, step, stop
from programs import Group, missing_groups

NO_TESTS = 5  # pytest's word for an empty selection
RUNNING = ("browser", "server", "redis", "postgres", "nginx", "prometheus")  # what starts programs


class Checks:
    """Runs checks and remembers which failed."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    def run(self, title: str, check: Callable[[], None]) -> None:
        try:
            check()
        except Failed as error:
            self.failed.append(title)
            if error.output:
                print(error.output, flush=True)

    def command(self, title: str, *commands: Sequence[str | Path], **env: str) -> None:
        self.run(title, lambda: step(title, *commands, env=environment(**env)))


def static_checks(checks: Checks, data_dir: str) -> None:
    checks.command("Style of the Python code", ["ruff", "check", "."])
    checks.command("Format of the Python code", ["ruff", "format", "--check", "."])
    checks.command("Types of the Python code", ["mypy"])
    checks.command(
        "Types of the set-up scripts",
        ["mypy", "--follow-imports=silent", ".ci"],
        MYPYPATH=str(ROOT / ".ci"),
    )
    checks.command("Import walls", [BIN / "lint-imports"])
    checks.command("Types of the JavaScript code", ["npm", "run", "--silent", "types"])
    manage = [PYTHON, ROOT / "manage.py"]
    checks.command(
        "Migrations fit the models",
        [*manage, "makemigrations", "--check", "--dry-run"],
        COSMIC_DATA_DIR=data_dir,
    )
    checks.command(
        "Settings of a public server",
        [*manage, "check", "--deploy", "--fail-level", "WARNING"],
        COSMIC_DATA_DIR=data_dir,
        COSMIC_PUBLIC_ORIGIN="https://play.example.org",
        COSMIC_SECRET_KEY="a-made-up-key-for-this-check-alone-0123456789-abcdefghijklmnopqrst",
    )


def python_tests(checks: Checks, data_dir: str, left_out: Sequence[Group], rest: list[str]) -> None:
    """Two runs on both cores: what runs by itself, then what starts servers, file by file."""
    running = " or ".join(RUNNING)
    without = "".join(f" and not {group.marker}" for group in left_out)
    runs = {
        "Python tests": ["-m", f"not ({running})"],
        "Python tests against running programs": [
            *("-m", f"({running}){without}"),
            *("--dist", "loadfile"),
        ],
    }
    env = environment(COSMIC_DATA_DIR=data_dir)
    for name in ("DATABASE_URL", "REDIS_URL", "PYTHONDONTWRITEBYTECODE"):
        env.pop(name, None)  # the last: hundreds of processes start, each with all modules
    for title, options in runs.items():
        print(f"\n{title}", flush=True)
        command = [str(PYTHON), "-m", "pytest", "-n", "2", *options, *rest]
        if subprocess.run(command, cwd=ROOT, env=env).returncode not in (0, NO_TESTS):
            checks.failed.append(title)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--static", action="store_true", help="linters and types alone")
    parser.add_argument("--strict", action="store_true", help="fail when a group is left out")
    options, rest = parser.parse_known_args()
    started = time.monotonic()
    os.chdir(ROOT)
    try:
        setup.set_up()
    except Failed as error:
        print(error.output, file=sys.stderr)
        stop(f"this step failed: {error}")
    checks = Checks()
    left_out: list[Group] = []
    with tempfile.TemporaryDirectory(prefix="cosmic-check-") as data_dir:
        if not options.static:
            left_out = missing_groups()
        static_checks(checks, data_dir)
        if not options.static:
            checks.command(
                "Tests of the JavaScript code",
                ["npm", "test", "--silent"],
                NODE_OPTIONS="--test-reporter=spec",
            )
            python_tests(checks, data_dir, left_out, rest)
    conclude(checks, left_out, strict=options.strict, seconds=time.monotonic() - started)


def conclude(checks: Checks, left_out: Sequence[Group], *, strict: bool, seconds: float) -> None:
    print()
    for group in left_out:
        print(f"left out: {group.words} (no {group.packages[-1]} found)")
    for title in checks.failed:
        print(f"FAILED: {title}")
    if checks.failed or (strict and left_out):
        sys.exit(1)
    print(f"All checks passed in {seconds:.0f} s.")


if __name__ == "__main__":
    main()
