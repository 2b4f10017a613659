"""A session: seats, keys, who sees what and when, and new games at the same table."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.matches import Client, Code, GameFailed, Refused, Round, Table, all_games, unpacked
from tests.matches.core.toys import WIN, Faulty, Stillborn, play, seats, table


def refused(call: Callable[[], object]) -> Code:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


# Seats and keys


def test_a_match_starts_when_the_last_seat_is_taken() -> None:
    made = Table(all_games()["TicTacToe"], 2, 7)
    first = made.join("a", "key-a")
    assert (made.version, made.full, made.pending(first)) == (0, False, False)
    assert refused(lambda: made.take(first)) is Code.NOT_STARTED
    assert refused(lambda: made.move(first, {"position": 0})) is Code.NOT_STARTED
    second = made.join("b", "key-b")
    assert (first.player_id, second.player_id, made.version) == (0, 1, 1)
    assert refused(lambda: made.join("c", "key-c")) is Code.SESSION_FULL


def test_a_name_is_used_once_and_no_name_any_number_of_times() -> None:
    made = Table(all_games()["Yahtzee"], 4, 7)
    made.join("a", "1")
    assert refused(lambda: made.join("a", "2")) is Code.NAME_TAKEN
    made.join("", "3")
    made.join("", "4")
    for name in ("x" * 51, "a\x00", "\ud800"):
        assert refused(lambda n=name: made.join(n, "5")) is Code.BAD_NAME


def test_a_seat_is_free_again_when_somebody_leaves_before_the_start() -> None:
    made = Table(all_games()["TicTacToe"], 2, 7)
    made.leave(made.join("a", "1"))
    assert made.join("a", "2").player_id == 0
    started = made.join("b", "3")
    made.leave(started)
    assert made.client(1, "3") is started


def test_a_key_opens_its_own_seat_alone() -> None:
    made = table()
    watcher = made.observe("b", "eye")
    assert made.client(0, "key-a") is seats(made)[0]
    assert made.client(1, "eye", observer=True) is watcher
    for player, key, observer in [
        (1, "key-a", False), (0, "", False), (0, "eye", True), (1, "eye", False),
        (-1, "key-b", False), (2, "key-a", False), (0, "key-a", True), (0, "\ud800", False),
    ]:  # fmt: skip
        assert refused(lambda p=player, k=key, o=observer: made.client(p, k, observer=o)) is (
            Code.WRONG_KEY
        )


def test_a_game_that_cannot_be_set_up_ends_its_session() -> None:
    made = Table(Stillborn, 1, 7)
    with pytest.raises(GameFailed):
        made.join("a", "1")
    assert made.ended == "failed"


def test_an_ended_session_takes_nothing_and_still_shows_its_end() -> None:
    made = table()
    first, second = seats(made)
    made.end("idle")
    made.end("replaced")
    assert made.ended == "idle"
    for call in (
        lambda: made.move(first, {"position": 0}),
        lambda: made.restart(first),
        lambda: made.forfeit(first, "resigned"),
        lambda: made.observe("a", "x"),
        lambda: made.join("c", "x"),
    ):
        assert refused(call) is Code.ENDED
    assert made.take(second).version == 1


# Observers


def test_an_observer_sees_what_the_named_player_sees_and_can_do_nothing() -> None:
    made = table("FleetDuel")
    watcher = made.observe("b", "eye")
    made.move(seats(made)[1], {"place": "scout", "x": 0, "y": 4})
    assert bytes(made.take(watcher).state) == bytes(made.take(seats(made)[1]).state)
    assert refused(lambda: made.move(watcher, {"order": "hold"})) is Code.OBSERVER
    assert refused(lambda: made.restart(watcher)) is Code.OBSERVER
    assert refused(lambda: made.forfeit(watcher, "resigned")) is Code.OBSERVER


def test_players_are_watched_by_their_names_after_the_start() -> None:
    made = Table(all_games()["TicTacToe"], 2, 7)
    made.join("a", "1")
    assert refused(lambda: made.observe("a", "x")) is Code.NOT_STARTED
    made.join("", "2")
    assert made.observe("a", "x").player_id == 0
    for name in ("", "c"):
        assert refused(lambda n=name: made.observe(n, "y")) is Code.UNKNOWN_PLAYER


def test_the_most_silent_observer_is_forgotten_when_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("game.matches.table.MAX_OBSERVERS", 2)
    made = table()
    made.observe("a", "1")
    made.observe("a", "2")
    made.client(0, "1", observer=True)
    made.observe("a", "3")
    made.client(0, "1", observer=True)
    assert refused(lambda: made.client(0, "2", observer=True)) is Code.WRONG_KEY


def test_an_observer_who_leaves_is_forgotten() -> None:
    made = table()
    made.leave(made.observe("a", "1"))
    assert refused(lambda: made.client(0, "1", observer=True)) is Code.WRONG_KEY


# The order in which states are seen


def test_everybody_sees_the_start_at_once_and_once() -> None:
    made = table()
    first, second = seats(made)
    watcher = made.observe("a", "eye")
    for client in (first, second, watcher):
        assert made.pending(client)
        assert made.take(client).version == 1
    assert not made.pending(second)
    assert not made.pending(watcher)


def test_who_may_move_never_waits() -> None:
    made = table()
    first = seats(made)[0]
    assert [made.take(first).version for _ in range(3)] == [1, 1, 1]
    assert made.pending(first)


def test_who_moved_sees_the_outcome_at_once_and_then_waits() -> None:
    made = table()
    first, second = seats(made)
    made.take(first)
    play(made, 4)
    assert made.pending(first)
    assert made.take(first).version == 2
    assert not made.pending(first)
    play(made, 0)
    assert made.take(first).version == 3
    assert made.take(second).version == 3


def test_a_refused_move_changes_nothing_for_anybody() -> None:
    made = table()
    first, second = seats(made)
    for client in (first, second):
        made.take(client)
    with pytest.raises(Refused):
        made.move(first, {"position": 99})
    assert made.version == 1
    assert not made.pending(second)
    assert made.pending(first)


def test_a_change_is_never_missed_however_late_one_asks() -> None:
    made = table()
    watcher = made.observe("b", "eye")
    made.take(watcher)
    play(made, 0, 3, 1)
    assert made.pending(watcher)
    assert made.take(watcher).version == 4
    assert not made.pending(watcher)


def test_after_a_restart_the_others_see_the_last_end_once() -> None:
    made = table()
    first, second = seats(made)
    watcher = made.observe("a", "eye")
    for client in (first, second, watcher):
        made.take(client)
    play(made, *WIN)
    made.restart(first)
    assert made.take(first).version == 7
    for client in (second, watcher):
        end = made.take(client)
        assert (end.version, end.over, unpacked(end.state)["gameover"]) == (6, True, True)
        assert unpacked(end.state)["winner"] == 0
        assert made.pending(client)
        again = made.take(client)
        assert (again.version, again.over) == (7, False)
        assert not made.pending(client)


def test_who_saw_the_end_before_the_restart_sees_the_new_game_next() -> None:
    made = table()
    first, second = seats(made)
    play(made, *WIN)
    assert made.take(second).over
    assert not made.pending(second)
    made.restart(first)
    assert made.take(second).version == 7


def test_a_game_broken_off_has_no_last_state() -> None:
    made = table()
    first, second = seats(made)
    play(made, 0)
    made.restart(second)
    assert unpacked(made.take(first).state)["board"] == [-1] * 9


def test_the_ends_of_several_games_come_in_their_order() -> None:
    made = table("Echo", 1)
    first, watcher = seats(made)[0], made.observe("a", "eye")
    for count in range(3):
        made.move(first, {"msg": count})
        made.move(first, {"msg": "quit"})
        made.restart(first)
    seen = []
    while made.pending(watcher):
        shown = made.take(watcher)
        seen.append((shown.version, shown.over))
    assert seen == [(3, True), (6, True), (9, True), (10, False)]


def test_a_client_that_remembers_its_version_asks_for_what_came_since() -> None:
    made = table()
    first, second = seats(made)
    assert made.view(second).version == 1
    assert made.view(second, 1) is None
    play(made, *WIN)
    assert made.view(second, 1).version == 6
    made.restart(first)
    assert [made.view(second, since).version for since in (1, 5, 6)] == [6, 6, 7]
    assert made.view(first, 1).version == 7
    assert made.view(second, 7) is None
    assert second.seen == 0


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.integers(0, 3)),
        st.tuples(st.just("move"), st.integers(0, 8)),
        st.tuples(st.just("restart"), st.integers(0, 1)),
        st.tuples(st.just("resign"), st.integers(0, 1)),
    ),
    max_size=80,
)


@given(ACTIONS)
def test_nobody_waits_without_cause_or_misses_a_change(actions: list[tuple[str, int]]) -> None:
    """Against a plain model: what each client has yet to see, in order."""
    made = table()
    clients = [*seats(made), made.observe("a", "eye-a"), made.observe("b", "eye-b")]
    ends: list[list[int]] = [[] for _ in clients]  # of finished games, not seen yet
    fresh = [True] * len(clients)
    for action, number in actions:
        if action == "take":
            seen_before, client = clients[number].seen, clients[number]
            if not made.pending(client):
                assert not fresh[number]
                assert not ends[number]
                assert client.observer or client.player_id not in made.current
                continue
            shown = made.take(client)
            if ends[number]:
                assert shown.version == ends[number].pop(0)
                assert shown.over
            else:
                assert shown.version == made.version
                fresh[number] = False
            assert shown.version >= seen_before
            continue
        before, over = made.version, made.over
        try:
            if action == "move":
                play(made, number) if made.current else None
            elif action == "resign":
                made.forfeit(clients[number], "resigned")
            else:
                made.restart(clients[number])
                if over:
                    for place, client in enumerate(clients):
                        if client is not clients[number] and client.seen < before:
                            ends[place] = [*ends[place], before][-8:]
        except Refused:
            assert made.version == before
            continue
        if made.version > before:
            fresh = [True] * len(clients)


# New games and stored ones


def test_a_restart_keeps_seats_and_keys_and_draws_new_dice() -> None:
    made = table(Faulty, 2)
    first = seats(made)[0]
    number = unpacked(made.take(first).state)["number"]
    assert made.restart(first) == Round(2, 2)
    assert unpacked(made.take(first).state)["number"] != number
    assert made.client(0, "key-a") is first


def test_anybody_who_plays_may_restart_at_any_time() -> None:
    made = table()
    play(made, 0)
    for client in reversed(seats(made)):
        made.restart(client)
    assert made.round_number == 3


def test_versions_go_on_over_restarts() -> None:
    made = table()
    play(made, *WIN)
    made.restart(seats(made)[1])
    play(made, 4)
    assert made.version == 8


def stored(made: Table) -> list[Client]:
    return [Client(seat.player_id, seat.name, seat.key) for seat in seats(made)]


@pytest.mark.parametrize("kind", ["Yahtzee", "TicTacToe", "FleetDuel"])
def test_a_stored_session_goes_on_where_it_was(kind: str) -> None:
    made = table(kind)
    for _ in range(5):
        for client in seats(made):
            legal = made.legal_moves(client)
            if legal:
                made.move(client, legal[len(legal) // 2])
    resumed = Table.resumed(all_games()[kind], 7, stored(made), [made.stored_round])
    assert resumed.version == made.version
    for one, other in zip(seats(made), seats(resumed), strict=True):
        assert bytes(made.view(one).state) == bytes(resumed.view(other).state)
        assert made.legal_moves(one) == resumed.legal_moves(other)


def test_the_end_before_a_restart_is_still_to_be_seen_after_a_crash() -> None:
    made = table()
    play(made, *WIN)
    finished = made.stored_round
    made.restart(seats(made)[0])
    resumed = Table.resumed(
        all_games()["TicTacToe"], 7, stored(made), [finished, made.stored_round]
    )
    second = seats(resumed)[1]
    assert [resumed.take(second).version for _ in range(2)] == [6, 7]
    assert not resumed.pending(second)


def test_a_stored_session_without_rounds_waits_or_begins() -> None:
    kind = all_games()["TicTacToe"]
    waiting = Table.resumed(kind, 7, [None, Client(1, "b", "key-b")], [])
    assert waiting.version == 0
    assert waiting.join("a", "key-a").player_id == 0
    assert waiting.version == 1
    full = Table.resumed(kind, 7, [Client(0, "a", "1"), Client(1, "b", "2")], [])
    assert full.version == 1
