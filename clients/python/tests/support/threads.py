"""Clients that wait, in threads of their own."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any


def in_thread(call: Callable[[], Any]) -> Future[Any]:
    """The call's future; a thread that waits for ever ends with the tests."""
    future: Future[Any] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except Exception as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future
