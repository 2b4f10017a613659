"""Tic-tac-toe by hand, for two people at two terminals.

    python examples/tictactoe.py SESSION [SERVER [PORT]]

Both use the same session: any word that they agree on. The first one waits for the second.
"""

import sys

from cosmic_client import GameServerAPI, IllegalMove

SIGNS = {-1: ".", 0: "x", 1: "o"}


def show(board: list[int]) -> None:
    for row in range(3):
        print(" ".join(SIGNS[field] for field in board[3 * row : 3 * row + 3]))


def main(session: str, server: str = "127.0.0.1", port: str = "4711") -> None:
    api = GameServerAPI(server, int(port), game="TicTacToe", session=session, players=2)
    print("Waiting for somebody to play with ...")
    me = api.join()
    print("You are", SIGNS[me])

    state = api.state()
    while not state["gameover"]:
        show(state["board"])
        if me in state["current"]:
            try:
                api.move(position=int(input("Your field (0-8): ")))
            except ValueError:
                print("That is no number.")
            except IllegalMove as refusal:
                print(refusal.error)
        else:
            print("It is the other's turn.")
        state = api.state()

    show(state["board"])
    if state["winner"] not in SIGNS or state["winner"] == -1:
        print("A draw.")
    else:
        print("You have won!" if state["winner"] == me else "You have lost.")


if __name__ == "__main__":
    main(*sys.argv[1:])
