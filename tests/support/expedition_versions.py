"""Documents as an imagined first version stored them, where the present one is the second."""

import json
from typing import Any

import pytest

from game.expedition import document, upgrades
from game.expedition.state import Run

FIRST, SECOND = 1, 2


def imagine_second_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first version called `food` by another name."""

    def renamed(fields: dict[str, Any]) -> dict[str, Any]:
        fields["food"] = fields.pop("rations")
        return fields

    monkeypatch.setattr(document, "VERSION", SECOND)
    monkeypatch.setitem(upgrades.UPGRADES, FIRST, renamed)


def older_fields(run: Run) -> dict[str, Any]:
    """A run's document of the first version, as a tree that can be changed."""
    fields: dict[str, Any] = json.loads(document.encode(run))
    fields["version"] = FIRST
    fields["run"]["rations"] = fields["run"].pop("food")
    return fields


def older_text(run: Run) -> str:
    return json.dumps(older_fields(run))
