"""Yahtzee by the official rules, with the forced joker."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.matches.games.yahtzee import (
    CATEGORIES,
    LOWER,
    UPPER,
    Yahtzee,
    open_categories,
    points,
)
from game.matches.testing import started

FIVE = st.lists(st.integers(1, 6), min_size=5, max_size=5)


@pytest.mark.parametrize(
    ("category", "dice", "brings"),
    [
        ("ones", [1, 1, 3, 4, 1], 3),
        ("sixes", [6, 6, 6, 6, 1], 24),
        ("fours", [1, 2, 3, 5, 6], 0),
        ("three of a kind", [3, 3, 3, 4, 5], 18),
        ("three of a kind", [3, 3, 2, 4, 5], 0),
        ("four of a kind", [2, 2, 2, 2, 6], 14),
        ("four of a kind", [2, 2, 2, 5, 6], 0),
        ("four of a kind", [4, 4, 4, 4, 4], 20),
        ("full house", [2, 2, 3, 3, 3], 25),
        ("full house", [2, 2, 3, 3, 4], 0),
        ("full house", [5, 5, 5, 5, 5], 0),
        ("small straight", [1, 2, 3, 4, 6], 30),
        ("small straight", [3, 4, 5, 6, 3], 30),
        ("small straight", [2, 3, 4, 5, 6], 30),
        ("small straight", [1, 2, 3, 5, 6], 0),
        ("large straight", [1, 2, 3, 4, 5], 40),
        ("large straight", [6, 5, 4, 3, 2], 40),
        ("large straight", [1, 2, 3, 4, 6], 0),
        ("yahtzee", [4, 4, 4, 4, 4], 50),
        ("yahtzee", [4, 4, 4, 4, 3], 0),
        ("chance", [1, 2, 3, 4, 6], 16),
    ],
)
def test_what_dice_bring(category: str, dice: list[int], brings: int) -> None:
    assert points(category, dice) == brings


@given(FIVE, st.sampled_from(CATEGORIES), st.randoms())
def test_the_order_of_dice_does_not_count(dice: list[int], category: str, random) -> None:
    shuffled = list(dice)
    random.shuffle(shuffled)
    assert points(category, dice) == points(category, shuffled)


@given(FIVE)
def test_the_upper_categories_share_all_dice_among_them(dice: list[int]) -> None:
    assert sum(points(category, dice) for category in UPPER) == sum(dice)


def game_with(dice: Sequence[int], players: int = 1, **written: int) -> Yahtzee:
    """Player 0 has rolled these dice once, with those categories (underscores) written down."""
    game = started(Yahtzee, players)
    game.cards[0].update({name.replace("_", " "): value for name, value in written.items()})
    game.dice, game.rolls_left = list(dice), 2
    return game


def add(game: Yahtzee, category: str) -> str | None:
    return game.move({"score": "add points", "category": category}, 0)


def test_a_turn_is_three_rolls_at_most_the_first_with_all_dice() -> None:
    game = started(Yahtzee, 2)
    assert game.state(0)["dice"] == [0] * 5
    assert game.move({"roll_dice": [0, 1]}, 0) == "the first roll is with all five dice"
    assert add(game, "chance") == "roll the dice first"
    assert game.move({"roll_dice": [4, 3, 2, 1, 0]}, 0) is None
    first = game.state(0)["dice"].copy()
    assert all(1 <= face <= 6 for face in first)
    assert game.move({"roll_dice": [1, 3]}, 0) is None
    second = game.state(0)["dice"]
    assert [second[n] for n in (0, 2, 4)] == [first[n] for n in (0, 2, 4)]
    assert game.move({"roll_dice": [0]}, 0) is None
    assert game.state(0)["rolls_left"] == 0
    assert isinstance(game.move({"roll_dice": [0]}, 0), str)
    assert add(game, "chance") is None
    assert game.current_player() == [1]
    assert (game.state(0)["dice"], game.state(0)["rolls_left"]) == ([0] * 5, 3)


@pytest.mark.parametrize(
    "roll", [None, [], {}, "01", 3, [5], [-1], [True], ["0"], [0, 0], [[0]], [1.0]]
)
def test_a_roll_is_a_list_of_different_indices(roll: object) -> None:
    game = game_with([1, 2, 3, 4, 5])
    assert isinstance(game.move({"roll_dice": roll}, 0), str)
    assert (game.dice, game.rolls_left) == ([1, 2, 3, 4, 5], 2)


@pytest.mark.parametrize(
    "args",
    [
        {}, {"score": "add points"}, {"category": "chance"}, {"score": "x", "category": "chance"},
        {"score": "add points", "category": "x"}, {"score": ["add points"], "category": "chance"},
        {"score": "add points", "category": ["chance"]}, {"roll_dice": [0], "score": "add points"},
        {"name": "Ada", "roll_dice": [0]}, {"name": ""}, {"name": 5}, {"name": "x" * 31},
    ],
)  # fmt: skip
def test_a_move_is_one_of_three(args: dict[str, object]) -> None:
    game = game_with([1, 2, 3, 4, 5])
    assert isinstance(game.move(args, 0), str)
    assert game.cards[0] == dict.fromkeys(CATEGORIES)


def test_categories_may_be_written_in_several_ways() -> None:
    for category in ("full house", "Full House", "full_house", " FULL  HOUSE "):
        game = game_with([2, 2, 3, 3, 3])
        assert add(game, category) is None
        assert game.cards[0]["full house"] == 25


def test_a_category_is_used_once_and_can_be_crossed_out() -> None:
    game = game_with([2, 2, 3, 3, 3], chance=20)
    assert add(game, "chance") == "this category is used"
    assert game.move({"score": "cross out", "category": "full house"}, 0) is None
    assert game.state(0)["scorecard"]["full house"] == 0


def test_a_name_is_chosen_in_ones_own_turn_and_shown() -> None:
    game = started(Yahtzee, 2)
    assert game.state(1)["current_name"] == "Player 1"
    assert game.move({"name": " Ada "}, 0) is None
    assert game.state(1)["current_name"] == "Ada"
    assert game.state(1)["names"] == ["Ada", "Player 2"]
    assert game.current_player() == [0]


def test_63_in_the_upper_part_bring_35() -> None:
    upper = {"ones": 3, "twos": 6, "threes": 9, "fours": 12, "fives": 15}
    reached, missed = game_with([6, 6, 6, 1, 2], **upper), game_with([6, 6, 1, 1, 2], **upper)
    for game in (reached, missed):
        add(game, "sixes")
    assert reached.state(0)["bonuses"][0] == {"upper": 35, "yahtzee": 0}
    assert reached.result() == [63 + 35]
    assert missed.result() == [57]


def test_a_further_yahtzee_brings_100_only_after_one_with_50() -> None:
    rich, poor, first = (
        game_with([4] * 5, yahtzee=50),
        game_with([4] * 5, yahtzee=0),
        game_with([4] * 5),
    )
    assert [add(rich, "fours"), add(poor, "fours"), add(first, "yahtzee")] == [None] * 3
    assert [game.result() for game in (rich, poor, first)] == [[170], [20], [50]]


def test_a_joker_must_go_to_its_upper_category_first() -> None:
    game = game_with([4] * 5, yahtzee=50)
    assert open_categories(game.cards[0], game.dice) == ["fours"]
    assert add(game, "full house") == "a joker goes to one of: fours"


@pytest.mark.parametrize(
    ("category", "brings"),
    [("full house", 25), ("small straight", 30), ("large straight", 40), ("chance", 20)],
)
def test_then_a_joker_counts_in_full_in_the_lower_part(category: str, brings: int) -> None:
    game = game_with([4] * 5, yahtzee=0, fours=12)
    assert add(game, "ones") is not None
    assert add(game, category) is None
    assert game.cards[0][category] == brings


def test_last_of_all_a_joker_is_nothing_in_another_upper_category() -> None:
    lower = {category.replace(" ", "_"): 0 for category in LOWER}
    game = game_with([4] * 5, **lower, fours=12)
    assert add(game, "ones") is None
    assert game.cards[0]["ones"] == 0


def test_five_of_a_kind_are_no_joker_while_yahtzee_is_open() -> None:
    game = game_with([4] * 5)
    assert open_categories(game.cards[0], game.dice) == list(CATEGORIES)


def test_the_game_ends_when_every_card_is_full_and_the_best_is_first() -> None:
    game = started(Yahtzee, 3)
    turns = 0
    while not game.game_over():
        player = game.current_player()[0]
        assert player == turns % 3
        game.move({"roll_dice": [0, 1, 2, 3, 4]}, player)
        scores = [move for move in game.legal_moves(player) if "score" in move]
        game.move(scores[0], player)
        turns += 1
    assert turns == 39
    ranking = game.state(0)["ranking"]
    assert [row["score"] for row in ranking] == sorted(game.result(), reverse=True)
    assert {row["player_id"] for row in ranking} == {0, 1, 2}
