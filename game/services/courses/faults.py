"""Moves that games refused in tournaments: counted here, stored in few transactions."""

import asyncio
import logging
from collections import Counter

from django.db import transaction
from django.db.models import F

from game.matches.classroom import place_of
from game.models import Fixture
from game.protocol.errors import AppError
from game.services.matches.database import Database
from game.services.matches.room import Room

logger = logging.getLogger(__name__)

Counts = Counter[tuple[int, int]]  # by match and seat


class Faults:
    """Those of one process. What it has counted and not stored is lost with it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counts: Counts = Counter()
        self._writer: asyncio.Task[None] | None = None

    def note(self, room: Room, player_id: int) -> None:
        place = place_of(room.session)
        if place is None or not place.of_cup:
            return
        self._counts[room.pk, player_id] += 1
        if self._writer is None:
            self._writer = asyncio.get_running_loop().create_task(self._write())

    async def close(self) -> None:
        """Wait until everything is stored."""
        while self._writer is not None:
            await asyncio.wait([self._writer])

    async def _write(self) -> None:
        try:
            while self._counts:
                counts, self._counts = self._counts, Counter()
                await self._database.write(faults_add, counts=counts)
        except AppError:
            logger.warning("refused moves of tournaments were not counted")
        finally:
            self._writer = None


def faults_add(*, counts: Counts) -> None:
    """counts: refused moves by match and seat."""
    with transaction.atomic():
        for (match, player_id), count in counts.items():
            name = "illegal_second" if player_id else "illegal_first"
            Fixture.objects.filter(match=match).update(**{name: F(name) + count})
