"""The shapes of what players are shown of a run: plain values, ready for JSON, nothing secret.

Coordinates are map units with y growing downwards, `x` and `y` of a node on the same plane as its
region's. Shares and chances are 0..1.
"""

from typing import Any, Literal, TypedDict

Slots = dict[str, int]  # by kind of slot


class Possibility(TypedDict):
    """Whether something can be done now; if not, a refusal's code and words."""

    available: bool
    code: str | None
    reason: str


class StackView(TypedDict):
    item_id: str
    quantity: int


class EffectView(TypedDict):
    kind: str
    amount: int
    turns_left: int


class StatsView(TypedDict):
    """What the ship or pod does with everything fitted to it."""

    speed: float
    fuel_efficiency: float
    combat_power: int
    accuracy: float
    defense: float
    mining_yield: float
    salvage_chance: float
    scan_bonus: float
    hull_repair: int
    weapons: int


class PlayerView(StatsView):
    """ship_condition: points of the hull; 0 in the pod, whose own are `pod_hp`."""

    health: int
    max_health: int
    wealth: int
    ship_condition: int
    max_ship_condition: int
    fuel: float
    max_fuel: float
    food: int
    max_food: int
    ship_type: str
    ship_name: str
    ship_mods: dict[str, list[str]]
    inventory: list[StackView]
    cargo_capacity: int
    used_cargo_space: int
    has_flight_pod: bool
    in_pod_mode: bool
    pod_hp: int
    pod_max_hp: int
    pod_augmentations: list[str]
    temp_effects: list[EffectView]
    in_combat: bool


class NodeView(TypedDict):
    """richness: the share of a full yield that a field still gives; None where nothing is mined."""

    id: str
    name: str
    type: str
    type_name: str
    x: float
    y: float
    danger_level: float
    richness: float | None
    has_repair: bool
    has_trade: bool
    discovered: bool
    visited: bool
    links: list[str]


class RegionView(TypedDict):
    id: str
    name: str
    type: str
    type_name: str
    x: float
    y: float
    danger_level: float
    colors: list[str]
    discovered: bool
    visited: bool
    links: list[str]
    nodes: list[NodeView]


class StarMapView(TypedDict):
    regions: list[RegionView]


class LocationView(TypedDict):
    region: str
    node: str
    type: str
    region_name: str
    node_name: str


class MarketItem(TypedDict):
    """buy and sell are credits per unit, None where this place does not deal in it."""

    item_id: str
    name: str
    buy: int | None
    sell: int | None
    weight: int
    held: int


class MarketView(TypedDict):
    fuel_price: int
    food_price: int
    repair_price: int
    items: list[MarketItem]


class ShipOffer(TypedDict):
    ship_type: str
    name: str
    cost: int
    max_hp: int
    cargo_capacity: int
    speed: float
    fuel_efficiency: float
    slots: Slots
    trade_in: int
    owned: bool
    available: bool
    reason: str


class PodOffer(TypedDict):
    cost: int
    available: bool
    reason: str


class AugmentationOffer(TypedDict):
    id: str
    name: str
    cost: int
    slot: str
    text: str
    owned: bool
    available: bool
    reason: str


class ShipyardView(TypedDict):
    ships: list[ShipOffer]
    pod: PodOffer
    augmentations: list[AugmentationOffer]


class EndingView(TypedDict):
    kind: str
    title: str
    text: str


class StatisticsView(TypedDict):
    total_distance_traveled: float
    systems_visited: int
    items_collected: int
    credits_earned: int
    credits_spent: int
    ships_destroyed: int
    pod_uses: int
    quests_completed: int
    damage_taken: int
    actions: int


class HistoryPoint(TypedDict):
    turn: int
    wealth: int
    hull: int
    health: int
    fuel: float
    food: int
    node_id: str


class GameState(TypedDict):
    """All that a page needs to show a run. The quests, event and combat come from their rules."""

    seed: str
    difficulty: str
    player_stats: PlayerView
    active_quest: dict[str, Any] | None
    quest_offer: dict[str, Any] | None
    completed_quests: list[str]
    turn_count: int
    max_turns: int
    at_repair_location: bool
    at_trade_location: bool
    repair_price: int | None
    game_over: bool
    victory: bool
    ending: EndingView | None
    current_event: dict[str, Any] | None
    combat: dict[str, Any] | None
    available_choices: list[str]
    star_map: StarMapView
    current_region_id: str
    current_node_id: str
    current_location: LocationView
    market: MarketView | None
    shipyard: ShipyardView | None
    possible: dict[str, Possibility]
    statistics: StatisticsView
    history: list[HistoryPoint]
    score: int
    last_event: str


class ModOffer(TypedDict):
    """affordable: the credits suffice. purchasable: `buy_mod` would do; else a code and words."""

    name: str
    cost: int
    effects: dict[str, float]
    slot: str
    text: str
    permanent: bool
    affordable: bool
    fitted: bool
    purchasable: bool
    code: str | None
    reason: str


class SlotView(TypedDict):
    max_slots: int
    used_slots: int
    available_mods: dict[str, ModOffer]


class FittedMod(TypedDict):
    mod_id: str
    name: str
    effects: dict[str, float]
    text: str
    permanent: bool
    removable: bool
    refund: int


class SlotsView(TypedDict):
    max_slots: int
    used_slots: int
    mods: list[FittedMod]


class ShipInfo(TypedDict):
    """base: the ship type's own numbers; stats: with everything fitted to it."""

    ship_type: str
    name: str
    text: str
    hull: int
    max_hull: int
    cargo_capacity: int
    used_cargo_space: int
    in_pod_mode: bool
    base: dict[str, float]
    stats: StatsView
    slots: dict[str, SlotsView]


class ItemView(TypedDict):
    item_id: str
    name: str
    quantity: int
    weight: int
    total_weight: int
    base_value: int
    total_value: int
    category: str
    text: str
    usable: bool


class InventoryView(TypedDict):
    items: list[ItemView]
    cargo_capacity: int
    used_space: int
    total_value: int


class NodeOption(TypedDict):
    type: Literal["node"]
    id: str
    name: str
    node_type: str
    visited: bool
    has_repair: bool
    has_trade: bool
    danger_level: float
    fuel_cost: float
    reachable: bool
    reason: str


class RegionOption(TypedDict):
    type: Literal["region"]
    id: str
    name: str
    region_type: str
    visited: bool
    fuel_cost: float
    reachable: bool
    reason: str


class NavigationOptions(TypedDict):
    options: list[NodeOption | RegionOption]
    current_location: LocationView


class Summary(TypedDict):
    """What a save slot says of the run in it. location: the node's and the region's name."""

    turn_count: int
    wealth: int
    health: int
    location: str
