"""What one expedition is: values that are stored, sent and compared, and nothing that is derived.

Structs are open for change while an action is applied to a copy; outside of that they are values.
Distances are map units, fuel and food are units, health is 0..100, wealth is credits, the hull is
points. Fuel is kept to one decimal, so that every number reads the same after a round trip.
"""

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Part = Annotated[float, Meta(ge=0.0, le=1.0)]
Units = Annotated[float, Meta(ge=0.0, le=1_000_000.0)]
Coordinate = Annotated[float, Meta(ge=-100_000.0, le=100_000.0)]
Key = Annotated[str, Meta(min_length=1, max_length=64)]
Words = Annotated[str, Meta(max_length=2000)]

SlotType = Literal["high", "mid", "low", "rig"]
SLOT_TYPES: tuple[SlotType, ...] = ("high", "mid", "low", "rig")


class Difficulty(StrEnum):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Ending(StrEnum):
    """How a run can end; `RETIRED` is the one that is a victory."""

    RETIRED = "retired"
    HEALTH = "health"  # nobody is left to fly
    HULL = "hull"  # the ship is gone and there was no pod
    POD = "pod"
    STRANDED = "stranded"
    OUT_OF_TURNS = "out_of_turns"


class Node(Struct, forbid_unknown_fields=True):
    """A place of a region. links: ids of the nodes of its region that it is joined to.

    discovered: on the charts. visited: the ship was there. mined: units that were taken from it.
    """

    id: Key
    name: Words
    type: Key
    x: Coordinate
    y: Coordinate
    danger: Part
    has_repair: bool
    has_trade: bool
    links: list[Key]
    discovered: bool = False
    visited: bool = False
    mined: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


class Region(Struct, forbid_unknown_fields=True):
    """links: ids of the regions that can be reached from here."""

    id: Key
    name: Words
    type: Key
    x: Coordinate
    y: Coordinate
    links: list[Key]
    nodes: list[Node]
    discovered: bool = False
    visited: bool = False


class StarMap(Struct, forbid_unknown_fields=True):
    regions: list[Region]


class Stack(Struct, forbid_unknown_fields=True):
    item_id: Key
    quantity: Annotated[int, Meta(ge=1, le=1_000_000)]


class Mods(Struct, forbid_unknown_fields=True):
    """Ids of what is fitted, by kind of slot, in the order of fitting."""

    high: list[Key] = field(default_factory=list)
    mid: list[Key] = field(default_factory=list)
    low: list[Key] = field(default_factory=list)
    rig: list[Key] = field(default_factory=list)


class TempEffect(Struct, forbid_unknown_fields=True):
    """amount: of what `kind` names (`shield`: points of harm that it still takes)."""

    kind: Key
    amount: Count
    turns_left: Annotated[int, Meta(ge=1, le=1000)]


class Pod(Struct, forbid_unknown_fields=True):
    """owned: aboard, or in use. active: the ship is lost and the pod is all there is.

    flown: it has been along on a flight, which augmentations ask for.
    """

    owned: bool = False
    active: bool = False
    flown: bool = False
    hp: Count = 0
    augmentations: list[Key] = field(default_factory=list)


class Enemy(Struct, forbid_unknown_fields=True):
    """The other side of a fight. max_hp and power are after the difficulty's scale."""

    type: Key
    hp: Count
    max_hp: Annotated[int, Meta(ge=1, le=1_000_000)]
    power: Count
    round: Count = 0
    spared: bool = False  # talks have failed; it does not listen again


class OpenEvent(Struct, forbid_unknown_fields=True):
    """An event that waits for a choice. choices: ids of those on offer, in their order.

    facts: what was drawn when it opened and its texts and outcomes need (`{item}`, an amount).
    """

    id: Key
    choices: list[Key]
    facts: dict[str, str | int] = field(default_factory=dict)


class QuestKind(StrEnum):
    DELIVER = "deliver"
    SCAN = "scan"
    HUNT = "hunt"
    EXPLORE = "explore"


class Quest(Struct, forbid_unknown_fields=True):
    """target_id: a node (deliver, scan), an enemy's type or "" for any (hunt), a region or "" for
    any places (explore). item_id is what deliver asks for. `deadline` is the last turn to report.
    """

    id: Key
    template: Key
    kind: QuestKind
    giver_node_id: Key
    target_id: str
    item_id: str
    needed: Annotated[int, Meta(ge=1, le=1000)]
    done: Count
    reward: Count
    deadline: Count


class Statistics(Struct, forbid_unknown_fields=True):
    total_distance_traveled: Units = 0.0
    systems_visited: Count = 0
    items_collected: Count = 0
    credits_earned: Count = 0
    credits_spent: Count = 0
    ships_destroyed: Count = 0
    pod_uses: Count = 0
    quests_completed: Count = 0
    damage_taken: Count = 0
    actions: Count = 0


class Point(Struct, array_like=True, forbid_unknown_fields=True):
    """How things stood at the end of a turn, for the plot of a run."""

    turn: Count
    wealth: Count
    hull: Count
    health: Count
    fuel: Units
    food: Count
    node_id: Key


class Glut(Struct, forbid_unknown_fields=True):
    """What was sold of a good at a place and is still felt in its price, in credits of base
    value."""

    node_id: Key
    item_id: Key
    value: Annotated[int, Meta(ge=1, le=1_000_000_000)]


class Stay(Struct, forbid_unknown_fields=True):
    """What the present stay at a node has used up; a move begins a new one."""

    scanned: bool = False
    searched: bool = False  # went looking for a fight
    called: bool = False  # sent a distress signal
    wreck: bool = False  # a fight left something to salvage
    salvaged: bool = False


class Run(Struct, forbid_unknown_fields=True):
    """All of one expedition. `dice` is a state of `game.dice.Dice`, so that nothing re-rolls.

    finished_quests: ids in the order of their rewards. seen_events: ids of events that happened,
    newest last, so that a run does not repeat itself. offer: a quest to be had at this place.
    """

    seed: Key
    difficulty: Difficulty
    dice: Annotated[str, Meta(max_length=80)]
    star_map: StarMap
    node_id: Key
    ship_type: Key
    mods: Mods
    health: Annotated[int, Meta(ge=0, le=100)]
    wealth: Count
    hull: Count
    fuel: Units
    food: Count
    turn: Count = 0
    inventory: list[Stack] = field(default_factory=list)
    temp_effects: list[TempEffect] = field(default_factory=list)
    pod: Pod = field(default_factory=Pod)
    enemy: Enemy | None = None
    event: OpenEvent | None = None
    quest: Quest | None = None
    offer: Quest | None = None
    finished_quests: list[Key] = field(default_factory=list)
    seen_events: list[Key] = field(default_factory=list)
    stay: Stay = field(default_factory=Stay)
    gluts: list[Glut] = field(default_factory=list)
    ending: Ending | None = None
    last_event: Words = ""
    statistics: Statistics = field(default_factory=Statistics)
    history: list[Point] = field(default_factory=list)

    @property
    def game_over(self) -> bool:
        return self.ending is not None

    @property
    def victory(self) -> bool:
        return self.ending is Ending.RETIRED
