"""Programs as somebody else writes them: the protocol's description and a socket, no more.

    python outsider.py PORT [--token] ROLE SESSION [NAME] [NUMBER]

Each prints what came of it as one line of JSON. Nothing of the project is imported here.
"""

import json
import random
import socket
import sys


class Client:
    """One player, or somebody who looks over the shoulder of one."""

    def __init__(self, port, game, session, place="session"):
        self.port = port
        self.where = {"game": game, place: session}
        self.signed = {}
        self.player_id = None

    def ask(self, kind, **more):
        with socket.socket() as connection:
            connection.connect(("127.0.0.1", self.port))
            request = {"type": kind, **self.where, **self.signed, **more}
            connection.sendall(json.dumps(request).encode("utf-8") + b"EOT\0")
            answer = b""
            while True:
                part = connection.recv(1024)
                if not part:
                    return json.loads(answer.decode("utf-8"))
                answer += part

    def need(self, kind, **more):
        answer = self.ask(kind, **more)
        if answer["status"] != "ok":
            raise SystemExit(f"{kind}: {answer}")
        return answer["data"]

    def enter(self, kind, **more):
        data = self.need(kind, **more)
        self.player_id = data["player_id"]
        self.signed = {"player_id": data["player_id"], "key": data["key"]}

    def join(self, players, name=""):
        self.enter("join", players=players, name=name)

    def observe(self, name):
        self.enter("observe", name=name)
        self.signed["observer"] = True

    def move(self, **move):
        return self.ask("move", move=move)

    def my_turn(self, state):
        return self.player_id in state["current"]


def tictactoe(client, name):
    """The first free cell, until it is over."""
    client.join(2, name)
    while not (state := client.need("state"))["gameover"]:
        if client.my_turn(state):
            assert client.move(position=state["board"].index(-1))["status"] == "ok"
    return {"me": client.player_id, "winner": state["winner"], "board": state["board"]}


def yahtzee(client, name, players):
    """Rolls once more, then takes the first category that the game allows."""
    client.join(int(players), name)
    named = False
    while not (state := client.need("state"))["gameover"]:
        if not client.my_turn(state):
            continue
        if not named:
            named = client.move(name=name)["status"] == "ok"
        client.move(roll_dice=[0, 1, 2, 3, 4])
        assert client.move(roll_dice=[0, 9])["status"] == "illegalmove"
        for category, points in client.need("state")["scorecard"].items():
            moved = points is None and client.move(score="add points", category=category)
            if moved and moved["status"] == "ok":
                break
    return {"ranking": state["ranking"]}


def echo(client, name):
    client.join(1, name)
    heard = []
    for msg in ("hello", "", "ä" * 150_000, {"deep": [1, None]}):
        client.move(msg=msg)
        heard.append(client.need("state")["echo"] == msg)
    refused = client.move(msg="error")["status"]
    client.move(msg="quit")
    return {"heard": heard, "refused": refused, "over": client.need("state")["gameover"]}


def chat(client, name, words):
    """Says so many words, and reads until everybody has said theirs."""
    client.join(2, name)
    client.move(name=name)
    for number in range(int(words)):
        client.move(message=f"{name} {number}")
    messages = []
    while len(messages) < 2 * int(words):
        messages = client.need("state")["messages"]
    return [message["message"] for message in messages]


def observer(client, name, words):
    client.observe(name)
    messages = client.need("state")["messages"]
    while len(messages) < 2 * int(words):
        messages = client.need("state")["messages"]
    refused = [client.move(message="psst")["status"], client.ask("restart")["status"]]
    return {"messages": [message["message"] for message in messages], "refused": refused}


def learner(client, name, games):
    """Learns which cells are good for something; who sits on seat 0 begins the next game."""
    client.join(2, name)
    worth, results, mine = dict.fromkeys(range(9), 0.0), {}, []
    while True:
        state = client.need("state")
        if not state["gameover"]:
            if client.my_turn(state):
                free = [cell for cell in range(9) if state["board"][cell] == -1]
                mine.append(max(free, key=lambda cell: worth[cell] + random.random()))
                assert client.move(position=mine[-1])["status"] == "ok"
            continue
        winner = state["winner"]
        results[str(winner)] = results.get(str(winner), 0) + 1
        for cell in mine:
            worth[cell] += 0.0 if winner is None else 0.01 if winner == client.player_id else -0.01
        mine = []
        if sum(results.values()) == int(games):
            return results
        if client.player_id == 0:
            client.need("restart")


ROLES = {
    "tictactoe": ("TicTacToe", tictactoe),
    "yahtzee": ("Yahtzee", yahtzee),
    "echo": ("Echo", echo),
    "chat": ("Chat", chat),
    "observer": ("Chat", observer),
    "learner": ("TicTacToe", learner),
}


def main(port, *arguments):
    place = "token" if "--token" in arguments else "session"
    role, session, *rest = [word for word in arguments if word != "--token"]
    game, play = ROLES[role]
    print(json.dumps(play(Client(int(port), game, session, place), *rest)))


if __name__ == "__main__":
    main(*sys.argv[1:])
