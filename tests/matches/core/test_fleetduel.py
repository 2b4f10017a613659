"""FleetDuel: secret orders that are carried out together."""

from typing import Any

import pytest

from game.dice import Dice
from game.matches.games.fleetduel import KINDS, ROUNDS, FleetDuel, Ship
from game.matches.testing import check_play, started

HOLD = {"order": "hold"}
FAR = {"flagship": (0, 0), "cruiser": (1, 0), "scout": (0, 1)}
FAR_TOO = {"flagship": (5, 5), "cruiser": (4, 5), "scout": (5, 4)}


def duel(
    first: dict[str, tuple[int, int]] = FAR, second: dict[str, tuple[int, int]] = FAR_TOO
) -> FleetDuel:
    """In round 1, with whole ships at these cells."""
    game = started(FleetDuel, 2)
    for side, cells in zip(game.sides, (first, second), strict=True):
        side.ships = {name: Ship(*cell, KINDS[name].hull) for name, cell in cells.items()}
    game.round = 1
    return game


def order(what: str, ship: str, *cell: int) -> dict[str, Any]:
    return {"order": what, "ship": ship, **dict(zip("xy", cell, strict=False))}


def both(game: FleetDuel, first: dict[str, Any] = HOLD, second: dict[str, Any] = HOLD) -> None:
    assert game.move(first, 0) is None
    assert game.move(second, 1) is None


def test_both_place_their_ships_in_any_order() -> None:
    game = started(FleetDuel, 2)
    for x, name in enumerate(KINDS):
        assert game.current_player() == [0, 1]
        assert game.move({"place": name, "x": x, "y": 5}, 1) is None
    assert game.current_player() == [0]
    assert game.state(0)["phase"] == "place"
    for x, name in enumerate(KINDS):
        assert game.move({"place": name, "x": x, "y": 0}, 0) is None
    assert game.current_player() == [0, 1]
    assert (game.state(0)["phase"], game.state(0)["round"]) == ("orders", 1)
    assert game.state(0)["ships"]["scout"] == {"x": 2, "y": 0, "hull": 2}


@pytest.mark.parametrize(
    "args",
    [
        {}, HOLD, {"place": "scout", "x": 0, "y": 2}, {"place": "scout", "x": 6, "y": 0},
        {"place": "scout", "x": 1, "y": 1}, {"place": "flagship", "x": 0, "y": 0},
        {"place": "tug", "x": 0, "y": 0}, {"place": ["scout"], "x": 0, "y": 0},
        {"place": "scout", "x": True, "y": 0}, {"place": "scout"},
    ],
)  # fmt: skip
def test_a_place_is_a_free_cell_of_the_home_rows(args: dict[str, Any]) -> None:
    game = started(FleetDuel, 2)
    game.move({"place": "flagship", "x": 1, "y": 1}, 0)
    before = game.state(0)
    assert isinstance(game.move(args, 0), str)
    assert game.state(0) == before


def test_orders_wait_for_each_other_and_stay_secret() -> None:
    game = duel()
    before = game.state(1)
    assert game.move(order("move", "scout", 0, 2), 0) is None
    assert game.current_player() == [1]
    assert game.state(1) == before
    assert game.state(0)["order"] == {"order": "move", "ship": "scout", "x": 0, "y": 2}
    assert game.state(0)["ships"]["scout"]["y"] == 1
    assert game.move(HOLD, 1) is None
    assert game.state(0)["order"] is None
    assert game.state(0)["ships"]["scout"] == {"x": 0, "y": 2, "hull": 2}
    assert game.state(0)["round"] == 2


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"order": "surrender"},
        {"order": ["hold"]},
        {"order": "move", "ship": "scout"},
        order("move", "scout", 0, 4),
        order("move", "cruiser", 1, 2),
        order("move", "cruiser", 0, 0),
        order("move", "flagship", -1, 0),
        order("fire", "scout", 2, 2),
        order("fire", "cruiser", 5, 0),
        order("scan", "tug"),
        {"order": "scan", "ship": ["scout"]},
        {"place": "scout", "x": 5, "y": 0},
    ],
)
def test_an_order_keeps_to_reach_and_chart(args: dict[str, Any]) -> None:
    game = duel()
    assert isinstance(game.move(args, 0), str)
    assert game.current_player() == [0, 1]


def test_an_order_is_stored_without_what_does_not_belong_to_it() -> None:
    game = duel()
    game.move({**HOLD, "ship": "x" * 1000, "more": [1]}, 0)
    assert game.state(0)["order"] == HOLD


def test_shots_land_on_who_is_there_after_the_moves() -> None:
    near = {**FAR_TOO, "scout": (3, 1)}
    game = duel({**FAR, "cruiser": (2, 0)}, near)
    both(game, order("fire", "cruiser", 3, 1), order("move", "scout", 3, 2))
    assert game.sides[1].ships["scout"].hull == 2
    both(game, order("fire", "cruiser", 3, 1), order("move", "scout", 3, 1))
    assert "scout" not in game.sides[1].ships
    assert game.state(0)["enemy_lost"] == ["scout"]
    assert {"event": "destroyed", "ship": "scout"} in game.state(0)["report"]
    assert {"event": "lost", "ship": "scout"} in game.state(1)["report"]


def test_ships_that_shoot_each_other_both_hit() -> None:
    game = duel({**FAR, "scout": (3, 2)}, {**FAR_TOO, "scout": (3, 3)})
    for _ in range(2):
        both(game, order("fire", "scout", 3, 3), order("fire", "scout", 3, 2))
    assert "scout" not in game.sides[0].ships
    assert "scout" not in game.sides[1].ships


def test_who_fires_or_scans_gives_its_place_away() -> None:
    game = duel()
    both(game, order("fire", "cruiser", 1, 3), order("scan", "scout"))
    assert game.state(1)["contacts"] == {"cruiser": {"x": 1, "y": 0, "round": 1}}
    assert game.state(0)["contacts"] == {"scout": {"x": 5, "y": 4, "round": 1}}
    heard = {"event": "scan heard", "by": "scout"}
    assert heard in game.state(0)["report"]


def test_sensors_see_near_ships_only_and_remember_them() -> None:
    game = duel({**FAR, "scout": (3, 2)}, {**FAR_TOO, "cruiser": (3, 4)})
    both(game)
    assert game.state(0)["contacts"] == {"cruiser": {"x": 3, "y": 4, "round": 1}}
    assert game.state(1)["contacts"] == {}  # a cruiser's own sensors reach one cell
    both(game, HOLD, order("move", "cruiser", 3, 5))
    assert game.state(0)["contacts"] == {"cruiser": {"x": 3, "y": 4, "round": 1}}


def test_a_scan_reaches_farther() -> None:
    game = duel({**FAR, "scout": (3, 2)}, {**FAR_TOO, "cruiser": (3, 5), "scout": (5, 5)})
    both(game, order("scan", "scout"))
    assert set(game.state(0)["contacts"]) == {"cruiser"}
    scanned = {"event": "scanned", "ship": "scout", "seen": ["cruiser"]}
    assert scanned in game.state(0)["report"]


def test_who_loses_the_flagship_loses() -> None:
    game = duel({**FAR, "cruiser": (4, 3)})
    for _ in range(2):
        assert not game.game_over()
        both(game, order("fire", "cruiser", 5, 5))
    assert game.game_over()
    assert game.state(1)["winner"] == 0
    assert game.state(1)["phase"] == "over"
    assert game.result() == [1.0, 0.0]


def test_flagships_lost_together_leave_it_to_the_hulls() -> None:
    game = duel({"flagship": (2, 2), "scout": (0, 0)}, {"flagship": (3, 3), "cruiser": (5, 5)})
    for side in game.sides:
        side.ships["flagship"].hull = 1
    both(game, order("fire", "flagship", 3, 3), order("fire", "flagship", 2, 2))
    assert game.game_over()
    assert game.winner == 1


def test_after_the_last_round_more_hull_wins_and_as_much_is_a_draw() -> None:
    for harm, winner in ((0, None), (1, 0)):
        game = duel()
        game.sides[1].ships["scout"].hull -= harm
        for _ in range(ROUNDS):
            assert not game.game_over()
            both(game)
        assert game.game_over()
        assert game.winner == winner


def test_between_equals_the_quieter_fleet_wins() -> None:
    for loud, winner in (("fire", 1), ("scan", 1), ("hold", None)):
        game = duel()
        both(game, {"order": loud, "ship": "scout", "x": 0, "y": 2})
        assert game.state(0)["noise"] == game.state(1)["noise"] == [int(loud != "hold"), 0]
        for _ in range(ROUNDS - 1):
            both(game)
        assert game.winner == winner


def test_flagships_that_go_down_together_leave_it_to_the_rest_and_then_to_noise() -> None:
    for hull, noise, winner in ((2, [0, 9], 0), (1, [4, 9], 0), (1, [4, 4], None)):
        game = duel({"flagship": (2, 2), "scout": (0, 0)}, {"flagship": (3, 3), "scout": (5, 5)})
        game.noise = noise
        for side in game.sides:
            side.ships["flagship"].hull = side.ships["scout"].hull = 1
        game.sides[0].ships["scout"].hull = hull
        both(game, order("fire", "flagship", 3, 3), order("fire", "flagship", 2, 2))
        assert game.game_over()
        assert game.winner == winner


@pytest.mark.parametrize("seed", range(5))
def test_a_duel_is_over_in_less_than_thirty_rounds(seed: int) -> None:
    assert ROUNDS < 30
    referee = check_play(FleetDuel, 2, Dice(seed).integers(0, 10**6))
    assert referee.over
    assert len(referee.entries) <= 2 * (len(KINDS) + ROUNDS)
