"""Playing in a class: join it once as a team, then play one game after the other.

Nothing but the standard library:

    team = join_class("http://127.0.0.1:8000", "KFX-WRP-TBD", "Red Foxes")
    print(team.name)  # keep it: it holds the team's secret, which is told once
    for api in games("TicTacToe", team.session, team.name):
        state = api.state()
        while not state["gameover"]:
            if api.player_id in state["current"]:
                api.move(position=4)
            state = api.state()
"""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple

from cosmic_client.errors import ConnectionLost, GameServerError
from cosmic_client.tcp import GameServerAPI

ANSWER_S = 30.0
ALL_PLAYED = ("has played all its games", "tournament is over")  # what a class says at the end


class TeamPass(NamedTuple):
    """What a program of the team gives whenever it joins: its name, `team:secret`, and the class's
    code as the session."""

    name: str
    session: str


def join_class(url: str, code: str, team: str) -> TeamPass:
    """Make a team in the class of that code. `url` is the site's.

    Raises GameServerError, with `code` NAME_TAKEN for a name that another team has.
    """
    body = json.dumps({"code": code, "team": team}).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    address = f"{url.rstrip('/')}/api/v1/courses/join"
    if not address.startswith(("http://", "https://")):
        raise GameServerError(f"{url!r} is no address of a site")
    request = urllib.request.Request(address, body, headers)  # noqa: S310 checked above
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_S) as answer:  # noqa: S310 as above
            told = json.load(answer)
    except urllib.error.HTTPError as error:
        raise _refusal(error) from error
    except (OSError, ValueError) as error:
        raise ConnectionLost(f"{url} does not answer: {error}") from error
    return TeamPass(str(told["name"]), str(told["session"]))


def games(
    game: str, session: str, name: str, server: str = "127.0.0.1", port: int = 4711, **more: Any
) -> Iterator[GameServerAPI]:
    """The team's games of the tournament, each one joined; it ends when all are played.

    `session` is the class's code and `name` is `team:secret`; `more` is as for GameServerAPI.
    Waits for each opponent. Whoever has begun a game and starts anew goes on with that game.
    Raises GameServerError, such as for a class that has no tournament yet.
    """
    while True:
        api = GameServerAPI(server, port, game, session, players=2, name=name, **more)
        try:
            api.join()
        except GameServerError as refusal:
            if any(words in str(refusal) for words in ALL_PLAYED):
                return
            raise
        yield api


def _refusal(error: urllib.error.HTTPError) -> GameServerError:
    try:
        told = json.load(error)
        return GameServerError(str(told["error"]), str(told["code"]), error.code)
    except (ValueError, KeyError, TypeError):
        return GameServerError(f"HTTP {error.code}", status=error.code)
