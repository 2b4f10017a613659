"""FleetDuel: shoots at what was just seen, goes after what was seen before, else looks around."""

from typing import Any

from game.dice import Dice
from game.matches.games.fleetduel import KINDS, SIZE, distance

FRESH = 1  # rounds: two ships of three do not move, so who was just seen is most likely there
VARIETY = 0.3  # how much worse a move may be and still be made, so that nobody knows the next one
WORTH = {"flagship": 3.0, "cruiser": 2.0, "scout": 1.0}


def hunts(
    player_id: int, state: dict[str, Any], moves: list[dict[str, Any]], dice: Dice
) -> dict[str, Any]:
    """The move of the greatest worth; dice decide between those that are close."""
    worth = _place_worth if state["phase"] == "place" else _order_worth
    values = [worth(state, move) + dice.random() * VARIETY for move in moves]
    return moves[values.index(max(values))]


def _place_worth(state: dict[str, Any], move: dict[str, Any]) -> float:
    """The flagship behind, the others in front; where along the row is left to the dice."""
    back = move["y"] in (0, SIZE - 1)
    return float(back == (move["place"] == "flagship"))


def _order_worth(state: dict[str, Any], move: dict[str, Any]) -> float:
    match move["order"]:
        case "fire":
            return _fire_worth(state, move)
        case "move":
            return _move_worth(state, move)
        case "scan":
            return _scan_worth(state, move)
    return 0.0


def _fire_worth(state: dict[str, Any], move: dict[str, Any]) -> float:
    """Only at ships that were seen in the last round; before they are gone again."""
    damage = KINDS[move["ship"]].damage
    hits = [
        damage * WORTH[name]
        for name, contact in state["contacts"].items()
        if _age(state, contact) <= FRESH and (contact["x"], contact["y"]) == (move["x"], move["y"])
    ]
    risk = 0.5 if move["ship"] == "flagship" else 0.0  # firing shows where it is
    return max(hits, default=-1.0) * 2 - risk


def _move_worth(state: dict[str, Any], move: dict[str, Any]) -> float:
    """The flagship flees when it was hit, while there are others to close in on the enemy."""
    ship = state["ships"][move["ship"]]
    old, new = (ship["x"], ship["y"]), (move["x"], move["y"])
    if move["ship"] == "flagship" and len(state["ships"]) > 1:
        return 2.5 if _was_hit(state) and ship["hull"] <= 2 else -0.5
    targets = [(contact["x"], contact["y"]) for contact in state["contacts"].values()]
    if not targets:
        middle = SIZE // 2 if state["home_rows"][0] == 0 else SIZE // 2 - 1
        return 0.8 if abs(new[1] - middle) < abs(old[1] - middle) else -0.2
    closer = min(distance(old, t) for t in targets) - min(distance(new, t) for t in targets)
    return 0.6 * closer if min(distance(old, t) for t in targets) > 2 else -0.1


def _scan_worth(state: dict[str, Any], move: dict[str, Any]) -> float:
    """More the longer nobody has been seen, and with who sees far."""
    ages = [_age(state, contact) for contact in state["contacts"].values()]
    blind = min(ages, default=state["round"])
    ship = state["ships"][move["ship"]]
    depth = min(abs(ship["y"] - row) for row in _enemy_rows(state))
    risk = 1.0 if move["ship"] == "flagship" else 0.0
    return 0.5 * min(blind, 4) + 0.2 * (KINDS[move["ship"]].scan - depth) - risk


def _enemy_rows(state: dict[str, Any]) -> tuple[int, int]:
    return (SIZE - 2, SIZE - 1) if state["home_rows"][0] == 0 else (0, 1)


def _age(state: dict[str, Any], contact: dict[str, int]) -> int:
    return int(state["round"] - contact["round"])


def _was_hit(state: dict[str, Any]) -> bool:
    return any("flagship" in e["hit"] for e in state["report"] if e["event"] == "shot at")
