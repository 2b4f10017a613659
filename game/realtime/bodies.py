"""Messages made of a frame's fragments: bodies shared by a cell, tails of one pilot.

Nothing here encodes an entity. A fragment list begins with a comma for each of its elements.
"""

import array
import time
from collections.abc import Callable, Iterable, Iterator

from game.protocol import link
from game.protocol.wire import envelope_text

NEAR_NONE = -1


class FrameReader:
    """One frame, opened once for all pilots of a feed. `text(...)` calls are joins only."""

    def __init__(self, frame: link.Frame, *, stride: int, seq: int, ts_ms: int) -> None:
        self.frame = frame
        self.stride = stride
        self.ships = array.array("q", frame.ships)
        self.centres = array.array("i", frame.centres)
        self.acks = array.array("q", frame.acks)
        self._contexts = array.array("h", frame.contexts)
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
        extras = self._extras(row) if self._near_width else ""
        if extras and not has_updates:
            extras = extras[1:]
        you = frame.you.get(self.ships[row], "")
        if ack_changed:
            you = f',"ack":{self.acks[row]}{you}'
        context = frame.context_table[self._contexts[row]]
        if you:
            return f'{text}{extras}],"you":{{{you[1:]}}},"you_zone_context":{context}}}}}'
        return f'{text}{extras}],"you_zone_context":{context}}}}}'

    def snapshot(self, row: int, *, markets: str, places: str) -> str:
        frame = self.frame
        cells = link.around(self.centres[row], self.stride)
        entities = "".join(filter(None, map(frame.full.get, cells)))
        you = frame.whole[self.ships[row]]
        return (
            f'{self._snapshot_head}"you":{you},"entities":[{entities[1:]}],'
            f'"markets":{markets},{places}}}}}'
        )

    def _body(self, before: int, now: int) -> tuple[str, bool]:
        """Head, removals, events and the opened list of updates for one way of seeing."""
        frame, square = self.frame, link.around(now, self.stride)
        if before == now:
            updates = _joined(self._updates, square)
            removed = _joined(self._removed, square)
        else:
            old = link.around(before, self.stride)
            kept = [cell for cell in square if cell in old]
            updates = _joined(frame.full, (c for c in square if c not in old))
            updates += _joined(self._updates, kept)
            removed = _joined(frame.gone, (c for c in old if c not in square))
            removed += _joined(self._removed, kept)
        events = _joined(self._events, square) + frame.everywhere
        text = (
            f'{self._head}"entity_removed":[{removed[1:]}],"events":[{events[1:]}],'
            f'"entity_updates":[{updates[1:]}'
        )
        return text, bool(updates)

    def _extras(self, row: int) -> str:
        start = row * self._near_width
        table = self.frame.table
        picks = self._near[start : start + self._near_width]
        return "".join([table[pick] for pick in picks if pick != NEAR_NONE])


class Fights:
    """The combat events of one frame as messages, each made once for all who see it."""

    def __init__(self, frame: link.Frame, *, stride: int, next_seq: Callable[[], int]) -> None:
        self._stride = stride
        now = int(time.time() * 1000)
        self._messages: list[tuple[link.Fight, int, str]] = []
        for fight in frame.fights:
            seq = next_seq()
            text = envelope_text("combat.event", seq, now, fight.payload)
            self._messages.append((fight, seq, text))

    def __bool__(self) -> bool:
        return bool(self._messages)

    def seen_from(self, centre: int, ship: int) -> Iterator[tuple[int, str]]:
        """What a pilot in that cell sees, with its seq, but for what is about their own ship."""
        square = link.around(centre, self._stride)
        for fight, seq, text in self._messages:
            if fight.cell in square and ship not in fight.ships:
                yield seq, text


def _joined(fragments: dict[int, str], cells: Iterable[int]) -> str:
    return "".join([fragments[cell] for cell in cells if cell in fragments])
