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
    Quantised,
    changed_fragments,
    described,
    quantised,
    whole_fragments,
    wire_id,
)
from game.worker.grid import Cells, Grid
from game.worker.pilots import Pilot, note_protection, vitals

BODY_BYTES = 8 * 1024  # of one pilot's shared part, in a crowd
UPDATE_BYTES = 64  # what an update of a steering ship costs on average
MAX_TURNS = 4
NEAR = 8  # neighbours told every tick, beside one's own ship
NEAR_RANGE = 400.0  # world units

Mask = NDArray[np.bool_]
Slots = NDArray[np.intp]


class FrameBuilder:
    """What every feed of one system has been told so far, and how to tell the next step."""

    def __init__(self, world: World, *, epoch: int) -> None:
        self.grid = Grid(world.spec.bounds)
        self.epoch = epoch
        self.base_tick = -1
        self._zones = world.zones
        self._zone_lists: dict[bytes, str] = {}
        self._n = 0
        self._known = np.zeros(0, dtype=np.int64)  # (cap,) entity id told, 0 for none
        self._cell = np.zeros(0, dtype=np.int32)  # (cap,) cell it was told in
        self._sent = np.zeros((0, 6), dtype=np.int64)  # (cap, 6) as told
        self._touched = np.zeros(0, dtype=bool)  # (cap,) somebody was told more than all
        self._retold: set[int] = set()  # slots to be told whole
        self._heads: list[str] = []  # `,{"id":"..."`
        self._whole_heads: list[str] = []  # the same with kind and name
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
        turns = self._turns(cell, candidates, centres)
        due = candidates & (fresh | moved | self._in_turn(world.tick, turns, cell))
        updates = self._updates(cell, now, unlike, due, fresh | moved)
        table, near = self._near(world, now, unlike, candidates & ~due, slots)

        whole_cells = self._whole_cells(before, centres, squares, pilots)
        settled = due | (alive & ~told)
        self._sent[:n][settled] = now[settled]
        self._touched[:n][settled] = False
        self._cell[:n][alive] = cell[alive]
        full = self._full(cell, now, alive, whole_cells, candidates & ~due)
        self._watched = watched

        happened: defaultdict[int, list[str]] = defaultdict(list)
        for place, fragment in events:
            happened[place].append(fragment)
        cells = [c for c in {*updates, *removed, *happened} if told_before[c] or c in happened]
        contexts, context_table = self._contexts(world, slots)
        you, whole = self._personal(world, pilots)
        frame = link.Frame(
            link.VERSION,
            self.epoch,
            self.base_tick,
            world.tick,
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
        for heads in (self._heads, self._whole_heads, self._wire):
            heads.extend([""] * missing)

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
            self._heads[slot] = f',{{"id":"{wire}"'
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

    def _turns(self, cell: Cells, candidates: Mask, centres: Cells) -> NDArray[np.int32]:
        """How many ticks a cell's entities share, (cells,): 1 where all fits the budget."""
        turns = np.ones(self.grid.size, dtype=np.int32)
        if candidates.sum() * UPDATE_BYTES <= BODY_BYTES:
            return turns
        counts = np.bincount(cell[candidates], minlength=self.grid.size)
        for square in self.grid.squares(np.unique(centres)):
            load = int(counts[square].sum()) * UPDATE_BYTES
            if load > BODY_BYTES:
                share = min(MAX_TURNS, -(-load // BODY_BYTES))
                turns[square] = np.maximum(turns[square], share)
        return turns

    def _in_turn(self, tick: int, turns: NDArray[np.int32], cell: Cells) -> Mask:
        result: Mask = (np.arange(len(cell)) + tick) % turns[cell] == 0
        return result

    def _updates(
        self, cell: Cells, now: Quantised, unlike: Mask, due: Mask, complete: Mask
    ) -> dict[int, list[str]]:
        updates: defaultdict[int, list[str]] = defaultdict(list)
        entered = np.flatnonzero(due & complete)
        stayed = np.flatnonzero(due & ~complete)
        told = unlike[stayed] | self._touched[stayed, None]
        for slots, fragments in (
            (entered, whole_fragments([self._whole_heads[s] for s in entered], now[entered])),
            (stayed, changed_fragments([self._heads[s] for s in stayed], now[stayed], told)),
        ):
            for c, fragment in zip(cell[slots].tolist(), fragments, strict=True):
                updates[c].append(fragment)
        return updates

    def _near(
        self, world: World, now: Quantised, unlike: Mask, held: Mask, slots: Slots
    ) -> tuple[list[str], NDArray[np.int16]]:
        """What each pilot must have now of what is not in turn: own ship and neighbours."""
        waiting = np.flatnonzero(held)
        if not len(waiting) or not len(slots):
            return [], np.zeros(0, np.int16)
        width = min(NEAR + 1, len(waiting))
        apart = np.hypot(
            *(world.pos[slots][:, None, :] - world.pos[waiting][None, :, :]).astype(np.float32).T
        ).T  # (pilots, waiting)
        apart[slots[:, None] == waiting[None, :]] = -1.0  # one's own ship is the nearest
        picks = np.argpartition(apart, width - 1, axis=1)[:, :width]
        close = np.take_along_axis(apart, picks, axis=1) <= NEAR_RANGE
        near = np.where(close, picks, -1).astype(np.int16)
        told = unlike[waiting] | self._touched[waiting, None]
        table = changed_fragments([self._heads[s] for s in waiting], now[waiting], told)
        self._touched[waiting[np.unique(picks[close])]] = True
        return table, near

    def _personal(
        self, world: World, pilots: Sequence[Pilot]
    ) -> tuple[dict[int, str], dict[int, str]]:
        """By ship: what changed of `you`, and the whole of it for whom a snapshot is due."""
        note_protection(world, pilots)
        you: dict[int, str] = {}
        whole: dict[int, str] = {}
        for pilot, hull, fuel in zip(pilots, *vitals(world, pilots), strict=True):
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
        numbers = np.round(
            np.stack([blended.risk, blended.security, blended.profit], axis=1), 4
        ).tolist()
        places: dict[str, int] = {}
        index = np.empty(len(slots), np.int16)
        for row, (risk, security, profit) in enumerate(numbers):
            ids = self._zone_ids(blended.member[row])
            text = (
                f'{{"zone_ids":{ids},"blended_risk":{risk},"blended_security":{security},'
                f'"blended_profit_multiplier":{profit}}}'
            )
            index[row] = places.setdefault(text, len(places))
        return index, list(places)

    def _zone_ids(self, member: Mask) -> str:
        key = member.tobytes()
        text = self._zone_lists.get(key)
        if text is None:
            names = [zone for zone, inside in zip(self._zones.ids, member, strict=True) if inside]
            text = self._zone_lists[key] = json.dumps(names, separators=(",", ":"))
        return text
