"""Both sub-protocols say the same: whatever a frame holds, its messages decode to equal values."""

import array
import json
import random
from typing import Any

import msgspec
import pytest

from game.protocol import link, wire
from game.realtime.bodies import Fights, FrameReader
from game.realtime.packed import PackedReader
from tests.support.link_samples import FRAME

STRIDE = 20
CELLS = list(range(100, 160))
MARKETS = '[{"station_id":"a","prices":[{"commodity_id":"food","buy":10,"sell":9.5}]}]'
PLACES = '"zones":[{"zone_id":"Zoë 🚀","radius":500.0}],"stations":[],"gates":[]'
NUMBERS = (0, -1, 1.0, -0.5, 127, 128, 70_000, 2**53 - 1, 1234.5, 0.001)


def some_json(dice: random.Random, depth: int = 2) -> Any:
    kinds = ["text", "number", "flag"] + ["list", "map"] * (depth > 0)
    match dice.choice(kinds):
        case "text":
            return dice.choice(["", "s_7", "Grüße", '"],"you":{', "🚀" * dice.randrange(30)])
        case "number":
            return dice.choice(NUMBERS)
        case "flag":
            return dice.choice([True, False, None])
        case "list":
            return [some_json(dice, depth - 1) for _ in range(dice.randrange(4))]
        case _:
            return {f"key{i}": some_json(dice, depth - 1) for i in range(dice.randrange(20))}


def fragment(dice: random.Random, most: int) -> str:
    return "".join(f",{json.dumps(some_json(dice))}" for _ in range(dice.randrange(most)))


def members(dice: random.Random) -> str:
    return "".join(f',"m{i}":{json.dumps(some_json(dice))}' for i in range(dice.randrange(4)))


def by_cell(dice: random.Random, most: int = 3) -> dict[int, str]:
    cells = dice.sample(CELLS, dice.randrange(len(CELLS)))
    return {cell: text for cell in cells if (text := fragment(dice, most))}


def some_frame(dice: random.Random, *, crowded: bool) -> link.Frame:
    pilots = 40
    ships = list(range(1, pilots + 1))
    cells = dice.sample(CELLS, 30)
    table = [f",{json.dumps(some_json(dice))}" for _ in range(10)] if crowded else []
    near = [dice.randrange(-1, 10) for _ in range(pilots * 4)] if crowded else []
    return msgspec.structs.replace(
        FRAME,
        tick=dice.choice([5, 300, 100_000]),
        cells=cells,
        updates=[fragment(dice, 60 if dice.random() < 0.1 else 4) for _ in cells],
        removed=[fragment(dice, 3) for _ in cells],
        events=[fragment(dice, 3) for _ in cells],
        full=by_cell(dice),
        gone=by_cell(dice),
        ships=array.array("q", ships).tobytes(),
        centres=array.array("i", dice.choices(CELLS, k=pilots)).tobytes(),
        acks=array.array("q", [dice.choice([0, 3, 2**40]) for _ in ships]).tobytes(),
        contexts=array.array("h", [dice.randrange(3) for _ in ships]).tobytes(),
        context_table=['{"zone_ids":[]}', '{"zone_ids":["z"],"blended_risk":0.25}', "{}"],
        table=table,
        near=array.array("h", near).tobytes(),
        you={ship: text for ship in ships if (text := members(dice))},
        whole={ship: json.dumps({"ship_id": f"s_{ship}", "hull": 92.5}) for ship in ships},
        everywhere=fragment(dice, 2),
        fights=[link.Fight(dice.choice(CELLS), '{"kind":"hit"}', (1, 2)) for _ in range(30)],
    )


def same(text: str, packed: bytes) -> None:
    value, other = json.loads(text), msgspec.msgpack.decode(packed)
    assert other == value
    assert json.dumps(other) == json.dumps(value), "also by the order of members and by type"
    assert packed == wire.packed_with_seq(wire.packed_with_seq(packed, 9, 10), 10, 9)
    assert msgspec.msgpack.decode(wire.packed_with_seq(packed, 9, 2**40))["seq"] == 2**40


@pytest.mark.parametrize("crowded", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_a_packed_message_says_what_its_text_says(seed: int, crowded: bool) -> None:
    dice = random.Random(seed)
    frame = some_frame(dice, crowded=crowded)
    texts = FrameReader(frame, stride=STRIDE, seq=9, ts_ms=1_795_000_000_000)
    packed = PackedReader(texts)
    for row, centre in enumerate(texts.centres):
        for before in (centre, centre + dice.choice([-1, 1, STRIDE, 3 * STRIDE])):
            for ack in (True, False):
                same(
                    texts.delta(row, before=before, ack_changed=ack),
                    packed.delta(row, before=before, ack_changed=ack),
                )
        same(
            texts.snapshot(row, markets=MARKETS, places=PLACES),
            packed.snapshot(row, markets=MARKETS, places=PLACES),
        )


def test_fights_are_told_by_their_cells_in_both_encodings() -> None:
    frame = some_frame(random.Random(3), crowded=False)
    seqs = iter(range(9, 10_000))
    fights = Fights(frame, stride=STRIDE, next_seq=lambda: next(seqs))
    for centre in CELLS:
        for ship, told in ((1, 0), (7, 1)):
            here = [f for f in frame.fights if f.cell in link.around(centre, STRIDE)]
            seen = list(fights.seen_from(centre, ship, packed=False))
            assert len(seen) == len(here) * told
            assert [seq for seq, _ in seen] == sorted(seq for seq, _ in seen)
            for (seq, text), (other, packed) in zip(
                seen, fights.seen_from(centre, ship, packed=True), strict=True
            ):
                assert seq == other
                assert isinstance(packed, bytes)
                assert json.loads(text) == msgspec.msgpack.decode(packed)
                assert json.loads(text)["payload"] == {"kind": "hit"}
