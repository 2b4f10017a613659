"""Joining: which session somebody gets, or why none."""

import pytest

from game.matches import AUTO, Code, Listing, Open, Refused, Request, Sit, all_games, decide

TICTACTOE, YAHTZEE = all_games()["TicTacToe"], all_games()["Yahtzee"]


def listing(
    id: str = "1", session: str = "s", players: int = 2, names: tuple[str, ...] = ("a",),
    waits: bool = True,
) -> Listing:  # fmt: skip
    return Listing(id, session, players, names, waits)


def code(request: Request, *listings: Listing) -> Code:
    with pytest.raises(Refused) as refused:
        decide(YAHTZEE, request, listings)
    return refused.value.code


def test_a_shared_session_that_waits_takes_the_next_client() -> None:
    for players in (None, 2, 3):
        assert decide(YAHTZEE, Request("s", players, "b"), [listing()]) == Sit("1")


def test_a_shared_session_that_is_new_is_opened_for_so_many() -> None:
    assert decide(YAHTZEE, Request("t", 3), [listing()]) == Open(3, "t")
    assert code(Request("t"), listing()) is Code.NO_SESSION


def test_a_full_session_is_ended_for_a_new_one_only_if_players_are_given() -> None:
    full = listing(waits=False)
    assert decide(YAHTZEE, Request("s", 1), [full]) == Open(1, "s", instead_of="1")
    assert code(Request("s"), full) is Code.SESSION_FULL


def test_auto_joins_the_first_session_that_fits() -> None:
    sessions = [
        listing("1", waits=False),
        listing("2", players=3),
        listing("3", names=("b",)),
        listing("4"),
    ]
    assert decide(YAHTZEE, Request(AUTO), sessions) == Sit("2")
    assert decide(YAHTZEE, Request(AUTO, 2), sessions) == Sit("3")
    assert decide(YAHTZEE, Request(AUTO, 2, "b"), sessions) == Sit("4")


def test_auto_ends_no_session_and_opens_one_only_if_players_are_given() -> None:
    assert decide(YAHTZEE, Request(AUTO, 4), [listing(waits=False), listing()]) == Open(4, None)
    assert code(Request(AUTO), listing(waits=False)) is Code.NO_SESSION
    assert code(Request(AUTO)) is Code.NO_SESSION


def test_a_name_that_is_taken_is_refused() -> None:
    assert code(Request("s", 2, "a"), listing()) is Code.NAME_TAKEN
    assert decide(YAHTZEE, Request("s", 2, ""), [listing(names=("",))]) == Sit("1")


@pytest.mark.parametrize("players", [-1, 0, 1, 3, 10**6])
def test_a_session_is_for_as_many_as_the_game_is(players: int) -> None:
    with pytest.raises(Refused) as refused:
        decide(TICTACTOE, Request("s", players), [])
    assert refused.value.code is Code.BAD_PLAYERS


@pytest.mark.parametrize(
    "request_",
    [
        Request(""),
        Request("x" * 101),
        Request("s", 2, "x" * 51),
        Request("a\nb"),
        Request("s", 2, "\ud800"),
    ],
)
def test_names_are_bounded_and_can_be_shown(request_: Request) -> None:
    assert code(request_) is Code.BAD_NAME
