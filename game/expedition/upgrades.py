"""How a run's fields, as an older version stored them, become those of the present one.

A change of `state.py` that old documents cannot be read with adds one to `document.VERSION`, a
function here under the version that it reads, and a golden file of the new version to the tests.
"""

from collections.abc import Callable, Mapping
from typing import Any

Fields = dict[str, Any]
Upgrade = Callable[[Fields], Fields]  # from one version to the next; may change what it gets

UPGRADES: Mapping[int, Upgrade] = {}


class MissingUpgrade(Exception):
    """No function reads that version."""


def upgraded(
    fields: Fields, *, version: int, to: int, table: Mapping[int, Upgrade] = UPGRADES
) -> Fields:
    """The fields of version `version` as those of version `to`, one step after the other.

    Steps run before any schema is checked and may raise LookupError, TypeError, ValueError or
    AttributeError on damaged fields. Raises MissingUpgrade.
    """
    for step in range(version, to):
        if step not in table:
            raise MissingUpgrade(f"documents of version {step} can no longer be read")
        fields = table[step](fields)
    return fields
