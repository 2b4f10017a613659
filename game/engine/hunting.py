"""NPCs after their prey: pirates and patrols that pursue, lead their shots and break off."""

import numpy as np

from game.catalog.npcs import npc_rules
from game.engine.columns import Flags, Floats, Slots
from game.engine.geometry import near_pairs
from game.engine.helm import bearing, face, intercept, length, off_by
from game.engine.law import outlaws
from game.engine.world import FLYING, Kind, Task, World

_PHASE = 2.399963229728653  # rad: the golden angle, so that no two ids sway alike


def hunt(world: World, dt: float) -> None:
    """Steer all who hunt; those who have reason to, break off: patrols go home, pirates leave."""
    hunters = np.flatnonzero(world.task[: world.n] == Task.HUNT)
    if not len(hunters):
        return
    prey = _slots_of_prey(world, hunters)
    here = prey >= 0
    _break_off(world, hunters[~here])
    hunters, prey = hunters[here], prey[here]
    reach = _in_reach(world, prey)
    world.timer[hunters] = np.where(reach, 0.0, world.timer[hunters] + dt)
    done = _done(world, hunters, prey)
    _break_off(world, hunters[done])
    hunters, prey, reach = hunters[~done], prey[~done], reach[~done]
    if len(hunters):
        _pursue(world, hunters, prey, reach, dt)


def leave(world: World, dt: float) -> None:
    """Steer pirates that have turned away: off from their prey, straight on when it has gone."""
    leaving = np.flatnonzero(world.task[: world.n] == Task.LEAVE)
    if not len(leaving):
        return
    world.timer[leaving] += dt
    world.fire[leaving] = False
    world.thrust[leaving] = 1.0
    world.turn[leaving] = 0.0
    prey = _slots_of_prey(world, leaving)
    leaving, prey = leaving[prey >= 0], prey[prey >= 0]
    away = bearing(world.pos[leaving] - world.pos[prey])
    face(world, leaving, _out_of_zones(world, leaving, away), dt)


def _slots_of_prey(world: World, hunters: Slots) -> Slots:
    """(k,), -1 for prey that has gone."""
    return np.array([world.slot_of.get(i, -1) for i in world.target[hunters].tolist()], np.intp)


def _in_reach(world: World, prey: Slots) -> Flags:
    """(k,) neither docked nor in a core_safe zone."""
    flying: Flags = world.docked[prey] == FLYING
    return flying & ~world.zones.in_core_safe(world.pos[prey])


def _done(world: World, hunters: Slots, prey: Slots) -> Flags:
    rules = npc_rules().hunt
    kind = world.kind[hunters]
    far = length(world.pos[prey] - world.pos[hunters]) > rules.give_up_distance
    tired = world.timer[hunters] > rules.patience_s
    hurt = (kind == Kind.PIRATE) & (
        world.hull[hunters] < rules.flee_below * world.hull_max[hunters]
    )
    pardoned = (kind == Kind.PATROL) & ~outlaws(world)[prey]
    done: Flags = far | tired | hurt | pardoned
    return done


def _break_off(world: World, hunters: Slots) -> None:
    home = world.kind[hunters] == Kind.PATROL
    world.task[hunters] = np.where(home, Task.BEAT, Task.LEAVE)
    world.target[hunters[home]] = 0
    world.timer[hunters] = 0.0
    world.fire[hunters] = False


def _pursue(world: World, hunters: Slots, prey: Slots, reach: Flags, dt: float) -> None:
    """Come near in formation, then keep at a distance with the nose on the point of impact."""
    rules = npc_rules().hunt
    offset = world.pos[prey] - world.pos[hunters]
    distance = length(offset)
    speed = np.maximum(world.shot_speed[hunters], 1.0)
    impact = offset + world.vel[prey] * intercept(offset, world.vel[prey], speed)[:, None]
    aim = bearing(impact)
    side = np.where(world.id[hunters] % 2 == 0, 1.0, -1.0)
    heading = aim + _sway(world, hunters)
    heading = np.where(distance < rules.pass_distance, heading + side * rules.swerve_rad, heading)
    wing = np.choose(world.wing[hunters] % 3, (0.0, 1.0, -1.0)) * rules.wing_spacing
    flank = np.stack((-offset[:, 1], offset[:, 0]), axis=1) / np.maximum(distance, 1.0)[:, None]
    far = distance > rules.formation_distance
    course = impact + flank * wing[:, None]
    course = course / np.maximum(length(course), 1.0)[:, None] + _elbow_room(world, hunters)
    heading = np.where(far, bearing(course), heading)
    heading = np.where(reach, heading, aim + side * np.pi / 2)  # circle what is out of reach
    heading = _out_of_zones(world, hunters, heading)
    face(world, hunters, heading, dt)
    push = (distance - rules.standoff) / rules.standoff + 0.5
    world.thrust[hunters] = np.clip(np.where(reach, push, 0.4), 0.2, 1.0)
    in_range = distance < speed * world.shot_lifetime[hunters] * rules.range_part
    on_aim = np.abs(off_by(aim, world.angle[hunters])) < rules.fire_arc_rad
    world.fire[hunters] = reach & in_range & on_aim


def _elbow_room(world: World, hunters: Slots) -> Floats:
    """(k, 2) away from those nearer than half a wing's spacing, up to 2 the nearer they are."""
    room = npc_rules().hunt.wing_spacing / 2.0
    pos = world.pos[hunters]
    i, j = near_pairs(pos, pos, room)
    i, j = i[i != j], j[i != j]
    apart = pos[i] - pos[j]
    distance = length(apart)
    push = 2.0 * np.maximum(1.0 - distance / room, 0.0) / np.maximum(distance, 1e-6)
    away = np.zeros_like(pos)
    np.add.at(away, i, apart * push[:, None])
    return away


def _sway(world: World, hunters: Slots) -> Floats:
    """(k,) rad by which the noses stray just now."""
    rules = npc_rules().hunt.aim
    aims = [rules[world.class_ids[slot]] for slot in hunters.tolist()]
    error = np.array([aim.error_rad for aim in aims])
    rate = np.array([2.0 * np.pi / aim.sway_s for aim in aims])
    sway: Floats = error * np.sin(world.time_s * rate + world.id[hunters] % 1024 * _PHASE)
    return sway


def _out_of_zones(world: World, hunters: Slots, heading: Floats) -> Floats:
    """Pirates turn away from core_safe zones whose border is near, or behind them."""
    zones, rules = world.zones, npc_rules().hunt
    pirates = world.kind[hunters] == Kind.PIRATE
    for center, radius in zip(
        zones.center[zones.core_safe], zones.radius[zones.core_safe], strict=True
    ):
        outward = world.pos[hunters] - center
        close = pirates & (length(outward) < radius + rules.border_distance)
        heading = np.where(close, bearing(outward), heading)
    return heading
