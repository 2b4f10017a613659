"""Calling for help: a turn, and whoever hears it."""

from game.catalog.expedition import catalog, rules
from game.expedition import fight
from game.expedition.actions import DistressSignal
from game.expedition.draws import happens
from game.expedition.effects import gain_food, gain_fuel, lose_items, money, spend, tow
from game.expedition.journal import Journal
from game.expedition.refusals import Code, Refusal
from game.expedition.state import Run
from game.expedition.stats import augmentations, held
from game.expedition.turns import end_turn


def on_distress_signal(j: Journal, action: DistressSignal) -> None:
    run = j.run
    check_distress_signal(run)
    run.stay.called = True
    if _certain(j) or happens(j.dice, help_chance(run)):
        _helped(j)
    elif not run.pod.active and happens(j.dice, rules().distress.pirate_chance):
        j.tell("distress", "Somebody has heard you, but not to help.")
        fight.begin_fight(j, None)
    else:
        j.tell("distress", "You call, and listen for a whole turn. Nobody answers.")
    end_turn(j)


def check_distress_signal(run: Run) -> None:
    if run.stay.called:
        raise Refusal(Code.ALREADY_CALLED, "You have called from here. Nobody else will hear it.")


def help_chance(run: Run) -> float:
    """A pod is hurried to sooner, and one with a beacon soonest."""
    distress = rules().distress
    chance = distress.pod_help_chance if run.pod.active else distress.help_chance
    if any(one.effect.rescue_chance > 0 for one in augmentations(run)):
        chance += distress.beacon_bonus
    return min(1.0, chance)


def _certain(j: Journal) -> bool:
    """A beacon from the hold is used up and always heard."""
    item_id = rules().distress.sure_item
    if held(j.run, item_id) == 0:
        return False
    lose_items(j, item_id, 1)
    j.tell("distress", f"You set off the {catalog().items[item_id].name}.")
    return True


def _helped(j: Journal) -> None:
    """Helpers share what they can spare, and take a fee from those who have it. A pod is towed
    to where ships are sold."""
    distress = rules().distress
    fuel = gain_fuel(j, distress.fuel)
    food = gain_food(j, distress.food)
    fee = min(j.run.wealth, distress.fee)
    spend(j, fee)
    asked = f" and ask {money(fee)} for it" if fee else ""
    j.tell(
        "distress",
        f"Help comes: they leave {fuel:g} units of fuel and {food} of food{asked}.",
    )
    if j.run.pod.active:
        tow(j)
