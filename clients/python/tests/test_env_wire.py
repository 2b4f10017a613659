"""The environment over clients of a game server."""

import random

import numpy as np
import pytest
from cosmic_client import IllegalMove
from cosmic_client.env import MatchEnv, over_the_wire
from pettingzoo.test import api_test
from support.threads import in_thread

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # api_test has opinions


def finish(env: MatchEnv) -> dict[str, float]:
    """Random moves to the end of the game: everybody's rewards."""
    rewards = {}
    for agent in env.agent_iter():
        seen, reward, terminated, truncated, _ = env.last()
        over = terminated or truncated
        if over:
            rewards[agent] = reward
        env.step(None if over else int(random.choice(np.flatnonzero(seen["action_mask"]))))
    return rewards


@pytest.mark.parametrize(
    ("game", "players"), [("TicTacToe", 2), ("ConnectFour", 2), ("Yahtzee", 2)]
)
def test_it_is_an_environment_as_pettingzoo_wants_it(client, game, players):
    env = over_the_wire([client(game, players) for _ in range(players)])
    api_test(env, num_cycles=60)
    env.close()


@pytest.mark.parametrize(("game", "players"), [("TicTacToe", 2), ("Yahtzee", 3)])
def test_games_follow_each_other_in_one_session(client, game, players):
    env = over_the_wire([client(game, players) for _ in range(players)])
    for _ in range(3):
        env.reset()
        rewards = finish(env)
        assert len(rewards) == players
        assert sum(rewards.values()) == pytest.approx(0.0)


def test_a_reset_in_the_middle_begins_anew(client):
    env = over_the_wire([client("TicTacToe", 2) for _ in range(2)])
    env.reset()
    env.step(4)
    env.reset()
    assert env.agent_selection == "player_0"
    assert not env.last()[0]["observation"].any()


def test_one_seat_plays_against_somebody_elsewhere(client):
    def opponent() -> list[bool]:
        """Two games of first free cells."""
        api, wins = client("TicTacToe", 2), []
        me = api.join()
        for _ in range(2):
            state = api.state()
            while not state["gameover"]:
                if me in state["current"]:
                    api.move(position=state["board"].index(-1))
                state = api.state()
            wins.append(state["winner"] == me)
        return wins

    mine = client("TicTacToe", 2)
    seated = in_thread(lambda: over_the_wire([mine], players=2))
    elsewhere = in_thread(opponent)
    env = seated.result(10)
    [agent] = env.possible_agents
    won = []
    for _ in range(2):
        env.reset()
        won.append(finish(env)[agent])
    env.close()
    assert [reward == -1.0 for reward in won] == elsewhere.result(10)


def test_a_refused_action_leaves_the_turn_where_it_was(client):
    env = over_the_wire([client("TicTacToe", 2) for _ in range(2)])
    env.reset()
    env.step(0)
    with pytest.raises(IllegalMove):
        env.step(0)
    assert env.agent_selection == "player_1"
    assert env.last()[0]["action_mask"].tolist() == [0] + [1] * 8


def test_a_part_of_the_seats_is_all_or_one(client):
    with pytest.raises(ValueError, match="all the seats"):
        over_the_wire([client("Yahtzee", 3) for _ in range(2)], players=3)


def test_a_game_without_a_codec_is_refused(client):
    alone = client("Echo", 1)
    with pytest.raises(ValueError, match="codec"):
        over_the_wire([alone])
    assert alone.player_id is None
