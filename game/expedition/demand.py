"""How much of a good a place still wants: what was sold there lately lowers what it pays.

Counted in credits of base value, so that ten cheap things weigh as much as a dear one. It comes
back a little with every turn, wherever the ship is.
"""

from game.catalog.expedition import catalog, rules
from game.expedition.state import Glut, Run


def demand(run: Run, item_id: str) -> float:
    """The factor on what the place of the ship pays; 1 where nothing was sold lately."""
    glut = _glut(run, item_id)
    depth = rules().market.depth
    return 1.0 if glut is None else depth / (depth + glut.value)


def note_sale(run: Run, item_id: str, quantity: int) -> None:
    value = catalog().items[item_id].base_value * quantity
    glut = _glut(run, item_id)
    if glut is None:
        run.gluts.append(Glut(run.node_id, item_id, value))
    else:
        glut.value += value


def recover(run: Run) -> None:
    """A turn went by."""
    for glut in run.gluts:
        glut.value = max(0, glut.value - rules().market.recovery)
    run.gluts = [glut for glut in run.gluts if glut.value]


def _glut(run: Run, item_id: str) -> Glut | None:
    at_hand = (one for one in run.gluts if one.node_id == run.node_id)
    return next((one for one in at_hand if one.item_id == item_id), None)
