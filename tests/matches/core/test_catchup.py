"""Whoever comes to know of several changes at once is shown each of them."""

from game.matches import Table, all_games, unpacked
from game.matches.catchup import LONGEST, views_since

X_WINS = [(0, 0), (1, 3), (0, 1), (1, 4), (0, 2)]  # (player, position)


def table_of(game: str, players: int) -> Table:
    table = Table(all_games()[game], players, 7)
    for player in range(players):
        table.join("", f"key {player}")
    return table


def test_every_version_comes_in_order_as_it_was_seen_then() -> None:
    table = table_of("TicTacToe", 2)
    first, second = table.seats
    assert first is not None
    assert second is not None
    seen = {1: table.take(second)}
    for player, position in X_WINS:
        table.move((first, second)[player], {"position": position})
        seen[table.version] = table.take(second)
    for since in range(7):
        assert views_since(table, second, since) == [seen[n] for n in range(since + 1, 7)]


def test_a_forfeit_is_one_of_them() -> None:
    table = table_of("TicTacToe", 2)
    [first, _] = table.seats
    assert first is not None
    table.move(first, {"position": 4})
    table.forfeit(first, "left")
    assert [view.over for view in views_since(table, first, 0)] == [False, False, True]


def test_of_a_game_before_there_is_its_end_and_then_all_of_the_new_one() -> None:
    table = table_of("TicTacToe", 2)
    first, second = table.seats
    assert first is not None
    assert second is not None
    for player, position in X_WINS:
        table.move((first, second)[player], {"position": position})
    table.restart(first)
    table.move(first, {"position": 8})
    assert [view.version for view in views_since(table, second, 2)] == [6, 7, 8]
    assert [view.version for view in views_since(table, first, 2)] == [7, 8], "who restarted knows"


def test_a_long_gap_is_bridged_by_the_newest_state() -> None:
    table = table_of("Echo", 1)
    [only] = table.seats
    assert only is not None
    for number in range(LONGEST):
        table.move(only, {"msg": number})
    assert len(views_since(table, only, 0)) == LONGEST + 1
    table.move(only, {"msg": "one more"})
    [newest] = views_since(table, only, 0)
    assert unpacked(newest.state)["echo"] == "one more"
