"""Moves a second in the environments that programs learn in, beside those of the bare games.

    PYTHONPATH=clients/python/src python -m benchmarks.match_environment [--seconds 1] [--rounds 5]

A move is what a learner does for it: `last()`, which observes and masks, a choice among the legal
actions, and `step()`. The bare game is asked for whose turn it is, for its legal moves and for the
state. The two take turns, so that both meet the same machine; a figure is the median of its rounds.
The table goes to stdout and to benchmarks/results/match_environment.md.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from cosmic_client.env import MatchEnv, in_process

from benchmarks.machine import description
from benchmarks.matches_core import alone, kept, players_of, rate
from game.dice import Dice
from game.matches import AbstractGame, all_games
from game.matches.chance import Chance

RESULT = Path(__file__).parent / "results" / "match_environment.md"
GOAL = 20_000  # TicTacToe moves a second
GAME = "TicTacToe"


def learner(env: MatchEnv, dice: Dice) -> Callable[[int], int]:
    """Plays at random, as a learner's first games are."""

    def play(seed: int) -> int:
        env.reset(seed=seed)
        moves = 0
        while True:
            observation, _, terminated, truncated, _ = env.last()
            if terminated or truncated:
                return moves
            legal = np.flatnonzero(observation["action_mask"])
            env.step(int(legal[dice.integers(0, len(legal))]))
            moves += 1

    return play


def rates(kind: type[AbstractGame], seconds: float, rounds: int) -> tuple[float, float]:
    """Moves a second of the bare game and of its environment."""
    env = in_process(kind, players_of(kind), dice=lambda seed: Chance(Dice(seed)))
    bare, learning = alone(kind, Dice(7)), learner(env, Dice(7))
    pairs = [(rate(seconds, bare), rate(seconds, learning)) for _ in range(rounds)]
    return median(each for each, _ in pairs), median(each for _, each in pairs)


def row(kind: type[AbstractGame], seconds: float, rounds: int) -> str:
    bare, learning = rates(kind, seconds, rounds)
    verdict = kept(learning >= GOAL, f"{GOAL:,}") if kind.__name__ == GAME else ""
    return (
        f"| {kind.__name__} | {bare:,.0f} | {learning:,.0f} | {bare / learning:.1f} | {verdict} |"
    )


def table(rows: list[str]) -> str:
    """The whole result as Markdown."""
    return "\n".join(
        (
            "# Environments for learning",
            "",
            description("benchmarks.match_environment"),
            "- Moves a second of processor time; two players who move at random. The ratio is what",
            "  a move costs in the environment, the bare game being 1.",
            "",
            "| game | bare game | environment | ratio | budget |",
            "|---|---|---|---|---|",
            *rows,
            "",
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="for each round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    listed = [kind for kind in all_games().values() if kind.all_moves() is not None]
    text = table([row(kind, options.seconds, options.rounds) for kind in listed])
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
