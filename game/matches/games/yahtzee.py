"""Yahtzee, by the official rules with the forced joker.

A further Yahtzee when the category yahtzee holds 50 brings 100 on top. A further Yahtzee when that
category is used at all is a joker: it must go to the upper category of its number; if that one is
used, to a lower one, where full house and straights count in full; if those are used, for nothing
to another upper one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from game.matches import AbstractGame, text

UPPER = ("ones", "twos", "threes", "fours", "fives", "sixes")
LOWER = (
    "three of a kind", "four of a kind", "full house", "small straight", "large straight",
    "yahtzee", "chance",
)  # fmt: skip
CATEGORIES = UPPER + LOWER
DICE = 5
ROLLS = 3  # a turn
UPPER_GOAL, UPPER_BONUS = 63, 35
YAHTZEE_BONUS = 100
NAME_LENGTH = 30
SCORE_WORDS = ("add points", "cross out")

Card = Mapping[str, int | None]


def points(category: str, dice: Sequence[int], *, joker: bool = False) -> int:
    """What five dice bring there, before any bonus."""
    counts = Counter(dice)
    most = max(counts.values())
    match category:
        case "three of a kind":
            return sum(dice) if most >= 3 else 0
        case "four of a kind":
            return sum(dice) if most >= 4 else 0
        case "full house":
            return 25 if joker or sorted(counts.values()) == [2, 3] else 0
        case "small straight":
            return 30 if joker or _has_run(counts, 4) else 0
        case "large straight":
            return 40 if joker or _has_run(counts, 5) else 0
        case "yahtzee":
            return 50 if most == DICE else 0
        case "chance":
            return sum(dice)
    face = UPPER.index(category) + 1
    return face * counts[face]


def is_joker(card: Card, dice: Sequence[int]) -> bool:
    return len(set(dice)) == 1 and card["yahtzee"] is not None


def open_categories(card: Card, dice: Sequence[int]) -> list[str]:
    """Where these five dice may be written down."""
    free = [category for category in CATEGORIES if card[category] is None]
    if not is_joker(card, dice):
        return free
    own = UPPER[dice[0] - 1]
    if own in free:
        return [own]
    return [category for category in free if category in LOWER] or free


def upper_bonus(card: Card) -> int:
    return UPPER_BONUS if sum(card[category] or 0 for category in UPPER) >= UPPER_GOAL else 0


class Yahtzee(AbstractGame):
    """Five dice, three rolls a turn, thirteen categories.

    Moves: `name` gives you a name, when it is your turn; `roll_dice` rolls the dice of these
    indices 0..4, all five at first; `score` with a `category` ends your turn: "add points" writes
    down what the dice bring there, "cross out" nothing. State: `scorecard`, your points by
    category, None where it is open; `scorecards`, everybody's; `bonuses`, everybody's `upper` and
    `yahtzee`; `dice`, zeros before the first roll; `rolls_left`; `current_name`; `names`;
    `ranking`, the best first, with `player_id`, `name` and `score`.
    """

    moves = [
        {
            "title": "Roll dice",
            "properties": {
                "roll_dice": {
                    "type": "array",
                    "items": {"type": "integer", "minimum": 0, "maximum": DICE - 1},
                    "minItems": 1,
                    "maxItems": DICE,
                    "uniqueItems": True,
                }
            },
            "required": ["roll_dice"],
            "examples": [{"roll_dice": [0, 1, 2, 3, 4]}],
        },
        {
            "title": "Write down your points",
            "properties": {
                "score": {"enum": list(SCORE_WORDS)},
                "category": {"enum": list(CATEGORIES)},
            },
            "required": ["score", "category"],
            "examples": [{"score": "add points", "category": "chance"}],
        },
        {
            "title": "Choose a name",
            "properties": {"name": {"type": "string", "minLength": 1, "maxLength": NAME_LENGTH}},
            "required": ["name"],
            "examples": [{"name": "Ada"}],
        },
    ]

    def __init__(self, players: int) -> None:
        self.players = players
        self.names = [f"Player {player + 1}" for player in range(players)]
        self.cards: list[dict[str, int | None]] = [
            dict.fromkeys(CATEGORIES) for _ in range(players)
        ]
        self.yahtzee_bonuses = [0] * players
        self.turn = 0
        self.dice = [0] * DICE
        self.rolls_left = ROLLS

    @staticmethod
    def min_players() -> int:
        return 1

    @staticmethod
    def max_players() -> int:
        return 8

    def current_player(self) -> list[int]:
        return [self.turn]

    def move(self, args: dict[str, Any], player_id: int) -> str | None:
        match [key for key in ("name", "roll_dice", "score") if key in args]:
            case ["name"]:
                return self._rename(args, player_id)
            case ["roll_dice"]:
                return self._roll(args["roll_dice"])
            case ["score"]:
                return self._score(args, player_id)
        return "a move is either name, or roll_dice, or score with category"

    def game_over(self) -> bool:
        return all(None not in card.values() for card in self.cards)

    def state(self, player_id: int) -> dict[str, Any]:
        totals = [self._total(player) for player in range(self.players)]
        order = sorted(range(self.players), key=lambda player: (-totals[player], player))
        return {
            "scorecard": self.cards[player_id],
            "scorecards": self.cards,
            "bonuses": [
                {"upper": upper_bonus(card), "yahtzee": extra}
                for card, extra in zip(self.cards, self.yahtzee_bonuses, strict=True)
            ],
            "dice": self.dice,
            "rolls_left": self.rolls_left,
            "current_name": self.names[self.turn],
            "names": self.names,
            "ranking": [
                {"player_id": player, "name": self.names[player], "score": totals[player]}
                for player in order
            ],
        }

    def public_state(self) -> dict[str, Any]:
        return self.state(0)

    @staticmethod
    def all_moves() -> list[dict[str, Any]]:
        return [*_rolls(), *_scores(CATEGORIES)]

    def legal_moves(self, player_id: int) -> list[dict[str, Any]]:
        if self.game_over() or player_id != self.turn:
            return []
        if self.rolls_left == ROLLS:
            return [{"roll_dice": list(range(DICE))}]
        scores = _scores(open_categories(self.cards[player_id], self.dice))
        return [*_rolls(), *scores] if self.rolls_left else scores

    def result(self) -> list[float]:
        return [float(self._total(player)) for player in range(self.players)]

    def _rename(self, args: dict[str, Any], player_id: int) -> str | None:
        name = text(args, "name", NAME_LENGTH)
        if name is None:
            return f"name is a text of 1 to {NAME_LENGTH} characters"
        self.names[player_id] = name
        return None

    def _roll(self, indices: Any) -> str | None:
        if not isinstance(indices, list) or not indices:
            return "roll_dice is a list of indices"
        if not all(type(index) is int and 0 <= index < DICE for index in indices):
            return f"indices of dice are 0 to {DICE - 1}"
        if len(set(indices)) < len(indices):
            return "each die can be rolled once at a time"
        if not self.rolls_left:
            return "you have rolled three times; score now"
        if self.rolls_left == ROLLS and len(indices) < DICE:
            return "the first roll is with all five dice"
        for index in indices:
            self.dice[index] = self.random.randint(1, 6)
        self.rolls_left -= 1
        return None

    def _score(self, args: dict[str, Any], player_id: int) -> str | None:
        card = self.cards[player_id]
        category = text(args, "category", 40)
        category = category and " ".join(category.lower().replace("_", " ").split())
        if category not in CATEGORIES:
            return "category is one of: " + ", ".join(CATEGORIES)
        if args["score"] not in SCORE_WORDS:
            return "score is one of: " + ", ".join(SCORE_WORDS)
        if self.rolls_left == ROLLS:
            return "roll the dice first"
        if card[category] is not None:
            return "this category is used"
        allowed = open_categories(card, self.dice)
        if category not in allowed:
            return "a joker goes to one of: " + ", ".join(allowed)
        self._write_down(category, args["score"] == "cross out", player_id)
        return None

    def _write_down(self, category: str, crossed_out: bool, player_id: int) -> None:
        card = self.cards[player_id]
        joker = is_joker(card, self.dice)
        if joker and card["yahtzee"] and not crossed_out:
            self.yahtzee_bonuses[player_id] += YAHTZEE_BONUS
        card[category] = 0 if crossed_out else points(category, self.dice, joker=joker)
        self.turn = (self.turn + 1) % self.players
        self.dice = [0] * DICE
        self.rolls_left = ROLLS

    def _total(self, player_id: int) -> int:
        card = self.cards[player_id]
        written = sum(value or 0 for value in card.values())
        return written + upper_bonus(card) + self.yahtzee_bonuses[player_id]


def _has_run(counts: Mapping[int, int], length: int) -> bool:
    return any(
        all(counts.get(face) for face in range(low, low + length)) for low in range(1, 8 - length)
    )


def _rolls() -> list[dict[str, Any]]:
    return [
        {"roll_dice": [index for index in range(DICE) if mask >> index & 1]}
        for mask in range(1, 1 << DICE)
    ]


def _scores(categories: Sequence[str]) -> list[dict[str, Any]]:
    return [{"score": "add points", "category": category} for category in categories]
