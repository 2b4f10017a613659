"""Transactions that write, where many threads of one process do.

SQLite has one writer, and who finds it busy sleeps for longer and longer before trying again:
eight threads bring its p99 from 48 to 861 ms. Here they stand in line instead, and the next one
begins as soon as the one before has committed. PostgreSQL locks rows and needs no line.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from django.db import connection, transaction

_line = Lock()


@contextmanager
def writing() -> Iterator[None]:
    """A transaction; on SQLite one at a time in this process. Not to be nested in another one.

    What was put off until the commit runs when the next in line may write already.
    """
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    place = _Place()
    try:
        with transaction.atomic():
            transaction.on_commit(place.leave)
            yield
    finally:
        place.leave()


class _Place:
    """The head of the line, held from the beginning and left once."""

    def __init__(self) -> None:
        _line.acquire()
        self._held = True

    def leave(self) -> None:
        if self._held:
            self._held = False
            _line.release()
