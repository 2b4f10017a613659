"""What can be taken from asteroids and wrecks, and what a scan turns up."""

from game.catalog.expedition import catalog, rules
from game.expedition import events, quests
from game.expedition.actions import Mine, Salvage, Scan
from game.expedition.draws import find, happens, within
from game.expedition.effects import burn_fuel, check_fuel, earn, gain_items, harm_hull, money
from game.expedition.endings import wreckage
from game.expedition.journal import Journal
from game.expedition.needs import need_ship
from game.expedition.places import node_of, region_of
from game.expedition.refusals import Code, Refusal
from game.expedition.state import Node, Run
from game.expedition.stats import effective, has_mod
from game.expedition.turns import end_turn


def on_mine(j: Journal, action: Mine) -> None:
    mining = rules().mining
    check_mine(j.run)
    burn_fuel(j, mining.fuel)
    if happens(j.dice, mining.chance):
        node = node_of(j.run)
        drawn = within(j.dice, mining.quantity) * effective(j.run).mining_yield
        mined = max(1, int(drawn * richness(node)))
        node.mined += mined
        j.details["mined"] = _take(j, mining.item_id, mined, "You mine")
        if happens(j.dice, mining.bonus_chance):
            _take(j, *find(j.dice, mining.bonus), "Between the rocks you come upon")
    else:
        j.tell("mining", "The rock bursts before it gives anything.")
        harm_hull(j, within(j.dice, mining.damage), "flying rock")
    end_turn(j)


def check_mine(run: Run) -> None:
    mining = rules().mining
    need_ship(run)
    if node_of(run).type not in mining.node_types:
        raise Refusal(Code.NOTHING_TO_MINE, "There is nothing to mine here: look for asteroids.")
    if not has_mod(run, rules().ship.mining_mod):
        raise Refusal(Code.NO_MINING_LASER, "Mining takes a mining laser.")
    check_fuel(run, mining.fuel)


def richness(node: Node) -> float:
    """The share of a full yield that a field still gives: the more is mined, the less."""
    vein = rules().mining.vein
    return round(vein / (vein + node.mined), 3)


def on_salvage(j: Journal, action: Salvage) -> None:
    """A fight's wreck first, for it drifts away; then what was here before."""
    salvage = rules().salvage
    run = j.run
    check_salvage(run)
    burn_fuel(j, salvage.fuel)
    if run.stay.wreck:
        run.stay.wreck = False
    else:
        run.stay.salvaged = True
    if happens(j.dice, salvage.chance):
        draws = within(j.dice, salvage.finds)
        if happens(j.dice, salvage.extra_find_chance * effective(run).salvage_chance):
            draws += 1
        for _ in range(draws):
            _take(j, *find(j.dice, salvage.table), "From the wreck you recover")
    else:
        j.tell("salvage", "Others were here before. The wreck is empty.")
    end_turn(j)


def check_salvage(run: Run) -> None:
    need_ship(run)
    if not wreckage(run):
        raise Refusal(Code.NOTHING_TO_SALVAGE, "There is nothing to salvage here, or no more.")
    if not has_mod(run, rules().ship.salvage_mod):
        raise Refusal(Code.NO_SALVAGER, "Salvaging takes a salvage scanner.")
    check_fuel(run, rules().salvage.fuel)


def on_scan(j: Journal, action: Scan) -> None:
    run = j.run
    check_scan(run)
    run.stay.scanned = True
    quests.note_scan(j)
    if not happens(j.dice, find_chance(run)):
        j.tell("scan", "The scan shows nothing that you did not know.")
    elif happens(j.dice, rules().scan.loot_chance):
        j.tell("scan", "The scan shows something that nobody has claimed.")
        _find_loot(j)
    else:
        j.tell("scan", "The scan shows that something is going on.")
        good = happens(j.dice, rules().scan.good_chance)
        events.open_event(j, "good" if good else "bad")


def check_scan(run: Run) -> None:
    if run.stay.scanned:
        raise Refusal(Code.ALREADY_SCANNED, "You have scanned this place. Fly on to scan anew.")


def find_chance(run: Run) -> float:
    """Of a scan with all that is fitted."""
    scan = rules().scan
    better = scan.chance_per_bonus * (effective(run).scan_bonus - 1)
    return min(scan.most, round(scan.chance + better, 4))


def _find_loot(j: Journal) -> None:
    scan = rules().scan
    if happens(j.dice, scan.credits_chance):
        modifier = catalog().region_types[region_of(j.run).type].wealth_modifier
        amount = int(within(j.dice, scan.credits) * modifier)
        earn(j, amount)
        j.tell("find", f"It brings you {money(amount)}.")
    else:
        _take(j, *find(j.dice, scan.table), "You take aboard")


def _take(j: Journal, item_id: str, quantity: int, opening: str) -> int:
    """Report a find and stow what has room; how many that was."""
    name = catalog().items[item_id].name
    taken = gain_items(j, item_id, quantity)
    if taken:
        j.tell("find", f"{opening} {taken} of {name}.")
    if taken < quantity:
        j.tell("find", f"There is no room for {quantity - taken} of {name}.")
    return taken
