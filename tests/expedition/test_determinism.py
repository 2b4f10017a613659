"""The same seed and actions are the same bytes: again, elsewhere, and after loading."""

import os
import subprocess
import sys
from hashlib import sha256

import pytest

from game.dice import Dice
from game.expedition.begin import new_run
from game.expedition.document import decode, encode
from game.expedition.record import make_record, replay, rules_digest, write_record
from game.expedition.reduce import perform
from game.expedition.state import Difficulty
from tests.support.expedition_play import moves, wander, well_off
from tests.support.server import ROOT

STEPS = 120
SEEDS = ("one", "zwei", "三")


def digest(seed: str) -> str:
    """Of every document along a run, and of what the rules are."""
    number = sum(seed.encode())
    total = sha256(rules_digest().encode())
    for start in (new_run(seed=seed, difficulty=Difficulty.HARD), well_off(seed=seed, tools=True)):
        total.update(encode(start))
        for _, run in wander(start, Dice(number), steps=STEPS):
            total.update(encode(run))
    return total.hexdigest()


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
def test_another_process_gives_the_same_bytes(hash_seed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"from {__name__} import *\nfor s in SEEDS: print(digest(s))"],
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    assert done.stdout.split() == [digest(seed) for seed in SEEDS]


@pytest.mark.parametrize("seed", SEEDS)
def test_loading_after_every_action_changes_nothing(seed: str) -> None:
    straight = run = new_run(seed=seed)
    for action, straight in wander(run, Dice(1), steps=STEPS):
        run = decode(encode(perform(run, action).run))
        assert encode(run) == encode(straight)


def test_what_is_refused_throws_no_dice() -> None:
    run = new_run(seed="refusals")
    for action in moves(run):
        outcome = perform(run, action)
        if not outcome.ok:
            assert outcome.run is run
    assert encode(run) == encode(new_run(seed="refusals"))


def test_the_seed_decides_the_map_and_the_difficulty_does_not() -> None:
    easy = new_run(seed="map", difficulty=Difficulty.EASY)
    hard = new_run(seed="map", difficulty=Difficulty.HARD)
    assert easy.star_map == hard.star_map
    assert easy.star_map != new_run(seed="another map").star_map


def test_a_record_is_the_same_bytes_whoever_makes_it() -> None:
    actions = [{"action": "scan"}, {"action": "navigate"}]
    one = make_record("twice", Difficulty.MEDIUM, actions)
    assert write_record(one) == write_record(make_record("twice", Difficulty.MEDIUM, actions))
    assert encode(replay(one)) == encode(replay(one))
