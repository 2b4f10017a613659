"""Many small worlds stepped at once: what `step` does to each, for the price of a few.

Most of a small world's step is the overhead of operations on arrays of ten rows. In a tick in which
nobody shoots, hunts, comes, goes or calls at a station, the rows of all worlds change by the same
arithmetic: they are put together and go through it as one. A world in which something happens or
is about to takes the ordinary way. The worlds that come out are the same, bit for bit.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from game.catalog.combat import combat_rules
from game.catalog.npcs import npc_rules
from game.engine.columns import Flags, Floats, Slots, Table
from game.engine.commands import Command
from game.engine.events import Event
from game.engine.flight import substeps
from game.engine.grounds import Grounds
from game.engine.helm import approach, length
from game.engine.law import FORGET_TICKS, forget
from game.engine.npcs import act, think
from game.engine.obey import obey
from game.engine.physics import move, steer
from game.engine.pirates import ambush, chance_at, chance_within, encounter_chance
from game.engine.step import fly, step
from game.engine.traffic import beat
from game.engine.world import FLYING, LAST_SHIP, Kind, Task, World

MOST_ROWS = 64  # of a world that is worth putting together with others
FEWEST = 3  # worlds that are

READ = ("alive", "kind", "behaviour", "controlled", "reputation", "weapon_cooldown", "cargo_fill",
        "docked", "task", "bound_for", "max_speed", "accel", "drag", "turn_rate",
        "emergency_thrust", "emergency_speed", "fuel_per_s")  # fmt: skip
WRITTEN = ("pos", "vel", "angle", "fuel", "thrust", "turn", "fire", "cooldown", "protection",
           "heat", "calm", "timer")  # fmt: skip

Outcome = list[Event] | Exception


class Rows(Table):
    """Those columns of several worlds that flight needs, one world after the other."""

    def __init__(self, worlds: Sequence[World], grounds: Grounds) -> None:
        self.grounds = grounds
        self.sizes = [world.n for world in worlds]
        self.starts = np.cumsum([0, *self.sizes[:-1]])
        self.world = np.repeat(np.arange(len(worlds)), self.sizes)
        for name in (*READ, *WRITTEN):
            parts = [getattr(world, name)[: world.n] for world in worlds]
            setattr(self, name, np.concatenate(parts))
        self.n = len(self.world)
        self.quiet = np.ones(len(worlds), np.bool_)

    def any_in(self, rows: Flags) -> Flags:
        """rows (n,) -> (w,) whether it is so in any row of the world."""
        return np.asarray(np.logical_or.reduceat(rows, self.starts))

    def number_in(self, rows: Flags) -> Any:
        """rows (n,) -> (w,) in how many rows of the world it is so."""
        return np.add.reduceat(rows.astype(np.int64), self.starts)

    def flying_ships(self) -> Slots:
        ships = self.alive & (self.docked == FLYING) & (self.kind <= LAST_SHIP)
        return np.flatnonzero(ships & self.quiet[self.world])

    def edges(self, ships: Slots) -> tuple[Floats, Floats]:
        world = self.world[ships]
        return self.grounds.low[world], self.grounds.high[world]

    def give_back(self, worlds: Sequence[World]) -> None:
        """Write the changed columns of quiet worlds into them."""
        columns = [(name, getattr(self, name)) for name in WRITTEN]
        starts = self.starts.tolist()
        for index in np.flatnonzero(self.quiet).tolist():
            world, start, size = worlds[index], starts[index], self.sizes[index]
            for name, column in columns:
                getattr(world, name)[:size] = column[start : start + size]


class Together:
    """Steps worlds; keeps what does not move of them from one time to the next."""

    def __init__(self) -> None:
        self._grounds: Grounds | None = None

    def step(
        self, worlds: Sequence[World], commands: Sequence[Sequence[Command]], dt: float
    ) -> list[Outcome]:
        """`step` of each world with its commands: its events, or the error that it ended in."""
        count, dt_s = substeps(dt)
        outcomes: list[Outcome] = [[] for _ in worlds]
        fit = [i for i, world in enumerate(worlds) if 0 < world.n <= MOST_ROWS]
        if count > 1 or len(fit) < FEWEST:
            fit = []
        for index in set(range(len(worlds))).difference(fit):
            try:
                outcomes[index] = step(worlds[index], commands[index], dt)
            except Exception as error:  # one world's trouble is not the others'
                outcomes[index] = error
        obeyed = []
        for index in fit:
            try:
                outcomes[index] = obey(worlds[index], commands[index])
                obeyed.append(index)
            except Exception as error:
                outcomes[index] = error
        obeyed = [index for index in obeyed if worlds[index].n]
        if obeyed:
            self._pass_time([worlds[i] for i in obeyed], obeyed, outcomes, dt_s)
        return outcomes

    def _pass_time(
        self, worlds: list[World], places: list[int], outcomes: list[Outcome], dt: float
    ) -> None:
        """`places`: where the worlds' outcomes are, which have the events of their commands."""
        grounds = self._grounds
        if grounds is None or not grounds.of(worlds):
            grounds = self._grounds = Grounds(worlds)
        rows = Rows(worlds, grounds)
        rows.quiet = _quiet(rows, worlds, dt)
        stirred: dict[int, list[int] | None] = dict.fromkeys(
            np.flatnonzero(~rows.quiet).tolist(), None
        )
        if rows.quiet.any():
            met = _meet(rows, worlds, dt)
            calling = _trade(rows, dt)
            stirred |= {index: met.get(index, []) for index in (*met, *calling)}
            rows.quiet[list(stirred)] = False
            _patrol(rows, dt)
            steer(rows, dt)
            move(rows, dt)
            _run_down(rows, dt)
            rows.give_back(worlds)
            for index in np.flatnonzero(rows.quiet).tolist():
                _count_on(worlds[index], dt)
        for index, prey in stirred.items():
            try:
                calm = rows.calm[rows.starts[index] :][: rows.sizes[index]]
                outcomes[places[index]] += _ordinary(worlds[index], prey, calm, dt)  # type: ignore[operator]
            except Exception as error:
                outcomes[places[index]] = error


def _quiet(rows: Rows, worlds: Sequence[World], dt: float) -> Flags:
    """(w,) in which worlds every row changes by arithmetic alone, as far as can be seen yet.

    Their dice are where `traffic.populate` leaves them.
    """
    rules, grounds = combat_rules().heat, rows.grounds
    kind, task, behaviour = rows.kind, rows.task, rows.behaviour
    pilots = rows.alive & (kind == Kind.PLAYER_SHIP)
    flying = rows.docked == FLYING
    wanted = (rows.heat > rules.outlaw_above) | (rows.reputation < rules.outlaw_below_reputation)
    stirs = rows.alive & ((kind == Kind.PIRATE) | (kind > LAST_SHIP))
    stirs |= (task == Task.HUNT) | (task == Task.LEAVE) | (behaviour != 0) | (pilots & wanted)
    stirs |= rows.fire & (rows.weapon_cooldown > 0.0) & (rows.cooldown < dt) & flying
    stirs |= (task == Task.CALL) & (rows.timer - dt <= 0.0)
    stirs |= (task == Task.TRAVEL) & (rows.bound_for == FLYING)
    own = task != Task.NONE
    quiet: Flags = ~rows.any_in(stirs) & rows.any_in(pilots)
    quiet &= grounds.fits & grounds.has_stations
    lacks = rows.number_in(own & (kind == Kind.TRADER)) < grounds.traders
    lacks = lacks.astype(int) + (rows.number_in(own & (kind == Kind.PATROL)) < grounds.patrols)
    chance = dt / npc_rules().traffic.arrival_s
    for index in np.flatnonzero(quiet & (lacks > 0)).tolist():
        rng, draws = worlds[index].rng, int(lacks[index])
        if (rng.randoms(draws) < chance).any():  # somebody arrives: once more, the ordinary way
            rng.take_back(draws)
            quiet[index] = False
    return quiet


def _meet(rows: Rows, worlds: Sequence[World], dt: float) -> dict[int, list[int]]:
    """As `pirates.meet`, up to the encounters: by world, the slots of the pilots who have one."""
    rows.calm = np.maximum(rows.calm - dt, 0.0)
    open_to = rows.alive & (rows.kind == Kind.PLAYER_SHIP) & rows.controlled
    open_to &= (rows.docked == FLYING) & (rows.calm <= 0.0)
    found = np.flatnonzero(open_to & (rows.quiet & rows.grounds.pirates)[rows.world])
    world = rows.world[found]
    place, core_safe = rows.grounds.blend(world, rows.pos[found])
    chance = encounter_chance(
        risk=place.risk,
        security=place.security,
        cargo=rows.cargo_fill[found],
        heat=rows.heat[found],
        core_safe=core_safe,
    )
    within = chance_within(chance, dt).tolist()
    by_world: dict[int, list[int]] = {}
    for place_in, index in enumerate(world.tolist()):
        by_world.setdefault(index, []).append(place_in)
    met = {}
    for index, those in by_world.items():
        here, slots = worlds[index], (found[those] - rows.starts[index]).tolist()
        if len(those) > 1:  # blended at several places at once, the last bits may differ
            chances = chance_within(chance_at(here, np.array(slots, np.intp)), dt).tolist()
        else:
            chances = [within[those[0]]]
        rolls = [here.rng.random() for _ in slots]
        if prey := [s for s, roll, c in zip(slots, rolls, chances, strict=True) if roll < c]:
            met[index] = prey
    return met


def _trade(rows: Rows, dt: float) -> list[int]:
    """As `traffic.trade` for all who are under way or stay: in which worlds somebody arrives."""
    calling = np.flatnonzero(rows.task == Task.CALL)
    rows.timer[calling] = np.maximum(rows.timer[calling] - dt, 0.0)
    travelling = np.flatnonzero((rows.task == Task.TRAVEL) & rows.quiet[rows.world])
    world = rows.world[travelling]
    goals = rows.grounds.stations[rows.grounds.first_station[world] + rows.bound_for[travelling]]
    radius, limit = goals[:, 2], goals[:, 3]
    distance = approach(rows, travelling, goals[:, :2], radius, dt)
    there = (distance <= radius) & (length(rows.vel[travelling]) <= limit)
    return np.unique(world[there]).tolist()


def _patrol(rows: Rows, dt: float) -> None:
    """As `traffic.patrol` where there is nobody to be hunted."""
    grounds = rows.grounds
    idle = np.flatnonzero((rows.task == Task.BEAT) & (rows.quiet & grounds.has_core)[rows.world])
    world = rows.world[idle]
    beat(rows, idle, grounds.core_center[world], grounds.core_radius[world], dt)


def _run_down(rows: Rows, dt: float) -> None:
    """What passes by itself, as in a fight without shots."""
    rows.cooldown = np.maximum(rows.cooldown - dt, 0.0)
    rows.heat = np.maximum(rows.heat - combat_rules().heat.decay_per_s * dt, 0.0)
    rows.protection = np.maximum(rows.protection - dt, 0.0)


def _count_on(world: World, dt: float) -> None:
    """What is not in the rows of a world that was quiet."""
    if world.tick % FORGET_TICKS == 0 and world.feuds:
        forget(world)
    if world.touching:
        world.touching.clear()
    world.time_s += dt
    world.tick += 1


def _ordinary(world: World, prey: list[int] | None, calm: Floats, dt: float) -> list[Event]:
    """Time for a world in which something happens. prey: slots whose encounter begins, None if
    nobody has thought yet; calm (n,): what is left of it, as thinking goes on from there."""
    events: list[Event]
    if prey is None:
        events = think(world, dt)
    else:
        world.calm[: world.n] = calm
        found = [ambush(world, slot) for slot in prey]
        events = [encounter for encounter in found if encounter is not None]
        events += act(world, dt)
    events += fly(world, dt)
    world.tick += 1
    return events
