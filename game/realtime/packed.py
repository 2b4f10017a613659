"""The messages of a frame for clients that speak msgpack: what JSON says, converted once for all.

A fragment of the frame is converted when the first client needs it; bodies are joined of converted
fragments, because msgpack's lists and maps begin with nothing but their length.
"""

from functools import lru_cache

import msgspec

from game.protocol.wire import envelope_packed
from game.realtime.bodies import FrameReader

Piece = tuple[int, bytes]  # how many elements or members, and these without their header

_decode = msgspec.json.Decoder().decode
_encode = msgspec.msgpack.Encoder().encode
_key = {
    name: _encode(name)
    for name in (
        "tick",
        "entity_removed",
        "events",
        "entity_updates",
        "you",
        "you_zone_context",
        "entities",
        "markets",
    )
}


class PackedReader:
    """`delta` and `snapshot` of a FrameReader, packed."""

    def __init__(self, texts: FrameReader) -> None:
        self._texts = texts
        self._tick = _key["tick"] + _encode(texts.frame.tick)
        self._head = envelope_packed("world.delta", texts.seq, texts.ts_ms, b"")
        self._snapshot_head = envelope_packed("world.snapshot", texts.seq, texts.ts_ms, b"")
        self._pieces: dict[str, Piece] = {}
        self._contexts: dict[int, bytes] = {}
        self._bodies: dict[tuple[int, int], tuple[bytes, int, bytes]] = {}

    def delta(self, row: int, *, before: int, ack_changed: bool) -> bytes:
        texts = self._texts
        key = (before, texts.centres[row])
        body = self._bodies.get(key)
        if body is None:
            body = self._bodies[key] = self._body(*key)
        start, count, updates = body
        extras = b""
        for pick in texts.extras(row):
            number, more = self._piece(pick)
            count += number
            extras += more
        you = texts.frame.you.get(texts.ships[row], "")
        if ack_changed and not you:
            mine = b"\x81\xa3ack" + _encode(texts.acks[row])
        elif you:
            members = _decode(f"{{{you[1:]}}}")
            mine = _encode({"ack": texts.acks[row], **members} if ack_changed else members)
        else:
            mine = b""
        return b"".join(
            (
                self._head,
                b"\x86" if mine else b"\x85",
                start,
                _list_head(count),
                updates,
                extras,
                _key["you"] + mine if mine else b"",
                self._context(texts.contexts[row]),
            )
        )

    def snapshot(self, row: int, *, markets: str, places: str) -> bytes:
        texts = self._texts
        you = _converted(texts.frame.whole[texts.ships[row]])
        number, members = _members(places)
        return b"".join(
            (
                self._snapshot_head,
                _map_head(4 + number),
                self._tick,
                _key["you"] + you,
                _key["entities"],
                self._list(texts.content(row)),
                _key["markets"] + _kept(markets),
                members,
            )
        )

    def _body(self, before: int, now: int) -> tuple[bytes, int, bytes]:
        """All up to the updates' length, how many there are, and these."""
        removed, events, updates = self._texts.parts(before, now)
        start = (
            self._tick
            + (_key["entity_removed"] + self._list(removed))
            + (_key["events"] + self._list(events))
            + _key["entity_updates"]
        )
        pieces = [self._piece(fragment) for fragment in updates]
        return start, sum(n for n, _ in pieces), b"".join([data for _, data in pieces])

    def _list(self, fragments: list[str]) -> bytes:
        pieces = [self._piece(fragment) for fragment in fragments]
        return _list_head(sum(n for n, _ in pieces)) + b"".join([data for _, data in pieces])

    def _piece(self, fragment: str) -> Piece:
        piece = self._pieces.get(fragment)
        if piece is None:
            values = _decode(f"[{fragment[1:]}]")
            piece = len(values), _encode(values)[len(_list_head(len(values))) :]
            self._pieces[fragment] = piece
        return piece

    def _context(self, index: int) -> bytes:
        context = self._contexts.get(index)
        if context is None:
            text = self._texts.frame.context_table[index]
            context = self._contexts[index] = _key["you_zone_context"] + _converted(text)
        return context


def _converted(text: str) -> bytes:
    return _encode(_decode(text))


@lru_cache(4)  # prices and places stay the same for many snapshots
def _kept(text: str) -> bytes:
    return _converted(text)


@lru_cache(4)
def _members(text: str) -> Piece:
    """Members without braces."""
    members = _decode(f"{{{text}}}")
    return len(members), b"".join([_encode(k) + _encode(v) for k, v in members.items()])


def _list_head(count: int) -> bytes:
    if count < 16:
        return bytes((0x90 | count,))
    if count < 2**16:
        return b"\xdc" + count.to_bytes(2, "big")
    return b"\xdd" + count.to_bytes(4, "big")


def _map_head(count: int) -> bytes:
    return bytes((0x80 | count,)) if count < 16 else b"\xde" + count.to_bytes(2, "big")
