"""The environment in process, over small games of the tests' own."""

import numpy as np
import pytest
from cosmic_client import IllegalMove
from cosmic_client.env import MatchEnv, in_process
from cosmic_client.env.codecs import rewards_by_score
from cosmic_client.env.yahtzee import CATEGORIES, open_categories
from pettingzoo.test import api_test, seed_test
from support.games import Chat, ConnectFour, Game, TicTacToe
from support.yahtzee import Yahtzee

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # api_test has opinions

TABLES = [(TicTacToe, 2), (ConnectFour, 2), (Yahtzee, 1), (Yahtzee, 2), (Yahtzee, 5)]


def play(env: MatchEnv, seed: int) -> list[tuple[str, int]]:
    """A game of random moves: who did what."""
    env.reset(seed=seed)
    dice = np.random.default_rng(seed)
    done = []
    for agent in env.agent_iter():
        seen, _, terminated, truncated, _ = env.last()
        action = None
        if not (terminated or truncated):
            action = int(dice.choice(np.flatnonzero(seen["action_mask"])))
            done.append((agent, action))
        env.step(action)
    return done


@pytest.mark.parametrize(("game", "players"), TABLES)
def test_it_is_an_environment_as_pettingzoo_wants_it(game, players):
    api_test(in_process(game, players), num_cycles=300)


@pytest.mark.parametrize(("game", "players"), TABLES)
def test_a_seed_decides_about_everything(game, players):
    seed_test(lambda: in_process(game, players), num_cycles=300)


def test_games_after_a_seed_differ_and_are_the_same_every_time():
    def two_games() -> list[object]:
        env = in_process(Yahtzee)
        env.reset(seed=5)
        rolled = []
        for _ in range(2):
            env.step(30)
            rolled.append(env.table.state(0)["dice"])
            env.reset()
        return rolled

    first, second = two_games()
    assert first != second
    assert two_games() == [first, second]


def test_the_winner_gets_one_and_the_loser_minus_one():
    env = in_process(TicTacToe)
    env.reset()
    for cell in (0, 3, 1, 4, 2):
        env.step(cell)
    assert env.terminations == {"player_0": True, "player_1": True}
    assert env.rewards == {"player_0": 1.0, "player_1": -1.0}


@pytest.mark.parametrize(
    ("scores", "rewards"),
    [
        ([7.0, 7.0], [0.0, 0.0]),
        ([1.0, 2.0, 3.0], [-1.0, 0.0, 1.0]),
        ([5.0, 5.0, 1.0], [0.5, 0.5, -1.0]),
        ([212.0], [212.0]),
    ],
)
def test_rewards_are_shares_of_the_others_beaten(scores, rewards):
    assert rewards_by_score(scores) == rewards


def test_who_is_not_on_turn_may_do_nothing():
    env = in_process(TicTacToe)
    env.reset()
    assert env.observe("player_0")["action_mask"].all()
    assert not env.observe("player_1")["action_mask"].any()


def test_players_see_the_board_from_their_own_side():
    env = in_process(TicTacToe)
    env.reset()
    env.step(4)
    own, other = (env.observe(f"player_{seat}")["observation"][1, 1] for seat in (0, 1))
    assert own.tolist() == [1, 0]
    assert other.tolist() == [0, 1]


def test_an_action_that_the_game_refuses_changes_nothing():
    env = in_process(TicTacToe)
    env.reset()
    env.step(4)
    with pytest.raises(IllegalMove):
        env.step(4)
    assert env.agent_selection == "player_1"
    assert env.observe("player_1")["action_mask"].sum() == 8


def test_a_full_column_is_masked():
    env = in_process(ConnectFour)
    env.reset()
    for _ in range(6):
        env.step(2)
    assert np.flatnonzero(env.observe(env.agent_selection)["action_mask"] == 0).tolist() == [2]


def test_yahtzee_begins_with_all_five_dice_and_ends_each_turn_with_a_category():
    env = in_process(Yahtzee, 2)
    env.reset(seed=1)
    assert np.flatnonzero(env.last()[0]["action_mask"]).tolist() == [30]
    for _ in range(3):
        env.step(30)
    assert np.flatnonzero(env.last()[0]["action_mask"]).tolist() == list(range(31, 44))
    env.step(43)
    assert env.agent_selection == "player_1"


def test_a_second_yahtzee_is_a_forced_joker():
    card = dict.fromkeys(CATEGORIES) | {"yahtzee": 50}
    assert open_categories(card, [3] * 5) == ["threes"]
    card["threes"] = 9
    assert set(open_categories(card, [3] * 5)) == set(CATEGORIES[6:]) - {"yahtzee"}
    card |= dict.fromkeys(CATEGORIES[6:], 0)
    assert open_categories(card, [3] * 5) == ["ones", "twos", "fours", "fives", "sixes"]


class Duel(Game):
    """Both choose at once, twice, from three numbers; who said more in sum wins."""

    least = most = 2

    def __init__(self, players: int) -> None:
        super().__init__(players)
        self.chosen: list[list[int]] = [[], []]

    def current_player(self) -> list[int]:
        done = min(map(len, self.chosen))
        return [player for player in (0, 1) if len(self.chosen[player]) == done]

    def game_over(self) -> bool:
        return all(len(numbers) == 2 for numbers in self.chosen)

    def move(self, args: dict[str, int], player_id: int) -> None:
        self.chosen[player_id].append(args["number"])

    def state(self, player_id: int) -> dict[str, object]:
        return {"own": self.chosen[player_id], "round": len(self.chosen[player_id])}

    @staticmethod
    def all_moves() -> list[dict[str, int]]:
        return [{"number": number} for number in range(3)]

    def legal_moves(self, player_id: int) -> list[dict[str, int]]:
        return [move for move in self.all_moves() if move["number"] not in self.chosen[player_id]]

    def result(self) -> list[float]:
        return [float(sum(numbers)) for numbers in self.chosen]


def test_a_game_that_lists_its_moves_needs_no_codec():
    env = in_process(Duel)
    api_test(in_process(Duel), num_cycles=50)
    env.reset()
    assert env.agent_selection == "player_0"
    env.step(2)
    assert env.agent_selection == "player_1"
    env.step(0)
    assert env.observe("player_0")["action_mask"].tolist() == [1, 1, 0]
    env.step(1)
    env.step(1)
    assert env.rewards == {"player_0": 1.0, "player_1": -1.0}


def test_a_generic_observation_holds_only_what_that_player_sees():
    env = in_process(Duel)
    env.reset()
    env.step(2)
    own, other = (env.observe(f"player_{seat}")["observation"] for seat in (0, 1))
    assert 2.0 in own
    assert 2.0 not in other


def test_a_game_without_a_list_of_moves_needs_a_codec():
    with pytest.raises(ValueError, match="codec"):
        in_process(Chat)


def test_a_game_is_not_for_any_number_of_players():
    with pytest.raises(ValueError, match="2 to 2"):
        in_process(TicTacToe, 3)


def test_a_game_may_be_named_instead_of_imported():
    assert in_process("support.games:TicTacToe").table.name == "TicTacToe"


def test_a_game_without_an_end_is_truncated():
    env = in_process(TicTacToe, max_moves=3)
    done = play(env, seed=1)
    assert len(done) == 3
    assert env.agents == []
