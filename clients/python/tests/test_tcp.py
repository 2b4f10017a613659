"""GameServerAPI against a game server."""

from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures import TimeoutError as StillWaiting

import pytest
from cosmic_client import GameServerAPI, GameServerError, IllegalMove
from support.threads import in_thread


def test_join_answers_when_the_match_is_full(client):
    first = client("TicTacToe", players=2)
    waiting = in_thread(first.join)
    with pytest.raises(StillWaiting):
        waiting.result(0.1)
    second = client("TicTacToe", players=2)
    assert {second.join(), waiting.result(10)} == {0, 1}


def test_players_may_be_left_out_by_who_does_not_start_the_match(client):
    with pytest.raises(GameServerError):
        client("Echo").join()


def test_auto_gives_a_session_of_its_own(client):
    api = client("Echo", players=1, session="auto")
    assert api.join() == 0
    assert api.session != "auto"
    api.move(msg="here")
    assert api.state()["echo"] == "here"


def test_a_state_tells_who_may_move_and_whether_it_is_over(seated):
    [api] = seated("Echo", 1)
    assert api.state() == {"echo": None, "current": [0], "gameover": False}


@pytest.mark.parametrize("said", ["hällo \N{ROCKET}", {"deep": [1, 2.5, None, True]}, "EOT", "\0"])
def test_a_move_carries_any_json(seated, said):
    [api] = seated("Echo", 1)
    api.move(msg=said)
    assert api.state()["echo"] == said


def test_what_the_game_refuses_carries_the_games_own_error(seated):
    [api] = seated("Echo", 1)
    with pytest.raises(IllegalMove) as refusal:
        api.move(msg="error")
    assert refusal.value.error is not None
    assert not isinstance(refusal.value, GameServerError)


def test_a_move_out_of_turn_is_an_error_and_no_illegal_move(seated):
    _first, second = seated("TicTacToe", 2)
    with pytest.raises(GameServerError):
        second.move(position=0)


def test_a_move_after_the_end_is_an_error(seated):
    [api] = seated("Echo", 1)
    api.move(msg="quit")
    assert api.state()["gameover"] is True
    with pytest.raises(GameServerError):
        api.move(msg="more")


def test_state_waits_for_the_other_player(seated):
    first, second = seated("TicTacToe", 2)
    assert second.state()["board"] == [-1] * 9
    waiting = in_thread(second.state)
    with pytest.raises(StillWaiting):
        waiting.result(0.1)
    first.move(position=4)
    assert waiting.result(10)["board"][4] == 0


def test_a_restart_keeps_ids_and_shows_the_end_to_who_missed_it(seated):
    first, second = seated("TicTacToe", 2)
    for field in range(3):
        first.move(position=field)
        if field < 2:
            second.move(position=field + 3)
    first.restart()
    assert first.state()["board"] == [-1] * 9
    assert second.state()["gameover"] is True
    assert second.state() == {**first.state(), "current": [0], "gameover": False}


def test_an_observer_sees_what_the_player_sees_and_can_only_watch(seated, client):
    [api] = seated("Echo", 1, ("ann",))
    watcher = client("Echo")
    assert watcher.observe("ann") == 0
    api.move(msg="look")
    assert watcher.state()["echo"] == "look"
    for forbidden in (watcher.restart, lambda: watcher.move(msg="no")):
        with pytest.raises(GameServerError, match="observer"):
            forbidden()


def test_an_observer_is_named_by_the_object_when_no_name_is_given(seated, client):
    seated("Chat", 2, ("ann", "bob"))
    assert client("Chat", name="ann").observe() in (0, 1)


def test_nobody_can_be_observed_who_is_not_there(seated, client):
    seated("Echo", 1, ("ann",))
    with pytest.raises(GameServerError):
        client("Echo").observe("eve")


def test_a_name_is_used_once(client):
    both = [in_thread(client("Chat", 2, "ann").join) for _ in range(2)]
    refused = wait(both, 10, FIRST_COMPLETED).done
    client("Chat", name="bob").join()
    assert [type(one.exception()) for one in refused] == [GameServerError]
    assert [one.result(10) for one in both if one not in refused] in ([0], [1])


@pytest.mark.parametrize("act", ["state", "restart", "move"])
def test_nothing_can_be_done_before_joining(client, act):
    with pytest.raises(GameServerError, match="join"):
        getattr(client("Echo"), act)()


def test_a_request_beyond_the_limit_is_refused_before_it_is_sent(seated):
    [api] = seated("Echo", 1)
    with pytest.raises(GameServerError, match=f"{api.request_size_max:,}"):
        api.move(msg="x" * api.request_size_max)
    assert api.state()["echo"] is None


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, b"bytes"])
def test_what_is_no_json_is_refused_in_words(seated, value):
    [api] = seated("Echo", 1)
    with pytest.raises(GameServerError, match="JSON"):
        api.move(msg=value)


def test_an_unknown_game_is_refused(client):
    with pytest.raises(GameServerError):
        client("NoSuchGame", players=2).join()


def test_the_server_may_be_given_by_name(place, session):
    api = GameServerAPI("localhost", place[1], "Echo", session, 1)
    assert api.join() == 0
