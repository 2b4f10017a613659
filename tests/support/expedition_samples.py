"""Runs of which golden files are kept. One that has been in use stays as it is: it must load for
ever."""

from collections.abc import Callable, Iterator
from pathlib import Path

from game.dice import Dice
from game.expedition.document import VERSION, encode
from game.expedition.state import Run
from tests.support.expedition_play import wander, well_off

EXPEDITIONS = Path(__file__).parent.parent / "golden" / "expedition"
TRIES = 200


def journey() -> Run:
    """With an open event, a quest, modifications and cargo."""
    return _first(
        lambda run: bool(
            run.event and run.quest and run.mods.high and run.inventory and run.turn > 5
        )
    )


def fight() -> Run:
    """In the middle of one, behind a shield, with an augmented pod aboard."""
    return _first(
        lambda run: bool(
            run.enemy and run.enemy.round and run.temp_effects and run.pod.augmentations
        )
    )


def pod() -> Run:
    """The ship is lost, and some of the cargo saved."""
    return _first(lambda run: bool(run.pod.active and run.inventory and not run.game_over))


def ended() -> Run:
    """After a long flight."""
    return _first(lambda run: run.game_over and run.turn > 25 and run.victory)


SAMPLES: dict[str, Callable[[], Run]] = {
    "journey": journey,
    "fight": fight,
    "pod": pod,
    "ended": ended,
}


def _first(wanted: Callable[[Run], bool]) -> Run:
    return next(run for run in _lives() if wanted(run))


def _lives() -> Iterator[Run]:
    for number in range(TRIES):
        start = well_off(seed=f"sample {number}")
        for _, run in wander(start, Dice(number), steps=300):
            yield run


def sample_path(name: str) -> Path:
    return EXPEDITIONS / f"{name}.v{VERSION}.json"


def write_missing() -> None:
    EXPEDITIONS.mkdir(exist_ok=True)
    for name, sample in SAMPLES.items():
        if not sample_path(name).exists():
            sample_path(name).write_bytes(encode(sample()) + b"\n")
