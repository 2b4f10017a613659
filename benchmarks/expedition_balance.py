"""Whether expeditions are fair: how often care wins and luck does not, and how runs end.

    python -m benchmarks.expedition_balance [--careful 400] [--random 700] [--jobs 2]

So many runs of each policy at each difficulty, on fixed seeds, no server: the rules alone, and
policies that see what players see. The table goes to stdout and to
benchmarks/results/expedition_balance.md; the exit code says whether all is within its limits.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from math import sqrt
from multiprocessing import Pool
from pathlib import Path
from random import Random
from statistics import mean, median
from time import perf_counter

from msgspec import Struct

from benchmarks.machine import description
from clients.bots.charts import Action, State
from clients.bots.drifter import random_play
from clients.bots.explorer import careful
from game.expedition.actions import parse_action
from game.expedition.begin import new_run
from game.expedition.journal import Outcome
from game.expedition.reduce import perform
from game.expedition.state import Difficulty, Run
from game.expedition.views import game_state

RESULT = Path(__file__).parent / "results" / "expedition_balance.md"
MOST_ACTIONS = 5000  # of a run, refused ones included; none may need as many
Z = 1.96  # of a 95 % interval

# Shares of runs won, least and most.
CAREFUL = {"easy": (0.55, 0.95), "medium": (0.35, 0.65), "hard": (0.03, 0.35)}
RANDOM = (0.0, 0.05)
WINNING_TURNS = (25, 40)
WINNING_REGIONS = 2


class Told(Struct, frozen=True):
    """What is left of one run. ending: None for one that came to none."""

    ending: str | None
    turns: int
    wealth: int
    fights: int
    events: int
    regions: int
    actions: int
    refused: int
    mined: int
    seed: int

    @property
    def won(self) -> bool:
        return self.ending == "retired"


class Line(Struct, frozen=True):
    """A row of the table of limits."""

    what: str
    limit: str
    figure: str
    kept: bool


def played(policy: str, difficulty: str, seed: int) -> Told:
    run = new_run(seed=f"balance {seed}", difficulty=Difficulty(difficulty))
    dice = Random(seed)
    counts: Counter[str] = Counter()
    tried: list[Action] = []
    while not run.game_over and counts["actions"] < MOST_ACTIONS:
        action = POLICIES[policy](dict(game_state(run)), dice, tried)
        outcome = perform(run, parse_action(action))
        counts["actions"] += 1
        if outcome.ok:
            _count(counts, run, outcome, action)
            run, tried = outcome.run, []
        else:
            counts["refused"] += 1
            tried.append(action)
    return Told(
        ending=None if run.ending is None else run.ending.value,
        turns=run.turn,
        wealth=run.wealth,
        fights=counts["fights"],
        events=counts["events"],
        regions=sum(region.visited for region in run.star_map.regions),
        actions=counts["actions"],
        refused=counts["refused"],
        mined=counts["mined"],
        seed=seed,
    )


def _count(counts: Counter[str], before: Run, outcome: Outcome, action: Action) -> None:
    after = outcome.run
    counts["fights"] += after.enemy is not None and before.enemy is None
    counts["mined"] += action["action"] == "mine"
    opened = after.event is not None and after.event.id != "victory"
    counts["events"] += opened and after.event != before.event


def _random(state: State, dice: Random, tried: Sequence[Action]) -> Action:
    """It does not learn from what was refused."""
    return random_play(state, dice)


Policy = Callable[[State, Random, Sequence[Action]], Action]
POLICIES: dict[str, Policy] = {"careful": careful, "random": _random}


def interval(wins: int, runs: int) -> tuple[float, float]:
    """The share's 95 % interval by Wilson's score."""
    share, weight = wins / runs, Z * Z / runs
    middle = (share + weight / 2) / (1 + weight)
    half = Z * sqrt(share * (1 - share) / runs + weight / (4 * runs)) / (1 + weight)
    return max(0.0, middle - half), min(1.0, middle + half)


def limits(policy: str, difficulty: str, runs: Sequence[Told]) -> Iterator[Line]:
    least, most = RANDOM if policy == "random" else CAREFUL[difficulty]
    share = sum(run.won for run in runs) / len(runs)
    name = f"{policy} on {difficulty}"
    yield Line(f"{name}: won", f"{least:.0%}-{most:.0%}", f"{share:.1%}", least <= share <= most)
    open_ended = sum(run.ending is None for run in runs)
    yield Line(f"{name}: without an end", "0", str(open_ended), open_ended == 0)
    if (policy, difficulty) == ("careful", "medium"):
        yield from _winners([run for run in runs if run.won])


def _winners(runs: Sequence[Told]) -> Iterator[Line]:
    turns = median(run.turns for run in runs) if runs else 0
    least, most = WINNING_TURNS
    kept = least <= turns <= most
    yield Line("a careful win: turns, median", f"{least}-{most}", f"{turns:g}", kept)
    for name in ("regions", "fights", "events"):
        middle = median(getattr(run, name) for run in runs) if runs else 0
        wanted = WINNING_REGIONS if name == "regions" else 1
        yield Line(
            f"a careful win: {name}, median", f"at least {wanted}", f"{middle:g}", middle >= wanted
        )


def row(policy: str, difficulty: str, runs: Sequence[Told]) -> str:
    wins = sum(run.won for run in runs)
    low, high = interval(wins, len(runs))
    endings = Counter(run.ending or "none" for run in runs if not run.won)
    won = [run.turns for run in runs if run.won]

    def average(name: str) -> str:
        return f"{mean(getattr(run, name) for run in runs):.1f}"

    cells = (
        policy,
        difficulty,
        f"{len(runs):,}",
        f"{wins / len(runs):.1%} ({low:.1%}-{high:.1%})",
        ", ".join(f"{name} {count / len(runs):.0%}" for name, count in endings.most_common()),
        f"{median(run.turns for run in runs):g}" + (f" ({median(won):g})" if won else ""),
        f"{median(run.wealth for run in runs):,.0f}",
        *(average(name) for name in ("fights", "events", "regions", "mined", "actions")),
        f"{sum(run.refused for run in runs) / sum(run.actions for run in runs):.0%}",
    )
    return f"| {' | '.join(cells)} |"


COLUMNS = (
    "policy", "difficulty", "runs", "won (95 %)", "other endings", "turns (wins)", "wealth",
    "fights", "events", "regions", "mined", "actions", "refused",
)  # fmt: skip


def table(rows: Iterable[str], lines: Iterable[Line], elapsed_s: float) -> str:
    verdicts = {True: "yes", False: "NO"}
    return "\n".join(
        (
            "# Balance of expeditions",
            "",
            description("benchmarks.expedition_balance"),
            f"- {elapsed_s:.0f} s. Seeds count from 0. Turns and wealth are medians, in brackets",
            "  those of the runs that were won; fights to refused are means.",
            "- The careful policy is `clients/bots/explorer.py`, the random one",
            "  `clients/bots/drifter.py`. Both see the game state alone.",
            "",
            f"| {' | '.join(COLUMNS)} |",
            f"|{'---|' * len(COLUMNS)}",
            *rows,
            "",
            "| what | target | measured | kept |",
            "|---|---|---|---|",
            *(f"| {x.what} | {x.limit} | {x.figure} | {verdicts[x.kept]} |" for x in lines),
            "",
        )
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--careful", type=int, default=400)
    parser.add_argument("--random", type=int, default=700)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--difficulty", choices=list(CAREFUL), action="append")
    arguments = parser.parse_args()
    began = perf_counter()
    rows: list[str] = []
    lines: list[Line] = []
    with Pool(arguments.jobs) as pool:
        for policy in POLICIES:
            for difficulty in arguments.difficulty or CAREFUL:
                count = getattr(arguments, policy)
                if not count:
                    continue
                play = partial(played, policy, difficulty)
                runs = pool.map(play, range(count), chunksize=5)
                rows.append(row(policy, difficulty, runs))
                lines += limits(policy, difficulty, runs)
                print(rows[-1], file=sys.stderr, flush=True)
    text = table(rows, lines, perf_counter() - began)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text)
    print(text)
    return int(not all(line.kept for line in lines))


if __name__ == "__main__":
    sys.exit(main())
