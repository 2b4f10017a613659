"""What the figures were measured on."""

import os
import platform
import shlex
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("Django", "channels", "uvicorn", "websockets", "uvloop", "msgspec", "numpy")


def cpu_name() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def description(module: str) -> str:
    """A Markdown list: machine, versions, the command and the time of the measurement."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    command = shlex.join(["python", "-m", module, *sys.argv[1:]])
    return "\n".join(
        (
            f"- Machine: {os.cpu_count()} cores of {cpu_name()}, {memory_gib():.0f} GiB, "
            f"Linux {platform.release()}",
            f"- Versions: Python {platform.python_version()}, {versions}",
            f"- Command: `{command}`, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        )
    )
