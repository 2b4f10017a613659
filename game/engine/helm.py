"""How NPCs steer: by thrust and turn alone, like pilots, many ships at once."""

import numpy as np

from game.engine.columns import Floats, Slots, Table


def face(world: Table, ships: Slots, heading: Floats, dt: float) -> Floats:
    """Turn towards headings (k,) rad as fast as the ships can; returns what is left, (k,) rad."""
    error = off_by(heading, world.angle[ships])
    world.turn[ships] = np.clip(error / (world.turn_rate[ships] * dt), -1.0, 1.0)
    return error


def off_by(heading: Floats, angle: Floats) -> Floats:
    """The turn from angle to heading in [-pi, pi], for any angles in rad."""
    error: Floats = heading - angle
    return error - 2.0 * np.pi * np.rint(error / (2.0 * np.pi))


def bearing(offset: Floats) -> Floats:
    """The heading along offsets (k, 2) -> (k,) rad."""
    heading: Floats = np.arctan2(offset[:, 1], offset[:, 0])
    return heading


def length(vectors: Floats) -> Floats:
    """(k, 2) -> (k,)"""
    size: Floats = np.sqrt((vectors * vectors).sum(axis=1))
    return size


def intercept(offset: Floats, vel: Floats, speed: Floats) -> Floats:
    """Seconds (k,) until a shot at `speed` (k,) meets what is at offset (k, 2) and flies at vel.

    The least positive root of |offset + vel * t| = speed * t; where there is none, the time to
    where the target is now.
    """
    a = (vel * vel).sum(axis=1) - speed * speed
    b = (offset * vel).sum(axis=1)
    c = (offset * offset).sum(axis=1)
    inside = b * b - a * c
    now = np.sqrt(c) / speed
    reachable = (a < 0.0) & (inside >= 0.0)  # a faster target may be met or not: do not count on it
    safe_a = np.where(reachable, a, -1.0)
    when = (-b - np.sqrt(np.maximum(inside, 0.0))) / safe_a
    found: Floats = np.maximum(np.where(reachable, when, now), 0.0)
    return found


def approach(world: Table, ships: Slots, goals: Floats, slow_within: Floats, dt: float) -> Floats:
    """Fly to goals (k, 2), coasting so as to be slow within slow_within (k,) units of them.

    Flight assist slows a coasting ship by its drag, so speed falls evenly with the way. Returns
    the distances (k,).
    """
    offset = goals - world.pos[ships]
    distance = length(offset)
    vel = world.vel[ships]
    ahead = np.where(distance > 3.0 * slow_within, 0.8, 0.0)  # s of own motion to make up for
    error = face(world, ships, bearing(offset - vel * ahead[:, None]), dt)
    allowed = world.drag[ships] * np.maximum(distance - slow_within * 0.5, 0.0) + 6.0
    push = (np.abs(error) < 0.7) & (length(vel) < allowed)
    world.thrust[ships] = np.where(push, 1.0, 0.0)
    world.fire[ships] = False
    return distance
