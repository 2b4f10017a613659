"""Changes by operators, taken up by the systems that run here within a few seconds.

One query every RENEW_S asks for the revisions of all of them; a system whose revision is new is
read once, and once more at the next look, for what was committed while it was read.
"""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from typing import Protocol

import msgspec

from game.engine.edits import PlaceShip, Remove, Respec
from game.protocol import link, server
from game.protocol.wire import payload_text
from game.selectors.facts import Move, Place, SystemFacts, system_facts, systems_revisions
from game.services.lanes import Lanes
from game.services.moves import ship_move_do, ship_move_done
from game.worker.goods import Goods
from game.worker.pilots import Pilot
from game.worker.storing import store
from game.worker.system import System

logger = logging.getLogger(__name__)

RENEW_S = 2.0  # operators are promised 5 s


class Hosting(Protocol):
    """Something that runs a system."""

    @property
    def system(self) -> System: ...


class Renewal:
    """For all systems of a worker; `runners` is the host's own, by system."""

    def __init__(self, runners: Mapping[str, Hosting], lanes: Lanes) -> None:
        self._runners = runners
        self._lanes = lanes
        self._seen: dict[str, tuple[int, int, int]] = {}  # system -> epoch, revision, looks left

    async def run(self) -> None:
        while True:
            await asyncio.sleep(RENEW_S)
            try:
                await self.look()
            except Exception:
                logger.exception("changes of systems could not be read")

    async def look(self) -> None:
        """Bring every system that runs here up to date."""
        if not self._runners:
            self._seen.clear()
            return
        systems = {system_id: runner.system for system_id, runner in self._runners.items()}
        revisions = await self._lanes.read(systems_revisions, system_ids=list(systems))
        for system_id, revision in revisions.items():
            system = systems[system_id]
            epoch, known, left = self._seen.get(system_id, (-1, -1, 0))
            left = 2 if (epoch, known) != (system.epoch, revision) else left
            if left:
                left = max(left - 1, int(await self._renew(system)))
            self._seen[system_id] = (system.epoch, revision, left)

    async def _renew(self, system: System) -> bool:
        """Whether something is left to do at the next look."""
        players = list(system.pilots.by_player)
        facts = await self._lanes.read(system_facts, system_id=system.id, players=players)
        if self._runners.get(system.id) is None:
            return False
        renew(system, facts)
        waiting = [move for move in facts.moves if not move_ship(system, move)]
        return bool(waiting)


def renew(system: System, facts: SystemFacts) -> None:
    """Go on with what is stored: places, traffic, prices, goods, and what pilots own.

    Bounds stay as they are until the system is started again: the grid of all feeds hangs on them.
    """
    spec = msgspec.structs.replace(facts.spec, bounds=system.world.spec.bounds)
    if spec != system.world.spec:
        system.edit(Respec(spec))
        system.places_changed()
    system.markets_replaced(facts.markets)
    goods = Goods(facts.commodities)
    goods_changed = goods != system.goods
    system.goods = goods
    for pilot in system.pilots:
        owned = facts.credits.get(pilot.player, pilot.credits)
        credits_changed = owned != pilot.credits
        if credits_changed:
            pilot.credits = owned
            pilot.changed.add("credits")
        if (credits_changed or goods_changed) and not pilot.destroyed:
            system.declare(pilot)


def move_ship(system: System, move: Move) -> bool:
    """Begin a move that waits; False while its pilot is on the way in or out."""
    player = move.player_pk
    if player in system.arriving or player in system.departing:
        return False
    pilot = system.pilots.by_player.get(player)
    if pilot is not None and pilot.destroyed:
        return False
    place = move.place
    if pilot is not None and place.system_id == system.id:
        _place(system, pilot, place)
        return True
    system.durable.insist(
        player,
        ship_move_do,
        partial(_gone, system, pilot),
        lambda error: logger.warning("ship %d was not moved: %s", move.ship_id, error),
        fence=system.fence(),
        ship_id=move.ship_id,
    )
    return True


def _place(system: System, pilot: Pilot, place: Place) -> None:
    """Put a ship elsewhere in its own system; its pilot stays at the helm."""
    system.edit(PlaceShip(pilot.ship, place.x, place.y, place.station_id))
    pilot.changed.add("docked_at")
    store(system, pilot)
    system.durable.insist(
        pilot.player, ship_move_done, _done, _done, fence=system.fence(), ship_id=pilot.ship
    )


def _gone(system: System, pilot: Pilot | None, place: Place | None) -> None:
    """The ship's row is in another system: its pilot's connection follows."""
    if pilot is None or place is None or system.pilots.by_player.get(pilot.player) is not pilot:
        return
    if not pilot.destroyed:
        system.edit(Remove(pilot.ship))
    system.pilots.remove(pilot)
    if pilot.feed is not None:
        left = payload_text(server.SessionLeft(system.id, "jumped"))
        system.post.news(
            pilot.feed, link.Parted(pilot.conn, 0, pilot.ship, "jumped", left, place.system_id)
        )


def _done(_: object) -> None:
    """Nothing follows."""
