"""How often someone may try: counters in Django's cache, shared by pages and REST."""

import hashlib
import logging
import re
import time
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Literal

from django.conf import settings
from django.core.cache import cache

from accounts.addresses import address_block
from game.protocol.errors import AppError, ErrorCode

logger = logging.getLogger(__name__)

Scope = Literal[
    "login", "signup", "guest", "password_reset", "expedition", "match", "course", "rewind"
]
PERIODS_S = {"s": 1, "sec": 1, "min": 60, "m": 60, "hour": 3600, "h": 3600, "day": 86_400}
RATE = re.compile(r"(\d+)/([a-z]+)\Z")


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `limit` tries within any `period_s` seconds."""

    limit: int
    period_s: int


@lru_cache(maxsize=64)
def rate_from(text: str) -> Rate | None:
    """`10/min` as a Rate, None for `off`. Raises ValueError for anything else."""
    if text == "off":
        return None
    match = RATE.fullmatch(text)
    if match is None or match[2] not in PERIODS_S or match[1] == "0":
        raise ValueError(f"{text!r} is not a rate such as 10/min, 20/hour or off")
    return Rate(int(match[1]), PERIODS_S[match[2]])


def throttle(scope: Scope, *, address: str = "", name: str = "") -> None:
    """Count one try of an address and of a name, each against the scope's rate.

    Raises THROTTLED with `retry_after_s`. Call it before any costly work. Without a cache
    everybody may try: a game that cannot be entered is worse than one guessed at for a while.
    """
    rate = rate_from(getattr(settings.COSMIC, f"throttle_{scope}"))
    if rate is None:
        return
    callers = []
    if address:
        callers.append(f"address:{address_block(address)}")
    if name:
        callers.append(f"name:{name.lower()}")
    for caller in callers:
        try:
            wait_s = _count(f"{scope}:{caller}", rate, now_s=time.time())
        except Exception:  # a cache's own errors share no base class
            logger.warning("throttle %s is off: the cache does not answer", scope, exc_info=True)
            return
        if wait_s > 0:
            raise AppError(ErrorCode.THROTTLED, retry_after_s=ceil(wait_s))


def _count(caller: str, rate: Rate, *, now_s: float) -> float:
    """Add one try; seconds to wait when that is one too many (the try is then taken back).

    A sliding window out of two fixed ones: the last window's tries count by the share of it
    that still lies within one period of now. Adding comes before judging, so that tries at the
    same moment in several processes can never both be the last one allowed.
    """
    window, elapsed_s = divmod(now_s, rate.period_s)
    digest = hashlib.sha256(caller.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    this, last = (f"throttle:{digest}:{int(window) - back}" for back in (0, 1))
    cache.add(this, 0, timeout=2 * rate.period_s + 1)
    try:
        current = cache.incr(this)
    except ValueError:  # evicted between the two calls
        cache.set(this, 1, timeout=2 * rate.period_s + 1)
        current = 1
    previous = cache.get(last, 0)
    if current + previous * (1 - elapsed_s / rate.period_s) <= rate.limit:
        return 0.0
    current = cache.decr(this)
    return _wait_s(current, previous, elapsed_s, rate)


def _wait_s(current: int, previous: int, elapsed_s: float, rate: Rate) -> float:
    """Seconds until one more try fits beside `current` and what is left of `previous`."""
    room = rate.limit - 1 - current
    if room >= 0:  # the last window has to fade: previous * (1 - t / period) <= room
        return max(rate.period_s * (1 - room / previous) - elapsed_s, 0.001)
    until_next_s = rate.period_s - elapsed_s  # then this window is the one that fades
    return until_next_s + max(rate.period_s * (1 - (rate.limit - 1) / current), 0.0)
