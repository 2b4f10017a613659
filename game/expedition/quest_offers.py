"""Which quest is offered: one that fits the place, the map and the turns that are left."""

from game.catalog.expedition import catalog, rules
from game.catalog.expedition_story import encounters, quest_rules, quest_tales
from game.catalog.expedition_tales import QuestTale
from game.expedition.draws import shuffled, within
from game.expedition.journal import Journal
from game.expedition.places import region_of
from game.expedition.state import Node, Quest, QuestKind, Region, Run


def draw_quest(j: Journal) -> Quest | None:
    """None when nothing fits, or when the run is too close to its last turn."""
    run = j.run
    if rules().goal.max_turns - run.turn < quest_rules().least_turns:
        return None
    here = region_of(run).type
    fitting = [t for t in quest_tales().values() if not t.regions or here in t.regions]
    fresh = [tale for tale in fitting if not _was_done(run, tale)]
    for tale in shuffled(j.dice, fresh or fitting):
        quest = _quest_of(j, tale)
        if quest is not None:
            return quest
    return None


def visited(run: Run, region_id: str) -> int:
    """Places of a region that the ship has been to; of all regions with ""."""
    return sum(
        node.visited
        for region in run.star_map.regions
        if region_id in ("", region.id)
        for node in region.nodes
    )


def _was_done(run: Run, tale: QuestTale) -> bool:
    done = {quest_id.rpartition("-")[0] for quest_id in run.finished_quests}
    return tale.id in done or (run.quest is not None and run.quest.template == tale.id)


def _quest_of(j: Journal, tale: QuestTale) -> Quest | None:
    """None when the map has no target for it."""
    needed = within(j.dice, tale.needed)
    goods = j.dice.choice(tale.goods) if tale.goods else ""
    target = _target(j, tale, needed)
    if target is None:
        return None
    target_id, far = target
    if tale.kind == "explore":
        needed += visited(j.run, target_id)
    asked = quest_rules()
    reward = within(j.dice, tale.reward) + (asked.far_reward if far else 0)
    if goods:
        reward += round(catalog().items[goods].base_value * needed * asked.goods_share)
    turns = within(j.dice, tale.turns) + (asked.far_turns if far else 0)
    return Quest(
        id=f"{tale.id}-{j.run.statistics.actions}",
        template=tale.id,
        kind=QuestKind(tale.kind),
        giver_node_id=j.run.node_id,
        target_id=target_id,
        item_id=goods,
        needed=needed,
        done=visited(j.run, target_id) if tale.kind == "explore" else 0,
        reward=reward,
        deadline=min(j.run.turn + turns, rules().goal.max_turns),
    )


def _target(j: Journal, tale: QuestTale, needed: int) -> tuple[str, bool] | None:
    """The target's id, and whether it is in another region."""
    run = j.run
    at = region_of(run)
    if tale.kind == "hunt":
        prey = [one for one in tale.enemies if _lives_near(run, at, one)]
        if tale.enemies and not prey:
            return None
        return (j.dice.choice(prey) if prey else ""), False
    regions = _regions(run, tale, at)
    if tale.kind == "explore":
        return _unknown_region(j, tale, regions, needed)
    places = [(region, node) for region in regions for node in _places(run, tale, region)]
    if not places:
        return None
    region, node = j.dice.choice(places)
    return node.id, region.id != at.id


def _unknown_region(
    j: Journal, tale: QuestTale, regions: list[Region], needed: int
) -> tuple[str, bool] | None:
    """A region with as many places to be seen; "" for any region, with `anywhere`."""
    if tale.target == "anywhere":
        places = sum(len(region.nodes) for region in j.run.star_map.regions)
        return ("", False) if places - visited(j.run, "") >= needed else None
    unseen = [one for one in regions if len(one.nodes) - visited(j.run, one.id) >= needed]
    if not unseen:
        return None
    region = j.dice.choice(unseen)
    return region.id, region.id != region_of(j.run).id


def _regions(run: Run, tale: QuestTale, at: Region) -> list[Region]:
    """Far is no further than one jump."""
    linked = [region for region in run.star_map.regions if region.id in at.links]
    match tale.target:
        case "near":
            return [at]
        case "far":
            return linked
        case "anywhere":
            return [at, *linked]


def _places(run: Run, tale: QuestTale, region: Region) -> list[Node]:
    return [
        node
        for node in region.nodes
        if node.id != run.node_id
        and (not tale.nodes or node.type in tale.nodes)
        and (tale.kind != "deliver" or node.has_trade)
    ]


def _lives_near(run: Run, at: Region, enemy_type: str) -> bool:
    near = [at, *(region for region in run.star_map.regions if region.id in at.links)]
    rows = [row for region in near for row in encounters(region.type)]
    return any(row.enemy == enemy_type and row.from_turn <= run.turn + 5 for row in rows)
