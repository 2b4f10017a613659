"""Bots that come and go: each with an account of its own, away while no person is there."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import cycle
from random import Random

from clients.bots.link import Gone, Refused, Site
from clients.bots.pilot import Lost, Pace, Pilot
from clients.bots.sight import Row
from clients.bots.strategies import STRATEGIES, Strategy

logger = logging.getLogger(__name__)

NAME_PREFIX = "Drone_"
NAMES = (
    "Abacus", "Bobbin", "Cogwheel", "Dynamo", "Flywheel", "Gimbal", "Hinge", "Lever", "Magnet",
    "Pendulum", "Piston", "Pulley", "Ratchet", "Rivet", "Sprocket", "Toggle", "Winch",
)  # fmt: skip
RESTARTS = 1012  # the close code of a server that comes back at once
PAUSE_FIRST_S, PAUSE_MOST_S = 1.0, 30.0
REFUSED_S = 20.0
LOOK_S = 5.0  # between two looks at who is there
ALONE_S = 60.0
LINGER_S = 45.0  # a ship whose pilot left counts for its grace and until the numbers are new


def bot_name(dice: Random) -> str:
    """Such as Drone_Sprocket_4821."""
    return f"{NAME_PREFIX}{dice.choice(NAMES)}_{dice.randrange(1000, 10_000)}"


class Presence:
    """Whether the bots should be there: a person is, or was within the last minute.

    `now` in s by any steady clock, `pilots` as the site counts them, `aboard` of them bots.
    """

    def __init__(self, now: float) -> None:
        self._person_at = now

    def wanted(self, now: float, pilots: int, aboard: int) -> bool:
        if pilots > aboard:
            self._person_at = now
        return now - self._person_at < ALONE_S


class Bot:
    """An account and what it is about; at the helm whenever it is let."""

    def __init__(self, site: Site, strategy: Strategy, dice: Random, pace: Pace) -> None:
        self._site = site
        self._strategy = strategy
        self._dice = dice
        self._pace = pace
        self._session: Row = {}
        self.aboard_until = 0.0  # when its ship stops counting as a pilot's, by the loop's clock

    async def run(self) -> None:
        """Fly until cancelled; whatever ends a flight, another one follows after a pause."""
        pause = PAUSE_FIRST_S
        while True:
            started = asyncio.get_running_loop().time()
            try:
                await self._fly()
            except Gone as gone:
                logger.info("bot: %s", gone)
                if asyncio.get_running_loop().time() - started > PAUSE_MOST_S:
                    pause = PAUSE_FIRST_S
                wait = PAUSE_FIRST_S if gone.code == RESTARTS else pause
                pause = min(2.0 * pause, PAUSE_MOST_S)
            except Refused as refusal:
                logger.info("bot: %s", refusal)
                self._forget(refusal.code)
                wait = REFUSED_S if refusal.code != "INVALID_TOKEN" else PAUSE_FIRST_S
            await asyncio.sleep(wait * self._dice.uniform(0.7, 1.3))

    async def _fly(self) -> None:
        token = await self._token()
        masses = await self._site.masses()
        system_id = await self._site.system_of(token)
        pilot = Pilot(self._dice, masses, self._pace)
        self.aboard_until = float("inf")
        try:
            await pilot.board(self._site.socket_url, token, system_id)
            while True:
                try:
                    await self._strategy(pilot)
                except Lost:
                    await pilot.come_back()
                    await pilot.think(2.0)
        finally:
            await asyncio.shield(pilot.leave())
            self.aboard_until = asyncio.get_running_loop().time() + LINGER_S

    async def _token(self) -> str:
        """A fresh access token; the account is made the first time. Raises Refused, Gone."""
        if self._session:
            self._session = await self._site.refresh(self._session["refresh_token"])
        else:
            self._session = await self._site.guest(bot_name(self._dice))
        token: str = self._session["access_token"]
        return token

    def _forget(self, code: str) -> None:
        """A guest who is known no more begins anew."""
        if code in ("INVALID_TOKEN", "INVALID_CREDENTIALS", "BANNED"):
            self._session = {}


class Fleet:
    """`count` bots, their strategies in turn."""

    def __init__(self, site: Site, count: int, *, seed: int | None, pace: Pace) -> None:
        strategies = cycle(STRATEGIES.values())
        dice = Random(seed)
        self._site = site
        self._bots = [
            Bot(site, next(strategies), Random(dice.getrandbits(64)), pace) for _ in range(count)
        ]
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def flying(self) -> bool:
        return bool(self._tasks)

    def launch(self) -> None:
        self._tasks = [asyncio.create_task(bot.run()) for bot in self._bots]

    async def land(self) -> None:
        """Everybody logs off."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def fly(self, *, with_people: bool) -> None:
        """Until cancelled, then land. `with_people`: away while no person is there."""
        try:
            self.launch()
            if with_people:
                await self._keep_company()
            await asyncio.gather(*self._tasks)
        finally:
            await asyncio.shield(self.land())

    async def _keep_company(self) -> None:
        loop = asyncio.get_running_loop()
        presence = Presence(loop.time())
        while True:
            await asyncio.sleep(LOOK_S)
            with suppress(Gone, Refused):
                pilots = sum(system["pilots"] for system in await self._site.systems())
                now = loop.time()
                aboard = sum(bot.aboard_until > now for bot in self._bots)
                wanted = presence.wanted(now, pilots, aboard)
                if wanted and not self.flying:
                    self.launch()
                elif not wanted and self.flying:
                    await self.land()


async def fly_for(seconds: float | None, flight: Callable[[], Awaitable[None]]) -> None:
    """A flight for so long; None is until cancelled."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await flight()
