"""Clients that play by a script: from the state that REST shows to the next action.

Each script is after one ending. Seeds that lead there are looked for among the pure rules, where a
run takes a blink, and then played over REST. Starvation takes longer than the fifty turns that a
run has, so it has no script.
"""

from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import Any, cast

from msgspec import Struct

from clients.bots.explorer import careful
from game.expedition.actions import parse_action
from game.expedition.begin import new_run
from game.expedition.reduce import perform
from game.expedition.state import Difficulty, Ending, Run
from game.expedition.views import game_state

State = dict[str, Any]
Fields = dict[str, Any]
Script = Callable[[State], Iterator[Fields]]

MOST_ACTIONS = 600
MOST_SEEDS = 150


def _can(state: State, name: str) -> bool:
    return bool(state["possible"][name]["available"])


def _answers(state: State) -> Iterator[Fields]:
    """The last choice that is to be had: it is the free one."""
    if state["current_event"] and not state["combat"]:
        choices = state["current_event"]["choices"]
        free = [choice["id"] for choice in choices if choice["available"]]
        if free:
            yield {"action": "choose", "choice": free[-1]}


def _shots(state: State) -> Iterator[Fields]:
    if state["combat"]:
        ready = [action for action in state["combat"]["actions"] if action["available"]]
        best = max(ready, key=lambda one: one["hit_chance"] * sum(one["damage"]))
        yield {"action": "combat_action", "combat_action": best["id"]}


def _supplies(state: State, *names: str) -> Iterator[Fields]:
    stats = state["player_stats"]
    low = {
        "refuel": stats["fuel"] < 60,
        "buy_food": stats["food"] < 30,
        "repair": stats["ship_condition"] < 0.6 * stats["max_ship_condition"],
    }
    for name in names:
        if low[name] and _can(state, name):
            yield {"action": name}


def _sales(state: State) -> Iterator[Fields]:
    for row in state["market"]["items"] if state["market"] else ():
        if row["held"] and row["sell"] and row["item_id"] != "fuel_cells":
            yield {"action": "sell_item", "item_id": row["item_id"], "quantity": row["held"]}


def _ways(state: State) -> Iterator[Fields]:
    """To the neighbour that is least known, then least dangerous; else by chance."""
    region = next(
        one for one in state["star_map"]["regions"] if one["id"] == state["current_region_id"]
    )
    nodes = {node["id"]: node for node in region["nodes"]}
    near = [nodes[link] for link in nodes[state["current_node_id"]]["links"] if link in nodes]
    for node in sorted(near, key=lambda one: (one["visited"], one["danger_level"])):
        if _can(state, "navigate"):
            yield {"action": "navigate", "target_node_id": node["id"]}
    for name in ("distress_signal", "scan", "navigate"):
        yield {"action": name}


def fortune(state: State) -> Iterator[Fields]:
    """What the careful bot does, from one moment to the next by dice of its own."""
    yield careful(state, Random(state["statistics"]["actions"]))
    yield from _ways(state)


def fights(state: State) -> Iterator[Fields]:
    """Trouble wherever there is some, and no repairs."""
    yield from _shots(state)
    yield from _answers(state)
    if _can(state, "combat"):
        yield {"action": "combat"}
    yield from _supplies(state, "refuel", "buy_food")
    yield from _ways(state)


def fights_with_a_pod(state: State) -> Iterator[Fields]:
    if _can(state, "buy_pod"):
        yield {"action": "buy_pod"}
    yield from fights(state)


def empty_tank(state: State) -> Iterator[Fields]:
    """Flies on and buys nothing that burns; whatever brings fuel is used up, too."""
    yield from _shots(state)
    yield from _answers(state)
    if _can(state, "buy_food"):
        yield {"action": "buy_food"}
    if state["player_stats"]["fuel"] < 15 and _can(state, "use_item"):
        yield {"action": "use_item", "item_id": "fuel_cells"}
    yield from _ways(state)


def patience(state: State) -> Iterator[Fields]:
    """Well supplied, and never content with what it has."""
    event = state["current_event"]
    if event and event["kind"] == "victory":
        yield {"action": "choose", "choice": "fly_on"}
    yield from _shots(state)
    yield from _answers(state)
    yield from _sales(state)
    yield from _supplies(state, "repair", "refuel", "buy_food")
    yield from _ways(state)


SCRIPTS: dict[Ending, Script] = {
    Ending.RETIRED: fortune,
    Ending.HULL: fights,
    Ending.POD: fights_with_a_pod,
    Ending.STRANDED: empty_tank,
    Ending.OUT_OF_TURNS: patience,
}


class Found(Struct, frozen=True):
    """A seed that leads a script to its ending, and the run there as the rules alone have it."""

    seed: str
    difficulty: Difficulty
    run: Run


def choices_of(script: Script, state: State, refused: list[Fields]) -> Fields:
    """What the script does next; what was refused just now is not tried again."""
    return next(fields for fields in script(state) if fields not in refused)


@cache
def found(ending: Ending) -> Found:
    """Raises LookupError when no seed leads there."""
    difficulty = Difficulty.HARD if ending in (Ending.HULL, Ending.POD) else Difficulty.EASY
    for number in range(MOST_SEEDS):
        seed = f"{ending.value}-{number}"
        run = flown(SCRIPTS[ending], seed, difficulty)
        if run.ending is ending:
            return Found(seed, difficulty, run)
    raise LookupError(f"of {MOST_SEEDS} seeds none leads to {ending}")


def flown(script: Script, seed: str, difficulty: Difficulty) -> Run:
    """A run among the pure rules until it is over, or goes nowhere."""
    run = new_run(seed=seed, difficulty=difficulty)
    refused: list[Fields] = []
    for _ in range(MOST_ACTIONS):
        try:
            fields = choices_of(script, cast(State, game_state(run)), refused)
        except StopIteration:
            break
        outcome = perform(run, parse_action(fields))
        refused = [] if outcome.ok else [*refused, fields]
        run = outcome.run
        if run.game_over:
            break
    return run
