"""The comparison's world in plain Python: what a first version of such a game would be made of.

The same map, ships, flight and sight as in `colyseus/world.mjs`; nothing beyond the standard
library, because its server has an environment of its own.
"""

from collections.abc import Iterator
from math import cos, pi, sin, sqrt

TICK_S = 0.05
HALF = 8000.0  # the map's bounds are this far from its middle
CELL_SIZE = 1000.0
HYSTERESIS = 50.0
COLUMNS = 16
STRIDE = COLUMNS + 2  # the grid is padded by one cell on each side
SPREAD_HALF_WIDTH = 7000.0
NPC_FIRST_PLACE = 5000
NPC_THRUST, NPC_TURNS = 0.6, (-0.3, -0.2, -0.1, 0.1, 0.2, 0.3)

# The freighter that every new pilot flies; its tank is never empty here.
MAX_SPEED, ACCELERATION, DRAG, TURN_RATE = 120.0, 30.0, 0.35, 2.2


def cell_of(x: float, y: float) -> int:
    return (_along(y) + 1) * STRIDE + _along(x) + 1


def _along(value: float) -> int:
    return min(max(int((value + HALF) // CELL_SIZE), 0), COLUMNS - 1)


def centre_of(x: float, y: float, before: int) -> int:
    """The cell that a pilot sees from; `before`, or -1 for none, holds within the hysteresis."""
    if before < 0:
        return cell_of(x, y)
    row, column = divmod(before, STRIDE)
    left = (column - 1) * CELL_SIZE - HALF - HYSTERESIS
    top = (row - 1) * CELL_SIZE - HALF - HYSTERESIS
    reach = CELL_SIZE + 2 * HYSTERESIS
    stays = left <= x <= left + reach and top <= y <= top + reach
    return before if stays else cell_of(x, y)


def around(centre: int) -> list[int]:
    """The 3 x 3 cells in sight."""
    return [centre + dy + dx for dy in (-STRIDE, 0, STRIDE) for dx in (-1, 0, 1)]


def place_of(index: int) -> tuple[float, float]:
    """Where the ship of that index begins: spread evenly, whatever their number."""
    u, v = (index * 0.754877666) % 1, (index * 0.569840296) % 1
    return (2 * u - 1) * SPREAD_HALF_WIDTH, (2 * v - 1) * SPREAD_HALF_WIDTH


class Ship:
    """World units, units/s, radians."""

    __slots__ = ("cell", "id", "r", "thrust", "turn", "vx", "vy", "x", "y")

    def __init__(self, name: str, place: tuple[float, float], thrust: float = 0.0) -> None:
        self.id = name
        self.x, self.y = place
        self.vx = self.vy = self.r = 0.0
        self.thrust, self.turn = thrust, 0.0
        self.cell = cell_of(self.x, self.y)

    def fly(self) -> None:
        """One tick."""
        r = self.r + self.turn * TURN_RATE * TICK_S
        self.r = r = r - 2 * pi if r > pi else r + 2 * pi if r <= -pi else r
        push = ACCELERATION * self.thrust * TICK_S
        kept = 1.0 / (1.0 + DRAG * (1.0 - self.thrust) * TICK_S)
        vx, vy = (self.vx + cos(r) * push) * kept, (self.vy + sin(r) * push) * kept
        speed = sqrt(vx * vx + vy * vy)
        if speed > MAX_SPEED:
            vx *= MAX_SPEED / speed
            vy *= MAX_SPEED / speed
        self.x, self.vx = _stopped(self.x + vx * TICK_S, vx)
        self.y, self.vy = _stopped(self.y + vy * TICK_S, vy)
        self.cell = cell_of(self.x, self.y)

    def shown(self) -> dict[str, object]:
        return {
            "id": self.id,
            "x": round(self.x, 1),
            "y": round(self.y, 1),
            "vx": round(self.vx, 1),
            "vy": round(self.vy, 1),
            "r": round(self.r, 3),
        }


def npcs(count: int) -> Iterator[Ship]:
    for index in range(count):
        place = place_of(index + NPC_FIRST_PLACE)
        ship = Ship(f"n_{index}", place, NPC_THRUST)
        ship.turn = NPC_TURNS[index % len(NPC_TURNS)]
        yield ship


def _stopped(position: float, speed: float) -> tuple[float, float]:
    if position < -HALF:
        return -HALF, max(speed, 0.0)
    if position > HALF:
        return HALF, min(speed, 0.0)
    return position, speed
