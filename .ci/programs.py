"""The programs that some tests drive: which are here, and apt for those that are not."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from ground import begin, capture, end, environment, program


class Group(NamedTuple):
    """Tests under one pytest marker, the program that they need, and its Debian package."""

    marker: str
    words: str
    names: tuple[str, ...]
    package: str
    folders: tuple[str, ...] = ()


GROUPS = (
    Group(
        "browser", "browser tests", ("chromium", "chromium-browser", "google-chrome"), "chromium"
    ),
    Group("redis", "Redis tests", ("redis-server",), "redis-server"),
    Group(
        "postgres",
        "PostgreSQL tests",
        ("initdb",),
        "postgresql",
        tuple(str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]),
    ),
    Group("nginx", "proxy tests", ("nginx",), "nginx-light", ("/usr/sbin",)),
    Group("prometheus", "alert tests", ("prometheus",), "prometheus"),
)


def missing_groups() -> list[Group]:
    """Groups whose program is not here, after apt has had its try where it can."""
    missing = [group for group in GROUPS if not present(group)]
    if missing and apt_can_install():
        install([group.package for group in missing])
        missing = [group for group in missing if not present(group)]
    return missing


def present(group: Group) -> bool:
    folders = group.folders
    if group.marker == "postgres":  # its folder may have come with an install just now
        folders = tuple(str(path) for path in Path("/usr/lib/postgresql").glob("*/bin"))
    return program(*group.names, folders=folders) is not None


def apt_can_install() -> bool:
    return (
        Path("/etc/debian_version").exists()
        and hasattr(os, "geteuid")
        and os.geteuid() == 0
        and shutil.which("apt-get") is not None
    )


def install(packages: list[str]) -> None:
    """Install with no question asked and no service started. A failure is told, not fatal:
    the groups that stay without their program are reported as left out.
    """
    started = begin(f"apt: {', '.join(packages)}")
    env = environment(DEBIAN_FRONTEND="noninteractive", RUNLEVEL="1")
    quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    commands = [
        [*quiet, "update"],
        [*quiet, "install", "--yes", "--no-install-recommends", *packages],
    ]
    done: subprocess.CompletedProcess[str] | None = None
    for command in commands:
        done = capture(command, env)
        if done.returncode:
            end(started, "FAILED")
            print(done.stdout)
            return
    end(started)
