"""Fixtures of the black-box tests: pilots who are seen home at the end."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.live.strict import StrictPilot
from tests.support.server import LiveServer


class Hangar:
    """Makes strict pilots and, when the test is over, closes them and reports their mistakes."""

    def __init__(self) -> None:
        self._pilots: list[StrictPilot] = []

    async def guest(self, server: LiveServer, *, connect: bool = True) -> StrictPilot:
        """A new player; connected and logged in unless told otherwise."""
        return await self._enter(await StrictPilot.guest(server.url), connect)

    async def again(self, pilot: StrictPilot, *, connect: bool = True) -> StrictPilot:
        """Another connection of the same player."""
        twin = StrictPilot(
            pilot.base_url,
            token=pilot.token,
            player_id=pilot.player_id,
            username=pilot.username,
        )
        return await self._enter(twin, connect)

    async def stranger(self, server: LiveServer, **options: Any) -> StrictPilot:
        """An open connection that has not logged in."""
        pilot = StrictPilot(server.url, token="", player_id="")
        self._pilots.append(pilot)
        await pilot.connect(login=False, **options)
        return pilot

    async def close(self) -> None:
        for pilot in self._pilots:
            await pilot.close()
        for pilot in self._pilots:
            if pilot.mistake is not None:
                raise pilot.mistake

    async def _enter(self, pilot: StrictPilot, connect: bool) -> StrictPilot:
        self._pilots.append(pilot)
        if connect:
            await pilot.connect()
        return pilot


@pytest.fixture
async def hangar() -> AsyncIterator[Hangar]:
    hangar = Hangar()
    yield hangar
    await hangar.close()
