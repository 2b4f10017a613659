"""The programs that `make up` and some tests drive: which are here, and apt for the others."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ground import begin, capture, end, environment, program


class Group(NamedTuple):
    """Tests under one pytest marker, the programs of which they need one, the best first, and the
    Debian packages of those."""

    marker: str
    words: str
    names: tuple[str, ...]
    packages: tuple[str, ...]
    folders: tuple[str, ...] = ()


GROUPS = (
    Group(
        "browser",
        "browser tests",
        ("chromium-headless-shell", "chromium", "google-chrome"),
        ("chromium-headless-shell", "chromium"),
    ),
    Group("redis", "Redis tests", ("redis-server",), ("redis-server",)),
    Group(
        "postgres",
        "PostgreSQL tests",
        ("initdb",),
        ("postgresql",),
        tuple(str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]),
    ),
    Group("nginx", "proxy tests", ("nginx",), ("nginx-light",), ("/usr/sbin",)),
    Group("prometheus", "alert tests", ("prometheus",), ("prometheus",)),
)


def missing_groups(groups: Sequence[Group] = GROUPS) -> list[Group]:
    """Those whose program is not here, after apt has had its try where it can."""
    wanting = [group for group in groups if not present(group, group.names[:1])]
    if wanting and apt_can_install():
        apt("update")
        for group in wanting:
            for package in group.packages:
                apt("install", "--yes", "--no-install-recommends", package)
                if present(group, group.names):
                    break
    return [group for group in wanting if not present(group, group.names)]


def present(group: Group, names: Sequence[str]) -> bool:
    folders = group.folders
    if group.marker == "postgres":  # its folder may have come with an install just now
        folders = tuple(str(path) for path in Path("/usr/lib/postgresql").glob("*/bin"))
    return program(*names, folders=folders) is not None


def apt_can_install() -> bool:
    return (
        Path("/etc/debian_version").exists()
        and hasattr(os, "geteuid")
        and os.geteuid() == 0
        and shutil.which("apt-get") is not None
    )


def apt(*words: str) -> None:
    """Have apt do something with no question asked and no service started. A failure is told, not
    fatal: the groups that stay without their program are reported as left out.
    """
    started = begin(f"apt: {words[-1]}")
    env = environment(DEBIAN_FRONTEND="noninteractive", RUNLEVEL="1")
    done = capture(["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", *words], env)
    if done.returncode:
        end(started, "FAILED")
        print(done.stdout)
        return
    end(started)
