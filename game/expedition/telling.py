"""Texts with blanks, filled in for a run."""

import re
from collections.abc import Mapping

from game.catalog.expedition import catalog
from game.expedition.places import here
from game.expedition.state import Run

_BLANK = re.compile(r"\{(\w+)\}")
_SENTENCE_ENDS = (".", "!", "?", '."', '!"', '?"')


def surroundings(run: Run) -> dict[str, str]:
    """The blanks that every text may have."""
    region, node = here(run)
    ship = "pod" if run.pod.active else catalog().ship_types[run.ship_type].name
    return {"place": node.name, "region": region.name, "ship": ship}


def fill(text: str, blanks: Mapping[str, str | int]) -> str:
    """`text` with its blanks filled in; one that begins a sentence begins with a capital.

    Raises KeyError for a blank that nothing is known for.
    """

    def filled(match: re.Match[str]) -> str:
        words = str(blanks[match[1]])
        before = text[: match.start()].rstrip()
        return capital(words) if not before or before.endswith(_SENTENCE_ENDS) else words

    return _BLANK.sub(filled, text)


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def listed(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
