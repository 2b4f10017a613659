"""What a choice of an event leads to."""

from game.catalog.expedition import catalog
from game.catalog.expedition_story import event_tales
from game.catalog.expedition_tales import DRAWN, EventTale, Range, Result
from game.dice import Dice
from game.expedition import effects
from game.expedition.draws import shuffled, within
from game.expedition.fight import begin_fight
from game.expedition.journal import Journal
from game.expedition.openings import blanks, open_tale
from game.expedition.places import region_of
from game.expedition.quests import make_offer
from game.expedition.state import Node, OpenEvent
from game.expedition.stats import held
from game.expedition.telling import fill, listed


def apply_result(j: Journal, tale: EventTale, event: OpenEvent, result: Result) -> None:
    """First what is gained and lost, then what hurts, then what follows from it.

    What hurts can end the run or the ship; then nothing follows.
    """
    run = j.run
    j.tell("event", fill(result.text, blanks(run, event)))
    balance = _Balance()
    _change_purse(j, result, balance)
    _change_cargo(j, event, result, balance)
    balance.report(j)
    _change_charts(j, result)
    if result.remember is not None and result.remember not in run.seen_events:
        run.seen_events.append(result.remember)
    in_pod = run.pod.active
    _harm(j, tale, result)
    if not run.game_over and run.pod.active == in_pod:
        _follow(j, result)


class _Balance:
    """What is gained and lost, for one sentence each."""

    def __init__(self) -> None:
        self.gained: list[str] = []
        self.lost: list[str] = []
        self.left_behind: list[str] = []

    def note(self, change: float, words: str) -> None:
        if change > 0:
            self.gained.append(f"{change:g} {words}")
        elif change < 0:
            self.lost.append(f"{-change:g} {words}")

    def report(self, j: Journal) -> None:
        if self.gained:
            j.tell("find", f"You gain {listed(self.gained)}.")
        if self.lost:
            j.tell("loss", f"You lose {listed(self.lost)}.")
        if self.left_behind:
            j.tell("loss", f"There is no room for {listed(self.left_behind)}.")


def _change_purse(j: Journal, result: Result, balance: _Balance) -> None:
    """Credits, fuel, food, and what mends. Losses take no more than there is."""
    run = j.run
    credit = amount(j.dice, result.credits)
    if credit > 0:
        effects.earn(j, credit)
        balance.note(credit, "credits")
    elif credit < 0:
        taken = min(run.wealth, -credit)
        effects.spend(j, taken)
        balance.note(-taken, "credits")
    fuel = amount(j.dice, result.fuel)
    balance.note(
        effects.gain_fuel(j, fuel) if fuel > 0 else -effects.leak_fuel(j, -fuel), "units of fuel"
    )
    food = amount(j.dice, result.food)
    balance.note(
        effects.gain_food(j, food) if food > 0 else -effects.eat(j, -food), "units of food"
    )
    hull = amount(j.dice, result.hull) if _least(result.hull) > 0 else 0
    balance.note(
        effects.mend_hull(j, hull), "points of the pod" if run.pod.active else "hull points"
    )
    health = amount(j.dice, result.health) if _least(result.health) > 0 else 0
    balance.note(effects.heal(j, health), "health")
    if result.effect is not None and not run.pod.active:
        boost = result.effect
        effects.add_effect(j, boost.kind, boost.amount, boost.turns)
        balance.gained.append(f"a {boost.kind} of {boost.amount} for {boost.turns} turns")


def _change_cargo(j: Journal, event: OpenEvent, result: Result, balance: _Balance) -> None:
    for key, count in result.items.items():
        item_id = str(event.facts["item"]) if key == DRAWN else key
        name = catalog().items[item_id].name
        found = amount(j.dice, count)
        taken = effects.gain_items(j, item_id, found)
        balance.note(taken, name)
        if taken < found:
            balance.left_behind.append(f"{found - taken} {name}")
    for item_id, count in result.lose.items():
        gone = min(held(j.run, item_id), amount(j.dice, count))
        if gone:
            effects.lose_items(j, item_id, gone)
        balance.note(-gone, catalog().items[item_id].name)


def _change_charts(j: Journal, result: Result) -> None:
    found: list[str] = []
    if result.chart_region:
        found += _chart_region(j)
    if result.chart:
        found += _chart_nodes(j, result.chart)
    if found:
        j.tell("discovery", f"New on your charts: {listed(found)}.")
    elif result.chart or result.chart_region:
        j.tell("discovery", "Your charts knew all of it already.")


def _chart_region(j: Journal) -> list[str]:
    hidden = [region for region in j.run.star_map.regions if not region.discovered]
    if not hidden:
        return []
    region = j.dice.choice(hidden)
    region.discovered = True
    return [region.name]


def _chart_nodes(j: Journal, count: int) -> list[str]:
    """Places of this region first, then of the others that are known."""
    at = region_of(j.run)
    known = [at, *(one for one in j.run.star_map.regions if one.discovered and one.id != at.id)]
    hidden: list[Node] = []
    for region in known:
        hidden += shuffled(j.dice, [node for node in region.nodes if not node.discovered])
    for node in hidden[:count]:
        node.discovered = True
    return [node.name for node in hidden[:count]]


def _harm(j: Journal, tale: EventTale, result: Result) -> None:
    for harm, amounts in ((effects.harm_hull, result.hull), (effects.harm_health, result.health)):
        points = -amount(j.dice, amounts) if _least(amounts) < 0 else 0
        if points > 0:
            harm(j, points, tale.cause)


def _follow(j: Journal, result: Result) -> None:
    if result.quest and not make_offer(j):
        j.tell("quest", "But that job, it turns out, has just been done by somebody else.")
    if result.fight is not None and not j.run.pod.active:
        begin_fight(j, result.fight)
    elif result.opens is not None:
        open_tale(j, event_tales()[result.opens])


def amount(dice: Dice, of: Range) -> int:
    """A number as it is; a draw, both ends included, between two."""
    return of if isinstance(of, int) else within(dice, (of[0], of[1]))


def _least(of: Range) -> int:
    return of if isinstance(of, int) else of[0]
