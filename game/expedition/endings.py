"""When a run is at its end, and when its player may end it as a success.

Health, hull and pod end a run where they are lost, in effects; the rest is judged here.
"""

from math import ceil

from game.catalog.expedition import catalog, rules
from game.expedition.effects import end_run
from game.expedition.journal import Journal
from game.expedition.places import node_cost, node_of, region_cost
from game.expedition.prices import fitted_refund, fuel_price, sell_price, tradable
from game.expedition.quests import check_quest
from game.expedition.refusals import Refusal
from game.expedition.state import Ending, OpenEvent, Run

VICTORY = "victory"  # the id of the offer, which is an event
VICTORY_CHOICES = ("retire", "fly_on")


def victory_due(run: Run) -> bool:
    """A fortune, and a place to spend it; not in the middle of a fight."""
    rich = run.wealth >= rules().goal.wealth
    return rich and run.enemy is None and not run.game_over and node_of(run).has_trade


def judge_turn(j: Journal) -> None:
    """At the end of a turn: the last turn ends the run, and a fortune may. On the last turn
    there is nothing to fly on to, so that whoever has the fortune retires."""
    run = j.run
    last = run.turn >= rules().goal.max_turns
    if last:
        end_run(j, Ending.RETIRED if victory_due(run) else Ending.OUT_OF_TURNS)
    elif victory_due(run) and run.event is None:
        run.event = OpenEvent(VICTORY, list(VICTORY_CHOICES), {"wealth": run.wealth})
        j.tell("victory", f"You have {run.wealth} credits: enough to retire here, if you like.")


def judge_stranding(j: Journal) -> None:
    """After every action."""
    if not j.run.game_over and stranded(j.run):
        end_run(j, Ending.STRANDED)


def stranded(run: Run) -> bool:
    """No fuel for the cheapest move, and nothing left at this stay that could bring some."""
    needed = cheapest_move(run)
    return run.fuel < needed and not _something_left(run) and not _can_refuel(run, needed)


def cheapest_move(run: Run) -> float:
    """Fuel units. Every place has neighbours in its region."""
    return min(node_cost(run), region_cost(run))


def _something_left(run: Run) -> bool:
    """Whether anything is left to try, whatever may come of it."""
    stay = run.stay
    if run.enemy is not None or run.event is not None or not (stay.scanned and stay.called):
        return True
    if any(_gives_fuel(stack.item_id) for stack in run.inventory):
        return True
    return not run.pod.active and (_can_search(run) or _can_salvage(run))


def _gives_fuel(item_id: str) -> bool:
    effect = catalog().items[item_id].effect
    return effect is not None and effect.fuel > 0


def _can_search(run: Run) -> bool:
    return not run.stay.searched and not node_of(run).has_trade


def _can_salvage(run: Run) -> bool:
    salvage = rules().salvage
    fitted = rules().ship.salvage_mod in run.mods.high
    return fitted and run.fuel >= salvage.fuel and wreckage(run)


def wreckage(run: Run) -> bool:
    """Whether there is anything here to salvage at this stay."""
    is_wreck = node_of(run).type in rules().salvage.node_types
    return run.stay.wreck or (is_wreck and not run.stay.salvaged)


def _can_refuel(run: Run, needed: float) -> bool:
    """With all that can be turned into credits here; fuel is sold by the whole unit."""
    if not node_of(run).has_trade:
        return False
    return _means(run) >= ceil(round(needed - run.fuel, 1)) * fuel_price(run)


def _means(run: Run) -> int:
    """Credits, with what cargo, fittings and a finished job bring here."""
    items = catalog().items
    cargo = sum(
        stack.quantity * sell_price(run, stack.item_id)
        for stack in run.inventory
        if tradable(items[stack.item_id])
    )
    return run.wealth + cargo + fitted_refund(run) + _pay_due(run)


def _pay_due(run: Run) -> int:
    try:
        check_quest(run, "report")
    except Refusal:
        return 0
    return run.quest.reward if run.quest is not None else 0
