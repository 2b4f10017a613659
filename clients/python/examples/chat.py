"""A chat: what you type is said, until the end of the input (Ctrl-D) or an empty line.

    python examples/chat.py SESSION PEOPLE NAME [SERVER [PORT]]

What is said shows in another window: python examples/chat_observer.py SESSION NAME
"""

import sys

from cosmic_client import GameServerAPI, IllegalMove


def main(
    session: str, people: str, name: str, server: str = "127.0.0.1", port: str = "4711"
) -> None:
    api = GameServerAPI(server, int(port), "Chat", session, int(people), name)
    print("Waiting until everybody is here ...")
    api.join()
    api.move(name=name)

    print("Say something:")
    for line in sys.stdin:
        message = line.strip()
        if not message:
            break
        try:
            api.move(message=message)
        except IllegalMove as refusal:
            print(refusal.error)


if __name__ == "__main__":
    main(*sys.argv[1:])
