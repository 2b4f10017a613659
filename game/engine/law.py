"""Who is an outlaw, who began a fight, and who defended whom."""

import numpy as np

from game.catalog.combat import combat_rules
from game.engine.columns import Flags, Floats
from game.engine.events import Aggression, Defence, Event
from game.engine.world import Kind, World

FORGET_TICKS = 100  # feuds that are over are swept out every so often


def outlaws(world: World) -> Flags:
    """(n,) pirates, and pilots of bad standing or fresh from an attack on the innocent."""
    rules, n = combat_rules().heat, world.n
    wanted = world.heat[:n] > rules.outlaw_above
    wanted |= world.reputation[:n] < rules.outlaw_below_reputation
    found: Flags = world.alive[:n] & (
        (world.kind[:n] == Kind.PIRATE) | (wanted & (world.kind[:n] == Kind.PLAYER_SHIP))
    )
    return found


def is_outlaw(world: World, slot: int) -> bool:
    """The same for one ship."""
    rules, kind = combat_rules().heat, world.kind[slot]
    if kind != Kind.PLAYER_SHIP:
        return bool(kind == Kind.PIRATE)
    wanted = world.heat[slot] > rules.outlaw_above
    return bool(wanted or world.reputation[slot] < rules.outlaw_below_reputation)


def judge(world: World, source: int, target: int) -> list[Event]:
    """What a hit of ship on ship (slots) means: heat for the aggressor, and the first of a feud."""
    rules = combat_rules().heat
    attacker, victim = int(world.id[source]), int(world.id[target])
    known = world.feuds.get((attacker, victim), 0.0) > world.time_s
    guilty = is_outlaw(world, target)
    helped = None if known or not guilty else _victim_of(world, target, attacker)
    world.feuds[attacker, victim] = world.time_s + rules.feud_s
    if world.kind[source] != Kind.PLAYER_SHIP:
        return []
    if not guilty:
        world.heat[source] = min(world.heat[source] + rules.per_hit, 1.0)
        if not known:
            return [Aggression(attacker, victim, Kind(int(world.kind[target])))]
    elif helped is not None:
        return [Defence(attacker, victim, helped)]
    return []


def cool(world: World, dt: float) -> None:
    """Heat fades, protection runs out and old feuds are forgotten. dt in s."""
    rules, n = combat_rules().heat, world.n
    world.heat[:n] = _run_down(world.heat[:n], rules.decay_per_s * dt)
    world.protection[:n] = _run_down(world.protection[:n], dt)
    if world.tick % FORGET_TICKS == 0 and world.feuds:
        forget(world)


def forget(world: World) -> None:
    """Sweep out feuds that are over."""
    now = world.time_s
    world.feuds = {pair: until for pair, until in world.feuds.items() if until > now}


def _victim_of(world: World, outlaw: int, defender: int) -> int | None:
    """Whom else the ship in slot `outlaw` is after: its prey, or the latest whom it has hit."""
    entity_id, prey = int(world.id[outlaw]), int(world.target[outlaw])
    if prey and prey != defender:
        return prey
    others = [
        (until, victim)
        for (attacker, victim), until in world.feuds.items()
        if attacker == entity_id and victim != defender and until > world.time_s
    ]
    return max(others)[1] if others else None


def _run_down(values: Floats, by: float) -> Floats:
    left: Floats = np.maximum(values - by, 0.0)
    return left
