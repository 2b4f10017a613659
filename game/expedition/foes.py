"""Enemies and the odds of a fight: exactly the numbers that the dice are thrown with."""

from game.catalog.expedition import CombatManeuver, EnemyType, Span, catalog, rules, scale
from game.catalog.expedition_story import encounters
from game.expedition.draws import weighted
from game.expedition.journal import Journal
from game.expedition.places import region_of
from game.expedition.refusals import Code, Refusal
from game.expedition.state import Enemy, Run
from game.expedition.stats import effective, has_mod

BARRAGE = "barrage"  # the maneuver that takes several weapons
EVASIVE = "evasive"  # the one that takes none


def kind_of(enemy: Enemy) -> EnemyType:
    return catalog().enemies[enemy.type]


def draw_enemy(j: Journal) -> str:
    """Whom one meets in this region at this turn."""
    rows = [one for one in encounters(region_of(j.run).type) if one.from_turn <= j.run.turn]
    return weighted(j.dice, rows, [row.share for row in rows]).enemy


def make_enemy(run: Run, enemy_type: str) -> Enemy:
    """Unhurt, and as strong as the difficulty makes it."""
    kind = catalog().enemies[enemy_type]
    factors = scale(run.difficulty)
    hp = max(1, round(kind.hp * factors.enemy_hp))
    return Enemy(
        type=enemy_type, hp=hp, max_hp=hp, power=round(kind.combat_power * factors.enemy_power)
    )


def damage_span(power: float) -> Span:
    """What a hit of some power does, least and most, every number between as likely."""
    fight = rules().fight
    middle = round(power)
    least = max(fight.least_damage, middle - fight.damage_spread)
    return least, max(fight.least_damage, middle + fight.damage_spread)


def hit_chance(run: Run, maneuver: CombatManeuver) -> float:
    """A pod has nothing to hit with."""
    if run.pod.active:
        return 0.0
    return min(1.0, round(effective(run).accuracy * maneuver.accuracy_modifier, 4))


def hit_span(run: Run, maneuver: CombatManeuver) -> Span:
    if run.pod.active:
        return 0, 0
    return damage_span(effective(run).combat_power * maneuver.damage_modifier)


def enemy_hit_chance(run: Run, enemy: Enemy, guard: float) -> float:
    """guard: the factor that a maneuver puts on the defence."""
    return min(1.0, round(kind_of(enemy).accuracy / (effective(run).defense * guard), 4))


def flee_chance(run: Run, enemy: Enemy) -> float:
    fight = rules().fight
    chance = effective(run).speed / (fight.flee_speed * kind_of(enemy).speed)
    return min(fight.flee_most, round(chance, 4))


def talk_price(enemy: Enemy) -> int:
    """Credits: the more of the enemy is left, the more it asks."""
    return round(kind_of(enemy).wealth_reward[1] * enemy.hp / enemy.max_hp)


def talk_chance(enemy: Enemy) -> float:
    fight = rules().fight
    return min(
        1.0, round(fight.talk_base + fight.talk_per_damage * (1 - enemy.hp / enemy.max_hp), 4)
    )


def check_maneuver(run: Run, maneuver_id: str) -> None:
    """Raises Refusal. In the pod, dodging is all that a fight leaves to be done."""
    maneuver = catalog().combat_actions.get(maneuver_id)
    if maneuver is None:
        words = f"There is no maneuver called {maneuver_id!r}."
        raise Refusal(Code.UNKNOWN_COMBAT_ACTION, words)
    fight = rules().fight
    if run.pod.active and maneuver_id != EVASIVE:
        raise Refusal(Code.IN_POD, "The pod has no weapons.")
    mod_id = fight.actions_needing.get(maneuver_id)
    if mod_id is not None and not has_mod(run, mod_id):
        name = catalog().ship_mods[mod_id].name
        raise Refusal(Code.NOT_EQUIPPED, f"{maneuver.name} needs a {name}.")
    if maneuver_id == BARRAGE and effective(run).weapons < fight.barrage_weapons:
        words = f"{maneuver.name} needs {fight.barrage_weapons} weapons."
        raise Refusal(Code.NOT_EQUIPPED, words)


def check_talks(run: Run, enemy: Enemy) -> None:
    """Raises Refusal NO_TALKS or INSUFFICIENT_CREDITS."""
    name = kind_of(enemy).name
    if enemy.type in rules().fight.silent:
        raise Refusal(Code.NO_TALKS, f"The {name} does not talk to anybody.")
    if enemy.spared:
        raise Refusal(Code.NO_TALKS, f"The {name} has heard enough.")
    price = talk_price(enemy)
    if run.wealth < price:
        words = f"The {name} will not listen for less than {price} credits."
        raise Refusal(Code.INSUFFICIENT_CREDITS, words, cost=price, wealth=run.wealth)
