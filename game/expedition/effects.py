"""What happens to a run's resources: the only place that changes them.

Every function takes the journal of the action under way and reports what it did there, as far as
a player does not know it from the action itself (harm, loss, an end). Amounts are at least 0.
`cause` is a noun with its article, which the reports end with: "a wreck's edge". Once a run is
over, nothing harms it any more.
"""

from game.catalog.expedition import catalog, rules
from game.expedition.journal import Journal
from game.expedition.places import nearest_trade, node_of, stand_at
from game.expedition.refusals import Code, Refusal
from game.expedition.state import Ending, Mods, Run, Stack, TempEffect
from game.expedition.stats import (
    augmentations,
    effective,
    held,
    room_for,
)

MOST = 1_000_000_000  # what a count can hold
SHIELD = "shield"  # the temporary effect that takes harm before the hull does

ENDING_WORDS = {
    Ending.RETIRED: "You retire with a fortune. The expedition is a success.",
    Ending.HEALTH: "Your strength is at an end, and so is the expedition.",
    Ending.HULL: "The ship breaks up, and there was no pod to leave it in.",
    Ending.POD: "The pod does not hold. The expedition ends here.",
    Ending.STRANDED: "There is no fuel left and no way to get any. The expedition ends here.",
    Ending.OUT_OF_TURNS: "The time of the expedition is over.",
}


def earn(j: Journal, amount: int) -> None:
    run = j.run
    run.wealth = min(MOST, run.wealth + amount)
    run.statistics.credits_earned = min(MOST, run.statistics.credits_earned + amount)


def check_credits(run: Run, amount: int) -> None:
    """Raises Refusal when there are fewer."""
    if run.wealth < amount:
        raise Refusal(
            Code.INSUFFICIENT_CREDITS,
            f"That costs {money(amount)}, and you have {run.wealth}.",
            cost=amount,
            wealth=run.wealth,
        )


def spend(j: Journal, amount: int) -> None:
    """Raises Refusal INSUFFICIENT_CREDITS."""
    check_credits(j.run, amount)
    j.run.wealth -= amount
    j.run.statistics.credits_spent = min(MOST, j.run.statistics.credits_spent + amount)


def gain_items(j: Journal, item_id: str, quantity: int) -> int:
    """How many found room. They are no report by themselves: finds and purchases read apart."""
    run = j.run
    taken = min(quantity, room_for(run, item_id))
    if taken <= 0:
        return 0
    stack = next((one for one in run.inventory if one.item_id == item_id), None)
    if stack is None:
        run.inventory.append(Stack(item_id, taken))
    else:
        stack.quantity += taken
    run.statistics.items_collected = min(MOST, run.statistics.items_collected + taken)
    return taken


def check_items(run: Run, item_id: str, quantity: int) -> None:
    """Raises Refusal when fewer are held."""
    have = held(run, item_id)
    if have < quantity:
        name = catalog().items[item_id].name
        words = f"You have {have} of {name}, not {quantity}." if have else f"You have no {name}."
        raise Refusal(Code.INSUFFICIENT_CARGO, words, held=have)


def lose_items(j: Journal, item_id: str, quantity: int) -> None:
    """Raises Refusal INSUFFICIENT_CARGO."""
    check_items(j.run, item_id, quantity)
    left = held(j.run, item_id) - quantity
    j.run.inventory = [
        Stack(one.item_id, left) if one.item_id == item_id else one
        for one in j.run.inventory
        if one.item_id != item_id or left > 0
    ]


def gain_fuel(j: Journal, units: float) -> float:
    """How many units fitted."""
    run = j.run
    before = run.fuel
    run.fuel = max(before, round(min(effective(run).max_fuel, before + units), 1))
    return round(run.fuel - before, 1)


def check_fuel(run: Run, units: float) -> None:
    """Raises Refusal when there is less."""
    if run.fuel < units:
        raise Refusal(
            Code.INSUFFICIENT_FUEL,
            f"That takes {units:g} units of fuel, and you have {run.fuel:g}.",
            needed=units,
            fuel=run.fuel,
        )


def burn_fuel(j: Journal, units: float) -> None:
    """Raises Refusal INSUFFICIENT_FUEL."""
    check_fuel(j.run, units)
    j.run.fuel = round(j.run.fuel - units, 1)


def leak_fuel(j: Journal, units: float) -> float:
    """Lose up to as much, without asking; how much it was."""
    before = j.run.fuel
    j.run.fuel = max(0.0, round(before - units, 1))
    return round(before - j.run.fuel, 1)


def gain_food(j: Journal, units: int) -> int:
    """How many units fitted."""
    room = max(0, effective(j.run).max_food - j.run.food)
    taken = min(units, room)
    j.run.food += taken
    return taken


def eat(j: Journal, units: int) -> int:
    """Take up to as many units from the stores; how many there were."""
    eaten = min(units, j.run.food)
    j.run.food -= eaten
    return eaten


def heal(j: Journal, points: int) -> int:
    """How much health rose."""
    gained = min(points, 100 - j.run.health)
    j.run.health += gained
    return gained


def harm_health(j: Journal, points: int, cause: str) -> None:
    """At 0 the run ends."""
    run = j.run
    lost = min(points, run.health)
    if run.game_over or lost <= 0:
        return
    run.health -= lost
    j.tell("health", f"You lose {lost} health to {cause}.")
    if run.health == 0:
        end_run(j, Ending.HEALTH)


def mend_hull(j: Journal, points: int) -> int:
    """Points that the hull, or in the pod the pod, gained."""
    run = j.run
    stats = effective(run)
    if run.pod.active:
        gained = max(0, min(points, stats.pod_max_hp - run.pod.hp))
        run.pod.hp += gained
    else:
        gained = max(0, min(points, stats.max_hull - run.hull))
        run.hull += gained
    return gained


def harm_hull(j: Journal, points: int, cause: str) -> None:
    """Shields take it first, then the hull or the pod. Without hull the crew takes to the pod,
    which ends a fight; without a pod the run ends."""
    run = j.run
    if run.game_over:
        return
    if run.pod.active:
        _harm_pod(j, points, cause)
        return
    points = _shielded(j, points)
    lost = min(points, run.hull)
    if lost <= 0:
        return
    run.hull -= lost
    _note_damage(run, lost)
    j.tell("damage", f"The hull takes {lost} damage from {cause}.")
    if run.hull == 0:
        _lose_ship(j)


def add_effect(j: Journal, kind: str, amount: int, turns: int) -> None:
    """There is one of a kind: amounts add up, and the longer time counts."""
    effects = j.run.temp_effects
    effect = next((one for one in effects if one.kind == kind), None)
    if effect is None:
        effects.append(TempEffect(kind, amount, turns))
    else:
        effect.amount = min(MOST, effect.amount + amount)
        effect.turns_left = max(effect.turns_left, turns)


def end_run(j: Journal, ending: Ending) -> None:
    """The first end counts. Nothing is open afterwards."""
    run = j.run
    if run.game_over:
        return
    run.ending = ending
    run.enemy = run.event = run.offer = None
    j.tell("ending", ENDING_WORDS[ending])


def money(amount: int) -> str:
    return f"{amount} credit" if amount == 1 else f"{amount} credits"


def _shielded(j: Journal, points: int) -> int:
    """What of some harm is left after the shield."""
    shield = next((one for one in j.run.temp_effects if one.kind == SHIELD), None)
    if shield is None or points == 0:
        return points
    taken = min(shield.amount, points)
    shield.amount -= taken
    j.tell("shield", f"The shield takes {taken} damage.")
    if shield.amount == 0:
        j.run.temp_effects.remove(shield)
        j.tell("shield", "The shield is used up.")
    return points - taken


def _harm_pod(j: Journal, points: int, cause: str) -> None:
    run = j.run
    for extra in augmentations(run):
        points = int(points * extra.effect.damage_reduction)
    lost = min(points, run.pod.hp)
    if lost <= 0:
        return
    if lost == run.pod.hp and _beacon_answered(j):
        run.pod.hp = min(rules().pod.rescue_hp, effective(run).pod_max_hp)
        j.tell("rescue", f"The beacon is heard in time: the pod is hauled out of {cause}.")
        tow(j)
        return
    run.pod.hp -= lost
    _note_damage(run, lost)
    j.tell("damage", f"The pod takes {lost} damage from {cause}.")
    if run.pod.hp == 0:
        end_run(j, Ending.POD)


def _lose_ship(j: Journal) -> None:
    run = j.run
    run.enemy = None
    if not run.pod.owned:
        end_run(j, Ending.HULL)
        return
    run.mods = Mods()
    run.temp_effects = [one for one in run.temp_effects if one.kind != SHIELD]
    run.pod.active = run.pod.flown = True
    run.statistics.pod_uses += 1
    stats = effective(run)
    run.fuel = min(run.fuel, stats.max_fuel)
    run.food = min(run.food, rules().pod.food_kept)
    _save_cargo(run, stats.cargo_capacity)
    j.tell("pod", "The ship is lost. You get away in the pod.")
    supplies = gain_food(j, sum(one.effect.emergency_food for one in augmentations(run)))
    if supplies:
        j.tell("pod", f"The supply cache holds {supplies} units of food.")
    if _beacon_answered(j):
        j.tell("rescue", "The beacon is heard.")
        tow(j)


def _save_cargo(run: Run, room: int) -> None:
    """Keep what fits, the most valuable first; what weighs nothing is in a pocket."""
    items = catalog().items
    kept: dict[str, int] = {}
    for stack in sorted(run.inventory, key=lambda one: -items[one.item_id].base_value):
        weight = items[stack.item_id].weight
        kept[stack.item_id] = stack.quantity if weight == 0 else min(stack.quantity, room // weight)
        room -= kept[stack.item_id] * weight
    run.inventory = [
        Stack(one.item_id, kept[one.item_id]) for one in run.inventory if kept[one.item_id] > 0
    ]


def _beacon_answered(j: Journal) -> bool:
    """Without a beacon nobody hears, and no dice are thrown."""
    chance = max([0.0, *(one.effect.rescue_chance for one in augmentations(j.run))])
    return chance > 0.0 and j.dice.random() < chance


def tow(j: Journal) -> None:
    """To the nearest place with trade, where there are ships for sale."""
    place = nearest_trade(j.run)
    if place.id != node_of(j.run).id:
        stand_at(j.run, place.id)
    j.tell("rescue", f"A tug brings the pod in to {place.name}.")


def _note_damage(run: Run, points: int) -> None:
    run.statistics.damage_taken = min(MOST, run.statistics.damage_taken + points)
