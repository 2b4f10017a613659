"""The cache's connections to Redis: when it is away, that costs one request a moment, not all."""

import time
from typing import Any

from redis import ConnectionPool
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import RedisError

REST_S = 2.0  # after a failure nobody asks; what the cache is for goes on without


class RestingPool(ConnectionPool):
    """Gives no connection for REST_S after one could not be made or was lost.

    Whoever uses the cache takes its failure for a cache that knows nothing.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._rests_until = float("-inf")

    def get_connection(self, *args: Any, **options: Any) -> Any:
        """Raises RedisError, at once while the pool rests."""
        if time.monotonic() < self._rests_until:
            raise RedisAway("Redis did not answer a moment ago")
        try:
            return super().get_connection(*args, **options)
        except (RedisError, OSError):
            self._rests_until = time.monotonic() + REST_S
            raise
