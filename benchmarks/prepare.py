"""Players for a measurement: Order in on stdin, Cast with their access tokens out on stdout.

Runs as a process of its own with the measured server's data directory, before that starts.
"""

import math
import os
import sys
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from msgspec import Struct

SYSTEM_ID = "sol-1"
STATION_ID = "earth-orbit-station"  # where docked players are
Layout = Literal["spread", "crowd", "docked"]

SPREAD_HALF_WIDTH = 7000.0  # the map's bounds are 8000 from its middle
CROWD_CENTRE = (2500.0, 4500.0)  # the middle of one cell of the map
CROWD_HALF_WIDTH = 400.0  # stays within that cell while its ships circle


class Order(Struct):
    """How many players to make, and how their ships lie in the system."""

    system_id: str
    layout: Layout
    pilots: int
    mute: int = 0


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
    places = grid(count, centre, CROWD_HALF_WIDTH if crowd else SPREAD_HALF_WIDTH)
    for index, (ship, (x, y)) in enumerate(zip(ships, places, strict=True)):
        docked: dict[str, Any] = {"x": station.x, "y": station.y, "docked_at": station}
        free: dict[str, Any] = {"x": x, "y": y, "angle": float(index % 6)}
        for name, value in (docked if order.layout == "docked" else free).items():
            setattr(ship, name, value)
    Ship.objects.bulk_update(ships, ["x", "y", "angle", "docked_at"])
    tokens = [access_token_for(player) for player in players]
    return Cast(tokens[: order.pilots], tokens[order.pilots :])


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cosmic_site.settings")
    django.setup()
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    sys.stdout.buffer.write(msgspec.json.encode(make(order)) + b"\n")


if __name__ == "__main__":
    main()
