"""What has come and nobody has read yet."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from cosmic_client.errors import GameServerError

T = TypeVar("T")


class Inbox(Generic[T]):
    """A bounded queue that ends with an error. Belongs to one event loop.

    A full queue lets its oldest item go, and so does `put(..., replacing=...)` with the newest
    one when that is no longer worth reading.
    """

    def __init__(self, bound: int) -> None:
        self._items: deque[T] = deque(maxlen=bound)
        self._ended: GameServerError | None = None
        self._news = asyncio.Event()

    def put(self, item: T, replacing: Callable[[T], bool] = lambda _: False) -> None:
        if self._items and replacing(self._items[-1]):
            self._items.pop()
        self._items.append(item)
        self._news.set()

    def end(self, error: GameServerError) -> None:
        """After what is still there, `get` raises this."""
        self._ended = self._ended or error
        self._news.set()

    def empty(self) -> bool:
        return not self._items

    async def get(self) -> T:
        """The oldest item. Raises what `end` was given once nothing is left."""
        while not self._items:
            if self._ended is not None:
                raise self._ended
            self._news.clear()
            await self._news.wait()
        return self._items.popleft()
