"""What the server sends of an expedition: its whole state, and what happened to it.

`GameState` is also the `game_state` of REST. Coordinates are map units with y growing downwards,
fuel and food are units, prices and rewards credits, hull and harm points, chances 0 to 1.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

SESSION_ID_LENGTH = 64

SessionId = Annotated[
    str, Meta(min_length=1, max_length=SESSION_ID_LENGTH, description="The player's own name.")
]
RequestSeq = Annotated[int, Meta(ge=1, description="The client's `seq` that this answers.")]
Chance = Annotated[float, Meta(ge=0, le=1)]
Amount = Annotated[int, Meta(ge=0)]
Credits = Annotated[int, Meta(ge=0, description="Credits.")]
Measure = Annotated[float, Meta(ge=0)]
Reason = Annotated[str, Meta(description="Why not, in words; empty where it is available.")]
Labels = Annotated[list[str], Meta(description="What `choose` takes now.")]


class JoinedSession(Struct, frozen=True):
    """The expedition is watched. Its state follows at once, and after every change."""

    session_id: SessionId
    request_seq: RequestSeq


class LeftSession(Struct, frozen=True):
    """The expedition is no longer watched: you asked for it, or it is no more."""

    session_id: SessionId
    request_seq: RequestSeq | UnsetType = UNSET


class GameEvent(Struct, frozen=True):
    """What an action brought about, whoever took it; beside the `game_state` that it led to."""

    session_id: SessionId
    type: Annotated[str, Meta(description="The action's kind, such as `navigation`.")]
    message: Annotated[str, Meta(description="Sentences for people.")]
    choices: Labels


class ItemStack(Struct, frozen=True):
    """Some of one thing in the hold."""

    item_id: str
    quantity: Annotated[int, Meta(ge=1)]


class ShipMods(Struct, frozen=True):
    """Ids of what is fitted, by kind of slot."""

    high: list[str]
    mid: list[str]
    low: list[str]
    rig: list[str]


class PassingEffect(Struct, frozen=True):
    """Something that wears off."""

    kind: str
    amount: Amount
    turns_left: Annotated[int, Meta(ge=1)]


class PlayerStats(Struct, frozen=True):
    """The player, the ship, and from `speed` on what all fittings come to."""

    health: Annotated[int, Meta(ge=0, le=100)]
    max_health: int
    wealth: Credits
    ship_condition: Annotated[int, Meta(ge=0, description="Points of hull that are left.")]
    max_ship_condition: Amount
    fuel: Measure
    max_fuel: Measure
    food: Amount
    max_food: Amount
    ship_type: str
    ship_name: str
    ship_mods: ShipMods
    inventory: list[ItemStack]
    cargo_capacity: Amount
    used_cargo_space: Amount
    has_flight_pod: bool
    in_pod_mode: Annotated[bool, Meta(description="The ship is lost; the pod is all there is.")]
    pod_hp: Amount
    pod_max_hp: Amount
    pod_augmentations: list[str]
    temp_effects: list[PassingEffect]
    in_combat: bool
    speed: Measure
    fuel_efficiency: Measure
    combat_power: Amount
    accuracy: Measure
    defense: Measure
    mining_yield: Measure
    salvage_chance: Measure
    scan_bonus: Measure
    hull_repair: Amount
    weapons: Amount


class QuestState(Struct, frozen=True):
    """A quest, taken or on offer. `deadline` is the last turn in which it can be reported."""

    id: str
    title: str
    text: str
    kind: Literal["deliver", "scan", "hunt", "explore"]
    target_id: Annotated[str, Meta(description="A node, a region or a kind of enemy, or empty.")]
    target_name: str
    item_id: Annotated[str, Meta(description="What to deliver, or empty.")]
    needed: Annotated[int, Meta(ge=1)]
    done: Amount
    reward: Credits
    deadline: Amount
    ready: Annotated[bool, Meta(description="Whether it can be reported, at the giver's.")]
    giver_node_id: str


class RunEnding(Struct, frozen=True):
    """How it ended."""

    kind: Literal["retired", "health", "hull", "pod", "stranded", "out_of_turns"]
    title: str
    text: str


class EventChoice(Struct, frozen=True):
    """One answer to an event."""

    id: str
    label: str
    odds: Annotated[Chance | None, Meta(description="Of the good end, where they are known.")]
    cost: Annotated[dict[str, float], Meta(description="What it takes, by name or item's id.")]
    available: bool


class OpenEvent(Struct, frozen=True):
    """Something that waits for an answer."""

    id: str
    kind: Literal["event", "victory", "combat"]
    title: str
    text: str
    must_answer: Annotated[bool, Meta(description="Whether it keeps the ship where it is.")]
    choices: list[EventChoice]


class Opponent(Struct, frozen=True):
    """The other side of a fight."""

    type: str
    name: str
    hp: Amount
    max_hp: Amount
    combat_power: Measure
    accuracy: Measure
    speed: Measure


class FightAction(Struct, frozen=True):
    """A way to fight a round."""

    id: str
    name: str
    hit_chance: Chance
    damage: Annotated[list[int], Meta(min_length=2, max_length=2, description="Least and most.")]
    available: bool
    reason: Reason


class Talks(Struct, frozen=True):
    """What it takes to be let go."""

    price: Credits
    chance: Chance
    available: bool
    reason: Reason


class Fight(Struct, frozen=True):
    """A fight under way."""

    enemy: Opponent
    round: Amount
    actions: list[FightAction]
    flee_chance: Chance
    negotiate: Talks


class MapNode(Struct, frozen=True):
    """A place. Its x and y are in the same plane as the regions'."""

    id: str
    name: str
    type: str
    type_name: str
    x: float
    y: float
    danger_level: Annotated[Chance, Meta(description="That an arrival does harm.")]
    richness: Annotated[
        Chance | None,
        Meta(description="The share of a full yield that mining gives. Null: nothing to mine."),
    ]
    has_repair: bool
    has_trade: bool
    discovered: bool
    visited: bool
    links: list[str]


class MapRegion(Struct, frozen=True):
    """A part of the map. `links` are ids of the regions that can be reached from it."""

    id: str
    name: str
    type: str
    type_name: str
    x: float
    y: float
    danger_level: Annotated[Chance, Meta(description="The mean of its places'.")]
    colors: Annotated[list[str], Meta(min_length=2, max_length=2)]
    discovered: bool
    visited: bool
    links: list[str]
    nodes: list[MapNode]


class ExpeditionMap(Struct, frozen=True):
    """The whole map."""

    regions: list[MapRegion]


class CurrentLocation(Struct, frozen=True):
    """Where the ship is: ids, then names."""

    region: str
    node: str
    type: str
    region_name: str
    node_name: str


class MarketItem(Struct, frozen=True):
    """What a thing costs here, and how many are held."""

    item_id: str
    name: str
    buy: Annotated[Credits | None, Meta(description="Null: not sold here.")]
    sell: Annotated[
        Credits | None,
        Meta(description="For each unit of the next sale; later ones bring less. Null: none."),
    ]
    weight: Amount
    held: Amount


class NodeMarket(Struct, frozen=True):
    """The prices of a place."""

    fuel_price: Annotated[int, Meta(ge=0, description="Credits a unit.")]
    food_price: Annotated[int, Meta(ge=0, description="Credits a unit.")]
    repair_price: Annotated[int, Meta(ge=0, description="Credits for a whole hull.")]
    items: list[MarketItem]


class ShipOffer(Struct, frozen=True):
    """A ship for sale; `trade_in` is what the present one brings."""

    ship_type: str
    name: str
    cost: Credits
    max_hp: Amount
    cargo_capacity: Amount
    speed: Measure
    fuel_efficiency: Measure
    slots: dict[str, int]
    trade_in: Credits
    owned: bool
    available: bool
    reason: Reason


class PodOffer(Struct, frozen=True):
    """An escape pod for sale."""

    cost: Credits
    available: bool
    reason: Reason


class AugmentationOffer(Struct, frozen=True):
    """Something to build into the pod."""

    id: str
    name: str
    cost: Credits
    slot: str
    text: str
    owned: bool
    available: bool
    reason: Reason


class Shipyard(Struct, frozen=True):
    """What a place sells besides goods."""

    ships: list[ShipOffer]
    pod: PodOffer
    augmentations: list[AugmentationOffer]


class Possibility(Struct, frozen=True):
    """Whether an action could be taken now; else a code and words."""

    available: bool
    code: str | None
    reason: Reason


class RunStatistics(Struct, frozen=True):
    """Counted since the beginning."""

    total_distance_traveled: Measure
    systems_visited: Amount
    items_collected: Amount
    credits_earned: Amount
    credits_spent: Amount
    ships_destroyed: Amount
    pod_uses: Amount
    quests_completed: Amount
    damage_taken: Amount
    actions: Amount


class RunPoint(Struct, frozen=True):
    """How things stood at the end of a turn."""

    turn: Amount
    wealth: Amount
    hull: Amount
    health: Amount
    fuel: Measure
    food: Amount
    node_id: str


class GameState(Struct, frozen=True):
    """An expedition, complete. It replaces what the client held."""

    session_id: SessionId
    created_at: Annotated[str, Meta(description="ISO 8601.")]
    last_activity: Annotated[str, Meta(description="ISO 8601.")]
    ranked: Annotated[bool, Meta(description="Whether it can enter the leaderboard.")]
    daily: Annotated[str | None, Meta(description="The day whose seed it plays, ISO 8601.")]
    revision: Annotated[int, Meta(ge=0, description="Grows with every change.")]
    seed: Annotated[str | None, Meta(description="Null while it plays the day's seed.")]
    difficulty: Literal["easy", "medium", "hard"]
    player_stats: PlayerStats
    active_quest: QuestState | None
    quest_offer: Annotated[QuestState | None, Meta(description="To be had at this place.")]
    completed_quests: list[str]
    turn_count: Amount
    max_turns: Amount
    at_repair_location: bool
    at_trade_location: bool
    repair_price: Annotated[
        Credits | None, Meta(description="For the whole hull. Null: no repair here.")
    ]
    game_over: bool
    victory: bool
    ending: RunEnding | None
    current_event: OpenEvent | None
    combat: Fight | None
    available_choices: Labels
    star_map: ExpeditionMap
    current_region_id: str
    current_node_id: str
    current_location: CurrentLocation
    market: Annotated[NodeMarket | None, Meta(description="Null where nothing is traded.")]
    shipyard: Annotated[Shipyard | None, Meta(description="Null where there is none.")]
    possible: Annotated[dict[str, Possibility], Meta(description="By the action's name.")]
    statistics: RunStatistics
    history: list[RunPoint]
    score: int
    last_event: Annotated[str, Meta(description="What the last action told.")]
