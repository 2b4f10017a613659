"""What one connection may cost, counted before any work is done for it."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from game.protocol.limits import ABUSE_ERRORS, ABUSE_WINDOW_S


@dataclass(frozen=True, slots=True)
class Limits:
    """The operator's limits: a second, a process, a player, an address; login_timeout in s."""

    inputs_per_second: int
    messages_per_second: int
    max_connections: int
    max_connections_per_player: int
    max_connections_per_address: int
    login_timeout: float


def limits_from(config: object) -> Limits:
    return Limits(**{field.name: getattr(config, field.name) for field in fields(Limits)})


class TokenBucket:
    """`rate` a second on average, `burst` at once, which is twice that unless told."""

    __slots__ = ("_at", "_clock", "_tokens", "burst", "rate")

    def __init__(
        self, rate: float, clock: Callable[[], float], *, burst: float | None = None
    ) -> None:
        self.rate = rate
        self.burst = rate * 2 if burst is None else burst
        self._tokens = self.burst
        self._clock = clock
        self._at = clock()

    @property
    def empty(self) -> bool:
        """Whether `take` would say no."""
        self._fill()
        return self._tokens < 1

    def _fill(self) -> None:
        now = self._clock()
        self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
        self._at = now

    def take(self) -> bool:
        now = self._clock()  # as `_fill`, without its call: this is done for every message
        tokens = self._tokens + (now - self._at) * self.rate
        self._at = now
        if tokens > self.burst:
            tokens = self.burst
        if tokens < 1:
            self._tokens = tokens
            return False
        self._tokens = tokens - 1
        return True


class AbuseMeter:
    """Counts protocol errors; ten within ten seconds are too many."""

    __slots__ = ("_clock", "_times")

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._times: deque[float] = deque(maxlen=ABUSE_ERRORS)

    def count(self) -> bool:
        """Note an error; True when the connection has to go."""
        now = self._clock()
        self._times.append(now)
        return len(self._times) == ABUSE_ERRORS and now - self._times[0] <= ABUSE_WINDOW_S


class ConnectionCounts:
    """How many connections a process, an address and a player hold. A limit of 0 is none."""

    def __init__(self, *, total: int, per_address: int, per_player: int) -> None:
        self._limits = (total, per_address, per_player)
        self.total = 0
        self._addresses: Counter[str] = Counter()
        self._players: Counter[int] = Counter()

    def open(self, address: str) -> bool:
        """Count a connection in; False, and not counted, when it is one too many."""
        total, per_address, _ = self._limits
        if total and self.total >= total:
            return False
        if per_address and self._addresses[address] >= per_address:
            return False
        self.total += 1
        self._addresses[address] += 1
        return True

    def close(self, address: str) -> None:
        self.total -= 1
        _uncount(self._addresses, address)

    def login(self, player: int) -> bool:
        per_player = self._limits[2]
        if per_player and self._players[player] >= per_player:
            return False
        self._players[player] += 1
        return True

    def logout(self, player: int) -> None:
        _uncount(self._players, player)


def _uncount(counter: Counter[Any], key: object) -> None:
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]
