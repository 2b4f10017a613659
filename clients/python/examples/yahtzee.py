"""Yahtzee by a simple rule, with as many players as you like.

    python examples/yahtzee.py SESSION PLAYERS NAME [SERVER [PORT]]

Rolls again whatever is not the most frequent number, and takes the first category that is open.
"""

import sys
from collections import Counter

from cosmic_client import GameServerAPI


def others(dice: list[int]) -> list[int]:
    """Which dice to roll again: their places, 0 to 4."""
    favourite = Counter(dice).most_common(1)[0][0]
    return [place for place in range(5) if dice[place] != favourite]


def first_open(scorecard: dict[str, int | None], dice: list[int]) -> list[str]:
    """The open categories, those first that fit the most frequent number."""
    numbers = ["ones", "twos", "threes", "fours", "fives", "sixes"]
    favourite = numbers[Counter(dice).most_common(1)[0][0] - 1]
    free = [category for category in scorecard if scorecard[category] is None]
    return sorted(free, key=lambda category: category != favourite)


def take_turn(api: GameServerAPI) -> None:
    api.move(roll_dice=[0, 1, 2, 3, 4])
    for _ in range(2):
        again = others(api.state()["dice"])
        if again:
            api.move(roll_dice=again)
    state = api.state()
    category = first_open(state["scorecard"], state["dice"])[0]
    api.move(score="add points", category=category)


def main(
    session: str, players: str, name: str, server: str = "127.0.0.1", port: str = "4711"
) -> None:
    api = GameServerAPI(server, int(port), "Yahtzee", session, int(players), name)
    me = api.join()

    state = api.state()
    named = False
    while not state["gameover"]:
        if me in state["current"]:
            if not named:
                api.move(name=name)
                named = True
            take_turn(api)
        state = api.state()

    for place, row in enumerate(state["ranking"], start=1):
        print(f"{place}. {row['name']}: {row['score']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
