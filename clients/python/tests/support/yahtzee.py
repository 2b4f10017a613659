"""Yahtzee for the tests' server, without jokers."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from support.games import Game

Points = Callable[[list[int]], int]


def upper(face: int) -> Points:
    return lambda dice: face * dice.count(face)


def same(count: int) -> Points:
    return lambda dice: sum(dice) if max(Counter(dice).values()) >= count else 0


def straight(length: int, points: int) -> Points:
    runs = [set(range(low, low + length)) for low in range(1, 8 - length)]
    return lambda dice: points if any(run <= set(dice) for run in runs) else 0


POINTS: dict[str, Points] = {
    "ones": upper(1),
    "twos": upper(2),
    "threes": upper(3),
    "fours": upper(4),
    "fives": upper(5),
    "sixes": upper(6),
    "three of a kind": same(3),
    "four of a kind": same(4),
    "full house": lambda dice: 25 if sorted(Counter(dice).values()) == [2, 3] else 0,
    "small straight": straight(4, 30),
    "large straight": straight(5, 40),
    "yahtzee": lambda dice: 50 if len(set(dice)) == 1 else 0,
    "chance": sum,
}


class Yahtzee(Game):
    def __init__(self, players: int) -> None:
        super().__init__(players)
        self.names = [f"player {number}" for number in range(players)]
        self.cards: list[dict[str, int | None]] = [dict.fromkeys(POINTS) for _ in range(players)]
        self.begin_turn()

    def begin_turn(self) -> None:
        self.dice = [0] * 5
        self.rolls_left = 3

    def move(self, args: dict[str, Any], player_id: int) -> Any:
        match args:
            case {"name": str(name)}:
                self.names[player_id] = name
            case {"roll_dice": list(indices)}:
                return self.roll(indices)
            case {"score": "add points" | "cross out" as how, "category": category}:
                return self.score(category, how == "add points")
            case _:
                return "say name, roll_dice, or score and category"
        return None

    def roll(self, indices: list[int]) -> Any:
        if not self.rolls_left:
            return "no rolls are left"
        if self.rolls_left == 3 and len(indices) < 5:
            return "roll all dice first"
        for index in indices:
            self.dice[index] = self.random.randint(1, 6)
        self.rolls_left -= 1
        return None

    def score(self, category: str, counts: bool) -> Any:
        card = self.cards[self.turn]
        if self.rolls_left == 3 or card.get(category, 0) is not None:
            return "that category can't be used now"
        card[category] = POINTS[category](self.dice) if counts else 0
        self.over = all(None not in each.values() for each in self.cards)
        self.pass_on()
        self.begin_turn()
        return None

    def total(self, player_id: int) -> int:
        return sum(value or 0 for value in self.cards[player_id].values())

    def state(self, player_id: int) -> dict[str, Any]:
        best_first = sorted(range(self.players), key=self.total, reverse=True)
        return {
            "scorecard": dict(self.cards[player_id]),
            "scorecards": [dict(card) for card in self.cards],
            "bonuses": [{"upper": 0, "yahtzee": 0}] * self.players,
            "dice": list(self.dice),
            "rolls_left": self.rolls_left,
            "current_name": self.names[self.turn],
            "names": list(self.names),
            "ranking": [
                {"player_id": each, "name": self.names[each], "score": self.total(each)}
                for each in best_first
            ],
        }
