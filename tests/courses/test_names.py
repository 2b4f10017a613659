"""Codes of classes and secrets of teams, as they stand in names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.matches.classroom import (
    CODE_GROUPS,
    LETTERS,
    Place,
    check_team,
    check_unsigned,
    code_of,
    cup_table,
    place_of,
    session_at,
    split_name,
)
from game.matches.refusals import Code, Refused

CODE = "KFX-WRP-TBD"
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@given(st.text(LETTERS, min_size=sum(CODE_GROUPS), max_size=sum(CODE_GROUPS)), TEXTS)
def test_a_session_in_a_class_is_told_from_others(letters: str, table: str) -> None:
    code = code_of(letters)
    assert place_of(code) == Place(code, "")
    if table:
        assert place_of(session_at(code, table)) == Place(code, table)


@pytest.mark.parametrize(
    "session",
    ["auto", "friday", "", "KFX-WRP", "KFX-WRP-TBD2", "KFXWRPTBD", "AEI-OUA-EIO", f"x/{CODE}",
     f"{CODE} ", "2026-11-21", "table-0f3a9c"],
)  # fmt: skip
def test_other_sessions_have_nothing_to_do_with_classes(session: str) -> None:
    assert place_of(session) is None


@pytest.mark.parametrize("session", [CODE.lower(), "Kfx-WRP-TBD/a", f"{CODE}/"])
def test_what_is_nearly_a_class_is_refused_in_words(session: str) -> None:
    with pytest.raises(Refused) as refused:
        place_of(session)
    assert refused.value.code is Code.BAD_NAME
    assert CODE in refused.value.words


def test_tables_of_tournaments_are_known_by_their_names() -> None:
    place = place_of(session_at(CODE, cup_table(2, 17)))
    assert place == Place(CODE, "cup-2-17")
    assert place.of_cup
    assert not Place(CODE, "a").of_cup


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("Red Foxes:abc", ("Red Foxes", "abc")),
        (" Red Foxes : abc ", ("Red Foxes", "abc")),
        ("Red Foxes", ("Red Foxes", "")),
        ("a:b:c", ("a", "b:c")),
        ("", ("", "")),
    ],
)
def test_a_secret_stands_behind_a_colon(name: str, split: tuple[str, str]) -> None:
    assert split_name(name) == split


@pytest.mark.parametrize("name", ["", "  ", "x" * 25, "a:b", "a\nb\0", "a\u202eb"])
def test_bad_names_of_teams(name: str) -> None:
    with pytest.raises(Refused):
        check_team(name)


def test_spaces_are_tidied() -> None:
    assert check_team("  Red   Foxes ") == "Red Foxes"


@pytest.mark.parametrize(
    "name", ["Ants:bcdfghjkmnpq", "a b:c:23456789wxzr", " Ants : bcdfghjkmnpq ", ":BCDFGHJKMNPQ"]
)
def test_a_secret_is_not_shown_where_it_proves_nothing(name: str) -> None:
    with pytest.raises(Refused) as refused:
        check_unsigned(name, "auto")
    assert refused.value.code is Code.BAD_NAME
    assert "'auto' is no class's code" in refused.value.words
    assert name.partition(":")[2].strip() not in refused.value.words


@pytest.mark.parametrize(
    "name", ["", "Ants", "Ants:", "bcdfghjkmnpq", "Ants:bcdfghjkmnp", "Ants:bcdfghjkmnpqr",
             "Team:Wolverhampton", "Ants:bcdfghjkmnpq!"],
)  # fmt: skip
def test_other_names_may_have_colons(name: str) -> None:
    check_unsigned(name, "auto")
