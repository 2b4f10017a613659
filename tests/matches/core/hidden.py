"""What a player must not see, by game: other games that look the same to that player."""

from collections.abc import Callable, Iterator
from copy import deepcopy

from game.dice import Dice
from game.matches import AbstractGame, Referee, move_args, packed
from game.matches.games.fleetduel import CELLS, HOME_ROWS, KINDS, FleetDuel, Ship
from game.matches.testing import some_move


def other_fleets(game: AbstractGame, viewer: int, dice: Dice) -> Iterator[AbstractGame]:
    """The enemy elsewhere, with another hull, another order, another number of placed ships."""
    assert isinstance(game, FleetDuel)
    for _ in range(3):
        other = deepcopy(game)
        enemy = other.sides[1 - viewer]
        for ship in enemy.ships.values():
            ship.x, ship.y = dice.choice(CELLS)
            ship.hull = dice.integers(1, 4)
        if enemy.order is not None:
            enemy.order = {"order": "scan", "ship": dice.choice(list(enemy.ships))}
        enemy.contacts = {}
        enemy.report = []
        if not game.round and 0 < len(enemy.ships) < len(KINDS) - 1:
            free = next(name for name in KINDS if name not in enemy.ships)
            enemy.ships[free] = Ship(0, HOME_ROWS[1 - viewer][0], KINDS[free].hull)
        yield other


Others = Callable[[AbstractGame, int, Dice], Iterator[AbstractGame]]

HIDDEN: dict[str, Others] = {
    "FleetDuel": other_fleets,
}


def check_hidden(kind: type[AbstractGame], others: Others, seed: int) -> None:
    """At every step of a random game, each player's state and legal moves, and what anybody may
    see, are the same as in other games that differ in what is hidden alone. An observer's state is
    that of a player."""
    dice = Dice(seed)
    referee = Referee(kind, kind.min_players(), seed)
    while not referee.over:
        for viewer in range(referee.players):
            for other in others(referee.game, viewer, dice):
                rest = {"current": referee.current, "gameover": referee.over}
                assert packed({**other.state(viewer), **rest}) == referee.states[viewer]
                assert other.public_state() == referee.game.public_state()
                if viewer in referee.current:
                    assert other.legal_moves(viewer) == referee.legal_moves(viewer)
        player = dice.choice(referee.current)
        referee.move(player, move_args(some_move(referee, player, dice)))
