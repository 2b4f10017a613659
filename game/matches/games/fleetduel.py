"""FleetDuel: two hidden fleets of three ships, and orders that are carried out together.

Both sides place a flagship, a cruiser and a scout in their two home rows. Then each round both
choose one order, and neither learns the other's before both have chosen. Ships move first; then
shots land, on whoever is on that cell by then; then sensors look. A ship that fires or scans gives
its own place away. Who loses the flagship loses; after the last round more hull wins. If that is
equal, too, or both flagships go down together, the quieter fleet wins, which has fired and scanned
less often.
"""

from functools import cache
from typing import Any

from msgspec import Struct

from game.matches import AbstractGame, integer

SIZE = 6  # cells along each side
HOME_ROWS = ((0, 1), (4, 5))  # by player
ROUNDS = 20

Cell = tuple[int, int]
Order = dict[str, Any]


class Kind(Struct, frozen=True):
    """speed, gun, sensor and scan are distances in steps along rows and columns."""

    hull: int
    speed: int
    gun: int
    damage: int
    sensor: int
    scan: int


KINDS = {
    "flagship": Kind(hull=4, speed=1, gun=3, damage=1, sensor=1, scan=3),
    "cruiser": Kind(hull=3, speed=1, gun=3, damage=2, sensor=1, scan=3),
    "scout": Kind(hull=2, speed=2, gun=2, damage=1, sensor=2, scan=4),
}
ORDER_KEYS = {
    "move": ("order", "ship", "x", "y"),
    "fire": ("order", "ship", "x", "y"),
    "scan": ("order", "ship"),
    "hold": ("order",),
}
CELLS = [(x, y) for y in range(SIZE) for x in range(SIZE)]


class Ship(Struct):
    """hull: points; at 0 the ship is lost."""

    x: int
    y: int
    hull: int

    @property
    def cell(self) -> Cell:
        return self.x, self.y


class Side(Struct):
    """What one player has and knows. contacts: enemy ships as last seen, by name."""

    ships: dict[str, Ship] = {}
    order: Order | None = None
    contacts: dict[str, dict[str, int]] = {}
    report: list[dict[str, Any]] = []


def distance(a: Cell, b: Cell) -> int:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


class FleetDuel(AbstractGame):
    """Two hidden fleets on a small chart; orders are secret and carried out together.

    Moves: `place` a ship at `x`, `y` in your home rows, each ship once; then each round an `order`:
    "move" a `ship` to `x`, `y`, "fire" with it at `x`, `y`, "scan" around it, or "hold". State:
    `phase` ("place", "orders", "over"), `round`, `rounds`, `size`, `home_rows`, your `ships` and
    `order`, `contacts` (enemy ships as you last saw them, with the `round`), `report` (what you
    noticed in the last round), `enemy_lost`, `noise` (how often each player has fired or scanned:
    less of it decides between equals), `winner`.
    """

    rules = 2
    moves = [
        {
            "title": "Place a ship",
            "properties": {
                "place": {"enum": list(KINDS)},
                "x": {"type": "integer", "minimum": 0, "maximum": SIZE - 1},
                "y": {"type": "integer", "minimum": 0, "maximum": SIZE - 1},
            },
            "required": ["place", "x", "y"],
            "examples": [{"place": "flagship", "x": 2, "y": 0}],
        },
        {
            "title": "Move or fire",
            "properties": {
                "order": {"enum": ["move", "fire"]},
                "ship": {"enum": list(KINDS)},
                "x": {"type": "integer", "minimum": 0, "maximum": SIZE - 1},
                "y": {"type": "integer", "minimum": 0, "maximum": SIZE - 1},
            },
            "required": ["order", "ship", "x", "y"],
            "examples": [{"order": "fire", "ship": "cruiser", "x": 3, "y": 3}],
        },
        {
            "title": "Scan",
            "properties": {"order": {"const": "scan"}, "ship": {"enum": list(KINDS)}},
            "required": ["order", "ship"],
            "examples": [{"order": "scan", "ship": "scout"}],
        },
        {
            "title": "Hold",
            "properties": {"order": {"const": "hold"}},
            "required": ["order"],
            "examples": [{"order": "hold"}],
        },
    ]

    def __init__(self, players: int) -> None:
        self.sides = (Side(), Side())
        self.round = 0  # 0 while ships are placed
        self.noise = [0, 0]  # by player
        self.winner: int | None = None
        self.over = False

    @staticmethod
    def min_players() -> int:
        return 2

    @staticmethod
    def max_players() -> int:
        return 2

    def current_player(self) -> list[int]:
        if self.round:
            return [player for player in (0, 1) if self.sides[player].order is None]
        return [player for player in (0, 1) if len(self.sides[player].ships) < len(KINDS)]

    def move(self, args: dict[str, Any], player_id: int) -> str | None:
        side = self.sides[player_id]
        if not self.round:
            return self._place(args, player_id)
        error = _refusal(args, side)
        if error is not None:
            return error
        side.order = {key: args[key] for key in ORDER_KEYS[args["order"]]}
        if all(each.order is not None for each in self.sides):
            self._resolve()
        return None

    def game_over(self) -> bool:
        return self.over

    def state(self, player_id: int) -> dict[str, Any]:
        side = self.sides[player_id]
        afloat = self.sides[1 - player_id].ships
        return {
            "player_id": player_id,
            "phase": "over" if self.over else "orders" if self.round else "place",
            "round": self.round,
            "rounds": ROUNDS,
            "size": SIZE,
            "home_rows": list(HOME_ROWS[player_id]),
            "ships": {
                name: {"x": ship.x, "y": ship.y, "hull": ship.hull}
                for name, ship in side.ships.items()
            },
            "order": side.order,
            "contacts": side.contacts,
            "report": side.report,
            "enemy_lost": [name for name in KINDS if self.round and name not in afloat],
            "noise": list(self.noise),
            "winner": self.winner,
        }

    def public_state(self) -> dict[str, Any]:
        """How it goes, and nothing of where anybody is: which ships are lost, both know."""
        state = self.state(0)
        shown = {key: state[key] for key in ("phase", "round", "rounds", "winner")}
        return {**shown, "afloat": [list(side.ships) if self.round else [] for side in self.sides]}

    @staticmethod
    def all_moves() -> list[dict[str, Any]]:
        cells = [{"x": x, "y": y} for x, y in CELLS]
        return [
            *({"place": name, **cell} for name in KINDS for cell in cells),
            *({"order": "move", "ship": name, **cell} for name in KINDS for cell in cells),
            *({"order": "fire", "ship": name, **cell} for name in KINDS for cell in cells),
            *({"order": "scan", "ship": name} for name in KINDS),
            {"order": "hold"},
        ]

    def legal_moves(self, player_id: int) -> list[dict[str, Any]]:
        if self.over or player_id not in self.current_player():
            return []
        side = self.sides[player_id]
        if self.round:
            return _legal_orders(side)
        taken = [ship.cell for ship in side.ships.values()]
        return [
            {"place": name, "x": x, "y": y}
            for name in KINDS
            if name not in side.ships
            for x, y in CELLS
            if y in HOME_ROWS[player_id] and (x, y) not in taken
        ]

    def result(self) -> list[float]:
        return [float(self.winner == player) for player in (0, 1)]

    def _place(self, args: dict[str, Any], player_id: int) -> str | None:
        side = self.sides[player_id]
        name = args.get("place")
        x, y = integer(args, "x", 0, SIZE - 1), integer(args, "y", 0, SIZE - 1)
        if not isinstance(name, str) or name not in KINDS:
            return "place one of: " + ", ".join(KINDS)
        if name in side.ships:
            return f"your {name} has its place"
        if x is None or y is None or y not in HOME_ROWS[player_id]:
            return f"your home rows are y = {HOME_ROWS[player_id]}, x = 0 to {SIZE - 1}"
        if (x, y) in [ship.cell for ship in side.ships.values()]:
            return "another ship of yours is there"
        side.ships[name] = Ship(x, y, KINDS[name].hull)
        if not self.current_player():
            self.round = 1
        return None

    # A round

    def _resolve(self) -> None:
        orders = [side.order or {} for side in self.sides]
        for side in self.sides:
            side.report = []
            side.order = None
        for side, order in zip(self.sides, orders, strict=True):
            if order["order"] == "move":
                ship = side.ships[order["ship"]]
                ship.x, ship.y = order["x"], order["y"]
        harm = [self._shots(player, orders[player]) for player in (0, 1)]
        for player in (0, 1):
            self.noise[player] += orders[player]["order"] in ("fire", "scan")
        for player in (0, 1):
            self._look(player, orders[player])
        for player in (0, 1):
            self._suffer(player, harm[1 - player])
        self._end_round()

    def _shots(self, player: int, order: Order) -> dict[str, int]:
        """What the order does to the other side: points of hull by ship. Both notice it."""
        own, other = self.sides[player], self.sides[1 - player]
        if order["order"] != "fire":
            return {}
        self._sighted(1 - player, order["ship"])
        target = order["x"], order["y"]
        damage = KINDS[order["ship"]].damage
        hit = [name for name, ship in other.ships.items() if ship.cell == target]
        shot = {"x": target[0], "y": target[1], "hit": hit}
        own.report.append({"event": "fired", "ship": order["ship"], **shot})
        other.report.append({"event": "shot at", "by": order["ship"], **shot})
        for name in hit:
            self._sighted(player, name)
        return dict.fromkeys(hit, damage)

    def _look(self, player: int, order: Order) -> None:
        """Sensors, and a scan if that was the order; scans are heard by the other side."""
        own, other = self.sides[player], self.sides[1 - player]
        reach = {name: KINDS[name].sensor for name in own.ships}
        if order["order"] == "scan":
            reach[order["ship"]] = KINDS[order["ship"]].scan
            other.report.append({"event": "scan heard", "by": order["ship"]})
            self._sighted(1 - player, order["ship"])
        seen = [
            name
            for name, ship in other.ships.items()
            if any(distance(ship.cell, own.ships[eye].cell) <= far for eye, far in reach.items())
        ]
        for name in seen:
            self._sighted(player, name)
        if order["order"] == "scan":
            own.report.append({"event": "scanned", "ship": order["ship"], "seen": seen})

    def _sighted(self, player: int, name: str) -> None:
        ship = self.sides[1 - player].ships[name]
        contacts = self.sides[player].contacts
        contacts[name] = {"x": ship.x, "y": ship.y, "round": self.round}

    def _suffer(self, player: int, harm: dict[str, int]) -> None:
        side, other = self.sides[player], self.sides[1 - player]
        for name, damage in harm.items():
            ship = side.ships[name]
            ship.hull -= damage
            if ship.hull <= 0:
                del side.ships[name]
                del other.contacts[name]
                side.report.append({"event": "lost", "ship": name})
                other.report.append({"event": "destroyed", "ship": name})

    def _end_round(self) -> None:
        flagships = ["flagship" in side.ships for side in self.sides]
        if all(flagships) and self.round < ROUNDS:
            self.round += 1
            return
        self.over = True
        hulls = [sum(ship.hull for ship in side.ships.values()) for side in self.sides]
        quiet = [-noise for noise in self.noise]
        worth = [list(each) for each in zip(flagships, hulls, quiet, strict=True)]
        if worth[0] != worth[1]:
            self.winner = int(worth[1] > worth[0])


@cache
def _cells_near(cell: Cell, reach: int) -> list[Cell]:
    return [other for other in CELLS if distance(cell, other) <= reach]


def _legal_orders(side: Side) -> list[Order]:
    """All that `_refusal` has nothing against."""
    ships = [(name, ship.cell, KINDS[name]) for name, ship in side.ships.items()]
    taken = [cell for _, cell, _ in ships]
    return [
        *(
            {"order": "move", "ship": name, "x": x, "y": y}
            for name, cell, kind in ships
            for x, y in _cells_near(cell, kind.speed)
            if (x, y) not in taken
        ),
        *(
            {"order": "fire", "ship": name, "x": x, "y": y}
            for name, cell, kind in ships
            for x, y in _cells_near(cell, kind.gun)
        ),
        *({"order": "scan", "ship": name} for name, _, _ in ships),
        {"order": "hold"},
    ]


def _refusal(order: Order, side: Side) -> str | None:
    """Why this order cannot be given, as far as its own side knows; None if it can."""
    what, name = order.get("order"), order.get("ship")
    if what == "hold":
        return None
    if what not in ("move", "fire", "scan"):
        return "order is one of: " + ", ".join(ORDER_KEYS)
    if not isinstance(name, str) or name not in side.ships:
        return "ship is one of: " + ", ".join(side.ships)
    if what == "scan":
        return None
    x, y = integer(order, "x", 0, SIZE - 1), integer(order, "y", 0, SIZE - 1)
    if x is None or y is None:
        return f"x and y are numbers from 0 to {SIZE - 1}"
    steps = distance(side.ships[name].cell, (x, y))
    if what == "fire":
        return None if steps <= KINDS[name].gun else f"your {name} fires {KINDS[name].gun} far"
    if (x, y) in [ship.cell for ship in side.ships.values()]:
        return "a ship of yours is there"
    return None if steps <= KINDS[name].speed else f"your {name} moves {KINDS[name].speed} far"
