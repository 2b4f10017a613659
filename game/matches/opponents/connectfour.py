"""Connect Four by alpha-beta search over bitboards.

A column has seven bits, six for its cells from below and one that stays empty, so that a shift of
the whole board is a step in a direction (the usual layout, https://github.com/PascalPons/connect4).
"""

from typing import Any

from game.dice import Dice
from game.matches.games.connectfour import COLUMNS, EMPTY, ROWS

DEPTH = 5  # plies; a few milliseconds
HEIGHT = ROWS + 1
STEPS = (1, HEIGHT - 1, HEIGHT, HEIGHT + 1)  # up, and the three to the right
ORDER = (3, 2, 4, 1, 5, 0, 6)  # the middle first: there most lines cross, and cuts come soon
BOTTOMS = [1 << column * HEIGHT for column in range(COLUMNS)]
COLUMN_MASKS = [bottom * ((1 << ROWS) - 1) for bottom in BOTTOMS]
ALL = sum(COLUMN_MASKS)
WON = 10_000


def looks_ahead(
    player_id: int, state: dict[str, Any], moves: list[dict[str, Any]], dice: Dice
) -> dict[str, Any]:
    """A move that is best as far as DEPTH plies can tell; dice decide between equals."""
    own, both = _bits(state["board"], player_id)
    legal = {move["column"]: move for move in moves}
    best, best_value = -1, -WON * 2
    for column in sorted(legal, key=lambda _: dice.random()):
        value = _value_of(own, both, column, DEPTH, -WON * 2, -best_value)
        if value > best_value:
            best, best_value = column, value
    return legal[best]


def _bits(board: list[list[int]], player_id: int) -> tuple[int, int]:
    """The player's discs, and all discs."""
    own = both = 0
    for row, cells in enumerate(reversed(board)):
        for column, owner in enumerate(cells):
            if owner != EMPTY:
                both |= BOTTOMS[column] << row
                own |= (BOTTOMS[column] << row) if owner == player_id else 0
    return own, both


def _value_of(own: int, both: int, column: int, depth: int, low: int, high: int) -> int:
    """Of a disc into this column, for who drops it; the other side looks between low and high."""
    disc = (both + BOTTOMS[column]) & COLUMN_MASKS[column]
    if _has_four(own | disc):
        return WON + depth  # sooner is better
    return -_value(both & ~own, both | disc, depth - 1, low, high)


def _value(own: int, both: int, depth: int, alpha: int, beta: int) -> int:
    """For who is to move, exact where it lies between alpha and beta."""
    if both == ALL:
        return 0
    if depth == 0:
        return _promise(own) - _promise(both & ~own)
    for column in ORDER:
        if both & BOTTOMS[column] << ROWS - 1:
            continue
        alpha = max(alpha, _value_of(own, both, column, depth, -beta, -alpha))
        if alpha >= beta:
            break
    return alpha


def _has_four(discs: int) -> bool:
    for step in STEPS:
        pairs = discs & discs >> step
        if pairs & pairs >> 2 * step:
            return True
    return False


def _lines_through() -> list[tuple[int, int]]:
    """(mask, how many lines of four go through each of its cells)."""
    lines = [
        sum(1 << start + step * n for n in range(4))
        for step in STEPS
        for start in range(HEIGHT * COLUMNS)
    ]
    lines = [line for line in lines if line & ALL == line]
    masks: dict[int, int] = {}
    for cell in range(HEIGHT * COLUMNS):
        if ALL >> cell & 1:
            count = sum(line >> cell & 1 for line in lines)
            masks[count] = masks.get(count, 0) | 1 << cell
    return [(mask, count) for count, mask in masks.items()]


LINES_THROUGH = _lines_through()


def _promise(discs: int) -> int:
    """How many lines of four go through these discs, each counted for each disc."""
    return sum((discs & mask).bit_count() * count for mask, count in LINES_THROUGH)
