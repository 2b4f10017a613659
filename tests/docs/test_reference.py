"""The pages of docs/reference are what the code says today."""

import os
import subprocess
import sys

import msgspec
import pytest

from cosmic_site.config import Config, variable_of
from game.protocol.errors import CloseCode, ErrorCode
from tests.support.server import ROOT

REFERENCE = ROOT / "docs" / "reference"


def test_the_reference_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "reference.py"), "--check"],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("field", [f.name for f in msgspec.structs.fields(Config)])
def test_every_setting_is_listed_and_explained(field: str) -> None:
    rows = [
        line for line in (REFERENCE / "settings.md").read_text().splitlines() if line[:1] == "|"
    ]
    row = next(line for line in rows if f"`{variable_of(field)}`" in line)
    assert row.split("|")[3].strip(), f"{field} needs a comment in cosmic_site/config.py"


def test_every_code_is_listed() -> None:
    page = (REFERENCE / "errors.md").read_text()
    assert [code for code in ErrorCode if f"| `{code}` |" not in page] == []
    assert [code for code in CloseCode if f"| {code.value} |" not in page] == []
