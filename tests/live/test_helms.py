"""Inputs as columns: whose they are, and which of two of one ship holds."""

from array import array

import pytest

from game.engine.commands import SteerMany
from game.protocol import link
from game.worker.helms import Helms


def helms(*rows: tuple[int, int, float, bool], docks: dict[int, int] | None = None) -> Helms:
    """Rows of ship, ack, thrust and fire."""
    return Helms.of(
        link.Steering(
            array("q", [row[0] for row in rows]).tobytes(),
            array("q", [row[1] for row in rows]).tobytes(),
            array("d", [row[2] for row in rows]).tobytes(),
            array("d", [-row[2] for row in rows]).tobytes(),
            bytes([row[3] for row in rows]),
            docks or {},
        )
    )


def rows_of(these: Helms) -> list[tuple[int, int, float, float, bool]]:
    columns = (these.ships, these.acks, these.thrust, these.turn, these.fire)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_rows_that_are_not_wanted_take_their_docking_with_them() -> None:
    these = helms((1, 10, 0.5, True), (2, 20, 1.0, False), docks={1: 9, 2: 19}).only([False, True])
    assert rows_of(these) == [(2, 20, 1.0, -1.0, False)]
    assert these.docks == {2: 19}


def test_the_newest_input_of_a_ship_takes_the_place_of_all_older_ones() -> None:
    first = helms((1, 10, 0.5, True), (2, 20, 0.25, False), docks={1: 9, 2: 19})
    then = first.then(helms((2, 21, 1.0, True), (3, 30, 0.0, False), docks={3: 29}))
    assert rows_of(then) == [
        (1, 10, 0.5, -0.5, True),
        (2, 21, 1.0, -1.0, True),
        (3, 30, 0.0, 0.0, False),
    ]
    assert then.docks == {1: 9, 3: 29}


def test_no_helms_are_an_empty_command() -> None:
    assert Helms.none().command() == SteerMany(b"", b"", b"", b"")
    assert rows_of(Helms.none().then(helms((1, 2, 0.5, True)))) == [(1, 2, 0.5, -0.5, True)]


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="different lengths"):
        Helms.of(link.Steering(ships=bytes(16), acks=bytes(8)))
