"""Damaged documents are refused, or are states on which everything goes on working."""

import json
from collections import Counter
from typing import Any

import pytest

from game.dice import Dice
from game.expedition import views
from game.expedition.document import DocumentError, decode, encode
from game.expedition.reduce import perform
from game.expedition.state import Run
from tests.support.expedition_play import moves, some_move, travelled
from tests.support.expedition_samples import SAMPLES, sample_path

ROUNDS = 15  # of each mutation on each base
ACTIONS = 20
BASES = [*SAMPLES, "travelled"]
Place = tuple[Any, Any]  # a container, and a key or an index of it
ODD_VALUES: list[Any] = [
    None, True, [], {}, "", "nothing", [[]], "\0", -1, 0, 1, 0.5, 10**9, 10**30, -1e300, 1e300,
]  # fmt: skip


def base(name: str) -> bytes:
    return encode(travelled(4)) if name == "travelled" else sample_path(name).read_bytes().strip()


def places(tree: Any) -> list[Place]:
    """Every place of a JSON tree that holds something."""
    keys = tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    found: list[Place] = []
    for key in keys:
        found += [(tree, key), *places(tree[key])]
    return found


def drop(tree: Any, dice: Dice) -> None:
    container, key = dice.choice(places(tree))
    del container[key]


def retype(tree: Any, dice: Dice) -> None:
    container, key = dice.choice(places(tree))
    container[key] = dice.choice(ODD_VALUES)


def shift(tree: Any, dice: Dice) -> None:
    """A number a little or far off."""
    numbers = [(c, k) for c, k in places(tree) if type(c[k]) in (int, float)]
    container, key = dice.choice(numbers)
    container[key] += dice.choice([-1000, -10, -1, 1, 2, 10, 50, 1000, 10**6])


def swap(tree: Any, dice: Dice) -> None:
    """Two texts for one another: ids, names, whatever they are."""
    texts = [(c, k) for c, k in places(tree) if isinstance(c[k], str)]
    (one, a), (other, b) = dice.choice(texts), dice.choice(texts)
    one[a], other[b] = other[b], one[a]


def flip(tree: Any, dice: Dice) -> None:
    """A boolean, an empty list or an absent thing turns into another."""
    switches = [(c, k) for c, k in places(tree) if c[k] in (True, False, None, [], {})]
    container, key = dice.choice(switches)
    value = container[key]
    container[key] = not value if isinstance(value, bool) else dice.choice(ODD_VALUES)


def shorten(tree: Any, dice: Dice) -> None:
    lists = [(c, k) for c, k in places(tree) if isinstance(c[k], list | str) and c[k]]
    container, key = dice.choice(lists)
    container[key] = container[key][:-1]


def repeat(tree: Any, dice: Dice) -> None:
    lists = [(c, k) for c, k in places(tree) if isinstance(c[k], list) and c[k]]
    container, key = dice.choice(lists)
    container[key].append(container[key][0])


def transplant(tree: Any, dice: Dice) -> None:
    """A part of the document in the place of another."""
    spots = places(tree["run"])
    (target, key), (source, other) = dice.choice(spots), dice.choice(spots)
    target[key] = json.loads(json.dumps(source[other]))


TREE_MUTATIONS = [drop, retype, shift, swap, flip, shorten, repeat, transplant]


def cut(data: bytes, dice: Dice) -> bytes:
    return data[: dice.integers(0, len(data))]


def flip_byte(data: bytes, dice: Dice) -> bytes:
    at = dice.integers(0, len(data))
    return data[:at] + bytes([data[at] ^ (1 << dice.integers(0, 8))]) + data[at + 1 :]


def lose_slice(data: bytes, dice: Dice) -> bytes:
    at = dice.integers(0, len(data))
    return data[:at] + data[at + dice.integers(1, 40) :]


def double_slice(data: bytes, dice: Dice) -> bytes:
    at = dice.integers(0, len(data))
    return data[: at + dice.integers(1, 40)] + data[at:]


BYTE_MUTATIONS = [cut, flip_byte, lose_slice, double_slice]


def outcome_of(data: bytes, dice: Dice) -> str:
    try:
        run = decode(data)
    except DocumentError:
        return "refused"
    play_on(run, dice)
    return "played"


def play_on(run: Run, dice: Dice) -> None:
    """Half of the actions are allowed ones; after each the state is sound and can be shown."""
    for number in range(ACTIONS):
        action = some_move(run, dice) if number % 2 else None
        run = perform(run, action or dice.choice(moves(run))).run
        assert decode(encode(run)) == run
    json.dumps(views.game_state(run), allow_nan=False)
    json.dumps(views.available_mods(run), allow_nan=False)
    json.dumps(views.navigation_options(run), allow_nan=False)


@pytest.mark.parametrize("name", BASES)
@pytest.mark.parametrize("mutate", TREE_MUTATIONS, ids=lambda one: one.__name__)
def test_a_changed_tree_is_refused_or_played(mutate: Any, name: str) -> None:
    dice = Dice(BASES.index(name))
    for _ in range(ROUNDS):
        tree = json.loads(base(name))
        mutate(tree, dice)
        outcome_of(json.dumps(tree).encode(), dice)


@pytest.mark.parametrize("name", BASES)
@pytest.mark.parametrize("mutate", BYTE_MUTATIONS, ids=lambda one: one.__name__)
def test_changed_bytes_are_refused_or_played(mutate: Any, name: str) -> None:
    dice = Dice(BASES.index(name))
    data = base(name)
    for _ in range(ROUNDS):
        outcome_of(mutate(data, dice), dice)


def test_mutations_find_both_ends() -> None:
    """Neither is everything refused, which would prove nothing of play, nor is little."""
    dice = Dice(99)
    counts: Counter[str] = Counter()
    for mutate in TREE_MUTATIONS:
        for _ in range(ROUNDS):
            tree = json.loads(base("journey"))
            mutate(tree, dice)
            counts[outcome_of(json.dumps(tree).encode(), dice)] += 1
    assert counts["refused"] > 60
    assert counts["played"] > 15
