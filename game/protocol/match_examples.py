"""Examples of what is said about matches: a game of tic-tac-toe that is left early."""

from datetime import UTC, datetime

from msgspec import Struct

from game.protocol import match

MATCH = "m_12"
_KEY = "kWc4v0mB1x6Zp9Qe3Ty7Ru2Io5Ls8Hd_"
_BOARD = [-1, -1, -1, -1, 0, -1, -1, -1, -1]
_STATE = {"board": _BOARD, "winner": None, "current": [1], "gameover": False}
_OVER = {**_STATE, "current": [], "gameover": True}
_CLOCK = match.MatchClock(60, 59.75, datetime(2030, 1, 5, 12, 3, tzinfo=UTC))

# (seq, payload) of each
CLIENT: dict[str, tuple[int, Struct]] = {
    "match.join": (14, match.JoinMatch("TicTacToe", "friday", 2, "Vega")),
    "match.move": (15, match.MoveInMatch(MATCH, move={"position": 4})),
    "match.restart": (16, match.RestartMatch(MATCH)),
    "match.observe": (17, match.ObserveMatch("TicTacToe", "friday", "Vega")),
    "match.resume": (18, match.ResumeMatch(MATCH, 0, _KEY)),
    "match.leave": (19, match.LeaveMatch(MATCH, 0, _KEY)),
}

SERVER: dict[str, tuple[int, Struct]] = {
    "match.waiting": (120, match.MatchWaiting(MATCH, "TicTacToe", "friday", 0, 14)),
    "match.joined": (121, match.MatchJoined(MATCH, "TicTacToe", "friday", 0, _KEY, 14)),
    "match.state": (122, match.MatchState(MATCH, 2, _STATE, 0, 15, _CLOCK)),
    "match.illegal_move": (123, match.IllegalMove(MATCH, "that field is taken", 15)),
    "match.ended": (124, match.MatchEnded(MATCH, "left", _OVER, 0, 19)),
}
