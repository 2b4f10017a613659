"""Fights, round by round: the player does one thing, then the enemy shoots, if it is still there.

A round takes no turn. Where the ship is lost, so is the fight: the pod gets away. A fight in a
pod leaves three things to do: dodge, flee and talk.
"""

from collections.abc import Callable
from typing import Any, ParamSpec

from game.catalog.expedition import catalog, rules
from game.catalog.expedition_story import texts
from game.expedition import quests
from game.expedition.actions import Combat, CombatAction, Flee, Negotiate
from game.expedition.draws import happens, within
from game.expedition.effects import earn, gain_items, harm_hull, leak_fuel, money, spend
from game.expedition.foes import (
    check_maneuver,
    check_talks,
    damage_span,
    draw_enemy,
    enemy_hit_chance,
    flee_chance,
    hit_chance,
    hit_span,
    kind_of,
    make_enemy,
    talk_chance,
    talk_price,
)
from game.expedition.journal import Choice, Journal
from game.expedition.needs import need_ship
from game.expedition.places import node_of
from game.expedition.refusals import Code, Refusal
from game.expedition.state import Enemy, Run
from game.expedition.telling import fill, listed, surroundings

P = ParamSpec("P")

FLEE, NEGOTIATE = "flee", "negotiate"


def begin_fight(j: Journal, enemy_type: str | None) -> None:
    """Against an enemy of a type, or one that fits the region and the turn. An open event lapses.

    Raises KeyError for a type that there is not.
    """
    run = j.run
    enemy = make_enemy(run, draw_enemy(j) if enemy_type is None else enemy_type)
    run.event = None
    run.enemy = enemy
    words = j.dice.choice(texts().enemies[enemy.type].appears)
    j.tell("combat", fill(words, surroundings(run)))


def on_combat(j: Journal, action: Combat) -> None:
    """Go looking for an enemy: there always is one where nobody trades, once a stay."""
    check_combat(j.run)
    j.run.stay.searched = True
    begin_fight(j, None)


def check_combat(run: Run) -> None:
    need_ship(run)
    if node_of(run).has_trade:
        raise Refusal(Code.NO_TARGET, "Where people trade, nobody hunts. Look further out.")
    if run.stay.searched:
        raise Refusal(Code.NO_TARGET, "You have found whoever was to be found here.")


def on_combat_action(j: Journal, action: CombatAction) -> None:
    maneuver_id = action.combat_action
    check_combat_action(j.run, maneuver_id)
    enemy = enemy_of(j.run)
    maneuver = catalog().combat_actions[maneuver_id]
    j.details["round"] = enemy.round + 1
    if not j.run.pod.active:
        _shoot(j, enemy, hit_chance(j.run, maneuver), hit_span(j.run, maneuver))
    if enemy.hp == 0:
        _win(j, enemy)
    elif not _turns_away(j, enemy):
        take_round(j, maneuver.defense_modifier)


def check_combat_action(run: Run, maneuver_id: str) -> None:
    enemy_of(run)
    check_maneuver(run, maneuver_id)


def on_flee(j: Journal, action: Flee) -> None:
    """A tank that is nearly empty gives what it has. A failure is a hit that does not miss."""
    check_flee(j.run)
    run, enemy = j.run, enemy_of(j.run)
    if happens(j.dice, flee_chance(run, enemy)):
        burnt = leak_fuel(j, rules().fight.flee_fuel)
        run.enemy = None
        j.details["fuel"] = burnt
        j.tell("combat", f"You get away from the {enemy_name(enemy)} and burn {burnt:g} fuel.")
        return
    j.tell("combat", f"The {enemy_name(enemy)} cuts you off.")
    enemy.round += 1
    power = enemy.power * rules().fight.failed_flee_power
    harm_hull(j, within(j.dice, damage_span(power)), _fire_of(enemy))


def check_flee(run: Run) -> None:
    enemy_of(run)


def on_negotiate(j: Journal, action: Negotiate) -> None:
    """The price is paid only to those who agree. Whoever does not listens no second time."""
    check_negotiate(j.run)
    run, enemy = j.run, enemy_of(j.run)
    told = texts().enemies[enemy.type]
    if happens(j.dice, talk_chance(enemy)):
        price = talk_price(enemy)
        spend(j, price)
        run.enemy = None
        j.details["total"] = price
        j.tell("combat", f"{told.agrees} It costs you {money(price)}.")
        return
    enemy.spared = True
    j.tell("combat", told.refuses)
    take_round(j)


def check_negotiate(run: Run) -> None:
    check_talks(run, enemy_of(run))


def take_round(j: Journal, guard: float = 1.0) -> None:
    """The enemy's part of a round. guard: the factor on the player's defence."""
    enemy = enemy_of(j.run)
    enemy.round += 1
    if happens(j.dice, enemy_hit_chance(j.run, enemy, guard)):
        harm_hull(j, within(j.dice, damage_span(enemy.power)), _fire_of(enemy))
    else:
        j.tell("combat", f"The {enemy_name(enemy)} misses.")


def enemy_of(run: Run) -> Enemy:
    """Raises Refusal NOT_IN_COMBAT."""
    if run.enemy is None:
        raise Refusal(Code.NOT_IN_COMBAT, "There is nobody to fight.")
    return run.enemy


def enemy_name(enemy: Enemy) -> str:
    return kind_of(enemy).name


def choose(j: Journal, choice_id: str) -> None:
    """One of the fight's choices, by its id."""
    match choice_id:
        case "flee":
            on_flee(j, Flee())
        case "negotiate":
            on_negotiate(j, Negotiate())
        case _:
            on_combat_action(j, CombatAction(combat_action=choice_id))


def fight_choices(run: Run) -> tuple[Choice, ...]:
    """What can be done this round, with its odds; nothing without a fight."""
    enemy = run.enemy
    if enemy is None:
        return ()
    choices = [
        Choice(maneuver_id, maneuver.name, hit_chance(run, maneuver))
        for maneuver_id, maneuver in catalog().combat_actions.items()
        if _refusal(check_maneuver, run, maneuver_id) is None
    ]
    choices.append(Choice(FLEE, "Flee", flee_chance(run, enemy)))
    if _refusal(check_talks, run, enemy) is None:
        cost = {"credits": float(talk_price(enemy))}
        choices.append(Choice(NEGOTIATE, "Negotiate", talk_chance(enemy), cost))
    return tuple(choices)


def combat_view(run: Run) -> dict[str, Any] | None:
    """The fight for a page: with its chances and damages as the dice know them."""
    enemy = run.enemy
    if enemy is None:
        return None
    kind = kind_of(enemy)
    refused = _refusal(check_talks, run, enemy)
    return {
        "enemy": {
            "type": enemy.type,
            "name": kind.name,
            "text": texts().enemies[enemy.type].text,
            "hp": enemy.hp,
            "max_hp": enemy.max_hp,
            "combat_power": enemy.power,
            "damage": list(damage_span(enemy.power)),
            "accuracy": kind.accuracy,
            "speed": kind.speed,
        },
        "round": enemy.round,
        "actions": [_maneuver_view(run, enemy, one) for one in catalog().combat_actions],
        "flee_chance": flee_chance(run, enemy),
        "negotiate": {
            "price": talk_price(enemy),
            "chance": talk_chance(enemy),
            "available": refused is None,
            "reason": "" if refused is None else refused.words,
        },
    }


def _maneuver_view(run: Run, enemy: Enemy, maneuver_id: str) -> dict[str, Any]:
    maneuver = catalog().combat_actions[maneuver_id]
    refused = _refusal(check_maneuver, run, maneuver_id)
    return {
        "id": maneuver_id,
        "name": maneuver.name,
        "text": texts().maneuvers[maneuver_id],
        "hit_chance": hit_chance(run, maneuver),
        "damage": list(hit_span(run, maneuver)),
        "enemy_hit_chance": enemy_hit_chance(run, enemy, maneuver.defense_modifier),
        "available": refused is None,
        "reason": "" if refused is None else refused.words,
    }


def _refusal(check: Callable[P, None], *args: P.args, **named: P.kwargs) -> Refusal | None:
    try:
        check(*args, **named)
    except Refusal as refusal:
        return refusal
    return None


def _shoot(j: Journal, enemy: Enemy, chance: float, span: tuple[int, int]) -> None:
    if not happens(j.dice, chance):
        j.tell("combat", f"You miss the {enemy_name(enemy)}.")
        return
    dealt = min(enemy.hp, within(j.dice, span))
    enemy.hp -= dealt
    j.details["dealt"] = dealt
    j.tell("combat", f"You hit the {enemy_name(enemy)} for {dealt} damage.")


def _turns_away(j: Journal, enemy: Enemy) -> bool:
    """An enemy that is badly hurt leaves, half of the time; there is no reward for that."""
    if enemy.hp >= kind_of(enemy).flee_threshold * enemy.max_hp:
        return False
    if not happens(j.dice, rules().fight.surrender_chance):
        return False
    j.run.enemy = None
    j.tell("combat", texts().enemies[enemy.type].flees)
    return True


def _win(j: Journal, enemy: Enemy) -> None:
    run = j.run
    run.enemy = None
    run.statistics.ships_destroyed += 1
    run.stay.wreck = True
    j.tell("combat", texts().enemies[enemy.type].destroyed)
    reward = within(j.dice, kind_of(enemy).wealth_reward)
    if reward:
        earn(j, reward)
        j.details["reward"] = reward
        j.tell("reward", f"It is worth {money(reward)} to you.")
    _loot(j, enemy)
    quests.note_kill(j, enemy.type)


def _loot(j: Journal, enemy: Enemy) -> None:
    """Every row of the table is rolled for; what has no room stays in space."""
    kind = kind_of(enemy)
    if not happens(j.dice, kind.loot_chance):
        return
    taken, left = [], []
    for row in kind.loot_table:
        if not happens(j.dice, row.chance):
            continue
        name = catalog().items[row.item].name
        found = within(j.dice, row.quantity)
        kept = gain_items(j, row.item, found)
        if kept:
            taken.append(f"{kept} {name}")
        if kept < found:
            left.append(f"{found - kept} {name}")
    if taken:
        j.tell("find", f"You collect {listed(taken)}.")
    if left:
        j.tell("loss", f"There is no room for {listed(left)}: left behind.")


def _fire_of(enemy: Enemy) -> str:
    return f"the {enemy_name(enemy)}'s fire"
