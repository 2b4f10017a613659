"""The ids that lines of the log carry: of a request, a player, a system, a match, an expedition.

They belong to a scope, which a request or a connection begins, and go where its work goes: into
its tasks and, by the lanes and the web's pool, into threads.
"""

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context, ContextVar

Id = str | int

REQUEST_ID_HEADER = b"x-request-id"

_fit_id = re.compile(rb"[\w.-]{8,64}", re.ASCII).fullmatch
_scope: ContextVar[dict[str, Id] | None] = ContextVar("log scope", default=None)


def ids() -> Mapping[str, Id]:
    """Those of the running task or thread."""
    return _scope.get() or {}


def begin(**own: Id) -> None:
    """A new scope for the running task and all that it starts."""
    _scope.set(own)


def bind(**more: Id) -> None:
    """From here on, for everything in the scope."""
    scope = _scope.get()
    if scope is None:
        begin(**more)
    else:
        scope.update(more)


@contextmanager
def bound(**more: Id) -> Iterator[None]:
    """For this block alone."""
    token = _scope.set({**ids(), **more})
    try:
        yield
    finally:
        _scope.reset(token)


def apart(**own: Id) -> Context:
    """A context for a task that serves everybody: it carries `own` and nothing of whoever
    happened to start it."""
    context = Context()
    context.run(begin, **own)
    return context


def request_id_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The id that a proxy gave, if it is fit to be written down, or a new one."""
    for name, value in headers:
        if name == REQUEST_ID_HEADER and _fit_id(value):
            return str(value, "ascii")
    return secrets.token_hex(8)
