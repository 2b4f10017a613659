"""What all visits together may hold in memory: half requests, and answers that nobody takes."""

from typing import Generic, TypeVar

T = TypeVar("T")

SMALL = 64 * 1024  # bytes of a half request that count for nothing
MAX_HEARD = 64 * 1024 * 1024  # bytes of half requests beyond that
MAX_OWED = 64 * 1024 * 1024  # bytes of answers that wait to be read


class Stores(Generic[T]):
    """Bytes by visit. Whoever uses it does the cutting off."""

    def __init__(self) -> None:
        self._heard: dict[T, int] = {}
        self._owed: dict[T, int] = {}
        self._heard_bytes = self._owed_bytes = 0

    def keep(self, visit: T, size: int) -> bool:
        """Whether there is room for a half request that has grown to `size` bytes."""
        if size <= SMALL:
            return True
        self._heard_bytes += size - self._heard.get(visit, 0)
        self._heard[visit] = size
        return self._heard_bytes <= MAX_HEARD

    def owe(self, visit: T, size: int) -> list[T]:
        """Note an answer that is not taken at once; whom to cut off for it, the oldest first."""
        self._owed[visit] = size
        self._owed_bytes += size
        cut = []
        for other, owed in self._owed.items():
            if self._owed_bytes <= MAX_OWED:
                break
            self._owed_bytes -= owed
            cut.append(other)
        for other in cut:
            del self._owed[other]
        return cut

    def let_go(self, visit: T) -> None:
        self._heard_bytes -= self._heard.pop(visit, 0)
        self._owed_bytes -= self._owed.pop(visit, 0)
