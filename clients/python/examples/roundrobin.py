"""A team's program for a class's round-robin of tic-tac-toe: it takes any free cell.

    python examples/roundrobin.py CODE TEAM:SECRET [SERVER [PORT]]

CODE is the class's; the secret was shown when the team joined. Start it again whenever it has
stopped: a game that it has begun goes on.
"""

import random
import sys

from cosmic_client import GameServerAPI
from cosmic_client.classes import games


def choose(board: list[int], me: int) -> int:
    """Your idea goes here: 0 to 8, a cell that is -1."""
    return random.choice([cell for cell in range(9) if board[cell] == -1])


def play(api: GameServerAPI) -> str:
    state = api.state()
    while not state["gameover"]:
        if api.player_id in state["current"]:
            api.move(position=choose(state["board"], api.player_id))
        state = api.state()
    if state["winner"] is None:
        return "a draw"
    return "won" if state["winner"] == api.player_id else "lost"


def main(code: str, name: str, server: str = "127.0.0.1", port: str = "4711") -> None:
    for number, api in enumerate(games("TicTacToe", code, name, server, int(port)), 1):
        print(f"Game {number}:", play(api))
    print("All games are played.")


if __name__ == "__main__":
    main(*sys.argv[1:])
