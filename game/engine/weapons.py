"""Ships fire: who may, when within the sub-step, and the rows of the new shots.

A shot flies straight, at its weapon's speed, along the heading that its ship had; the ship's own
motion adds nothing, so it goes exactly where the nose points and reaches equally far every way.
"""

import numpy as np

from game.engine.columns import Floats, Slots
from game.engine.events import ProjectileFired
from game.engine.world import FLYING, Kind, World


def fire(world: World, before: Floats, dt: float) -> tuple[Floats, list[ProjectileFired]]:
    """Let every ship fire that holds its trigger, is ready and is outside of core_safe zones.

    before (n, 2): where the ships were at the beginning of the sub-step of dt seconds. A weapon
    that gets ready within it fires at that very moment, so shots keep the cooldown's pace at any
    tick rate. Returns since (n,), the part of the sub-step that passed before a shot began (0 for
    old ones), and the events.
    """
    shooters, ready_s, muzzle = _shooters(world, before, dt)
    world.cooldown[: world.n] = np.maximum(world.cooldown[: world.n] - dt, 0.0)
    world.cooldown[shooters] = world.weapon_cooldown[shooters] - (dt - ready_s)
    world.protection[shooters] = 0.0
    if not len(shooters):
        return np.zeros(world.n), []
    shots = _spawn(world, shooters, ready_s, muzzle)
    since = np.zeros(world.n)
    since[shots] = ready_s / dt
    events = [
        ProjectileFired(source, shot, x, y)
        for source, shot, (x, y) in zip(
            world.id[shooters].tolist(), world.id[shots].tolist(), muzzle.tolist(), strict=True
        )
    ]
    return since, events


def _shooters(world: World, before: Floats, dt: float) -> tuple[Slots, Floats, Floats]:
    """Slots (k,), seconds (k,) into the sub-step and places (k, 2) of the shots to come."""
    ships = world.flying_ships()
    ready = world.fire[ships] & (world.weapon_cooldown[ships] > 0.0) & (world.cooldown[ships] < dt)
    ships = ships[ready]
    ready_s = world.cooldown[ships]
    muzzle = before[ships] + (world.pos[ships] - before[ships]) * (ready_s / dt)[:, None]
    free = ~world.zones.in_core_safe(muzzle)
    return ships[free], ready_s[free], muzzle[free]


def _spawn(world: World, shooters: Slots, ready_s: Floats, muzzle: Floats) -> list[int]:
    """Rows as if each shot had been under way since the beginning of the sub-step."""
    count = len(shooters)
    shots = world.take_slots(count)
    world.place(shots, [world.new_id() for _ in range(count)])
    angle, speed = world.angle[shooters], world.shot_speed[shooters]
    vel = np.stack((np.cos(angle) * speed, np.sin(angle) * speed), axis=1)
    world.kind[shots] = Kind.PROJECTILE
    world.docked[shots] = FLYING
    world.bound_for[shots] = FLYING
    world.angle[shots] = angle
    world.vel[shots] = vel
    world.pos[shots] = muzzle - vel * ready_s[:, None]
    world.ttl[shots] = world.shot_lifetime[shooters] + ready_s
    world.damage[shots] = world.shot_damage[shooters]
    world.owner[shots] = world.id[shooters]
    world.owner_kind[shots] = world.kind[shooters]
    return shots
