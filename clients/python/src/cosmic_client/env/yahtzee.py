"""Yahtzee for learners."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from gymnasium import spaces

from cosmic_client.env.codecs import Array, Mask, rewards_by_score
from cosmic_client.env.table import Move, State

UPPER = ("ones", "twos", "threes", "fours", "fives", "sixes")
LOWER = (
    "three of a kind", "four of a kind", "full house", "small straight", "large straight",
    "yahtzee", "chance",
)  # fmt: skip
CATEGORIES = UPPER + LOWER
DICE, FACES, ROLLS = 5, 6, 3
ROLL_ACTIONS = 2**DICE - 1
MOST_POINTS = 50.0  # of one category
MOST_EXTRAS = 13.0  # further yahtzees, and a bonus, in units of theirs

OPEN = -1.0
ROW = len(CATEGORIES) + 2  # and two bonuses


class Yahtzee:
    """Actions 0..30 roll the dice whose bits are set in the action's number plus one; action
    31 + n writes the dice down in category n.

    An observation is, for each player beginning with oneself, the thirteen categories (points
    over 50, -1 for open ones) and two bonuses (over 35 and over 100); then the five dice, a 1 in
    six for each (none before the first roll); then the share of rolls that are left.
    """

    def __init__(self, players: int) -> None:
        rolls = [
            {"roll_dice": [die for die in range(DICE) if number >> die & 1]}
            for number in range(1, ROLL_ACTIONS + 1)
        ]
        scores = [{"score": "add points", "category": category} for category in CATEGORIES]
        self.moves: Sequence[Move] = [*rolls, *scores]
        self.space = spaces.Box(OPEN, MOST_EXTRAS, (players * ROW + DICE * FACES + 1,), np.float32)
        self._players = players

    def observe(self, state: State, player: int) -> Array:
        seen: list[float] = []
        for step in range(self._players):
            other = (player + step) % self._players
            card, bonuses = state["scorecards"][other], state["bonuses"][other]
            seen += [
                OPEN if card[category] is None else card[category] / MOST_POINTS
                for category in CATEGORIES
            ]
            seen += [bonuses["upper"] / 35, bonuses["yahtzee"] / 100]
        seen += [float(die == face) for die in state["dice"] for face in range(1, FACES + 1)]
        return np.array([*seen, state["rolls_left"] / ROLLS], np.float32)

    def mask(self, state: State, player: int) -> Mask:
        mask = np.zeros(len(self.moves), np.int8)
        if state["rolls_left"] == ROLLS:
            mask[ROLL_ACTIONS - 1] = 1
            return mask
        if state["rolls_left"]:
            mask[:ROLL_ACTIONS] = 1
        for category in open_categories(state["scorecard"], state["dice"]):
            mask[ROLL_ACTIONS + CATEGORIES.index(category)] = 1
        return mask

    def rewards(self, state: State) -> list[float]:
        scores: dict[int, Any] = {row["player_id"]: row["score"] for row in state["ranking"]}
        return rewards_by_score([scores[player] for player in range(self._players)])


def open_categories(card: Mapping[str, int | None], dice: Sequence[int]) -> list[str]:
    """Where dice may be written down, by the rule of the forced joker: five of a kind, once the
    yahtzee is used, go to their own upper category, else to a lower one, else anywhere."""
    free = [category for category in CATEGORIES if card[category] is None]
    if len(set(dice)) > 1 or card["yahtzee"] is None:
        return free
    own = UPPER[dice[0] - 1]
    if own in free:
        return [own]
    return [category for category in free if category in LOWER] or free
