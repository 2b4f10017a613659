"""Remembering how what operators do regularly went, for alerts and for the admin's overview."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.models.functions import Now

from game.models import Chore

WORDS_MAX = 200


@dataclass
class Run:
    """What a run has to say at its end."""

    ok: bool = True
    figure: int = 0
    words: str = ""


@contextmanager
def chore_run(*, name: str) -> Iterator[Run]:
    """Note the end of a chore, also one that ends by an exception."""
    run = Run()
    try:
        yield run
    except BaseException as error:
        run.ok, run.words = False, f"{type(error).__name__}: {error}"
        raise
    finally:
        chore_note(name=name, run=run)


def chore_note(*, name: str, run: Run) -> None:
    fields = {
        "tried_at": Now(),
        "ok": run.ok,
        "figure": run.figure,
        "words": run.words[:WORDS_MAX],
    }
    if run.ok:
        fields["done_at"] = Now()
    Chore.objects.update_or_create(name=name, defaults=fields)
