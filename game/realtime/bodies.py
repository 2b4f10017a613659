"""Messages made of a frame's fragments: bodies shared by a cell, tails of one pilot.

Nothing here encodes an entity. A fragment list begins with a comma for each of its elements.
"""

import array
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter

from game.protocol import link
from game.protocol.wire import envelope_packed, envelope_text, msgpack_from_json

NEAR_NONE = -1


class FrameReader:
    """One frame, opened once for all pilots of a feed. `text(...)` calls are joins only."""

    def __init__(self, frame: link.Frame, *, stride: int, seq: int, ts_ms: int) -> None:
        self.frame = frame
        self.stride = stride
        self.seq, self.ts_ms = seq, ts_ms
        self.ships = array.array("q", frame.ships)
        self.centres = array.array("i", frame.centres)
        self.acks = array.array("q", frame.acks)
        self.contexts = array.array("h", frame.contexts)
        self._near = array.array("h", frame.near)
        self._near_width = len(self._near) // len(self.ships) if self.ships and self._near else 0
        self._updates = dict(zip(frame.cells, frame.updates, strict=True))
        self._removed = dict(zip(frame.cells, frame.removed, strict=True))
        self._events = dict(zip(frame.cells, frame.events, strict=True))
        self._head = (
            f'{{"type":"world.delta","seq":{seq},"ts":{ts_ms},"payload":{{"tick":{frame.tick},'
        )
        self._snapshot_head = (
            f'{{"type":"world.snapshot","seq":{seq},"ts":{ts_ms},"payload":{{"tick":{frame.tick},'
        )
        self._bodies: dict[tuple[int, int], tuple[str, bool]] = {}

    def delta(self, row: int, *, before: int, ack_changed: bool) -> str:
        """The delta for the pilot in `row`, who saw the square around `before` until now."""
        frame = self.frame
        key = (before, self.centres[row])
        body = self._bodies.get(key)
        if body is None:
            body = self._bodies[key] = self._body(*key)
        text, has_updates = body
        extras = "".join(self.extras(row)) if self._near_width else ""
        if extras and not has_updates:
            extras = extras[1:]
        you = frame.you.get(self.ships[row], "")
        context = frame.context_table[self.contexts[row]]
        if ack_changed:
            ack = self.acks[row]
            return f'{text}{extras}],"you":{{"ack":{ack}{you}}},"you_zone_context":{context}}}}}'
        if you:
            return f'{text}{extras}],"you":{{{you[1:]}}},"you_zone_context":{context}}}}}'
        return f'{text}{extras}],"you_zone_context":{context}}}}}'

    def snapshot(self, row: int, *, markets: str, places: str) -> str:
        entities = "".join(self.content(row))
        you = self.frame.whole[self.ships[row]]
        return (
            f'{self._snapshot_head}"you":{you},"entities":[{entities[1:]}],'
            f'"markets":{markets},{places}}}}}'
        )

    def _body(self, before: int, now: int) -> tuple[str, bool]:
        """Head, removals, events and the opened list of updates for one way of seeing."""
        removed, events, updates = map("".join, self.parts(before, now))
        text = (
            f'{self._head}"entity_removed":[{removed[1:]}],"events":[{events[1:]}],'
            f'"entity_updates":[{updates[1:]}'
        )
        return text, bool(updates)

    def parts(self, before: int, now: int) -> tuple[list[str], list[str], list[str]]:
        """Fragments of the removals, events and updates for one way of seeing."""
        frame, square = self.frame, link.around(now, self.stride)
        events = [*_found(self._events, square), frame.everywhere]
        if before == now:
            return _found(self._removed, square), events, _found(self._updates, square)
        old = link.around(before, self.stride)
        kept = [cell for cell in square if cell in old]
        removed = _found(frame.gone, (c for c in old if c not in square))
        updates = _found(frame.full, (c for c in square if c not in old))
        removed += _found(self._removed, kept)
        updates += _found(self._updates, kept)
        return removed, events, updates

    def extras(self, row: int) -> list[str]:
        """Fragments of what the pilot in `row` is told before its turn."""
        start = row * self._near_width
        table = self.frame.table
        picks = self._near[start : start + self._near_width]
        return [table[pick] for pick in picks if pick != NEAR_NONE]

    def content(self, row: int) -> list[str]:
        """Fragments of all that the pilot in `row` sees."""
        return _found(self.frame.full, link.around(self.centres[row], self.stride))


class Fights:
    """The combat events of one frame as messages, each made once for all who see it."""

    def __init__(self, frame: link.Frame, *, stride: int, next_seq: Callable[[], int]) -> None:
        self._stride = stride
        self._ts_ms = int(time.time() * 1000)
        self._by_cell: defaultdict[int, list[tuple[int, link.Fight]]] = defaultdict(list)
        for fight in frame.fights:
            self._by_cell[fight.cell].append((next_seq(), fight))
        self._seen: dict[tuple[int, bool], list[tuple[int, str | bytes, tuple[int, int]]]] = {}

    def __bool__(self) -> bool:
        return bool(self._by_cell)

    def seen_from(
        self, centre: int, ship: int, *, packed: bool
    ) -> Iterator[tuple[int, str | bytes]]:
        """What a pilot in that cell sees, with its seq, but for what is about their own ship."""
        key = (centre, packed)
        seen = self._seen.get(key)
        if seen is None:
            seen = self._seen[key] = self._around(*key)
        for seq, message, ships in seen:
            if ship not in ships:
                yield seq, message

    def _around(self, centre: int, packed: bool) -> list[tuple[int, str | bytes, tuple[int, int]]]:
        fights = [
            fight
            for cell in link.around(centre, self._stride)
            for fight in self._by_cell.get(cell, ())
        ]
        return [
            (seq, self._message(seq, fight, packed), fight.ships)
            for seq, fight in sorted(fights, key=itemgetter(0))
        ]

    def _message(self, seq: int, fight: link.Fight, packed: bool) -> str | bytes:
        if packed:
            payload = msgpack_from_json(fight.payload)
            return envelope_packed("combat.event", seq, self._ts_ms, payload)
        return envelope_text("combat.event", seq, self._ts_ms, fight.payload)


def _found(fragments: dict[int, str], cells: Iterable[int]) -> list[str]:
    return [fragments[cell] for cell in cells if cell in fragments]
