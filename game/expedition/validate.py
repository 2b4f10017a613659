"""Whether a run that has the right shape is a state that play can lead to.

The rules rely on all of it: on a run that passes, they raise nothing.
"""

from collections.abc import Sequence

from game.catalog.expedition import catalog, rules
from game.catalog.expedition_story import memories
from game.dice import Dice
from game.expedition.invalid import Invalid, need
from game.expedition.openings import event_fault
from game.expedition.places import find_node
from game.expedition.prices import tradable
from game.expedition.state import SLOT_TYPES, Ending, Run
from game.expedition.stats import effective, pod_max_hp, used_cargo
from game.expedition.validate_map import check_map
from game.expedition.validate_quests import check_quests

EFFECT_KINDS = ("shield",)
MAX_EFFECTS = 100


def check(run: Run) -> None:
    """Raises Invalid. Later checks take for granted what earlier ones have found sound."""
    need("\0" not in run.seed, "the seed holds a NUL")
    _check_dice(run)
    check_map(run.star_map)
    _check_place(run)
    _check_fitting(run)
    _check_pod(run)
    _check_inventory(run)
    _check_gluts(run)
    _check_levels(run)
    _check_effects(run)
    _check_encounter(run)
    check_quests(run)
    _check_memory(run)
    _check_time(run)
    _check_ending(run)


def _check_dice(run: Run) -> None:
    try:
        Dice.from_state(run.dice)
    except ValueError as error:
        raise Invalid("its dice are none") from error


def _check_place(run: Run) -> None:
    found = find_node(run, run.node_id)
    if found is None:
        raise Invalid(f"the ship is at {run.node_id!r}, which is not on the map")
    need(found[1].visited, f"the ship is at {run.node_id}, which was never visited")
    nodes = [node for region in run.star_map.regions for node in region.nodes]
    need(any(node.has_trade for node in nodes), "nobody trades anywhere on the map")
    visited = sum(node.visited for node in nodes)
    need(run.statistics.systems_visited == visited, "the count of visited places is wrong")


def _check_fitting(run: Run) -> None:
    ship = catalog().ship_types.get(run.ship_type)
    if ship is None:
        raise Invalid(f"there is no ship {run.ship_type!r}")
    table = catalog().ship_mods
    for slot in SLOT_TYPES:
        mod_ids: list[str] = getattr(run.mods, slot)
        _need_distinct(mod_ids, f"{slot} slots hold a modification twice")
        for mod_id in mod_ids:
            need(mod_id in table, f"there is no modification {mod_id!r}")
            need(table[mod_id].slot == slot, f"{mod_id} does not go into a {slot} slot")
        slots: int = getattr(ship.slots, slot)
        need(len(mod_ids) <= slots, f"{len(mod_ids)} {slot} slots are taken, of {slots}")
        need(not (run.pod.active and mod_ids), "a lost ship has modifications")


def _check_pod(run: Run) -> None:
    pod = run.pod
    table = catalog().pod_augmentations
    if not pod.owned:
        bare = not (pod.active or pod.flown or pod.hp or pod.augmentations)
        need(bare, "there is no pod, and something of it")
        return
    for augmentation in pod.augmentations:
        need(augmentation in table, f"there is no augmentation {augmentation!r}")
    kinds = [table[one].slot for one in pod.augmentations]
    _need_distinct(kinds, "two augmentations share a slot")
    most = catalog().pod.max_augmentations
    need(len(kinds) <= most, f"the pod has {len(kinds)} augmentations, of {most}")
    need(pod.flown or not kinds, "the pod has augmentations and was never flown")
    need(pod.hp <= pod_max_hp(run), f"the pod has {pod.hp} points, of {pod_max_hp(run)}")
    need(run.statistics.pod_uses > 0 or not pod.active, "the pod flies and was never used")


def _check_inventory(run: Run) -> None:
    items = catalog().items
    _need_distinct([stack.item_id for stack in run.inventory], "an item is held in two stacks")
    for stack in run.inventory:
        need(stack.item_id in items, f"there is no item {stack.item_id!r}")
        most = 1 if items[stack.item_id].unique else items[stack.item_id].stack_size
        need(stack.quantity <= most, f"{stack.quantity} of {stack.item_id} are held, of {most}")
    capacity = effective(run).cargo_capacity
    need(used_cargo(run) <= capacity, f"the cargo weighs {used_cargo(run)}, of {capacity}")


def _check_gluts(run: Run) -> None:
    items = catalog().items
    pairs = [f"{glut.node_id} {glut.item_id}" for glut in run.gluts]
    _need_distinct(pairs, "sales of a good at a place are counted twice")
    for glut in run.gluts:
        known = glut.item_id in items and tradable(items[glut.item_id])
        need(known, f"{glut.item_id!r} was sold, which nobody buys")
        place = find_node(run, glut.node_id)
        sold = place is not None and place[1].has_trade and place[1].visited
        need(sold, f"something was sold at {glut.node_id!r}, where it cannot be")


def _check_levels(run: Run) -> None:
    stats = effective(run)
    need(run.hull <= stats.max_hull, f"the hull has {run.hull} points, of {stats.max_hull}")
    need(run.fuel <= stats.max_fuel, f"the tank holds {run.fuel:g}, of {stats.max_fuel:g}")
    need(run.food <= stats.max_food, f"there are {run.food} units of food, of {stats.max_food}")


def _check_effects(run: Run) -> None:
    need(len(run.temp_effects) <= MAX_EFFECTS, "there are too many temporary effects")
    for effect in run.temp_effects:
        need(effect.kind in EFFECT_KINDS, f"there is no temporary effect {effect.kind!r}")
        need(effect.amount > 0, f"a {effect.kind} of nothing lasts")


def _check_encounter(run: Run) -> None:
    enemy = run.enemy
    if enemy is not None:
        need(enemy.type in catalog().enemies, f"there is no enemy {enemy.type!r}")
        need(0 < enemy.hp <= enemy.max_hp, f"the enemy has {enemy.hp} points, of {enemy.max_hp}")
        need(run.event is None, "an event waits in the middle of a fight")
    if run.event is not None:
        fault = event_fault(run.event)
        need(fault is None, fault or "")


def _check_memory(run: Run) -> None:
    _need_distinct(run.seen_events, "an event is remembered twice")
    for seen in run.seen_events:
        need(seen in memories(), f"nothing is called {seen!r} that could be remembered")


def _check_time(run: Run) -> None:
    most = rules().goal.max_turns
    need(run.turn <= most, f"this is turn {run.turn}, of {most}")
    turns = [point.turn for point in run.history]
    need(turns == list(range(run.turn + 1)), "the history does not lead to the present turn")
    for point in run.history:
        at = find_node(run, point.node_id)
        need(at is not None and at[1].visited, f"the history leads over {point.node_id!r}")
        need(point.health <= 100, f"the history knows {point.health} health")


def _check_ending(run: Run) -> None:
    """What ends a run and its ending imply each other, where the rules leave no doubt."""
    ending = run.ending
    lost = run.hull == 0 and not run.pod.active
    broken = run.pod.owned and run.pod.hp == 0
    for name, happened, kind in (
        ("health", run.health == 0, Ending.HEALTH),
        ("hull", lost, Ending.HULL),
        ("pod", broken, Ending.POD),
    ):
        need(happened == (ending is kind), f"the {name} and the ending contradict each other")
    need(not (run.pod.active and run.hull), "the pod flies, and the ship is not lost")
    need(not (lost and run.pod.owned), "the ship is lost, and nobody took to the pod")
    at_last = run.turn == rules().goal.max_turns
    need(ending is not None or not at_last, "the last turn is over, and the run is not")
    need(at_last or ending is not Ending.OUT_OF_TURNS, "the run is out of turns too early")
    still_open = run.enemy or run.event or run.offer
    need(ending is None or not still_open, "the run is over, and something is open")


def _need_distinct(ids: Sequence[str], words: str) -> None:
    need(len(set(ids)) == len(ids), words)
