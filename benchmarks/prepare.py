"""Players for a measurement: Order in on stdin, Cast with their access tokens out on stdout.

Runs as a process of its own with the measured server's data directory, before that starts.
"""

import math
import os
import random
import sys
from collections.abc import Callable, Iterator
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

SYSTEM_ID = "sol-1"
STATION_ID = "earth-orbit-station"  # where docked players are
Layout = Literal["spread", "crowd", "docked"]
T = TypeVar("T")

SPREAD_HALF_WIDTH = 7000.0  # the map's bounds are 8000 from its middle
CROWD_CENTRE = (2500.0, 4500.0)  # the middle of one cell of the map
CROWD_HALF_WIDTH = 400.0  # stays within that cell while its ships circle
NPC_THRUST = 0.6  # what held helms give NPCs, with which they fly circles of their own
NPC_TURNS = (-0.3, -0.2, -0.1, 0.1, 0.2, 0.3)


class Order(Struct):
    """How many players to make, how their ships lie in the system, and NPCs that are there."""

    system_id: str
    layout: Layout
    pilots: int
    mute: int = 0
    npcs: int = 0
    crowded: int = 0  # so many, the first of them, are in the crowd whatever the layout


class Cast(Struct):
    tokens: list[str]
    mute_tokens: list[str]


def grid(count: int, centre: tuple[float, float], half_width: float) -> Iterator[tuple[float, ...]]:
    """`count` places spread evenly over a square, world units."""
    side = math.ceil(math.sqrt(count))
    step = 2 * half_width / max(side - 1, 1)
    for index in range(count):
        row, column = divmod(index, side)
        yield centre[0] - half_width + column * step, centre[1] - half_width + row * step


def make(order: Order) -> Cast:
    """Create the players and put their ships in place."""
    from accounts.arrivals import guest_register
    from accounts.services.tokens import access_token_for
    from game.models import Location, Ship

    count = order.pilots + order.mute
    players = [guest_register(username=f"bench_{index}") for index in range(count)]
    ships = list(Ship.objects.filter(player__in=players).order_by("pk"))
    station = Location.objects.get(pk=STATION_ID)
    crowd = order.layout == "crowd"
    centre = CROWD_CENTRE if crowd else (0.0, 0.0)
    places = list(grid(count, centre, CROWD_HALF_WIDTH if crowd else SPREAD_HALF_WIDTH))
    random.Random(1).shuffle(places)  # so that the first few lie everywhere, too
    places[: order.crowded] = grid(order.crowded, CROWD_CENTRE, CROWD_HALF_WIDTH)
    for index, (ship, (x, y)) in enumerate(zip(ships, places, strict=True)):
        docked: dict[str, Any] = {"x": station.x, "y": station.y, "docked_at": station}
        free: dict[str, Any] = {"x": x, "y": y, "angle": float(index % 6)}
        for name, value in (docked if order.layout == "docked" else free).items():
            setattr(ship, name, value)
    Ship.objects.bulk_update(ships, ["x", "y", "angle", "docked_at"])
    if order.npcs:
        people(order.system_id, order.npcs)
    tokens = [access_token_for(player) for player in players]
    return Cast(tokens[: order.pilots], tokens[order.pilots :])


def people(system_id: str, count: int) -> None:
    """Leave a checkpoint with NPCs all over the map, each circling under a held helm."""
    from django.utils import timezone

    from game.engine import snapshot
    from game.engine.agents import AddAgent, add_agent
    from game.engine.world import Behaviour, Kind, World
    from game.models import Checkpoint
    from game.selectors.systems import system_spec

    world = World.create(system_spec(system_id=system_id), seed=1)
    for index, (x, y) in enumerate(grid(count, (0.0, 0.0), SPREAD_HALF_WIDTH)):
        agent = AddAgent(f"bench-{index}", Kind.TRADER, x, y, behaviour=Behaviour.IDLE)
        slot = add_agent(world, agent)
        world.thrust[slot] = NPC_THRUST
        world.turn[slot] = NPC_TURNS[index % len(NPC_TURNS)]
    Checkpoint.objects.create(
        system_id=system_id,
        epoch=0,
        tick=0,
        version=snapshot.VERSION,
        blob=snapshot.dump(world),
        created_at=timezone.now(),
    )


def answer(kind: type[T], make: Callable[[T], Struct]) -> None:
    """Read what is wanted from stdin, make it in the site's database, and tell on stdout."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cosmic_site.settings")
    django.setup()
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=kind)
    sys.stdout.buffer.write(msgspec.json.encode(make(order)) + b"\n")


if __name__ == "__main__":
    answer(Order, make)
