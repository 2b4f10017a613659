"""What matches cost in-process: moves a second, replays, and opponents' thinking.

    python -m benchmarks.matches_core [--seconds 1]

Moves are random. "the game alone" is what a program that learns does in its own process; "with the
referee" is what a server does besides storing and sending: every player's state as JSON after every
move. The table goes to stdout and to benchmarks/results/matches_core.md.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from benchmarks.machine import description
from game.dice import Dice
from game.matches import AbstractGame, Referee, all_games, move_args, new_game, unpacked
from game.matches.chance import Chance
from game.matches.opponents import DECENT, opponents
from game.matches.testing import some_move

RESULT = Path(__file__).parent / "results" / "matches_core.md"
GOAL = 20_000  # TicTacToe moves a second, the game alone
THINKING_MS = 50.0  # the longest that an opponent may take


@dataclass(frozen=True, slots=True)
class Row:
    game: str
    work: str
    figure: str
    verdict: str = ""

    def __str__(self) -> str:
        return f"| {self.game} | {self.work} | {self.figure} | {self.verdict} |"


def rate(seconds: float, play: Callable[[int], int]) -> float:
    """Moves a second, where `play(seed)` plays one game and says of how many moves."""
    moves = seed = 0
    started = process_time()
    while (spent := process_time() - started) < seconds:
        seed += 1
        moves += play(seed)
    return moves / spent


def players_of(kind: type[AbstractGame]) -> int:
    return max(2, kind.min_players())


def alone(kind: type[AbstractGame], dice: Dice) -> Callable[[int], int]:
    """As an environment plays: who is next, what may be done, a move, what is seen then."""

    def play(seed: int) -> int:
        game = new_game(kind, players_of(kind), Chance(Dice(seed)))
        moves = 0
        while not game.game_over():
            player = game.current_player()[0]
            legal = game.legal_moves(player) or [{}]
            game.move(dice.choice(legal), player)
            game.state(player)
            moves += 1
        return moves

    return play


def refereed(kind: type[AbstractGame], dice: Dice, most: int) -> Callable[[int], int]:
    def play(seed: int) -> int:
        referee = Referee(kind, players_of(kind), seed)
        while not referee.over and len(referee.entries) < most:
            player = referee.current[0]
            referee.move(player, move_args(some_move(referee, player, dice)))
        return len(referee.entries)

    return play


def replayed(kind: type[AbstractGame], dice: Dice, most: int) -> Callable[[int], int]:
    """One game again and again, as a server does that has just been started."""
    referee = Referee(kind, players_of(kind), 1)
    while not referee.over and len(referee.entries) < most:
        player = referee.current[0]
        referee.move(player, move_args(some_move(referee, player, dice)))

    def play(_: int) -> int:
        return len(Referee(kind, players_of(kind), 1, referee.entries).entries)

    return play


def thinking(kind: type[AbstractGame], seconds: float) -> Row:
    """The decent opponent against itself; the very first move, which fills its tables, is apart."""
    choose, dice = opponents(kind)[DECENT], Dice(3)
    times: list[float] = []
    started, seed = process_time(), 0
    while process_time() - started < seconds:
        seed += 1
        referee = Referee(kind, players_of(kind), seed)
        while not referee.over:
            player = referee.current[0]
            state, legal = unpacked(referee.states[player]), referee.legal_moves(player) or []
            before = process_time()
            move = choose(player, state, legal, dice)
            times.append((process_time() - before) * 1000)
            referee.move(player, move_args(move))
    first, *rest = times
    rest.sort()
    p99 = rest[int(len(rest) * 0.99)]
    figure = f"{rest[len(rest) // 2]:.2f} ms, p99 {p99:.2f}, first move {first:.1f}"
    return Row(kind.__name__, "decent opponent, a move", figure, kept(p99 < THINKING_MS, "50 ms"))


def kept(truth: bool, goal: str) -> str:
    return f"{goal}: {'kept' if truth else 'MISSED'}"


def measure(seconds: float) -> list[Row]:
    rows = []
    for name, kind in all_games().items():
        dice = Dice(7)
        if kind.all_moves() is not None:
            speed = rate(seconds, alone(kind, dice))
            verdict = kept(speed >= GOAL, f"{GOAL:,}") if name == "TicTacToe" else ""
            rows.append(Row(name, "the game alone", f"{speed:,.0f} moves/s", verdict))
        speed = rate(seconds, refereed(kind, dice, most=200))
        rows.append(Row(name, "with the referee", f"{speed:,.0f} moves/s"))
        speed = rate(seconds, replayed(kind, dice, most=200))
        rows.append(Row(name, "replay", f"{speed:,.0f} moves/s"))
        if DECENT in opponents(kind):
            rows.append(thinking(kind, seconds))
    return rows


def table(rows: list[Row]) -> str:
    """The whole result as Markdown."""
    return "\n".join(
        (
            "# Matches in-process",
            "",
            description("benchmarks.matches_core"),
            "- Processor time; random moves of two players; games of at most 200 moves.",
            "",
            "| game | work | figure | budget |",
            "|---|---|---|---|",
            *map(str, rows),
            "",
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="for each row")
    text = table(measure(parser.parse_args().seconds))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
