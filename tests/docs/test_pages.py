"""What the documentation says can be followed: links, commands, examples."""

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.docs.pages import PAGES, Block, blocks
from tests.support.server import ROOT, LiveServer, clean_environment

LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
DEFAULT_SITE = "http://127.0.0.1:8000"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = [target for target in LINK.findall(page.read_text()) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("block", blocks("sh"), ids=str)
def test_commands_exist(block: Block) -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for name in re.findall(r"^make (\w+)", block.text, re.MULTILINE):
        assert name in targets
    for name in re.findall(r"manage\.py (\w+)", block.text):
        assert name in get_commands()


@pytest.mark.server
@pytest.mark.parametrize("block", blocks("python"), ids=str)
def test_examples_run(block: Block, server: LiveServer, tmp_path: Path) -> None:
    """Each runs as a program of its own, in an empty folder with a copy of a site's database."""
    site = tmp_path / "var"
    site.mkdir()
    with (
        sqlite3.connect(server.data_dir / "cosmic.sqlite3") as source,
        sqlite3.connect(site / "cosmic.sqlite3") as copy,
    ):
        source.backup(copy)
    done = subprocess.run(
        [sys.executable, "-c", block.text.replace(DEFAULT_SITE, server.url)],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
