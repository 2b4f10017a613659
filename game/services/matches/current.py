"""The match host of this process: made at its first use, told of what other processes do."""

import asyncio
import logging

from django.conf import settings

from game.matches.refusals import Code, Refused
from game.protocol.errors import AppError, ErrorCode
from game.services.lanes import current_lanes
from game.services.matches.host import MatchHost
from game.services.matches.telegraph import Telegraph

logger = logging.getLogger(__name__)

_CODES: dict[Code, ErrorCode] = {
    Code.UNKNOWN_GAME: ErrorCode.UNKNOWN_GAME,
    Code.BAD_PLAYERS: ErrorCode.INVALID_PAYLOAD,
    Code.BAD_NAME: ErrorCode.INVALID_PAYLOAD,
    Code.BAD_OPTION: ErrorCode.INVALID_PAYLOAD,
    Code.BAD_MOVE: ErrorCode.INVALID_PAYLOAD,
    Code.NAME_TAKEN: ErrorCode.NAME_TAKEN,
    Code.NO_SESSION: ErrorCode.UNKNOWN_MATCH,
    Code.UNKNOWN_PLAYER: ErrorCode.UNKNOWN_MATCH,
    Code.SESSION_FULL: ErrorCode.MATCH_FULL,
    Code.NOT_STARTED: ErrorCode.NOT_STARTED,
    Code.WRONG_KEY: ErrorCode.INVALID_KEY,
    Code.OBSERVER: ErrorCode.INVALID_KEY,
    Code.ENDED: ErrorCode.MATCH_OVER,
    Code.GAME_OVER: ErrorCode.MATCH_OVER,
    Code.TOO_LONG: ErrorCode.MATCH_OVER,
    Code.NOT_OVER: ErrorCode.FORBIDDEN,
    Code.STALE: ErrorCode.NOT_YOUR_TURN,
    Code.NOT_YOUR_TURN: ErrorCode.NOT_YOUR_TURN,
    Code.ILLEGAL_MOVE: ErrorCode.ILLEGAL_MOVE,
    Code.GAME_FAILED: ErrorCode.INTERNAL,
    Code.BAD_RECORD: ErrorCode.INTERNAL,
    Code.UNKNOWN_CLASS: ErrorCode.UNKNOWN_MATCH,
    Code.CLASS_CLOSED: ErrorCode.FORBIDDEN,
    Code.NOT_A_TEAM: ErrorCode.FORBIDDEN,
    Code.WRONG_SECRET: ErrorCode.INVALID_KEY,
}
_hosts: dict[asyncio.AbstractEventLoop, tuple[MatchHost, Telegraph | None]] = {}


def current_match_host() -> MatchHost:
    """The host of the running event loop. With Redis it shares news with other processes."""
    loop = asyncio.get_running_loop()
    if loop not in _hosts:
        telegraph = Telegraph() if settings.COSMIC.redis_url else None
        host = MatchHost(
            current_lanes(),
            telegraph.tell if telegraph else _nobody_else,
            alone=telegraph is None,
        )
        host.start()
        if telegraph:
            telegraph.start(host)
        _hosts[loop] = host, telegraph
    return _hosts[loop][0]


async def close_match_host() -> None:
    """For an orderly end of the process; its lanes stay open."""
    host, telegraph = _hosts.pop(asyncio.get_running_loop(), (None, None))
    if host is not None:
        await host.close()
    if telegraph is not None:
        await telegraph.close()


def app_error_of(refused: Refused) -> AppError:
    """What a door answers. A faulty game is logged; an illegal move's value is the door's to tell.

    What cannot be used at all is INVALID_PAYLOAD.
    """
    code = _CODES[refused.code]
    if code is ErrorCode.INTERNAL:
        logger.error("a game failed: %s", refused, exc_info=refused)
    return AppError(code, _sentence(refused.words))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _nobody_else(news: object) -> None:
    """One process serves all."""
