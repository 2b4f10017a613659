"""Names in classes: a class's code in front of a session's name, a team's secret behind its name.

A class's tables are sessions called CODE/table. CODE alone, where every team comes to be given its
next game of a tournament, is the lobby.
"""

import re
from collections.abc import Iterable

from msgspec import Struct

from game.matches.refusals import Code, Refused

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels: no words by chance, and nothing to take for a digit
CODE_GROUPS = (3, 3, 3)  # 38 bits
SECRET_LETTERS = "bcdfghjkmnpqrstvwxz23456789"  # noqa: S105 what secrets are made of
SECRET_LENGTH = 12  # 57 bits
TEAM_LENGTH = 24
BETWEEN = ":"  # a team's name and its secret
CUP = "cup-"  # tables whose name begins so belong to tournaments

_group = f"[{LETTERS}]"
_code = "-".join(f"{_group}{{{length}}}" for length in CODE_GROUPS)
_PLACE = re.compile(rf"({_code})(?:/(.*))?", re.IGNORECASE | re.DOTALL)
_SIGNED = re.compile(rf"{BETWEEN}\s*[{SECRET_LETTERS}]{{{SECRET_LENGTH}}}\s*\Z", re.IGNORECASE)


class Place(Struct, frozen=True):
    """Where in a class somebody wants to play. table: empty for the lobby."""

    code: str
    table: str

    @property
    def of_cup(self) -> bool:
        return self.table.startswith(CUP)


def place_of(session: str) -> Place | None:
    """None for a session outside of classes.

    Raises Refused (BAD_NAME) for a code in small letters: two spellings would be two sessions.
    """
    found = _PLACE.fullmatch(session)
    if found is None:
        return None
    code, table = found[1], found[2]
    if code != code.upper():
        raise Refused(Code.BAD_NAME, f"write the class's code in capitals: {code.upper()}")
    if table == "":
        raise Refused(Code.BAD_NAME, f"a table's name is missing after {code}/")
    return Place(code, table or "")


def session_at(code: str, table: str) -> str:
    return f"{code}/{table}"


def cup_table(tournament: int, fixture: int) -> str:
    """Of a class's tournament and of that one's fixture, both counted from 1."""
    return f"{CUP}{tournament}-{fixture}"


def code_of(letters: Iterable[str]) -> str:
    """A code such as KFX-WRP-TBD, of as many letters as it takes."""
    given = iter(letters)
    return "-".join("".join(next(given) for _ in range(length)) for length in CODE_GROUPS)


def split_name(name: str) -> tuple[str, str]:
    """A team's name, and the secret that was given with it; empty for none."""
    team, _, secret = name.partition(BETWEEN)
    return team.strip(), secret.strip()


def check_unsigned(name: str, session: str) -> None:
    """For sessions outside of classes, where names are shown as they were given.

    Raises Refused (BAD_NAME) for a name with a team's secret.
    """
    if _SIGNED.search(name):
        raise Refused(
            Code.BAD_NAME,
            f"{session!r} is no class's code, and everybody there would see your team's secret: "
            "give the code of your class, or a name without a secret",
        )


def check_team(name: str) -> str:
    """A name that a team can have, without the spaces around it. Raises Refused (BAD_NAME)."""
    trimmed = " ".join(name.split())
    if not 1 <= len(trimmed) <= TEAM_LENGTH or not trimmed.isprintable() or BETWEEN in trimmed:
        raise Refused(
            Code.BAD_NAME,
            f"a team's name has 1 to {TEAM_LENGTH} printable characters and no colon",
        )
    return trimmed
