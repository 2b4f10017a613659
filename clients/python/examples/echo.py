"""The smallest program: say something to the server, and hear it again.

python examples/echo.py [SERVER [PORT]]
"""

import sys

from cosmic_client import GameServerAPI, IllegalMove


def main(server: str = "127.0.0.1", port: str = "4711") -> None:
    api = GameServerAPI(server, int(port), game="Echo", session="auto", players=1)
    api.join()

    for message in ("hello", [1, 2, 3], "error", "quit"):
        try:
            api.move(msg=message)
        except IllegalMove as refusal:
            print("The game says no:", refusal.error)
        print("The server says:", api.state()["echo"])


if __name__ == "__main__":
    main(*sys.argv[1:])
