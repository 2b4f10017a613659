"""Yahtzee by expected value: the best it can hope for in this turn, against what is usual."""

from collections import Counter
from functools import cache
from itertools import combinations, combinations_with_replacement
from math import factorial, prod
from typing import Any

from game.dice import Dice
from game.matches.games.yahtzee import (
    DICE,
    ROLLS,
    UPPER,
    UPPER_BONUS,
    UPPER_GOAL,
    YAHTZEE_BONUS,
    Card,
    is_joker,
    open_categories,
    points,
)

Faces = tuple[int, ...]  # in ascending order

ALL_FACES: list[Faces] = list(combinations_with_replacement(range(1, 7), DICE))

# What good play gets out of a category on the average: using it up is worth less by that much.
USUAL = {
    "ones": 2.1, "twos": 5.3, "threes": 8.6, "fours": 12.2, "fives": 15.7, "sixes": 19.2,
    "three of a kind": 21.7, "four of a kind": 13.1, "full house": 22.6, "small straight": 29.5,
    "large straight": 32.7, "yahtzee": 16.9, "chance": 22.0,
}  # fmt: skip


def expects(
    player_id: int, state: dict[str, Any], moves: list[dict[str, Any]], dice: Dice
) -> dict[str, Any]:
    """The move with the best expected worth of this turn; nothing is left to chance."""
    if state["rolls_left"] == ROLLS:
        return moves[0]
    card, faces = state["scorecard"], tuple(sorted(state["dice"]))
    now = {each: _best_score(card, each)[0] for each in ALL_FACES}
    later = now
    for _ in range(state["rolls_left"] - 1):
        hopes = _hopes(later)
        later = {each: max(hopes[kept] for kept in _keeps(each)) for each in ALL_FACES}
    if state["rolls_left"]:
        hopes = _hopes(later)
        keep = max((kept for kept in _keeps(faces) if kept != faces), key=lambda kept: hopes[kept])
        if hopes[keep] > now[faces]:
            return {"roll_dice": _others(state["dice"], keep)}
    return {"score": "add points", "category": _best_score(card, faces)[1]}


def _best_score(card: Card, faces: Faces) -> tuple[float, str]:
    return max(
        (_worth(card, category, faces), category) for category in open_categories(card, faces)
    )


def _worth(card: Card, category: str, faces: Faces) -> float:
    """Points, the part of the upper bonus that they earn, less what the category usually brings."""
    joker = is_joker(card, faces)
    gained = float(points(category, faces, joker=joker))
    if category in UPPER:
        gained += gained * UPPER_BONUS / UPPER_GOAL
    if joker and card["yahtzee"]:
        gained += YAHTZEE_BONUS
    return gained - USUAL[category]


@cache
def _keeps(faces: Faces) -> list[Faces]:
    """All that can be left lying of these dice, all and none among it."""
    return sorted({kept for size in range(DICE + 1) for kept in combinations(faces, size)})


@cache
def _outcomes(kept: Faces) -> list[tuple[Faces, float]]:
    """What rolling the other dice can come to, with the probabilities."""
    rolled = DICE - len(kept)
    return [
        (
            tuple(sorted(kept + new)),
            factorial(rolled) / prod(map(factorial, Counter(new).values())) / 6**rolled,
        )
        for new in combinations_with_replacement(range(1, 7), rolled)
    ]


def _hopes(worth: dict[Faces, float]) -> dict[Faces, float]:
    """By dice left lying: what rolling the others is worth on the average."""
    every = {kept for faces in ALL_FACES for kept in _keeps(faces)}
    return {kept: sum(worth[faces] * p for faces, p in _outcomes(kept)) for kept in every}


def _others(dice: list[int], keep: Faces) -> list[int]:
    """Indices of the dice that are not left lying."""
    left = Counter(keep)
    others = []
    for index, face in enumerate(dice):
        if left[face]:
            left[face] -= 1
        else:
            others.append(index)
    return others
