"""Flight of all ships at once: the arithmetic of `flight.flight_step`, in the same order."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from game.engine.columns import Floats, Slots


class Ships(Protocol):
    """Columns of ships, and which rows fly; see `columns.Table` for shapes and units."""

    pos: Floats
    vel: Floats
    angle: Floats
    fuel: Floats
    thrust: Floats
    turn: Floats
    accel: Floats
    max_speed: Floats
    drag: Floats
    turn_rate: Floats
    emergency_thrust: Floats
    emergency_speed: Floats
    fuel_per_s: Floats

    def flying_ships(self) -> Slots: ...

    def edges(self, ships: Slots) -> tuple[Floats, Floats]: ...


def steer(world: Ships, dt: float) -> None:
    """Turn every flying ship, let it thrust, brake and burn fuel. dt in s, one sub-step."""
    ships = world.flying_ships()
    thrust = world.thrust[ships]
    fuel = world.fuel[ships]
    accel = world.accel[ships]
    vel = world.vel[ships]
    angle = _wrapped(world.angle[ships] + world.turn[ships] * world.turn_rate[ships] * dt)

    push = accel * thrust * dt
    limit = world.max_speed[ships]
    dry = fuel <= 0.0
    if dry.any():
        braked = _speed(vel) - accel * dt
        slow = np.minimum(limit, np.maximum(limit * world.emergency_speed[ships], braked))
        limit = np.where(dry, slow, limit)
        push = np.where(dry, push * world.emergency_thrust[ships], push)

    kept = 1.0 / (1.0 + world.drag[ships] * (1.0 - thrust) * dt)
    vel[:, 0] = (vel[:, 0] + np.cos(angle) * push) * kept
    vel[:, 1] = (vel[:, 1] + np.sin(angle) * push) * kept
    _limit(vel, limit)

    world.angle[ships] = angle
    world.vel[ships] = vel
    world.fuel[ships] = np.maximum(fuel - world.fuel_per_s[ships] * thrust * dt, 0.0)


def move(world: Ships, dt: float) -> None:
    """Move every flying ship; the edge holds it and takes the speed that leads out. dt in s."""
    ships = world.flying_ships()
    vel = world.vel[ships]
    pos = world.pos[ships] + vel * dt
    low, high = world.edges(ships)
    below, above = pos < low, pos > high
    if below.any() or above.any():
        vel = np.where(below, np.maximum(vel, 0.0), np.where(above, np.minimum(vel, 0.0), vel))
        pos = np.clip(pos, low, high)
        world.vel[ships] = vel
    world.pos[ships] = pos


def _limit(vel: Floats, limit: Floats) -> None:
    """Scale the rows of vel (k, 2) that are faster than limit (k,) down to it, in place."""
    speed = _speed(vel)
    fast: NDArray[np.intp] = np.flatnonzero(speed > limit)
    if len(fast):
        vel[fast] *= (limit[fast] / speed[fast])[:, None]


def _speed(vel: Floats) -> Floats:
    """(k, 2) -> (k,). A root of squares, not hypot: that one rounds differently elsewhere."""
    speed: Floats = np.sqrt(vel[:, 0] * vel[:, 0] + vel[:, 1] * vel[:, 1])
    return speed


def _wrapped(angle_rad: Floats) -> Floats:
    """In place: the same directions in (-pi, pi], for angles at most one turn outside of it."""
    angle_rad[angle_rad > np.pi] -= 2.0 * np.pi
    angle_rad[angle_rad <= -np.pi] += 2.0 * np.pi
    return angle_rad
