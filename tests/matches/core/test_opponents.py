"""Built-in opponents play by the rules, see no more than a player, and are worth playing."""

from typing import Any

import pytest

from game.dice import Dice
from game.matches import Referee, all_games, move_args, unpacked
from game.matches.games.tictactoe import EMPTY, LINES
from game.matches.opponents import DECENT, RANDOM, connectfour, opponents
from game.matches.opponents.connectfour import looks_ahead
from game.matches.opponents.tictactoe import never_loses
from game.matches.opponents.yahtzee import expects
from game.matches.template.newgame import NewGame
from tests.matches.core.toys import BUILT_IN

WITH = [kind for kind in BUILT_IN if opponents(kind)]


def play(game: str, *levels: str, seed: int) -> Referee:
    """A whole game; every move must be one of those that were offered."""
    kind, dice = all_games()[game], Dice(seed)
    referee = Referee(kind, len(levels), seed)
    while not referee.over:
        player = referee.current[-1]
        moves = referee.legal_moves(player)
        choose = opponents(kind)[levels[player]]
        move = choose(player, unpacked(referee.states[player]), moves, dice)
        assert move in moves
        referee.move(player, move_args(move))
    return referee


def test_whoever_lists_legal_moves_has_an_opponent() -> None:
    assert {kind.__name__ for kind in WITH} >= {"TicTacToe", "ConnectFour", "Yahtzee", "FleetDuel"}
    assert list(opponents(NewGame)) == [RANDOM]
    assert opponents(all_games()["Chat"]) == opponents(all_games()["Echo"]) == {}


@pytest.mark.parametrize("kind", WITH, ids=lambda kind: kind.__name__)
def test_the_same_dice_give_the_same_game(kind: Any) -> None:
    levels = [RANDOM] * kind.max_players()
    one, other = (play(kind.__name__, *levels, seed=3) for _ in range(2))
    assert one.entries == other.entries
    assert one.digest() == other.digest()


@pytest.mark.parametrize("seed", range(20))
def test_the_tictactoe_player_never_loses(seed: int) -> None:
    assert play("TicTacToe", DECENT, RANDOM, seed=seed).ranks() != [2, 1]
    assert play("TicTacToe", RANDOM, DECENT, seed=seed).ranks() != [1, 2]


def test_two_perfect_players_draw() -> None:
    assert play("TicTacToe", DECENT, DECENT, seed=1).ranks() == [1, 1]


def test_the_tictactoe_player_never_loses_to_any_line_of_play() -> None:
    """Against every answer there is, as either player."""

    def explore(board: list[int], turn: int, own: int, dice: Dice) -> None:
        free = [{"position": cell} for cell in range(9) if board[cell] == EMPTY]
        if turn == own:
            free = [never_loses(own, {"board": board}, free, dice)]
        for move in free:
            after = [turn if n == move["position"] else cell for n, cell in enumerate(board)]
            if any(all(after[cell] == turn for cell in line) for line in LINES):
                assert turn == own
            elif EMPTY in after:
                explore(after, 1 - turn, own, dice)

    for own in (0, 1):
        explore([EMPTY] * 9, 0, own, Dice(1))


@pytest.mark.parametrize("seed", range(5))
def test_the_connect_four_player_beats_random_play(seed: int) -> None:
    assert play("ConnectFour", DECENT, RANDOM, seed=seed).ranks() == [1, 2]
    assert play("ConnectFour", RANDOM, DECENT, seed=seed).ranks() == [2, 1]


def board(*columns: str) -> list[list[int]]:
    """Columns from the left, each from below, x the discs of player 0 and o those of player 1."""
    cells = [
        [{"x": 0, "o": 1}[disc] for disc in column] + [-1] * (6 - len(column)) for column in columns
    ]
    return [[column[row] for column in cells] for row in reversed(range(6))]


def reply(*columns: str, player: int, seed: int = 1) -> int:
    state = {"board": board(*columns)}
    moves = [{"column": n} for n in range(7) if len(columns[n]) < 6]
    return looks_ahead(player, state, moves, Dice(seed))["column"]


@pytest.mark.parametrize("seed", range(4))
def test_the_connect_four_player_takes_a_win_and_stops_one(seed: int) -> None:
    upright = ("xxx", "", "ooo", "", "", "", "")
    assert reply(*upright, player=0, seed=seed) == 0
    assert reply(*upright, player=1, seed=seed) == 2
    assert reply("", "x", "x", "x", "o", "o", "oo", player=1, seed=seed) == 0
    slope = ("x", "ox", "oox", "oxo", "", "", "")
    assert reply(*slope, player=0, seed=seed) == 3


def test_the_connect_four_player_sees_a_double_threat_coming() -> None:
    assert reply("", "", "x", "x", "", "o", "o", player=1) in (1, 4)


def test_the_connect_four_search_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = 0
    real = connectfour._has_four

    def counted(discs: int) -> bool:
        nonlocal looked_at
        looked_at += 1
        return real(discs)

    monkeypatch.setattr(connectfour, "_has_four", counted)
    for seed in range(3):
        looked_at = 0
        reply("", "", "x", "xo", "o", "", "", player=0, seed=seed)
        assert looked_at < 10_000


def test_the_yahtzee_player_is_far_better_than_random_play() -> None:
    good = [play("Yahtzee", DECENT, seed=seed).scores[0] for seed in range(6)]
    poor = [play("Yahtzee", RANDOM, seed=seed).scores[0] for seed in range(6)]
    assert sum(good) / 6 > 160 > 80 > sum(poor) / 6


def yahtzee_move(dice: list[int], rolls_left: int, **used: int) -> dict[str, Any]:
    card = dict(Referee(all_games()["Yahtzee"], 1, 1).game.state(0)["scorecard"])
    card.update({name.replace("_", " "): points for name, points in used.items()})
    return expects(0, {"scorecard": card, "dice": dice, "rolls_left": rolls_left}, [], Dice(1))


def test_the_yahtzee_player_keeps_what_is_good() -> None:
    assert yahtzee_move([6, 6, 6, 6, 6], 2) == {"score": "add points", "category": "yahtzee"}
    assert yahtzee_move([5, 5, 1, 5, 5], 1) == {"roll_dice": [2]}
    assert yahtzee_move([1, 3, 4, 5, 6], 0) == {"score": "add points", "category": "small straight"}
    joker = yahtzee_move([2, 2, 2, 2, 2], 1, yahtzee=50)
    assert joker == {"score": "add points", "category": "twos"}


def test_the_fleet_player_beats_random_play() -> None:
    won = sum(play("FleetDuel", DECENT, RANDOM, seed=seed).ranks() == [1, 2] for seed in range(20))
    won += sum(play("FleetDuel", RANDOM, DECENT, seed=seed).ranks() == [2, 1] for seed in range(20))
    assert won >= 34
