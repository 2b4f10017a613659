"""The lanes as matches use them: a database that fails is a refusal that players understand."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import Error

from game.protocol.errors import AppError, ErrorCode
from game.services.lanes import Lanes

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Database:
    """`read` and `write` as those of `Lanes`; both raise AppError SERVER_BUSY."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    async def read(self, call: Callable[..., T], /, **arguments: Any) -> T:
        try:
            return await self._lanes.read(call, **arguments)
        except Error as error:
            raise _busy(call) from error

    async def write(self, call: Callable[..., T], /, **arguments: Any) -> T:
        """Calls run one after the other, in the order in which they were made."""
        try:
            return await self._lanes.write(0, call, **arguments)
        except Error as error:
            raise _busy(call) from error


def _busy(call: Callable[..., object]) -> AppError:
    logger.warning("%s failed", call.__name__, exc_info=True)
    return AppError(ErrorCode.SERVER_BUSY)
