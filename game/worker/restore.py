"""A system's world as the last worker left it, however that ended."""

import logging
import math
import secrets

from msgspec.structs import replace

from game.catalog.systems import SystemSpec
from game.engine import snapshot
from game.engine.errors import SnapshotError
from game.engine.world import FIRST_OWN_ID, World
from game.protocol.limits import TICK_RATE_MAX
from game.selectors.checkpoints import CheckpointView, checkpoint_latest
from game.selectors.pilots import ships_newer_than
from game.selectors.systems import system_spec
from game.services.fencing import Fence
from game.services.lanes import Lanes
from game.services.ships import ships_store_many
from game.worker.berths import ship_row

logger = logging.getLogger(__name__)

TAKEOVER_S = 60.0  # a successor's ticks begin this far above the last checkpoint's
TAKEOVER_TICKS = math.ceil(TAKEOVER_S * TICK_RATE_MAX)  # at whatever rate it ran
IDS_PER_TAKEOVER = 1_000_000  # no id that the lost worker gave is given again


async def world_as_left(lanes: Lanes, fence: Fence) -> World:
    """The world of the last checkpoint without its pilots, whose ships are stored.

    Its ticks are above any that were sent. The fence's tick does not count yet.
    """
    spec = await lanes.read(system_spec, system_id=fence.system_id)
    last = await lanes.read(checkpoint_latest, system_id=fence.system_id)
    world = _restored(spec, last, fence.epoch)
    if last is not None:
        await _store_ships(lanes, replace(fence, tick=world.tick), world, last)
    return world


def _restored(spec: SystemSpec, last: CheckpointView | None, epoch: int) -> World:
    """Every run since the last checkpoint has sent ticks and given ids that it does not know of."""
    world = World.create(spec, seed=secrets.randbits(63))
    if last is not None:
        try:
            world = snapshot.load(spec, last.blob)
        except SnapshotError:
            logger.exception("the last checkpoint of %s is unreadable", spec.id)
        world.tick = last.tick
    runs = epoch - (1 if last is None else last.epoch)
    world.tick += runs * TAKEOVER_TICKS
    world.next_id += runs * IDS_PER_TAKEOVER
    return world


async def _store_ships(lanes: Lanes, fence: Fence, world: World, last: CheckpointView) -> None:
    """Bring ships' rows up to the checkpoint; rows written after it win, ship by ship.

    Their pilots find them there when they come back, which a feed does for them.
    """
    newer = await lanes.read(
        ships_newer_than, system_id=world.spec.id, epoch=last.epoch, tick=last.tick
    )
    settled = {ship.ship_id for ship in newer}
    pilots = [entity_id for entity_id in sorted(world.slot_of) if entity_id < FIRST_OWN_ID]
    ships = [
        ship_row(world.ship_state(entity_id)) for entity_id in pilots if entity_id not in settled
    ]
    for entity_id in pilots:
        world.remove(entity_id)
    if ships:
        await lanes.write(0, ships_store_many, fence=fence, ships=ships)
