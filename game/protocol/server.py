"""What the server sends: one Struct for each payload.

The hot messages (`world.delta`, `world.snapshot`) are joined from ready fragments and never
built as these Structs; tests decode them strictly into these shapes, so they cannot drift.
Positions are world units, speeds units/s (one decimal), `r` radians (three decimals).
"""

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field


class CargoItem(Struct, frozen=True):
    commodity_id: str
    qty: int


class Point(Struct, frozen=True):
    x: float
    y: float


class Spawn(Struct, frozen=True):
    x: float
    y: float
    rotation: float


class Bounds(Struct, frozen=True):
    min_x: float
    min_y: float
    max_x: float
    max_y: float


class Sight(Struct, frozen=True):
    """A pilot sees the square of cells within `radius_cells` around their own."""

    cell_size: float
    radius_cells: int


class ShipModel(Struct, frozen=True):
    """The constants of the flight model of one ship class. s, units, units/s, rad/s.

    emergency_thrust and emergency_speed are the shares of acceleration and max_speed that an
    empty tank leaves; drag (1/s) slows a ship as far as it does not thrust.
    """

    ship_class: str
    max_speed: float
    acceleration: float
    drag: float
    turn_rate: float
    emergency_thrust: float
    emergency_speed: float
    fuel_per_s: float
    hull_max: float
    fuel_max: float
    cargo_capacity: int


class AuthOk(Struct, frozen=True):
    player_id: str
    protocol_version: int
    request_seq: int


class AuthError(Struct, frozen=True):
    code: str
    message: str
    request_seq: int
    supported: list[int] | UnsetType = UNSET


class SessionJoined(Struct, frozen=True):
    system_id: str
    ship_id: str
    spawn: Spawn
    tick: int
    tick_rate: float
    bounds: Bounds
    docked_at: str | None
    ship_model: ShipModel
    sight: Sight
    request_seq: int


class SessionLeft(Struct, frozen=True):
    system_id: str
    reason: str
    request_seq: int | UnsetType = UNSET


class SessionStatus(Struct, frozen=True):
    state: Literal["starting", "live", "paused", "recovering", "stopped"]
    tick_rate: float
    time_scale: float


class Services(Struct, frozen=True):
    market: bool
    repair: bool
    refuel: bool


class Station(Struct, frozen=True):
    station_id: str
    name: str
    x: float
    y: float
    docking_radius: float
    docking_speed: float
    services: Services


class Gate(Struct, frozen=True):
    gate_id: str
    name: str
    x: float
    y: float
    radius: float
    to_system: str
    cost: int


class Zone(Struct, frozen=True):
    zone_id: str
    zone_type: Literal["core_safe", "approach_high_value", "belt_open", "edge_wild"]
    center: Point
    radius: float
    risk_level: float
    security_level: float
    profit_multiplier: float
    pvp_allowed: bool


class Price(Struct, frozen=True):
    commodity_id: str
    buy: int
    sell: int
    stock: int


class Market(Struct, frozen=True):
    station_id: str
    prices: list[Price]


class You(Struct, frozen=True):
    """Complete in a snapshot; in a delta only what changed."""

    ship_id: str | UnsetType = UNSET
    credits: int | UnsetType = UNSET
    hull: float | UnsetType = UNSET
    fuel: float | UnsetType = UNSET
    cargo: list[CargoItem] | UnsetType = UNSET
    ack: int | UnsetType = UNSET
    docked_at: str | UnsetType | None = UNSET


class Entity(Struct, frozen=True, forbid_unknown_fields=True):
    """Complete at its first mention; later `id` and what changed."""

    id: str
    kind: Literal["player_ship", "pirate", "trader", "patrol", "projectile", "loot"] | UnsetType = (
        UNSET
    )
    name: str | UnsetType = UNSET
    x: float | UnsetType = UNSET
    y: float | UnsetType = UNSET
    vx: float | UnsetType = UNSET
    vy: float | UnsetType = UNSET
    r: float | UnsetType = UNSET
    hp: float | UnsetType = UNSET


class ZoneContext(Struct, frozen=True):
    zone_ids: list[str]
    blended_risk: float
    blended_security: float
    blended_profit_multiplier: float


class DockedEvent(Struct, frozen=True, tag_field="kind", tag="docked"):
    ship_id: str
    station_id: str


class UndockedEvent(Struct, frozen=True, tag_field="kind", tag="undocked"):
    ship_id: str
    station_id: str


class MarketChangedEvent(Struct, frozen=True, tag_field="kind", tag="market_changed"):
    station_id: str
    prices: list[Price]


Event = DockedEvent | UndockedEvent | MarketChangedEvent


class WorldSnapshot(Struct, frozen=True):
    tick: int
    you: You
    entities: list[Entity]
    markets: list[Market]
    zones: list[Zone]
    stations: list[Station]
    gates: list[Gate]


class WorldDelta(Struct, frozen=True):
    tick: int
    entity_updates: list[Entity]
    entity_removed: list[str]
    events: list[Event]
    you_zone_context: ZoneContext
    you: You | UnsetType = UNSET


class TradeDetails(Struct, frozen=True):
    station_id: str
    commodity_id: str
    quantity: int
    unit_price: int
    total: int
    profit_multiplier: float | UnsetType = UNSET
    bonus: int | UnsetType = UNSET


class TradeResult(Struct, frozen=True):
    ok: bool
    credits: int
    cargo: list[CargoItem]
    details: TradeDetails
    request_seq: int


class ServiceDetails(Struct, frozen=True):
    station_id: str
    quantity: float
    unit_price: int
    total: int


class RepairResult(Struct, frozen=True):
    ok: bool
    credits: int
    hull: float
    details: ServiceDetails
    request_seq: int


class RefuelResult(Struct, frozen=True):
    ok: bool
    credits: int
    fuel: float
    details: ServiceDetails
    request_seq: int


class ChatAuthor(Struct, frozen=True):
    player_id: str
    name: str


class ChatMessage(Struct, frozen=True):
    channel: Literal["system", "local"]
    author: ChatAuthor = field(name="from")
    text: str
    request_seq: int | UnsetType = UNSET


class Error(Struct, frozen=True):
    code: str
    message: str
    request_seq: int | None
    details: dict[str, Any] | UnsetType = UNSET


SERVER_MESSAGES: dict[str, type[Struct]] = {
    "auth.ok": AuthOk,
    "auth.error": AuthError,
    "session.joined": SessionJoined,
    "session.left": SessionLeft,
    "session.status": SessionStatus,
    "world.snapshot": WorldSnapshot,
    "world.delta": WorldDelta,
    "trade.result": TradeResult,
    "ship.repair_result": RepairResult,
    "ship.refuel_result": RefuelResult,
    "chat.message": ChatMessage,
    "error": Error,
}
