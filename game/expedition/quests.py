"""Quests: offered where people trade, done on the way, rewarded until their deadline.

Goods are reported where they are to go; anything else where it was asked for, or wherever people
trade. Exploring counts the places that the ship has been to, from the beginning of the run.
"""

from typing import Any

from game.catalog.expedition import catalog
from game.catalog.expedition_story import quest_rules, quest_tales
from game.expedition.actions import Quest as QuestAction
from game.expedition.draws import happens
from game.expedition.effects import earn, lose_items, money
from game.expedition.journal import Journal
from game.expedition.places import find_node, find_region, node_of
from game.expedition.quest_offers import draw_quest, visited
from game.expedition.refusals import Code, Refusal
from game.expedition.state import Node, Quest, QuestKind, Run
from game.expedition.stats import held
from game.expedition.telling import fill


def offer_quest(j: Journal) -> None:
    """At some arrivals at a place with trade, as long as no quest is under way."""
    run = j.run
    if run.quest is not None or run.offer is not None or not node_of(run).has_trade:
        return
    if happens(j.dice, quest_rules().offer_chance):
        make_offer(j)


def make_offer(j: Journal) -> bool:
    """Offer a quest that can be done from here, in the place of any other; False if none can."""
    quest = draw_quest(j)
    if quest is None:
        return False
    j.run.offer = quest
    view = quest_view(j.run, quest)
    j.tell("quest", f"A job is on offer: {view['title']}. {view['text']}")
    return True


def on_quest(j: Journal, action: QuestAction) -> None:
    match action.quest:
        case "accept":
            _accept(j)
        case "abandon":
            _abandon(j)
        case "report":
            _report(j)


def check_quest(run: Run, step: str) -> None:
    """Raises Refusal when a step (accept, abandon, report) can't be taken now."""
    if step == "accept":
        _acceptable(run)
    elif step == "report":
        _reportable(run)
    else:
        _active(run)


def note_arrival(j: Journal) -> None:
    """The ship has come to another place."""
    quest = j.run.quest
    if quest is not None and quest.kind is QuestKind.EXPLORE:
        _progress(j, quest, visited(j.run, quest.target_id))


def note_kill(j: Journal, enemy_type: str) -> None:
    quest = j.run.quest
    if quest is not None and quest.kind is QuestKind.HUNT and quest.target_id in ("", enemy_type):
        _progress(j, quest, quest.done + 1)


def note_scan(j: Journal) -> None:
    quest = j.run.quest
    if quest is not None and quest.kind is QuestKind.SCAN and quest.target_id == j.run.node_id:
        _progress(j, quest, 1)


def expire(j: Journal) -> None:
    """At the end of a turn: what is past its deadline is over."""
    run = j.run
    if run.quest is not None and run.turn > run.quest.deadline:
        j.tell("quest", f"It is too late for the job: {_title(run.quest)}.")
        run.quest = None
    if run.offer is not None and run.turn >= run.offer.deadline:
        run.offer = None


def quest_view(run: Run, quest: Quest) -> dict[str, Any]:
    """A quest for a page. ready: that reporting would do, here and now."""
    tale = quest_tales()[quest.template]
    return {
        "id": quest.id,
        "title": tale.title,
        "text": f"{fill(tale.text, _blanks(run, quest))} {_where_to_report(run, quest)}",
        "kind": str(quest.kind),
        "target_id": quest.target_id,
        "target_name": _target_name(run, quest),
        "item_id": quest.item_id,
        "needed": quest.needed,
        "done": _done(run, quest),
        "reward": quest.reward,
        "deadline": quest.deadline,
        "ready": _is_done(run, quest) and _is_where(run, quest),
        "giver_node_id": quest.giver_node_id,
    }


def quest_fault(run: Run, quest: Quest) -> str | None:
    """What is wrong with a quest that was read from somewhere, in words."""
    tale = quest_tales().get(quest.template)
    if tale is None or tale.kind != quest.kind:
        return f"there is no {quest.kind} quest {quest.template!r}"
    if find_node(run, quest.giver_node_id) is None:
        return "its giver is nowhere on the map"
    if quest.done > quest.needed:
        return "more is done than needed"
    match quest.kind:
        case QuestKind.DELIVER | QuestKind.SCAN:
            known = find_node(run, quest.target_id) is not None
        case QuestKind.HUNT:
            known = quest.target_id in ("", *catalog().enemies)
        case QuestKind.EXPLORE:
            known = quest.target_id == "" or find_region(run, quest.target_id) is not None
    if not known:
        return "its target does not exist"
    goods = tale.goods if quest.kind is QuestKind.DELIVER else ("",)
    return None if quest.item_id in goods else "it asks for other goods than its template"


def _accept(j: Journal) -> None:
    run = j.run
    quest = _acceptable(run)
    run.quest, run.offer = quest, None
    j.tell("quest", f"You take the job: {_title(quest)}.")
    if quest.kind in (QuestKind.DELIVER, QuestKind.SCAN):
        _show_on_charts(run, quest.target_id)
    if quest.kind is QuestKind.EXPLORE:
        quest.done = min(quest.needed, visited(run, quest.target_id))


def _acceptable(run: Run) -> Quest:
    if run.offer is None:
        raise Refusal(Code.NO_QUEST, "Nobody offers a job here.")
    if run.quest is not None:
        words = f"You have a job already: {_title(run.quest)}."
        raise Refusal(Code.QUEST_ACTIVE, words)
    return run.offer


def _abandon(j: Journal) -> None:
    quest = _active(j.run)
    j.run.quest = None
    j.tell("quest", f"You give the job up: {_title(quest)}.")


def _active(run: Run) -> Quest:
    if run.quest is None:
        raise Refusal(Code.NO_QUEST, "You have no job.")
    return run.quest


def _report(j: Journal) -> None:
    run = j.run
    quest = _reportable(run)
    if quest.kind is QuestKind.DELIVER:
        lose_items(j, quest.item_id, quest.needed)
    earn(j, quest.reward)
    run.quest = None
    run.finished_quests.append(quest.id)
    run.statistics.quests_completed += 1
    j.details["reward"] = quest.reward
    thanks = fill(quest_tales()[quest.template].thanks, _blanks(run, quest))
    j.tell("quest", f"{thanks} You are paid {money(quest.reward)}.")


def _reportable(run: Run) -> Quest:
    quest = _active(run)
    if not _is_done(run, quest):
        words = f"The job is not done: {_done(run, quest)} of {quest.needed}."
        raise Refusal(Code.QUEST_UNDONE, words, done=_done(run, quest), needed=quest.needed)
    if not _is_where(run, quest):
        raise Refusal(Code.WRONG_PLACE, f"Not here. {_where_to_report(run, quest)}")
    return quest


def _progress(j: Journal, quest: Quest, done: int) -> None:
    before, quest.done = quest.done, min(quest.needed, done)
    if quest.done > before:
        j.tell("quest", f"{_title(quest)}: {quest.done} of {quest.needed}.")


def _done(run: Run, quest: Quest) -> int:
    if quest.kind is QuestKind.DELIVER:
        return min(quest.needed, held(run, quest.item_id))
    return quest.done


def _is_done(run: Run, quest: Quest) -> bool:
    return _done(run, quest) >= quest.needed


def _is_where(run: Run, quest: Quest) -> bool:
    if quest.kind is QuestKind.DELIVER:
        return run.node_id == quest.target_id
    return run.node_id == quest.giver_node_id or node_of(run).has_trade


def _where_to_report(run: Run, quest: Quest) -> str:
    if quest.kind is QuestKind.DELIVER:
        return f"It is to be handed over at {_target_name(run, quest)}."
    giver = _node(run, quest.giver_node_id).name
    return f"You can report at {giver}, or wherever people trade."


def _show_on_charts(run: Run, node_id: str) -> None:
    found = find_node(run, node_id)
    if found is not None:
        region, node = found
        region.discovered = node.discovered = True


def _title(quest: Quest) -> str:
    return quest_tales()[quest.template].title


def _target_name(run: Run, quest: Quest) -> str:
    match quest.kind:
        case QuestKind.DELIVER | QuestKind.SCAN:
            return _node(run, quest.target_id).name
        case QuestKind.HUNT:
            known = catalog().enemies.get(quest.target_id)
            return "anyone who attacks" if known is None else known.name
        case QuestKind.EXPLORE:
            region = find_region(run, quest.target_id)
            return "the known regions" if region is None else region.name


def _node(run: Run, node_id: str) -> Node:
    found = find_node(run, node_id)
    if found is None:
        raise LookupError(f"{node_id} is not on the map")
    return found[1]


def _blanks(run: Run, quest: Quest) -> dict[str, str | int]:
    item = catalog().items.get(quest.item_id)
    return {
        "target": _target_name(run, quest),
        "item": "" if item is None else item.name,
        "needed": quest.needed,
        "enemy": _target_name(run, quest),
        "giver": _node(run, quest.giver_node_id).name,
    }
