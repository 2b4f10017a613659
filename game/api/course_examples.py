"""The answers about classes that the API's document shows."""

from typing import Any

AT = "2030-01-05T12:00:00Z"
CODE = "KFX-WRP-TBD"
SECRET = "q7mdx2kfr9vb"  # noqa: S105 an example
COURSE_LINE = {
    "course_id": "c_3",
    "title": "Programming 1, group B",
    "game": "TicTacToe",
    "code": CODE,
    "is_open": True,
    "created_at": AT,
    "teams": 2,
    "team": None,
}
COURSES = {"can_teach": True, "teaching": [COURSE_LINE], "playing": []}
TOURNAMENT_LINE = {
    "number": 1,
    "game": "TicTacToe",
    "legs": 2,
    "move_seconds": 30,
    "created_at": AT,
    "finished_at": None,
    "fixtures": 2,
    "finished": 1,
}
COURSE = {
    **{key: value for key, value in COURSE_LINE.items() if key not in ("teams", "team")},
    "teaching": True,
    "teams": [
        {"team_id": "t_8", "name": "Red Foxes", "mine": False},
        {"team_id": "t_9", "name": "Owls", "mine": False},
    ],
    "tournaments": [TOURNAMENT_LINE],
}
STANDING = {
    "rank": 1,
    "team_id": "t_8",
    "team": "Red Foxes",
    "games": 1,
    "wins": 1,
    "draws": 0,
    "losses": 0,
    "points": 3,
    "beaten": 0.0,
    "forfeits": 0,
    "illegal": 1,
}
FIXTURE = {
    "number": 1,
    "round": 1,
    "session": f"{CODE}/cup-1-1",
    "first": "Red Foxes",
    "second": "Owls",
    "state": "finished",
    "match_id": "m_41",
    "outcome": "first",
    "how": "played",
    "moves": 5,
    "illegal": [1, 0],
    "started_at": AT,
    "finished_at": "2030-01-05T12:00:09Z",
}
TOURNAMENT = {"tournament": TOURNAMENT_LINE, "standings": [STANDING], "fixtures": [FIXTURE]}
MAKE = {"title": "Programming 1, group B", "game": "TicTacToe"}
CHANGE = {"is_open": False}
JOIN = {"code": CODE, "team": "Red Foxes"}
JOINED = {
    "course_id": "c_3",
    "team_id": "t_8",
    "team": "Red Foxes",
    "secret": SECRET,
    "name": f"Red Foxes:{SECRET}",
    "session": CODE,
}
START = {"game": "TicTacToe", "teams": ["t_8", "t_9"], "legs": 2, "move_seconds": 30}
FORFEIT = {"team": "t_9"}
CALLED_OFF = {"fixtures": 1}
NEXT = {
    "game": "TicTacToe",
    "session": f"{CODE}/cup-1-2",
    "player_id": 1,
    "opponent": "Owls",
    "round": 2,
    "state": "waiting",
}
WALL: dict[str, Any] = {
    "version": "9d2c1f60c1e4a97b1f0e6a3a",
    "wall": {
        "course_id": "c_3",
        "title": "Programming 1, group B",
        "code": CODE,
        "is_open": True,
        "teams": 2,
        "tables": [
            {
                "match_id": "m_42",
                "game": "TicTacToe",
                "table": "cup-1-2",
                "status": "running",
                "players": 2,
                "names": ["Owls", "Red Foxes"],
                "version": 2,
                "state": {
                    "board": [-1, -1, -1, -1, 0, -1, -1, -1, -1],
                    "winner": None,
                    "current": [1],
                    "gameover": False,
                },
                "current": [1],
                "gameover": False,
            }
        ],
        "tournament": {
            "number": 1,
            "game": "TicTacToe",
            "round": 2,
            "rounds": 2,
            "fixtures_total": 2,
            "fixtures_finished": 1,
            "standings": [STANDING],
            "fixtures": [FIXTURE],
        },
    },
}
CSV = (
    "round,game,first,second,outcome,how,moves,illegal first,illegal second,started,finished,"
    "seconds\r\n1,1,Red Foxes,Owls,first,played,5,1,0,2030-01-05T12:00:00Z,"
    "2030-01-05T12:00:09Z,9.0\r\n"
)
