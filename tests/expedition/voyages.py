"""A small chart with one place of each use, and runs on it, for tests of single rules.

    home (station: repair, trade) - rock (asteroids) - wreck (derelict)        in region core
    gate (wormhole) - market (planet: trade)                                   in region old
    edge (planet)                                                              in region far

core is joined to old and far. Nowhere is dangerous unless a test says so.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from game.catalog.expedition import catalog
from game.dice import Dice
from game.expedition.actions import Action
from game.expedition.document import copied
from game.expedition.journal import Journal, Outcome
from game.expedition.reduce import perform
from game.expedition.refusals import Code
from game.expedition.state import (
    Difficulty,
    Enemy,
    Mods,
    Node,
    Pod,
    Region,
    Run,
    Stack,
    StarMap,
)
from game.expedition.stats import pod_max_hp

TRIES = 200  # throws until something likely has happened


def chart() -> StarMap:
    return StarMap(
        [
            region(
                "core",
                "core_worlds",
                0,
                ["old", "far"],
                node("home", "station", 0, ["rock"], repair=True, trade=True),
                node("rock", "asteroid_field", 30, ["home", "wreck"]),
                node("wreck", "derelict", 60, ["rock"]),
            ),
            region(
                "old",
                "ancient_sectors",
                300,
                ["core"],
                node("gate", "wormhole", 300, ["market"]),
                node("market", "planet", 330, ["gate"], trade=True),
            ),
            region("far", "frontier", -300, ["core"], node("edge", "planet", -300, [])),
        ]
    )


def region(name: str, kind: str, x: float, links: list[str], *nodes: Node) -> Region:
    return Region(name, name.title(), kind, x, 0.0, links, list(nodes))


def node(
    name: str, kind: str, x: float, links: list[str], repair: bool = False, trade: bool = False
) -> Node:
    return Node(name, name.title(), kind, x, 0.0, 0.0, repair, trade, links)


def a_run(
    at: str = "home",
    *,
    dice: int = 1,
    mods: tuple[str, ...] = (),
    cargo: dict[str, int] | None = None,
    pod: bool = False,
    in_pod: bool = False,
    augmentations: tuple[str, ...] = (),
    **fields: Any,
) -> Run:
    """A scout at a place of the chart; fields: what else differs from a fresh run."""
    values: dict[str, Any] = {
        "seed": "test",
        "difficulty": Difficulty.MEDIUM,
        "dice": Dice(dice).state(),
        "star_map": chart(),
        "node_id": at,
        "ship_type": "scout",
        "mods": fitted(*mods),
        "health": 100,
        "wealth": 500,
        "hull": 0 if in_pod else 80,
        "fuel": 50.0 if in_pod else 100.0,
        "food": 20,
        "inventory": [Stack(item_id, count) for item_id, count in (cargo or {}).items()],
    }
    run = Run(**(values | fields))
    for known in run.star_map.regions:
        for one in known.nodes:
            if one.id == at:
                known.discovered = known.visited = one.discovered = one.visited = True
                run.statistics.systems_visited = 1
    if pod or in_pod or augmentations:
        flown = in_pod or bool(augmentations)
        run.pod = Pod(owned=True, active=in_pod, flown=flown, augmentations=list(augmentations))
        run.pod.hp = pod_max_hp(run)
    return run


def fitted(*mod_ids: str) -> Mods:
    mods = Mods()
    for mod_id in mod_ids:
        getattr(mods, catalog().ship_mods[mod_id].slot).append(mod_id)
    return mods


def foe(**fields: Any) -> Enemy:
    return Enemy(**({"type": "pirate_scout", "hp": 30, "max_hp": 30, "power": 5} | fields))


def place(run: Run, node_id: str) -> Node:
    return next(one for region in run.star_map.regions for one in region.nodes if one.id == node_id)


def with_dice(run: Run, number: int) -> Run:
    copy = copied(run)
    copy.dice = Dice(number).state()
    return copy


def journal(run: Run, dice: int = 1) -> Journal:
    return Journal(run, Dice(dice), "test")


def done(run: Run, action: Action) -> Run:
    """The run after an action that has to be carried out."""
    outcome = perform(run, action)
    assert outcome.ok, outcome.event
    return outcome.run


def throws(run: Run, action: Action, count: int = TRIES) -> Iterator[Outcome]:
    """The action's outcomes with other dice each time."""
    for number in range(count):
        outcome = perform(with_dice(run, number), action)
        assert outcome.ok, outcome.event
        yield outcome


def until(run: Run, action: Action, wanted: Callable[[Outcome], bool]) -> Outcome:
    """The first outcome that is wanted."""
    for outcome in throws(run, action):
        if wanted(outcome):
            return outcome
    pytest.fail("never happened")


def share(run: Run, action: Action, wanted: Callable[[Outcome], bool], count: int = 400) -> float:
    return sum(wanted(outcome) for outcome in throws(run, action, count)) / count


def refused(run: Run, action: Action, code: Code) -> Outcome:
    """The outcome of an action that has to be refused with this code, and to change nothing."""
    before = copied(run)
    outcome = perform(run, action)
    assert not outcome.ok, outcome.event
    assert (outcome.code, outcome.event_type) == (code.value, "error")
    assert outcome.run is run
    assert run == before
    assert outcome.event.endswith((".", "!", "?"))
    return outcome


def told(outcome: Outcome, kind: str) -> list[str]:
    return [one.message for one in outcome.happenings if one.type == kind]
