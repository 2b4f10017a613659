"""Whether the quests of a run are ones that its rules could have given. Called by `validate`."""

from game.catalog.expedition import rules
from game.catalog.expedition_story import quest_tales
from game.expedition.invalid import need
from game.expedition.quests import quest_fault
from game.expedition.state import Quest, Run


def check_quests(run: Run) -> None:
    """Raises Invalid."""
    done = run.finished_quests
    need(len(set(done)) == len(done), "a quest was rewarded twice")
    need(len(done) == run.statistics.quests_completed, "the count of finished quests is wrong")
    for quest_id in done:
        need(_names_a_tale(quest_id), f"there never was a quest {quest_id!r}")
    for quest in (run.quest, run.offer):
        if quest is not None:
            _check_quest(run, quest)
    if run.offer is not None:
        need(run.offer.giver_node_id == run.node_id, "a quest is offered that belongs elsewhere")


def _check_quest(run: Run, quest: Quest) -> None:
    fault = quest_fault(run, quest)
    need(fault is None, f"the quest {quest.id!r} can't be: {fault}")
    need(_names_a_tale(quest.id, quest.template), f"{quest.id!r} is no id of {quest.template}")
    need(quest.id not in run.finished_quests, f"the quest {quest.id!r} was rewarded already")
    most = rules().goal.max_turns
    need(quest.deadline <= most, f"the quest {quest.id!r} outlasts the run")
    late = run.turn > quest.deadline and run.ending is None
    need(not late, f"the deadline of the quest {quest.id!r} is over")


def _names_a_tale(quest_id: str, template: str | None = None) -> bool:
    """An id is its template's, a hyphen and a count of actions."""
    name, _, count = quest_id.rpartition("-")
    return count.isdecimal() and name in quest_tales() and template in (None, name)
