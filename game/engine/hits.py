"""Shots meet ships: swept over the sub-step, so no shot passes through a ship at any speed."""

from dataclasses import dataclass

import numpy as np

from game.engine.columns import Flags, Floats, Slots
from game.engine.geometry import first_contact, near_pairs
from game.engine.law import outlaws
from game.engine.world import Kind, World

# May a shot of this kind of ship (row) harm that kind (column)? Patrols harm outlawed pilots only.
HARMS = np.zeros((4, 4), np.bool_)
HARMS[Kind.PLAYER_SHIP] = True
HARMS[Kind.PIRATE] = True
HARMS[Kind.PIRATE, Kind.PIRATE] = False
HARMS[Kind.PATROL, (Kind.PIRATE, Kind.PLAYER_SHIP)] = True


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """k meetings of shots and ships that they may harm, the earliest first."""

    shots: Slots  # (k,)
    ships: Slots  # (k,)
    places: Floats  # (k, 2) where the ship was, world units


def contacts(world: World, before: Floats, since: Floats, dt: float) -> tuple[Contacts, Slots]:
    """All meetings of this sub-step, and the slots of the shots that end in it anyway.

    before (n, 2): where the ships were at its beginning; since (n,): see `fire`. Ships have moved
    already, shots not yet. A shot ends with its time, at a core_safe zone and at the edge. It
    passes through whom it may not harm.
    """
    shots = world.slots_of_kind(Kind.PROJECTILE)
    motion = world.vel[shots] * dt
    begun = since[shots]
    entry = world.zones.core_safe_entry(world.pos[shots] + motion * begun[:, None], motion)
    until = np.minimum(world.ttl[shots] / dt, begun + entry)
    found = _met(world, before, shots, motion, begun, np.minimum(until, 1.0))
    return found, shots[(until <= 1.0) | _outside(world, world.pos[shots] + motion)]


def _met(
    world: World,
    before: Floats,
    shots: Slots,
    motion: Floats,
    since: Floats,
    until: Floats,
) -> Contacts:
    """since, until (shots,): the part of the sub-step for which each shot flies."""
    ships = world.flying_ships()
    ships = ships[world.protection[ships] <= 0.0]
    start, path = before[ships], world.pos[ships] - before[ships]
    reach = 0.0
    if len(ships) and len(shots):
        reach = float(world.hit_radius[ships].max() + _longest(path) / 2 + _longest(motion) / 2)
    i, j = near_pairs(world.pos[shots] + motion / 2, start + path / 2, reach)
    strangers = world.owner[shots[i]] != world.id[ships[j]]
    i, j = i[strangers], j[strangers]
    begun = since[i]
    relative = motion[i] - path[j]
    offset = world.pos[shots[i]] - start[j] + relative * begun[:, None]
    when = begun + first_contact(offset, relative, world.hit_radius[ships[j]])
    met = np.flatnonzero(when <= until[i])
    i, j, when = i[met], j[met], when[met]
    places = start[j] + path[j] * when[:, None]
    harmed = _may_harm(world, before, shots[i], ships[j], places, when)
    i, j, when, places = i[harmed], j[harmed], when[harmed], places[harmed]
    order = np.lexsort((ships[j], shots[i], when))
    return Contacts(shots[i][order], ships[j][order], places[order])


def _may_harm(
    world: World, before: Floats, shots: Slots, ships: Slots, places: Floats, when: Floats
) -> Flags:
    """(k,) by kind, and by the zones at the ship and, between pilots, at who fired as well."""
    source, target = world.owner_kind[shots], world.kind[ships]
    allowed: Flags = np.logical_and(HARMS[source, target], ~world.zones.in_core_safe(places))
    policed = np.flatnonzero((source == Kind.PATROL) & (target == Kind.PLAYER_SHIP))
    allowed[policed] &= outlaws(world)[ships[policed]]
    pilots = np.flatnonzero(allowed & (source == Kind.PLAYER_SHIP) & (target == Kind.PLAYER_SHIP))
    if len(pilots):
        allowed[pilots] &= world.zones.pvp_allowed(places[pilots])
        owners = [world.slot_of.get(i, -1) for i in world.owner[shots[pilots]].tolist()]
        here = np.array(owners, np.intp)
        pilots, here = pilots[here >= 0], here[here >= 0]  # who has gone stands in no zone
        at = before[here] + (world.pos[here] - before[here]) * when[pilots, None]
        allowed[pilots] &= world.zones.pvp_allowed(at)
    return allowed


def _longest(vectors: Floats) -> float:
    return float(np.sqrt((vectors * vectors).sum(axis=1).max()))


def _outside(world: World, pos: Floats) -> Flags:
    bounds = world.spec.bounds
    low, high = (bounds.min_x, bounds.min_y), (bounds.max_x, bounds.max_y)
    outside: Flags = np.any((pos < low) | (pos > high), axis=1)
    return outside
