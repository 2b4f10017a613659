"""Carries requests out: what each of them asks of the match host, and the answer as bytes."""

import asyncio
import contextlib
import logging
from typing import assert_never

from game.matches.refusals import IllegalMove, Refused
from game.protocol.errors import MESSAGES, AppError, ErrorCode
from game.realtime.tcp import requests
from game.realtime.tcp.requests import Join, Move, Observe, Request, Restart, State
from game.services.matches.current import app_error_of
from game.services.matches.host import MatchHost

logger = logging.getLogger(__name__)


class Desk:
    """Has no state of its own beside the host."""

    def __init__(self, host: MatchHost) -> None:
        self._host = host

    async def answer(self, request: Request) -> bytes:
        """Never raises but for cancellation, which frees the seat of a join that waits."""
        try:
            return await self._carry_out(request)
        except IllegalMove as refused:
            return requests.illegal(refused.value)
        except Refused as refused:
            return requests.error(app_error_of(refused).message)
        except AppError as fault:
            return requests.error(fault.message)
        except Exception:
            logger.exception("a request could not be carried out")
            return requests.error(MESSAGES[ErrorCode.INTERNAL])

    async def _carry_out(self, request: Request) -> bytes:
        match request:
            case Join():
                return await self._join(request)
            case Observe(game, session, name):
                seen = await self._host.observe(game=game, session=session, name=name)
                return requests.ok({"player_id": seen.player_id, "key": seen.key})
            case Move(game, session, player_id, key, move):
                pk = await self._host.rooms.find_seat(game, session, key)
                await self._host.move(pk, player_id, key, move)
                return requests.ok(None)
            case State(game, session, player_id, key, observer):
                pk = await self._host.rooms.find_seat(game, session, key)
                view = await self._host.take(pk, player_id, key, observer=observer)
                return requests.ok_raw(bytes(view.state))
            case Restart(game, session, player_id, key):
                pk = await self._host.rooms.find_seat(game, session, key)
                await self._host.restart(pk, player_id, key)
                return requests.ok(None)
            case _:
                assert_never(request)

    async def _join(self, request: Join) -> bytes:
        game, session, players, name = request
        ticket = await self._host.join(
            game=game, session=session, players=players, name=name, held=True
        )
        try:
            ticket = await self._host.started(ticket)
        except asyncio.CancelledError:
            with contextlib.suppress(Refused, AppError):
                await self._host.give_up(ticket)
            raise
        return requests.ok(
            {
                "player_id": ticket.player_id,
                "key": ticket.key,
                "session": ticket.session,
                "request_size_max": requests.REQUEST_SIZE_MAX,
            }
        )
