"""The answers about matches that the API's document shows."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

KEY = "vJ3sKq0mT8wXbF5dLrYhZ1nC7uPaGe2o"
SEAT = {
    "match_id": "m_41",
    "player_id": 0,
    "key": KEY,
    "session": "after-lunch",
    "request_size_max": 1_000_000,
}
WAITING = {**SEAT, "status": "waiting"}
JOIN = {"game": "TicTacToe", "session": "after-lunch", "players": 2, "name": "Ada", "wait": 25}
OBSERVE = {"game": "TicTacToe", "session": "after-lunch", "name": "Ada"}
ACT = {"player_id": 0, "key": KEY}
MOVE = {**ACT, "move": {"position": 4}}
VERSION = {"version": 2}
STATE: dict[str, Any] = {
    "version": 2,
    "state": {
        "board": [-1, -1, -1, -1, 0, -1, -1, -1, -1],
        "winner": None,
        "current": [1],
        "gameover": False,
    },
}
CLOCKED = {
    **STATE,
    "clock": {"move_seconds": 60, "left_s": 58.25, "deadline": "2030-01-05T12:03:00Z"},
}
ILLEGAL = {
    "success": False,
    "error": "The game refuses that move.",
    "code": "ILLEGAL_MOVE",
    "details": "that cell is taken",
}
GAMES = {
    "games": [
        {
            "name": "TicTacToe",
            "description": "Three in a row on three by three cells.",
            "min_players": 2,
            "max_players": 2,
            "moves": [{"type": "object", "examples": [{"position": 4}]}],
            "opponents": ["random", "decent"],
        }
    ]
}
LOBBY: dict[str, Any] = {
    "matches": [
        {
            "match_id": "m_41",
            "game": "TicTacToe",
            "session": "after-lunch",
            "shared": True,
            "status": "waiting",
            "players": 2,
            "move_seconds": None,
            "seats": [{"player_id": 0, "name": "Ada", "opponent": ""}],
            "created_at": "2030-01-05T12:00:00Z",
        }
    ],
    "total": 1,
}
FACTS = {
    **LOBBY["matches"][0],
    "status": "running",
    "reason": "",
    "open_seats": 0,
    "move_seconds": 60,
    "seats": [
        {"player_id": 0, "name": "Ada", "opponent": ""},
        {"player_id": 1, "name": "Bob", "opponent": ""},
    ],
    "started_at": "2030-01-05T12:01:00Z",
    "ended_at": None,
    "deadline": "2030-01-05T12:03:00Z",
}

ENTRIES = [
    {"kind": "move", "player_id": 0, "args": {"position": 4}},
    {"kind": "forfeit", "player_id": 1, "reason": "resigned"},
]
RECORD = {
    "format": "cosmic-match",
    "version": 1,
    "game": "TicTacToe",
    "rules": 1,
    "players": 2,
    "names": ["Ada", "Bob"],
    "seed": "5240124370184022907",
    "entries": ENTRIES,
    "ranks": [1, 2],
    "scores": None,
    "digest": "9d2c1f60c1e4a97b1f0e6a3a54d1b2c8",
}
REPLAY = {
    "match_id": "m_41",
    "round": 1,
    "game": "TicTacToe",
    "players": 2,
    "names": ["Ada", "Bob"],
    "ranks": [1, 2],
    "scores": None,
    "player_id": 0,
    "start": 1,
    "total": 3,
    "entries": ENTRIES[1:],
    "states": [STATE["state"], {**STATE["state"], "current": [], "gameover": True}],
}
PLAYED = {
    "games": [
        {
            "match_id": "m_41",
            "round": 1,
            "game": "TicTacToe",
            "session": "after-lunch",
            "player_id": 0,
            "names": ["Ada", "Bob"],
            "ranks": [1, 2],
            "rated": True,
            "public": True,
            "finished_at": "2030-01-05T12:04:31Z",
        }
    ],
    "total": 1,
}
BOARD = {
    "game": "TicTacToe",
    "items": [
        {
            "rank": 1,
            "player_id": "p_17",
            "username": "ada_l",
            "rating": 11.5,
            "mu": 31.3,
            "sigma": 6.6,
            "games": 12,
            "wins": 8,
        }
    ],
}


def asked(value: dict[str, Any]) -> OpenApiExample:
    return OpenApiExample("Request", value=value, request_only=True)


def answered(value: dict[str, Any], status: int = 200, name: str = "Answer") -> OpenApiExample:
    return OpenApiExample(name, value=value, response_only=True, status_codes=[str(status)])
