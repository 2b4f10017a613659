"""Echo and Chat."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.matches.games.chat import KEPT, MESSAGE_LENGTH, Chat
from game.matches.games.echo import Echo
from game.matches.testing import started
from game.matches.values import MAX_STATE_BYTES, packed


@pytest.mark.parametrize("message", ["hello", "", 0, False, [1, {"a": None}], {"x": "y"}])
def test_an_echo_says_the_same(message: object) -> None:
    game = started(Echo, 1)
    assert game.state(0) == {"echo": None}
    assert game.move({"msg": message}, 0) is None
    assert game.state(0) == {"echo": message}
    assert not game.game_over()


def test_an_echo_ends_with_quit_and_refuses_error_and_silence() -> None:
    game = started(Echo, 1)
    assert game.move({"msg": "error"}, 0) is not None
    assert game.move({}, 0) is not None
    assert game.state(0) == {"echo": None}
    assert game.move({"msg": "quit"}, 0) is None
    assert game.game_over()


def test_a_chat_shows_what_was_said_and_by_whom() -> None:
    game = started(Chat, 2)
    assert game.current_player() == [0, 1]
    assert game.move({"message": "hello"}, 1) is None
    assert game.move({"name": "Ada"}, 0) is None
    assert game.move({"message": " hi there "}, 0) is None
    assert game.move({"name": "Bob", "message": "well"}, 1) is None
    assert game.state(0) == {
        "messages": [
            {"player_id": 1, "name": "Player 2", "message": "hello"},
            {"player_id": 0, "name": "Ada", "message": "hi there"},
            {"player_id": 1, "name": "Bob", "message": "well"},
        ]
    }
    assert not game.game_over()


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"message": ""},
        {"message": "  "},
        {"message": 5},
        {"message": "x" * 1001},
        {"name": ""},
        {"name": "x" * 31},
        {"name": None, "message": "hi"},
        {"name": "Ada", "message": None},
    ],
)
def test_a_chat_refuses_what_is_no_text_of_a_fair_length(args: dict[str, object]) -> None:
    game = started(Chat, 1)
    assert isinstance(game.move(args, 0), str)
    assert game.names == ["Player 1"]
    assert game.state(0) == {"messages": []}


@given(st.integers(KEPT, KEPT + 20))
def test_a_chat_keeps_the_newest_messages(count: int) -> None:
    game = started(Chat, 1)
    for number in range(count):
        game.move({"message": str(number)}, 0)
    messages = [said["message"] for said in game.state(0)["messages"]]
    assert messages == [str(number) for number in range(count - KEPT, count)]


def test_the_longest_chat_is_a_state_that_fits() -> None:
    game = started(Chat, 1)
    game.move({"name": "\x01" * 30}, 0)
    for _ in range(KEPT):
        game.move({"message": "\x01" * MESSAGE_LENGTH}, 0)
    assert len(packed(game.state(0))) < MAX_STATE_BYTES
