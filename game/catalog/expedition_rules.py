"""The shape of expedition_rules.yaml: how expeditions play, in numbers with units."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Positive = Annotated[float, Meta(gt=0.0)]
NotNegative = Annotated[float, Meta(ge=0.0)]
Part = Annotated[float, Meta(ge=0.0, le=1.0)]
Count = Annotated[int, Meta(ge=0)]
AtLeastOne = Annotated[int, Meta(ge=1)]
Span = tuple[Count, Count]  # least and most, both included

Category = Literal["trade", "consumable", "component", "quest"]


class Fixed(Struct, frozen=True, forbid_unknown_fields=True):
    """What a table's row is: read once, never changed."""


class StartRules(Fixed, frozen=True):
    ship_type: str
    health: AtLeastOne
    wealth: Count
    fuel: NotNegative
    food: Count


class GoalRules(Fixed, frozen=True):
    wealth: AtLeastOne
    max_turns: AtLeastOne


class Scale(Fixed, frozen=True):
    """A difficulty's factors."""

    danger: Positive
    enemy_hp: Positive
    enemy_power: Positive
    price: Positive
    sale: Positive
    wealth: Positive
    hunger: Positive


class MapRules(Fixed, frozen=True):
    circle_radius: Span
    angle_jitter: Part
    nodes: tuple[AtLeastOne, AtLeastOne]
    region_radius: Positive
    node_spacing: Positive
    extra_links: NotNegative
    region_links: tuple[AtLeastOne, AtLeastOne]
    start_region_type: str
    start_node_type: str
    danger: Part


class TravelRules(Fixed, frozen=True):
    node_fuel: Positive
    wormhole_fuel: Positive
    region_fuel: Positive
    wormhole_type: str
    region_bonus: Count
    damage: Span
    fight_chance: Part
    event_chance: Part


class TurnRules(Fixed, frozen=True):
    food: Count
    hunger: Count
    drone_points: Count


class ShipRules(Fixed, frozen=True):
    max_fuel: Positive
    max_food: AtLeastOne
    combat_power: AtLeastOne
    accuracy: Part
    defense: Positive
    trade_in: Part
    mod_refund: Part
    weapons: tuple[str, ...]
    mining_mod: str
    salvage_mod: str


class PodRules(Fixed, frozen=True):
    max_fuel: Positive
    max_food: AtLeastOne
    food_kept: Count
    fuel_efficiency: Positive
    speed: Positive
    rescue_hp: AtLeastOne


class RepairRules(Fixed, frozen=True):
    price: Count


class MarketRules(Fixed, frozen=True):
    fuel: Positive
    food: Positive
    food_crate: AtLeastOne
    supply_spread: Part
    item_spread: Part
    wealth_share: Part
    buy: Positive
    sell: Positive
    stocked: dict[Category, Part]
    depth: Positive
    recovery: AtLeastOne


class Find(Fixed, frozen=True):
    """A row of a table of which one is drawn by weight."""

    item_id: str
    quantity: Span
    weight: AtLeastOne


class MiningRules(Fixed, frozen=True):
    node_types: tuple[str, ...]
    fuel: Positive
    chance: Part
    item_id: str
    quantity: Span
    vein: AtLeastOne
    bonus_chance: Part
    bonus: tuple[Find, ...]
    damage: Span


class SalvageRules(Fixed, frozen=True):
    node_types: tuple[str, ...]
    fuel: Positive
    chance: Part
    finds: Span
    extra_find_chance: NotNegative
    table: tuple[Find, ...]


class ScanRules(Fixed, frozen=True):
    chance: Part
    chance_per_bonus: Part
    most: Part
    loot_chance: Part
    good_chance: Part
    credits_chance: Part
    credits: Span
    table: tuple[Find, ...]


class DistressRules(Fixed, frozen=True):
    help_chance: Part
    pod_help_chance: Part
    beacon_bonus: Part
    pirate_chance: Part
    sure_item: str
    fuel: Count
    food: Count
    fee: Count


class FoodRules(Fixed, frozen=True):
    health: AtLeastOne


class FightRules(Fixed, frozen=True):
    damage_spread: Count
    least_damage: Count
    actions_needing: dict[str, str]
    barrage_weapons: Count
    surrender_chance: Part
    flee_most: Part
    flee_speed: Positive
    flee_fuel: Positive
    failed_flee_power: Positive
    talk_base: Part
    talk_per_damage: Part
    silent: tuple[str, ...]


class ScoreRules(Fixed, frozen=True):
    turn_left: Count
    quest: Count
    ship_destroyed: Count
    region_visited: Count
    victory: Count


class Rules(Fixed, frozen=True):
    version: int
    start: StartRules
    goal: GoalRules
    difficulties: dict[str, Scale]
    map: MapRules
    travel: TravelRules
    turn: TurnRules
    ship: ShipRules
    pod: PodRules
    repair: RepairRules
    market: MarketRules
    mining: MiningRules
    salvage: SalvageRules
    scan: ScanRules
    distress: DistressRules
    food: FoodRules
    fight: FightRules
    score: ScoreRules
