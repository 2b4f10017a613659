"""Frames: what changed since the last one, by cell, encoded once for all who see it.

The builder remembers what it last told of each slot. A crowd is told in turns: when the square
around some pilot would exceed the byte budget, each entity in it comes every k-th tick only,
while a pilot's own ship and their nearest neighbours come every tick.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from game.engine.world import Kind, World
from game.engine.zones import blend
from game.protocol import link
from game.worker.fragments import (
    Change,
    Quantised,
    changed_fragments,
    changed_text,
    changes,
    described,
    quantised,
    whole_fragments,
    wire_id,
)
from game.worker.grid import Cells, Grid
from game.worker.pilots import Pilot, vitals

BODY_BYTES = 8 * 1024  # of one pilot's shared part, in a crowd
UPDATE_BYTES = 64  # what an update of a steering ship costs on average
MAX_TURNS = 4
NEAR = 8  # neighbours told every tick, beside one's own ship
NEAR_RANGE = 400.0  # world units
CONTEXT_SCALE = 10_000.0  # a zone context is told to four digits

Mask = NDArray[np.bool_]
Slots = NDArray[np.intp]


class FrameBuilder:
    """What every feed of one system has been told so far, and how to tell the next step."""

    def __init__(self, world: World, *, epoch: int) -> None:
        self.grid = Grid(world.spec.bounds)
        self.epoch = epoch
        self.base_tick = -1
        self.number = 0  # of the next frame
        self._zones = world.zones
        self._zone_lists: dict[bytes, str] = {}
        self._n = 0
        self._known = np.zeros(0, dtype=np.int64)  # (cap,) entity id told, 0 for none
        self._cell = np.zeros(0, dtype=np.int32)  # (cap,) cell it was told in
        self._sent = np.zeros((0, 6), dtype=np.int64)  # (cap, 6) as told
        self._touched = np.zeros(0, dtype=bool)  # (cap,) somebody was told more than all
        self._waited = np.zeros(0, dtype=np.int8)  # (cap,) frames for which it has had no turn
        self._retold: set[int] = set()  # slots to be told whole
        self._whole_heads: list[str] = []  # `,{"id":"..."` with kind and name
        self._wire: list[str] = []
        self._watched = np.zeros(self.grid.size, dtype=bool)

    def build(
        self,
        world: World,
        pilots: Sequence[Pilot],
        *,
        events: Iterable[tuple[int, str]],
        fights: list[link.Fight],
        everywhere: str,
        markets: str,
        waiting: list[str],
    ) -> link.Frame:
        """One frame for all feeds. `events` are (cell, fragment). Pilots' `told` are updated."""
        self._grow(world)
        n = world.n
        now, cell = quantised(world), self.grid.cells(world.pos[:n])
        slots = np.fromiter((p.slot for p in pilots), np.intp, len(pilots))
        before = np.fromiter((p.centre for p in pilots), np.int32, len(pilots))
        centres = self.grid.centres(world.pos[slots], before)
        squares = self.grid.squares(centres)
        watched = np.zeros(self.grid.size, dtype=bool)
        watched[squares] = True

        removed: defaultdict[int, list[str]] = defaultdict(list)
        gone = self._gone_cells(before, squares)
        alive = world.alive[:n]
        fresh = alive & (world.id[:n] != self._known[:n])
        self._take_out(alive, fresh, cell, removed)
        fresh[[slot for slot in self._retold if slot < n and alive[slot]]] = True
        self._retold.clear()
        self._take_in(world, fresh)
        moved = alive & ~fresh & (cell != self._cell[:n])

        told_before = watched & self._watched
        told = alive & told_before[cell]
        unlike = now != self._sent[:n]
        candidates = told & (fresh | moved | self._touched[:n] | unlike.any(axis=1))
        due = self._due(world.tick, cell, candidates, fresh | moved, centres)
        held = candidates & ~due
        updates = self._updates(cell, now, unlike, due, fresh | moved)
        table, near = self._near(world, now, unlike, held, slots, squares)

        whole_cells = self._whole_cells(before, centres, squares, pilots)
        settled = due | (alive & ~told)
        self._sent[:n][settled] = now[settled]
        self._touched[:n][settled] = False
        self._cell[:n][alive] = cell[alive]
        full = self._full(cell, now, alive, whole_cells, held)
        self._watched = watched

        happened: defaultdict[int, list[str]] = defaultdict(list)
        for place, fragment in events:
            happened[place].append(fragment)
        cells = [c for c in {*updates, *removed, *happened} if told_before[c] or c in happened]
        contexts, context_table = self._contexts(world, slots)
        you, whole = self._personal(world, pilots, slots)
        frame = link.Frame(
            link.VERSION,
            self.epoch,
            self.base_tick,
            world.tick,
            self.number,
            cells,
            ["".join(updates.get(c, ())) for c in cells],
            ["".join(removed.get(c, ())) for c in cells],
            ["".join(happened.get(c, ())) for c in cells],
            full,
            gone,
            np.fromiter((p.ship for p in pilots), np.int64, len(pilots)).tobytes(),
            centres.tobytes(),
            np.fromiter((p.ack for p in pilots), np.int64, len(pilots)).tobytes(),
            contexts.tobytes(),
            context_table,
            table,
            near.tobytes(),
            you,
            whole,
            everywhere,
            markets,
            waiting,
            fights,
        )
        self.base_tick = world.tick
        self.number += 1
        for pilot, centre in zip(pilots, centres.tolist(), strict=True):
            pilot.centre = centre
            pilot.wants_whole = False
        return frame

    def retell(self, slot: int) -> None:
        """Tell all of an entity with the next frame, as if it were new."""
        self._retold.add(slot)

    # --- bookkeeping ----------------------------------------------------------------------

    def _grow(self, world: World) -> None:
        missing = len(world.alive) - len(self._known)
        if missing <= 0:
            return
        self._known = np.concatenate([self._known, np.zeros(missing, np.int64)])
        self._cell = np.concatenate([self._cell, np.zeros(missing, np.int32)])
        self._sent = np.concatenate([self._sent, np.zeros((missing, 6), np.int64)])
        self._touched = np.concatenate([self._touched, np.zeros(missing, bool)])
        self._waited = np.concatenate([self._waited, np.zeros(missing, np.int8)])
        for texts in (self._whole_heads, self._wire):
            texts.extend([""] * missing)

    def _take_out(
        self, alive: Mask, fresh: Mask, cell: Cells, removed: dict[int, list[str]]
    ) -> None:
        """Ids that left their cell since the last frame: ended, replaced, or gone elsewhere."""
        n = len(alive)
        known = self._known[:n] != 0
        leavers = known & (~alive | fresh | (cell != self._cell[:n]))
        for slot, old in zip(
            np.flatnonzero(leavers).tolist(), self._cell[:n][leavers].tolist(), strict=True
        ):
            removed[old].append(f',"{self._wire[slot]}"')
        self._known[:n][known & ~alive] = 0

    def _take_in(self, world: World, fresh: Mask) -> None:
        for slot in np.flatnonzero(fresh).tolist():
            entity_id, kind = int(world.id[slot]), Kind(int(world.kind[slot]))
            wire = wire_id(kind, entity_id)
            self._known[slot] = entity_id
            self._wire[slot] = wire
            self._whole_heads[slot] = f',{{"id":"{wire}"{described(world, slot)}'

    # --- who sees what --------------------------------------------------------------------

    def _gone_cells(self, before: Cells, squares: Cells) -> dict[int, str]:
        """For each cell that somebody stops seeing: who stood there at the last frame."""
        lost: set[int] = set()
        crossed = (before >= 0) & (before != squares[:, 4])
        for old, square in zip(
            self.grid.squares(before[crossed]).tolist(), squares[crossed].tolist(), strict=True
        ):
            lost.update(set(old) - set(square))
        if not lost:
            return {}
        known = np.flatnonzero(self._known)
        cells = self._cell[known]
        return {
            c: "".join([f',"{self._wire[slot]}"' for slot in known[cells == c].tolist()])
            for c in lost
        }

    def _whole_cells(
        self, before: Cells, centres: Cells, squares: Cells, pilots: Sequence[Pilot]
    ) -> set[int]:
        """Cells whose whole content somebody needs: newly seen, or for a snapshot."""
        whole: set[int] = set()
        for row in np.flatnonzero(before != centres).tolist():
            new = set(squares[row].tolist())
            if before[row] >= 0:
                new -= set(link.around(int(before[row]), self.grid.stride))
            whole |= new
        for row, pilot in enumerate(pilots):
            if pilot.wants_whole:
                whole.update(squares[row].tolist())
        return whole

    def _full(
        self, cell: Cells, now: Quantised, alive: Mask, whole: set[int], ahead: Mask
    ) -> dict[int, str]:
        """Whole contents. `ahead`: whose newest state is told here before its turn."""
        if not whole:
            return {}
        wanted = np.zeros(self.grid.size, dtype=bool)
        wanted[list(whole)] = True
        inside = alive & wanted[cell]
        self._touched[: len(alive)] |= inside & ahead
        slots = np.flatnonzero(inside)
        fragments = whole_fragments([self._whole_heads[s] for s in slots.tolist()], now[slots])
        full: defaultdict[int, list[str]] = defaultdict(list)
        for c, fragment in zip(cell[slots].tolist(), fragments, strict=True):
            full[c].append(fragment)
        return {c: "".join(parts) for c, parts in full.items()}

    # --- what is told ---------------------------------------------------------------------

    def _due(
        self, tick: int, cell: Cells, candidates: Mask, complete: Mask, centres: Cells
    ) -> Mask:
        """Whom this frame tells of: all who have something to be told, but for a crowd."""
        n = len(cell)
        if int(np.count_nonzero(candidates)) * UPDATE_BYTES <= BODY_BYTES:
            self._waited[:n] = 0
            return candidates
        turns = self._turns(cell, candidates, centres)
        due: Mask = candidates & (complete | self._in_turn(tick, turns, cell))
        self._waited[:n] = (self._waited[:n] + 1) * (candidates & ~due)
        return due

    def _turns(self, cell: Cells, candidates: Mask, centres: Cells) -> NDArray[np.int32]:
        """How many ticks a cell's entities share, (cells,): 1 where all fits the budget."""
        turns = np.ones(self.grid.size, dtype=np.int32)
        counts = np.bincount(cell[candidates], minlength=self.grid.size)
        squares = self.grid.squares(np.unique(centres))
        loads = counts[squares].sum(axis=1) * UPDATE_BYTES
        for row in np.flatnonzero(loads > BODY_BYTES).tolist():
            share = min(MAX_TURNS, -(-int(loads[row]) // BODY_BYTES))
            turns[squares[row]] = np.maximum(turns[squares[row]], share)
        return turns

    def _in_turn(self, tick: int, turns: NDArray[np.int32], cell: Cells) -> Mask:
        """Each in its turn, and who waits for longer than any takes: a cell's may change."""
        result: Mask = (np.arange(len(cell)) + tick) % turns[cell] == 0
        return result | (self._waited[: len(cell)] >= MAX_TURNS - 1)

    def _updates(
        self, cell: Cells, now: Quantised, unlike: Mask, due: Mask, complete: Mask
    ) -> dict[int, list[str]]:
        updates: defaultdict[int, list[str]] = defaultdict(list)
        entered = np.flatnonzero(due & complete)
        if len(entered):
            heads = [self._whole_heads[s] for s in entered.tolist()]
            fragments = whole_fragments(heads, now[entered])
            for c, fragment in zip(cell[entered].tolist(), fragments, strict=True):
                updates[c].append(fragment)
        stayed = np.flatnonzero(due & ~complete)
        if not len(stayed):
            return updates
        told = self._changes(stayed, now, unlike)
        by_cell: defaultdict[int, list[Change]] = defaultdict(list)
        for c, change in zip(cell[stayed].tolist(), told, strict=True):
            by_cell[c].append(change)
        for c, theirs in by_cell.items():
            updates[c].append(changed_text(theirs))
        return updates

    def _changes(self, slots: Slots, now: Quantised, unlike: Mask) -> list[Change]:
        wire = self._wire
        told = unlike[slots] | self._touched[slots, None]
        return changes([wire[slot] for slot in slots.tolist()], now[slots], told)

    def _near(
        self,
        world: World,
        now: Quantised,
        unlike: Mask,
        held: Mask,
        slots: Slots,
        squares: Cells,
    ) -> tuple[list[str], NDArray[np.int16]]:
        """What each pilot must have now of what is not in turn: own ship and neighbours."""
        waiting = np.flatnonzero(held)
        if not len(waiting) or not len(slots):
            return [], np.zeros(0, np.int16)
        width = min(NEAR + 1, len(waiting))
        crowded = np.zeros(self.grid.size, dtype=bool)
        crowded[self.grid.cells(world.pos[waiting])] = True
        rows = np.flatnonzero(crowded[squares].any(axis=1))  # pilots who may be near at all
        there, here = world.pos[waiting].astype(np.float32), world.pos[slots[rows]]
        dx = here[:, 0, None].astype(np.float32) - there[:, 0]
        dy = here[:, 1, None].astype(np.float32) - there[:, 1]
        apart = dx * dx + dy * dy  # (rows, waiting) squared
        apart[slots[rows, None] == waiting] = -1.0  # one's own ship is the nearest
        picks = np.argpartition(apart, width - 1, axis=1)[:, :width]
        close = np.take_along_axis(apart, picks, axis=1) <= NEAR_RANGE * NEAR_RANGE
        near = np.full((len(slots), width), -1, np.int16)
        near[rows] = np.where(close, picks, -1)
        table = changed_fragments(self._changes(waiting, now, unlike))
        self._touched[waiting[np.unique(picks[close])]] = True
        return table, near

    def _personal(
        self, world: World, pilots: Sequence[Pilot], slots: Slots
    ) -> tuple[dict[int, str], dict[int, str]]:
        """By ship: what changed of `you`, and the whole of it for whom a snapshot is due."""
        you: dict[int, str] = {}
        whole: dict[int, str] = {}
        for pilot, hull, fuel, protected in zip(pilots, *vitals(world, slots), strict=True):
            if protected is not pilot.told_protected:
                pilot.told_protected = protected
                pilot.changed.add("protected")
            if pilot.wants_whole:
                whole[pilot.ship] = pilot.whole(world, hull, fuel)
            elif pilot.changed or hull != pilot.told_hull or fuel != pilot.told_fuel:
                you[pilot.ship] = pilot.changes(world, hull, fuel)
        return you, whole

    def _contexts(self, world: World, slots: Slots) -> tuple[NDArray[np.int16], list[str]]:
        """Each pilot's zone context as an index into a table of distinct ones."""
        if self._zones is not world.zones:  # an operator changed them
            self._zones = world.zones
            self._zone_lists.clear()
        blended = blend(self._zones, world.pos[slots])
        numbers = np.stack([blended.risk, blended.security, blended.profit], axis=1)
        risks, securities, profits = np.rint(numbers * CONTEXT_SCALE).astype(np.int64).T.tolist()
        raw, width = blended.member.tobytes(), blended.member.shape[1]
        members = [raw[width * row : width * (row + 1)] for row in range(len(slots))]
        places: dict[tuple[bytes, int, int, int], int] = {}
        keys = zip(members, risks, securities, profits, strict=True)
        index = [places.setdefault(key, len(places)) for key in keys]
        return np.array(index, np.int16), [
            f'{{"zone_ids":{self._zone_ids(member)},"blended_risk":{risk / CONTEXT_SCALE},'
            f'"blended_security":{security / CONTEXT_SCALE},'
            f'"blended_profit_multiplier":{profit / CONTEXT_SCALE}}}'
            for member, risk, security, profit in places
        ]

    def _zone_ids(self, member: bytes) -> str:
        """member: a byte for each zone, 1 for inside."""
        text = self._zone_lists.get(member)
        if text is None:
            names = [zone for zone, inside in zip(self._zones.ids, member, strict=True) if inside]
            text = self._zone_lists[member] = json.dumps(names, separators=(",", ":"))
        return text
