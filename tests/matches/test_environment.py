"""The client package's environments over the project's own games."""

from collections.abc import Iterator

import numpy as np
import pytest
from cosmic_client.env import MatchEnv, in_process
from hypothesis import given, settings
from hypothesis import strategies as st
from pettingzoo.test import api_test, seed_test

from game.dice import Dice
from game.matches.chance import Chance
from game.matches.registry import all_games

LISTED = [name for name, kind in all_games().items() if kind.all_moves()]
CODED = {"ConnectFour": 2, "TicTacToe": 2, "Yahtzee": 3}  # with so many players

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # api_test has opinions


def environment(name: str, players: int | None = None) -> MatchEnv:
    """With the dice that the site gives its games."""
    return in_process(
        all_games()[name], players, dice=lambda seed: Chance(Dice(seed)), max_moves=500
    )


def turns(env: MatchEnv, seed: int) -> Iterator[tuple[int, np.ndarray]]:
    """A game of random moves: before each the player's id and the mask."""
    env.reset(seed=seed)
    dice = np.random.default_rng(seed)
    while not any(env.terminations.values()):
        mask = env.last()[0]["action_mask"]
        yield env.possible_agents.index(env.agent_selection), mask
        env.step(int(dice.choice(np.flatnonzero(mask))))


@pytest.mark.parametrize("name", LISTED)
def test_every_game_that_lists_its_moves_is_an_environment(name):
    api_test(environment(name), num_cycles=200)


@pytest.mark.parametrize("name", LISTED)
def test_a_seed_decides_about_everything(name):
    seed_test(lambda: environment(name), num_cycles=200)


@pytest.mark.parametrize("name", list(CODED))
def test_a_codec_numbers_the_moves_as_the_game_does(name):
    assert list(environment(name).codec.moves) == all_games()[name].all_moves()


@pytest.mark.parametrize(("name", "players"), CODED.items())
@given(seed=st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_a_codec_tells_from_the_state_what_the_game_allows(name, players, seed):
    env = environment(name, players)
    for player, mask in turns(env, seed):
        allowed = env.table.legal_moves(player)
        assert [env.codec.moves[action] for action in np.flatnonzero(mask)] == allowed


@given(seed=st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_rewards_order_the_players_as_the_games_result_does(seed):
    env = environment("Yahtzee", 4)
    for _ in turns(env, seed):
        pass
    scores = env.table.result()
    rewards = [env.rewards[agent] for agent in env.possible_agents]
    pairs = [(a, b) for a in range(4) for b in range(4)]
    assert all((scores[a] < scores[b]) == (rewards[a] < rewards[b]) for a, b in pairs)


def test_jokers_are_masked_as_the_game_forces_them():
    env = environment("Yahtzee")
    env.reset(seed=1)
    game = env.table._game
    game.cards[0]["yahtzee"] = 50
    for used in ((), ("threes",), ("threes", "chance")):
        game.cards[0] |= dict.fromkeys(used, 0)
        game.dice, game.rolls_left = [3] * 5, 0
        mask = env.last()[0]["action_mask"]
        allowed = [env.codec.moves[action] for action in np.flatnonzero(mask)]
        assert allowed == env.table.legal_moves(0)
