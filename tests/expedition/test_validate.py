"""What no play leads to is refused, each with words that say why."""

from collections.abc import Callable

import pytest

from game.dice import Dice
from game.expedition.begin import new_run
from game.expedition.document import copied, decode
from game.expedition.invalid import Invalid
from game.expedition.places import node_of, region_of
from game.expedition.state import (
    Ending,
    Enemy,
    Glut,
    Node,
    OpenEvent,
    Point,
    Quest,
    QuestKind,
    Run,
    Stack,
    TempEffect,
)
from game.expedition.validate import check
from tests.support.expedition_play import travelled, wander, well_off
from tests.support.expedition_samples import sample_path

Edit = Callable[[Run], object]


def sample(name: str) -> Run:
    return decode(sample_path(name).read_bytes())


def fault(run: Run, edit: Edit) -> str:
    """What is said of the run after the edit, which must be the only thing wrong with it."""
    check(run)
    run = copied(run)
    edit(run)
    with pytest.raises(Invalid) as caught:
        check(run)
    return str(caught.value)


def elsewhere(run: Run) -> Node:
    """A node of another region than the ship's."""
    return next(r for r in run.star_map.regions if r.id != region_of(run).id).nodes[0]


def a_glut(run: Run, **more: str) -> Glut:
    """Of one sale where the ship began, but for `more`."""
    return Glut(**({"node_id": run.history[0].node_id, "item_id": "data_cores"} | more), value=100)


def a_quest(**more: object) -> Callable[[Run], None]:
    """One that is sound on every run but for `more`."""

    def put(run: Run) -> None:
        fields = {
            "id": "postal_round-1",
            "template": "postal_round",
            "kind": QuestKind.EXPLORE,
            "giver_node_id": run.node_id,
            "target_id": "",
            "item_id": "",
            "needed": 2,
            "done": 1,
            "reward": 100,
            "deadline": 50,
        }
        run.quest = Quest(**{**fields, **more})  # type: ignore[arg-type]

    return put


class TestWhatPlayLeadsTo:
    @pytest.mark.parametrize("number", range(6))
    def test_it_is_sound_at_every_step(self, number: int) -> None:
        start = well_off(seed=f"sound {number}") if number % 2 else new_run(seed=f"{number}")
        check(start)
        for _, run in wander(start, Dice(number), steps=150):
            check(run)

    @pytest.mark.parametrize("name", ["journey", "fight", "pod", "ended"])
    def test_samples_are_sound(self, name: str) -> None:
        check(sample(name))


def region(run: Run) -> list[Node]:
    return region_of(run).nodes


def cut_off_region(run: Run) -> None:
    lost = run.star_map.regions[0]
    for other in run.star_map.regions:
        other.links = [one for one in other.links if one != lost.id]
    lost.links = []


def cut_off_node(run: Run) -> None:
    nodes = run.star_map.regions[0].nodes
    for other in nodes:
        other.links = [one for one in other.links if one != nodes[0].id]
    nodes[0].links = []


def share_id(run: Run) -> None:
    run.star_map.regions[0].nodes[0].id = run.star_map.regions[1].nodes[0].id


def set_region(**values: object) -> Edit:
    return lambda run: [setattr(run.star_map.regions[0], *pair) for pair in values.items()]


def set_node(**values: object) -> Edit:
    return lambda run: [setattr(run.star_map.regions[0].nodes[0], *pair) for pair in values.items()]


MAP_FAULTS: dict[str, tuple[Edit, str]] = {
    "a region too few": (lambda run: run.star_map.regions.pop(), "kind of region"),
    "a kind of region twice": (
        lambda run: setattr(run.star_map.regions[0], "type", run.star_map.regions[1].type),
        "kind of region",
    ),
    "an unknown kind of region": (set_region(type="paradise"), "kind of region"),
    "an unknown kind of node": (set_node(type="pub"), "kind of node 'pub'"),
    "an id twice": (share_id, "share an id"),
    "a name that breaks the line": (set_node(name="two\nlines"), "not a short line"),
    "no name": (set_region(name=""), "not a short line"),
    "a long name": (set_region(name="x" * 81), "not a short line"),
    "a link to nowhere": (
        lambda run: run.star_map.regions[0].nodes[0].links.append("nowhere"),
        "'nowhere', which is not there",
    ),
    "a link to another region's node": (
        lambda run: (
            run.star_map.regions[0].nodes[0].links.append(run.star_map.regions[1].nodes[0].id)
        ),
        "which is not there",
    ),
    "a link to itself": (
        lambda run: run.star_map.regions[0].links.append(run.star_map.regions[0].id),
        "linked to itself",
    ),
    "a link twice": (
        lambda run: run.star_map.regions[0].links.append(run.star_map.regions[0].links[0]),
        "linked twice",
    ),
    "a one-way link": (lambda run: run.star_map.regions[0].links.pop(), "does not lead back"),
    "a region out of reach": (cut_off_region, "not every region"),
    "a node out of reach": (cut_off_node, "not every node"),
    "a visit without discovery": (
        lambda run: setattr(node_of(run), "discovered", False),
        "never discovered",
    ),
    "a visited node in a region that was not": (
        lambda run: setattr(region_of(run), "visited", False),
        "contradict",
    ),
}


@pytest.mark.parametrize("name", MAP_FAULTS)
def test_a_map_has_no(name: str) -> None:
    edit, words = MAP_FAULTS[name]
    assert words in fault(travelled(3), edit)


@pytest.mark.parametrize("count", [2, 9])
def test_a_region_has_three_to_eight_nodes(count: int) -> None:
    def resize(run: Run) -> None:
        there = next(r for r in run.star_map.regions if not r.visited)
        chain = [copied(run).star_map.regions[0].nodes[0] for _ in range(count)]
        for index, node in enumerate(chain):
            node.id, node.visited = f"new_{index}", False
            near = (index - 1, index + 1)
            node.links = [f"new_{one}" for one in near if 0 <= one < count]
        there.nodes = chain

    assert f"has {count} nodes" in fault(new_run(seed="sizes"), resize)


RUN_FAULTS: dict[str, tuple[Edit, str]] = {
    "a seed with a NUL": (lambda run: setattr(run, "seed", "a\0"), "NUL"),
    "dice that are none": (lambda run: setattr(run, "dice", "pcg64:1:2"), "dice"),
    "a place off the map": (lambda run: setattr(run, "node_id", "nowhere"), "not on the map"),
    "a place that it never came to": (
        lambda run: setattr(
            run,
            "node_id",
            next(n.id for r in run.star_map.regions for n in r.nodes if not n.visited),
        ),
        "never visited",
    ),
    "a map without trade": (
        lambda run: [
            setattr(node, "has_trade", False) for r in run.star_map.regions for node in r.nodes
        ],
        "nobody trades",
    ),
    "a wrong count of places": (
        lambda run: setattr(run.statistics, "systems_visited", 99),
        "count of visited",
    ),
    "an unknown ship": (lambda run: setattr(run, "ship_type", "raft"), "no ship 'raft'"),
    "an unknown modification": (lambda run: run.mods.high.append("horn"), "'horn'"),
    "a modification in another slot": (
        lambda run: run.mods.high.append("armor_plates"),
        "does not go into a high slot",
    ),
    "a modification twice": (
        lambda run: run.mods.mid.extend(["afterburner", "afterburner"]),
        "twice",
    ),
    "more modifications than slots": (
        lambda run: setattr(run.mods, "rig", ["cargo_rig", "speed_rig", "shield_rig"]),
        "3 rig slots are taken",
    ),
    "a pod that nobody owns": (lambda run: setattr(run.pod, "hp", 30), "something of it"),
    "augmentations without a pod": (
        lambda run: run.pod.augmentations.append("shield_boost"),
        "something of it",
    ),
    "an unknown item": (lambda run: run.inventory.append(Stack("soap", 1)), "'soap'"),
    "two stacks of an item": (
        lambda run: run.inventory.extend([Stack("data_cores", 1), Stack("data_cores", 1)]),
        "two stacks",
    ),
    "a stack that is too large": (
        lambda run: run.inventory.append(Stack("data_cores", 51)),
        "of 50",
    ),
    "a unique item twice": (lambda run: run.inventory.append(Stack("ancient_key", 2)), "of 1"),
    "more cargo than fits": (
        lambda run: run.inventory.append(Stack("rare_minerals", 99)),
        "the cargo weighs",
    ),
    "a hull beyond its points": (lambda run: setattr(run, "hull", 10_000), "the hull has"),
    "a tank beyond its size": (lambda run: setattr(run, "fuel", 200.1), "the tank holds 200.1"),
    "a pantry beyond its size": (lambda run: setattr(run, "food", 101), "units of food, of 100"),
    "an unknown effect": (
        lambda run: run.temp_effects.append(TempEffect("luck", 1, 1)),
        "effect 'luck'",
    ),
    "an effect of nothing": (
        lambda run: run.temp_effects.append(TempEffect("shield", 0, 1)),
        "of nothing",
    ),
    "effects without end": (
        lambda run: run.temp_effects.extend([TempEffect("shield", 1, 1)] * 101),
        "too many",
    ),
    "mined places that are no fields": (
        lambda run: setattr(node_of(run), "mined", 3),
        "was mined",
    ),
    "sales that are counted twice": (
        lambda run: run.gluts.extend([a_glut(run), a_glut(run)]),
        "counted twice",
    ),
    "sales of what nobody buys": (
        lambda run: run.gluts.append(a_glut(run, item_id="ancient_key")),
        "'ancient_key' was sold",
    ),
    "sales at no place": (
        lambda run: run.gluts.append(a_glut(run, node_id="nowhere")),
        "sold at 'nowhere'",
    ),
    "sales where nobody trades": (
        lambda run: run.gluts.append(a_glut(run, node_id=elsewhere(run).id)),
        "where it cannot be",
    ),
    "an unknown enemy": (
        lambda run: setattr(run, "enemy", Enemy("santa", 1, 1, 1)),
        "enemy 'santa'",
    ),
    "a dead enemy": (
        lambda run: setattr(run, "enemy", Enemy("space_kraken", 0, 9, 1)),
        "the enemy has 0",
    ),
    "an enemy beyond its points": (
        lambda run: setattr(run, "enemy", Enemy("space_kraken", 10, 9, 1)),
        "of 9",
    ),
    "an unknown event": (
        lambda run: setattr(run, "event", OpenEvent("ball", ["dance"])),
        "'ball'",
    ),
    "an event's unknown choice": (
        lambda run: setattr(run, "event", OpenEvent("pebble_storm", ["dance"])),
        "pebble_storm",
    ),
    "an event without choices": (
        lambda run: setattr(run, "event", OpenEvent("pebble_storm", [])),
        "pebble_storm",
    ),
    "an offer to retire that is another": (
        lambda run: setattr(run, "event", OpenEvent("victory", ["retire"])),
        "retire",
    ),
    "a memory of nothing": (lambda run: run.seen_events.append("dream"), "'dream'"),
    "a memory twice": (
        lambda run: run.seen_events.extend(["pebble_storm", "pebble_storm"]),
        "twice",
    ),
    "more turns than there are": (lambda run: setattr(run, "turn", 51), "turn 51, of 50"),
    "a history with a gap": (lambda run: run.history.pop(0), "history does not lead"),
    "a history that is ahead": (lambda run: setattr(run, "turn", run.turn + 1), "history"),
    "a history off the map": (
        lambda run: setattr(run.history[0], "node_id", "nowhere"),
        "leads over 'nowhere'",
    ),
    "a history of superhuman health": (
        lambda run: setattr(run.history[0], "health", 101),
        "101 health",
    ),
    "a reward that is not counted": (
        lambda run: run.finished_quests.append("postal_round-1"),
        "count of finished",
    ),
}


@pytest.mark.parametrize("name", RUN_FAULTS)
def test_a_run_has_no(name: str) -> None:
    edit, words = RUN_FAULTS[name]
    run = new_run(seed="plain")
    run.offer = None
    assert words in fault(run, edit)


def test_an_event_and_a_fight_do_not_go_together() -> None:
    def both(run: Run) -> None:
        run.event = OpenEvent("victory", ["retire", "fly_on"], {"wealth": 1})

    assert "in the middle of a fight" in fault(sample("fight"), both)


class TestPod:
    @pytest.mark.parametrize(
        ("edit", "words"),
        [
            (lambda run: setattr(run.pod, "hp", 1000), "the pod has 1000"),
            (lambda run: setattr(run.pod, "owned", False), "something of it"),
            (lambda run: run.pod.augmentations.append("jacuzzi"), "'jacuzzi'"),
            (lambda run: run.mods.high.append("laser_cannon"), "a lost ship"),
            (lambda run: setattr(run.statistics, "pod_uses", 0), "never used"),
            (lambda run: setattr(run, "hull", 10), "the ship is not lost"),
            (lambda run: setattr(run.pod, "active", False), "contradict"),
            (lambda run: setattr(run.pod, "hp", 0), "the pod and the ending contradict"),
            (
                lambda run: setattr(run.pod, "augmentations", ["shield_boost", "armor_plating"]),
                "share a slot",
            ),
        ],
    )
    def test_in_flight_there_is_no(self, edit: Edit, words: str) -> None:
        run = sample("pod")
        run.pod.augmentations = ["cargo_module"]
        assert words in fault(run, edit)

    def test_augmentations_come_after_its_first_flight(self) -> None:
        run = sample("fight")
        assert run.pod.augmentations
        assert "never flown" in fault(run, lambda run: setattr(run.pod, "flown", False))


class TestEnding:
    def over(self, ending: Ending) -> Callable[[Run], None]:
        def end(run: Run) -> None:
            run.ending = ending
            run.event = run.enemy = run.offer = None

        return end

    @pytest.mark.parametrize(
        ("ending", "words"),
        [
            (Ending.HEALTH, "the health and the ending"),
            (Ending.HULL, "the hull and the ending"),
            (Ending.POD, "the pod and the ending"),
            (Ending.OUT_OF_TURNS, "too early"),
        ],
    )
    def test_what_did_not_happen_ended_nothing(self, ending: Ending, words: str) -> None:
        assert words in fault(travelled(3), self.over(ending))

    def test_nobody_lives_without_health(self) -> None:
        assert "the health" in fault(travelled(3), lambda run: setattr(run, "health", 0))

    def test_nobody_flies_without_hull(self) -> None:
        assert "the hull" in fault(new_run(seed="x"), lambda run: setattr(run, "hull", 0))

    def test_whoever_has_a_pod_takes_to_it(self) -> None:
        def lose(run: Run) -> None:
            self.over(Ending.HULL)(run)
            run.hull = 0

        run = sample("fight")
        assert run.pod.owned
        assert "nobody took to the pod" in fault(run, lose)

    def test_nothing_is_open_afterwards(self) -> None:
        def end(run: Run) -> None:
            run.ending = Ending.STRANDED
            run.event = OpenEvent("victory", ["retire", "fly_on"])

        assert "something is open" in fault(new_run(seed="x"), end)

    def test_the_last_turn_ends_it(self) -> None:
        def last(run: Run) -> None:
            first = run.history[0]
            run.turn = 50
            run.history = [
                Point(turn, first.wealth, 1, 100, 1.0, 1, first.node_id) for turn in range(51)
            ]

        run = new_run(seed="x")
        run.offer = None
        assert "the last turn is over" in fault(run, last)


class TestQuest:
    def test_one_that_could_be_given_is_sound(self) -> None:
        run = new_run(seed="x")
        run.offer = None
        a_quest()(run)
        check(run)

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"template": "tea_party", "id": "tea_party-1"}, "no explore quest 'tea_party'"),
            ({"kind": QuestKind.HUNT}, "no hunt quest"),
            ({"giver_node_id": "nowhere"}, "giver is nowhere"),
            ({"target_id": "nowhere"}, "target does not exist"),
            ({"item_id": "data_cores"}, "other goods"),
            ({"done": 3}, "more is done"),
            ({"deadline": 51}, "outlasts the run"),
            ({"id": "another-1"}, "is no id of"),
            ({"id": "postal_round-"}, "is no id of"),
        ],
    )
    def test_there_is_none_that_has(self, more: dict[str, object], words: str) -> None:
        run = new_run(seed="x")
        run.offer = None
        assert words in fault(run, a_quest(**more))

    def test_a_deadline_ends_it(self) -> None:
        run = travelled(3)
        assert run.turn > 1
        run.offer = run.quest = None
        assert "is over" in fault(run, a_quest(deadline=1))

    def test_it_is_rewarded_once(self) -> None:
        def reward(run: Run, *ids: str) -> None:
            run.finished_quests = list(ids)
            run.statistics.quests_completed = len(ids)

        run = new_run(seed="x")
        run.offer = None
        twice = fault(run, lambda run: reward(run, "postal_round-1", "postal_round-1"))
        assert "twice" in twice
        reward(run, "postal_round-1")
        assert "rewarded already" in fault(run, a_quest())
        assert "never was a quest" in fault(run, lambda run: reward(run, "tea_party-1"))

    def test_an_offer_belongs_to_its_place(self) -> None:
        def offer(run: Run) -> None:
            a_quest(giver_node_id=elsewhere(run).id)(run)
            run.offer, run.quest = run.quest, None

        run = new_run(seed="x")
        run.offer = None
        assert "belongs elsewhere" in fault(run, offer)
