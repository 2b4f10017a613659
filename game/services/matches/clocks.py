"""Matches with a clock: whoever takes too long for a move loses the game."""

import asyncio
import logging

from django.utils import timezone

from game.matches import Table
from game.matches.refusals import Refused
from game.protocol.errors import AppError
from game.services.matches import store
from game.services.matches.acts import GiveUp
from game.services.matches.database import Database
from game.services.matches.opponents import ActFor
from game.services.matches.rooms import Rooms

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
TIMEOUT = "timeout"


async def watch_clocks(rooms: Rooms, database: Database, act: ActFor) -> None:
    """For ever. What is overdue stands in the database, so that no restart stops a clock."""
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        try:
            overdue = await database.read(store.matches_overdue, now=timezone.now())
        except AppError:
            continue
        for pk, number in overdue:
            try:
                await _lapse(rooms, act, pk, number)
            except (Refused, AppError) as refused:
                logger.info("the clock of match %d: %s", pk, refused)


async def _lapse(rooms: Rooms, act: ActFor, pk: int, number: int) -> None:
    """number: of the newest entry when it was found to be overdue."""
    room = await rooms.room(pk)
    async with room.lock:
        if room.number < number:
            await rooms.reload(room)
        if room.number != number or not room.table.current:
            return
        player_id, version = slowest(room.table), room.table.version
    await act(pk, player_id, GiveUp(TIMEOUT), version)


def slowest(table: Table) -> int:
    """Of those who may move, who has not moved for longest; the first of equals."""
    last = {entry.player_id: n for n, entry in enumerate(table.stored_round.entries)}
    return min(table.current, key=lambda player_id: (last.get(player_id, -1), player_id))
