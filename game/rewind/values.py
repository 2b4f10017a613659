"""Commands and edits as rows of plain values, and back.

A row is the number of the value's kind and then its fields. A segment names its kinds and their
fields, so that it stays readable when others are added.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, get_args

import msgspec

from game.engine.commands import Command
from game.engine.edits import Edit
from game.rewind.errors import SegmentError

Kinds = list[tuple[str, list[str]]]  # name, fields

_TYPES: tuple[type[Any], ...] = (*get_args(Command), *get_args(Edit))
_COMMANDS = frozenset(get_args(Command))


def _getter(kind: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    names = [field.name for field in fields(kind)]
    if len(names) == 1:
        single = attrgetter(names[0])
        return lambda value: (single(value),)
    return attrgetter(*names)


KINDS: Kinds = [(kind.__name__, [field.name for field in fields(kind)]) for kind in _TYPES]
_KNOWN = {name: (kind, frozenset(names)) for kind, (name, names) in zip(_TYPES, KINDS, strict=True)}
_ROWS = {kind: (number, _getter(kind)) for number, kind in enumerate(_TYPES)}


class Interning:
    """Each distinct row is stored once and meant by its number: helms are told over and over."""

    def __init__(self) -> None:
        self.rows: list[bytes] = []
        self._numbers: dict[bytes, int] = {}
        self._encode = msgspec.msgpack.Encoder().encode

    def number(self, value: Command | Edit) -> int:
        """By the bytes, not by equality, for which 0.0 and -0.0 are the same."""
        kind, values = _ROWS[type(value)]
        row = self._encode((kind, *values(value)))
        number = self._numbers.get(row)
        if number is None:
            number = self._numbers[row] = len(self.rows)
            self.rows.append(row)
        return number


def read_rows(kinds: Kinds, rows: Sequence[bytes]) -> list[Command | Edit]:
    """Fields that are new since have their defaults. Raises SegmentError where one is gone."""
    return [_value(kinds, row) for row in rows]


def is_command(value: Command | Edit) -> bool:
    return type(value) in _COMMANDS


def _value(kinds: Kinds, row: bytes) -> Any:
    try:
        number, *values = msgspec.msgpack.decode(row)
        name, names = kinds[number]
        kind, today = _KNOWN.get(name, (None, frozenset()))
        if kind is None or not today.issuperset(names):
            raise SegmentError(f"{name} is not what it was when this was recorded")
        return msgspec.convert(dict(zip(names, values, strict=True)), kind)
    except (ValueError, IndexError, TypeError) as error:
        raise SegmentError(f"a recorded value cannot be read: {error}") from error
