"""The ids that lines of the log carry: of a request, a player, a system, a match, an expedition.

They go where the work goes: into tasks and, by the lanes and the web's pool, into threads.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context, ContextVar

Id = str | int

_ids: ContextVar[Mapping[str, Id]] = ContextVar("log ids", default={})  # noqa: B039 never changed


def ids() -> Mapping[str, Id]:
    """Those of the running task or thread."""
    return _ids.get()


def bind(**more: Id) -> None:
    """From here on, for as long as the running task or request lasts."""
    _ids.set({**_ids.get(), **more})


@contextmanager
def bound(**more: Id) -> Iterator[None]:
    token = _ids.set({**_ids.get(), **more})
    try:
        yield
    finally:
        _ids.reset(token)


def apart(**own: Id) -> Context:
    """A context for a task that serves everybody: it carries `own` and nothing of whoever
    happened to start it."""
    context = Context()
    context.run(bind, **own)
    return context
