"""NewGame keeps the contract that every game keeps, and its own rules."""

from game.matches.template.newgame import NewGame
from game.matches.testing import check_game, started


def test_it_keeps_the_contract() -> None:
    check_game(NewGame)


def test_players_take_turns() -> None:
    game = started(NewGame, players=2)
    assert game.current_player() == [0]
    assert game.move({"stones": 2}, 0) is None
    assert game.current_player() == [1]


def test_more_stones_than_there_are_cannot_be_taken() -> None:
    game = started(NewGame, players=2)
    game.stones = 2
    assert game.move({"stones": 3}, 0) is not None
    assert game.stones == 2


def test_whoever_takes_the_last_stone_wins() -> None:
    game = started(NewGame, players=3)
    game.stones = 1
    assert game.move({"stones": 1}, 0) is None
    assert game.game_over()
    assert game.result() == [1.0, 0.0, 0.0]
