"""What actions ask of the place and of the ship, in one place. All raise Refusal."""

from game.expedition.places import node_of
from game.expedition.refusals import Code, Refusal
from game.expedition.state import Run


def need_trade(run: Run) -> None:
    if not node_of(run).has_trade:
        raise Refusal(Code.NO_TRADE_HERE, f"Nobody trades at {node_of(run).name}.")


def need_repair(run: Run) -> None:
    if not node_of(run).has_repair:
        raise Refusal(Code.NO_REPAIR_HERE, f"There is no repair dock at {node_of(run).name}.")


def need_ship(run: Run) -> None:
    if run.pod.active:
        raise Refusal(Code.IN_POD, "That takes a ship, and you are in the pod.")
