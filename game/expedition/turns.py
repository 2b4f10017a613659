"""The end of a turn: what time does to a run."""

from game.catalog.expedition import rules, scale
from game.expedition import quests
from game.expedition.demand import recover
from game.expedition.effects import eat, harm_health, mend_hull
from game.expedition.endings import judge_turn
from game.expedition.journal import Journal
from game.expedition.state import Point, Run
from game.expedition.stats import effective


def end_turn(j: Journal) -> None:
    """Called once by every action that takes a turn, as its last step. A turn that killed counts,
    too."""
    j.took_turn = True
    j.run.turn += 1
    recover(j.run)
    if not j.run.game_over:
        _feed(j)
        _count_down(j)
    if not j.run.game_over:
        _work_of_drones(j)
        quests.expire(j)
        judge_turn(j)
    note_point(j.run)


def note_point(run: Run) -> None:
    """How things stand goes on the run's plot."""
    run.history.append(
        Point(
            turn=run.turn,
            wealth=run.wealth,
            hull=run.hull,
            health=run.health,
            fuel=run.fuel,
            food=run.food,
            node_id=run.node_id,
        )
    )


def _feed(j: Journal) -> None:
    needed = rules().turn.food
    if eat(j, needed) < needed:
        harm_health(j, round(rules().turn.hunger * scale(j.run.difficulty).hunger), "hunger")


def _count_down(j: Journal) -> None:
    kept = []
    for effect in j.run.temp_effects:
        if effect.turns_left > 1:
            effect.turns_left -= 1
            kept.append(effect)
        else:
            j.tell("effect", f"The {effect.kind} fades.")
    j.run.temp_effects = kept


def _work_of_drones(j: Journal) -> None:
    points = effective(j.run).hull_repair * rules().turn.drone_points
    if not j.run.pod.active and points:
        mended = mend_hull(j, points)
        if mended:
            j.tell("repair", f"The repair drones mend {mended} points of the hull.")
