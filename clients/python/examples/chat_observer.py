"""Shows what is said in a chat, by looking over the shoulder of somebody in it.

    python examples/chat_observer.py SESSION NAME [SERVER [PORT]]

Ends when the chat does, or with Ctrl-C.
"""

import sys

from cosmic_client import GameServerAPI, GameServerError


def news(shown: list[dict[str, str]], messages: list[dict[str, str]]) -> list[dict[str, str]]:
    """What was not shown yet. The server forgets the oldest messages of a long chat."""
    for old in range(len(shown) + 1):
        known = shown[old:]
        if messages[: len(known)] == known:
            return messages[len(known) :]
    return messages


def main(session: str, name: str, server: str = "127.0.0.1", port: str = "4711") -> None:
    api = GameServerAPI(server, int(port), game="Chat", session=session)
    api.observe(name)

    shown: list[dict[str, str]] = []
    while True:
        try:
            messages = api.state()["messages"]
        except GameServerError as error:
            print("The chat has ended:", error)
            return
        for said in news(shown, messages):
            print(f"{said['name']}: {said['message']}", flush=True)
        shown = messages


if __name__ == "__main__":
    main(*sys.argv[1:])
