"""Games over the TCP door, by clients that know nothing but the protocol's description."""

from concurrent.futures import TimeoutError as StillWaiting
from uuid import uuid4

import pytest

from tests.matches.tcp.plain import Seat, ask, later, seats, watcher
from tests.support.server import LiveServer

pytestmark = pytest.mark.server
X_WINS = [(0, 0), (1, 3), (0, 1), (1, 4), (0, 2)]  # (player, position)


@pytest.fixture
def port(server: LiveServer) -> int:
    return server.match_port


@pytest.fixture
def session() -> str:
    return f"s-{uuid4().hex[:12]}"


def play_by_turns(seat: Seat, moves: list[int]) -> list[dict[str, object]]:
    """One player's whole program: look, move when it is one's turn; all states that it saw."""
    seen = []
    while True:
        seen.append(seat.state())
        if seen[-1]["gameover"]:
            return seen
        if seat.player_id in seen[-1]["current"]:  # type: ignore[operator]
            seat.play(position=moves.pop(0))


def test_two_play_tic_tac_toe_each_waiting_for_the_other(port: int, session: str) -> None:
    first, second = seats(port, "TicTacToe", session, ["ann", "bob"])
    programs = [
        later(play_by_turns, seat, [at for who, at in X_WINS if who == seat.player_id])
        for seat in (first, second)
    ]
    for program in programs:
        last = program.result(30)[-1]
        assert last["winner"] == 0
        assert last["board"] == [0, 0, 0, 1, 1, -1, -1, -1, -1]
        assert last["current"] == []


def test_yahtzee_is_played_to_its_ranking(port: int, session: str) -> None:
    players = seats(port, "Yahtzee", session, ["", ""])
    for turn in range(2 * 13):
        seat = players[turn % 2]
        if turn < 2:
            seat.play(name=("ann", "bob")[turn])
        seat.play(roll_dice=[0, 1, 2, 3, 4])
        seat.play(roll_dice=[4])
        state = seat.state()
        assert state["current"] == [seat.player_id]
        free = [category for category, points in state["scorecard"].items() if points is None]
        for category in free:  # a joker may not go everywhere
            if seat.move(score="add points", category=category)["status"] == "ok":
                break
    last = [seat.state() for seat in players]
    assert [state["gameover"] for state in last] == [True, True]
    assert {place["name"] for place in last[0]["ranking"]} == {"ann", "bob"}
    assert last[0]["ranking"] == last[1]["ranking"]


def test_an_echo_comes_back_as_it_was_and_quits_on_demand(port: int, session: str) -> None:
    [seat] = seats(port, "Echo", session, [""])
    for said in ("hällo \N{ROCKET}", {"deep": [1, 2.5, None, True]}, "EOT", "\0", [], ""):
        seat.play(msg=said)
        assert seat.state()["echo"] == said
    refused = seat.move(msg="error")
    assert refused["status"] == "illegalmove"
    assert refused["message"]
    seat.play(msg="quit")
    assert seat.state()["gameover"] is True
    assert seat.move(msg="more")["status"] == "error"


def test_a_chat_is_followed_by_an_observer_who_misses_nothing(port: int, session: str) -> None:
    ann, bob = seats(port, "Chat", session, ["ann", "bob"])
    eve = watcher(port, "Chat", session, "ann")
    assert eve.state()["messages"] == []
    waiting = later(eve.state)
    with pytest.raises(StillWaiting):
        waiting.result(0.1)
    ann.play(message="hello")
    assert len(waiting.result(10)["messages"]) == 1
    for word in ("one", "two", "three"):
        bob.play(message=word)
    assert len(eve.state()["messages"]) == 4
    for act in (eve.move(message="psst"), eve.ask("restart")):
        assert act["status"] == "error"


def test_a_learner_plays_one_game_after_the_other_with_restarts(port: int, session: str) -> None:
    first, second = seats(port, "TicTacToe", session, ["", ""])
    for _ in range(40):
        assert first.state()["board"] == [-1] * 9
        for player, position in X_WINS:
            (first, second)[player].play(position=position)
        assert first.state()["gameover"] is True
        assert first.ask("restart") == {"status": "ok", "data": None}
        assert second.state()["gameover"] is True, "the end is shown to who did not restart"
    assert second.state()["board"] == [-1] * 9


def test_a_move_out_of_turn_is_an_error_and_a_bad_one_illegal(port: int, session: str) -> None:
    first, second = seats(port, "TicTacToe", session, ["", ""])
    assert second.move(position=0)["status"] == "error"
    assert first.move(position=9)["status"] == "illegalmove"
    first.play(position=0)
    assert first.move(position=1)["status"] == "error"
    assert second.move(position=0)["status"] == "illegalmove"


def test_a_wrong_key_opens_nothing(port: int, session: str) -> None:
    first, second = seats(port, "TicTacToe", session, ["", ""])
    for key in (second.key, "", "é", first.key + "x"):
        first.key = key
        signed = {"game": "TicTacToe", "session": session, "player_id": 0, "key": key}
        for kind, more in (("move", {"move": {"position": 0}}), ("state", {}), ("restart", {})):
            assert ask(port, type=kind, **signed, **more)["status"] == "error"


def test_the_answers_have_the_keys_that_are_promised(port: int, session: str) -> None:
    joined = ask(port, type="join", game="Echo", session=session, players=1, name="ann")
    assert joined.keys() == {"status", "data"}
    assert joined["data"].keys() == {"player_id", "key", "session", "request_size_max"}
    assert joined["data"]["request_size_max"] == 1_000_000
    seen = ask(port, type="observe", game="Echo", session=session, name="ann")
    assert seen["data"].keys() == {"player_id", "key"}
    refused = ask(port, type="observe", game="Echo", session=session, name="eve")
    assert refused.keys() == {"status", "message"}
    assert refused["status"] == "error"


def test_clients_that_say_token_play_too(port: int, session: str) -> None:
    older = {"game": "Echo", "token": session}
    data = ask(port, type="join", players=1, name="", **older)["data"]
    assert data["session"] == session
    signed = {**older, "player_id": data["player_id"], "key": data["key"]}
    assert ask(port, type="move", move={"msg": "old"}, **signed)["status"] == "ok"
    state = ask(port, type="state", observer=False, **signed)
    assert state["data"] == {"echo": "old", "current": [0], "gameover": False}


@pytest.mark.parametrize("players", [{"players": None}, {}])
def test_without_players_nothing_is_started(
    port: int, session: str, players: dict[str, None]
) -> None:
    join = {"type": "join", "game": "Chat", "session": session, "name": ""}
    assert ask(port, **join, **players)["status"] == "error"
    waiting = later(ask, port, **join, players=2)
    second = ask(port, **join, **players)
    while second["status"] == "error":  # the first one may not have been heard yet
        second = ask(port, **join, **players)
    assert {second["data"]["player_id"], waiting.result(10)["data"]["player_id"]} == {0, 1}


def test_a_session_that_is_replaced_tells_who_waits_in_it(port: int, session: str) -> None:
    _, second = seats(port, "TicTacToe", session, ["", ""])
    second.state()
    waiting = later(second.ask, "state")
    with pytest.raises(StillWaiting):
        waiting.result(0.1)
    replacing = later(seats, port, "TicTacToe", session, ["", ""])
    assert waiting.result(10)["status"] == "error"
    assert replacing.result(10)[0].state()["board"] == [-1] * 9
