"""A program that learns tic-tac-toe by playing against chance.

    python examples/learner.py [GAMES [SERVER [PORT]]]

It keeps a value for every board it has left to its opponent: how well games went from there. It
plays the best one it knows, sometimes tries another, and after each game moves the values of its
boards towards the result. Both players are in this program, each in a thread; the learner restarts
the session for the next game.
"""

import random
import sys
import threading

from cosmic_client import GameServerAPI, GameServerError

EXPLORE = 0.1  # how often something else is tried
LEARN = 0.3  # how far a value moves towards what came of it
Board = tuple[int, ...]


def after(board: list[int], field: int, player: int) -> Board:
    """The board once that player has taken that field, seen with the player as 1."""
    taken = [*board[:field], player, *board[field + 1 :]]
    return tuple(0 if owner == -1 else 1 if owner == player else -1 for owner in taken)


class Learner:
    def __init__(self) -> None:
        self.values: dict[Board, float] = {}
        self.path: list[Board] = []

    def choose(self, board: list[int], player: int) -> int:
        fields = [field for field in range(9) if board[field] == -1]
        random.shuffle(fields)
        if random.random() > EXPLORE:
            fields.sort(key=lambda field: self.values.get(after(board, field, player), 0.0))
        self.path.append(after(board, fields[-1], player))
        return fields[-1]

    def finish(self, reward: float) -> None:
        """1 for a won game, -1 for a lost one, 0 for a draw."""
        for board in reversed(self.path):
            value = self.values.get(board, 0.0)
            reward = value + LEARN * (reward - value)
            self.values[board] = reward
        self.path.clear()


def play_by_chance(api: GameServerAPI) -> None:
    """Any free field, game after game, until the session is gone."""
    me = api.join()
    try:
        while True:
            state = api.state()
            if me in state["current"] and not state["gameover"]:
                free = [field for field in range(9) if state["board"][field] == -1]
                api.move(position=random.choice(free))
    except GameServerError:
        return


def learn(api: GameServerAPI, games: int) -> list[float]:
    """The results of all games, one after the other."""
    me = api.join()
    learner = Learner()
    results = []
    for game in range(games):
        if game:
            api.restart()
        state = api.state()
        while not state["gameover"]:
            if me in state["current"]:
                api.move(position=learner.choose(state["board"], me))
            state = api.state()
        result = 0.0 if state["winner"] in (None, -1) else 1.0 if state["winner"] == me else -1.0
        learner.finish(result)
        results.append(result)
    return results


def main(games: str = "1000", server: str = "127.0.0.1", port: str = "4711") -> None:
    session = f"learner-{random.randrange(10**9)}"
    place = (server, int(port), "TicTacToe", session, 2)
    opponent = threading.Thread(target=play_by_chance, args=[GameServerAPI(*place)], daemon=True)
    opponent.start()
    results = learn(GameServerAPI(*place), int(games))

    part = max(1, len(results) // 10)
    for begin in range(0, len(results), part):
        piece = results[begin : begin + part]
        won, lost = piece.count(1.0) / len(piece), piece.count(-1.0) / len(piece)
        print(f"games {begin + 1:5} to {begin + len(piece):5}: {won:4.0%} won, {lost:4.0%} lost")


if __name__ == "__main__":
    main(*sys.argv[1:])
