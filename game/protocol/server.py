"""What the server sends: one Struct for each payload.

The hot messages (`world.delta`, `world.snapshot`) are joined from ready fragments and never
built as these Structs; tests decode them strictly into these shapes, so they cannot drift.
Positions are world units, speeds units/s (one decimal), `r` radians (three decimals).
"""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from game.protocol import match
from game.protocol.errors import ErrorCode
from game.protocol.expedition import GameEvent, GameState, JoinedSession, LeftSession

Tick = Annotated[int, Meta(ge=0, description="Steps of the simulation; ticks never go back.")]
TickRate = Annotated[float, Meta(ge=0, description="Ticks a second.")]
RequestSeq = Annotated[int, Meta(ge=1, description="The client's `seq` that this answers.")]
PlayerId = Annotated[str, Meta(pattern=r"^p_\d+$", description="Id of a player.")]
ShipId = Annotated[str, Meta(pattern=r"^s_\d+$", description="Id of a ship, also as an entity.")]
SystemId = Annotated[str, Meta(min_length=1, description="Id of a star system.")]
StationId = Annotated[str, Meta(min_length=1, description="Id of a station.")]
CommodityId = Annotated[str, Meta(min_length=1, description="Id of goods.")]
DockedAt = Annotated[str | None, Meta(description="Id of the station, null in free flight.")]
Position = Annotated[float, Meta(description="World units, one decimal.")]
Length = Annotated[float, Meta(ge=0, description="World units.")]
Speed = Annotated[float, Meta(description="World units a second, one decimal.")]
Angle = Annotated[float, Meta(description="Radians, three decimals; 0 is +x, growing towards +y.")]
Share = Annotated[float, Meta(ge=0, le=1)]
Percent = Annotated[float, Meta(ge=0, le=100, description="Percent.")]
Factor = Annotated[float, Meta(ge=0, description="Multiplies the profit of a sale.")]
Credits = Annotated[int, Meta(ge=0, description="Credits of the player.")]
Hull = Annotated[float, Meta(ge=0, description="Points of hull that are left.")]
Fuel = Annotated[float, Meta(ge=0, description="Units of fuel in the tank.")]
UnitPrice = Annotated[int, Meta(ge=1, description="Credits for one unit.")]
Total = Annotated[int, Meta(ge=0, description="Credits for all of it.")]
Units = Annotated[int, Meta(ge=1, description="Whole units.")]
Done = Annotated[
    bool,
    Meta(description="A refusal is an `error`.", extra_json_schema={"const": True}),
]


class CargoItem(Struct, frozen=True):
    """One kind of goods in the hold."""

    commodity_id: CommodityId
    qty: Units


class Point(Struct, frozen=True):
    """A place, in world units."""

    x: float
    y: float


class Spawn(Struct, frozen=True):
    """Where a ship is when its pilot takes the helm."""

    x: Position
    y: Position
    rotation: Angle


class Bounds(Struct, frozen=True):
    """The edges of a system, in world units. Ships stop there."""

    min_x: float
    min_y: float
    max_x: float
    max_y: float


class Sight(Struct, frozen=True):
    """A pilot sees the square of cells within `radius_cells` around their own."""

    cell_size: Length
    radius_cells: Annotated[int, Meta(ge=0)]


class Weapon(Struct, frozen=True):
    """What a ship fires with. s, units/s, hull points, s."""

    cooldown_s: float
    projectile_speed: float
    damage: float
    lifetime_s: float


class ShipModel(Struct, frozen=True):
    """The constants of the flight model of one ship class. s, units, units/s, rad/s.

    emergency_thrust and emergency_speed are the shares of acceleration and max_speed that an
    empty tank leaves; drag (1/s) slows a ship as far as it does not thrust.
    """

    ship_class: str
    max_speed: Annotated[float, Meta(gt=0, description="World units a second.")]
    acceleration: Annotated[float, Meta(gt=0, description="Units/s² at full thrust.")]
    drag: Annotated[float, Meta(ge=0, description="Share of the speed lost in a second, 1/s.")]
    turn_rate: Annotated[float, Meta(gt=0, description="Radians a second at full turn.")]
    emergency_thrust: Share
    emergency_speed: Share
    fuel_per_s: Annotated[float, Meta(ge=0, description="Units of fuel a second at full thrust.")]
    hull_max: Annotated[float, Meta(gt=0, description="Points of a whole hull.")]
    fuel_max: Annotated[float, Meta(gt=0, description="Units that the tank holds.")]
    cargo_capacity: Annotated[int, Meta(ge=0, description="Units of mass that the hold takes.")]
    weapon: Annotated[Weapon | None, Meta(description="Null for an unarmed ship.")]


class AuthOk(Struct, frozen=True):
    """The log-in is good."""

    player_id: PlayerId
    protocol_version: Annotated[int, Meta(ge=1, description="What both sides speak from here on.")]
    request_seq: RequestSeq


class AuthError(Struct, frozen=True):
    """The log-in is refused. The socket stays open for another try; the fifth refusal ends it."""

    code: ErrorCode
    message: Annotated[str, Meta(description="Words for people.")]
    request_seq: RequestSeq
    supported: (
        Annotated[
            list[int],
            Meta(description="With `UNSUPPORTED_PROTOCOL`: the versions that would be taken."),
        ]
        | UnsetType
    ) = UNSET
    details: (
        Annotated[
            dict[str, Any],
            Meta(description="With `BANNED`: the `reason`, and `ends_at`, null for never."),
        ]
        | UnsetType
    ) = UNSET


class UpkeepPrices(Struct, frozen=True):
    """What docks ask, the same everywhere."""

    repair: Annotated[int, Meta(ge=1, description="Credits a hull point.")]
    refuel: Annotated[int, Meta(ge=1, description="Credits a unit of fuel.")]


class SessionJoined(Struct, frozen=True):
    """The helm is yours. A snapshot follows at once, then a delta every tick.

    Without `request_seq` nobody asked: an operator has put your ship into another system.
    """

    system_id: SystemId
    system_name: Annotated[str, Meta(description="What people call the system.")]
    ship_id: ShipId
    spawn: Spawn
    tick: Tick
    tick_rate: TickRate
    bounds: Bounds
    docked_at: DockedAt
    ship_model: ShipModel
    sight: Sight
    upkeep_prices: UpkeepPrices
    request_seq: RequestSeq | UnsetType = UNSET


class SessionLeft(Struct, frozen=True):
    """The helm is no longer yours; the connection stays logged in."""

    system_id: SystemId
    reason: Annotated[
        str,
        Meta(description="`left`: you asked for it. `jumped`: `session.joined` comes next."),
    ]
    request_seq: RequestSeq | UnsetType = UNSET


class SessionStatus(Struct, frozen=True):
    """How the system runs. Sent at every change, and at a join while it is not `live`."""

    state: Literal["starting", "live", "paused", "recovering", "stopped"]
    tick_rate: TickRate
    time_scale: Annotated[float, Meta(ge=0, description="Seconds in the game for each real one.")]


class Services(Struct, frozen=True):
    """What a station offers to a docked ship."""

    market: bool
    repair: bool
    refuel: bool


class Station(Struct, frozen=True):
    """A place to dock at, by a ship that is near and slow enough."""

    station_id: StationId
    name: str
    x: float
    y: float
    docking_radius: Length
    docking_speed: Annotated[float, Meta(ge=0, description="World units a second.")]
    services: Services


class Gate(Struct, frozen=True):
    """A way to another system."""

    gate_id: str
    name: str
    x: float
    y: float
    radius: Length
    to_system: SystemId
    cost: Annotated[int, Meta(ge=0, description="Credits for a jump.")]


class Zone(Struct, frozen=True):
    """A circle of space with rules of its own. Zones overlap; their readings blend."""

    zone_id: str
    zone_type: Literal["core_safe", "approach_high_value", "belt_open", "edge_wild"]
    center: Point
    radius: Length
    risk_level: Percent
    security_level: Percent
    profit_multiplier: Factor
    pvp_allowed: Annotated[bool, Meta(description="Whether pilots can harm each other.")]


class Price(Struct, frozen=True):
    """One row of a market. Credits for one unit."""

    commodity_id: CommodityId
    buy: Annotated[int, Meta(ge=1, description="What a pilot pays.")]
    sell: Annotated[int, Meta(ge=1, description="What a pilot gets, at most `buy`.")]
    stock: Annotated[int, Meta(ge=0, description="Units that the station has.")]


class Market(Struct, frozen=True):
    """The prices of a station."""

    station_id: StationId
    prices: list[Price]


class You(Struct, frozen=True):
    """Complete in a snapshot; in a delta only what changed."""

    ship_id: ShipId | UnsetType = UNSET
    credits: Credits | UnsetType = UNSET
    hull: Hull | UnsetType = UNSET
    fuel: Fuel | UnsetType = UNSET
    cargo: list[CargoItem] | UnsetType = UNSET
    ack: (
        Annotated[
            int,
            Meta(
                ge=0, description="`seq` of the last `input.command` applied; 0 before the first."
            ),
        ]
        | UnsetType
    ) = UNSET
    docked_at: DockedAt | UnsetType = UNSET
    protected: (
        Annotated[bool, Meta(description="Just undocked: nothing hurts the ship.")] | UnsetType
    ) = UNSET


class Entity(Struct, frozen=True, forbid_unknown_fields=True):
    """Complete at its first mention; later `id` and what changed."""

    id: str
    kind: Literal["player_ship", "pirate", "trader", "patrol", "projectile", "loot"] | UnsetType = (
        UNSET
    )
    name: Annotated[str, Meta(description="Of ships: whose it is.")] | UnsetType = UNSET
    x: Position | UnsetType = UNSET
    y: Position | UnsetType = UNSET
    vx: Speed | UnsetType = UNSET
    vy: Speed | UnsetType = UNSET
    r: Angle | UnsetType = UNSET
    hp: Hull | UnsetType = UNSET
    hp_max: Annotated[float, Meta(description="Of ships: a whole hull.")] | UnsetType = UNSET
    commodity_id: Annotated[str, Meta(description="Of loot: what it is.")] | UnsetType = UNSET
    qty: Annotated[int, Meta(ge=1, description="Of loot: units.")] | UnsetType = UNSET


class ZoneContext(Struct, frozen=True):
    """What all zones around the own ship come to."""

    zone_ids: list[str]
    blended_risk: Share
    blended_security: Share
    blended_profit_multiplier: Factor


class DockedEvent(Struct, frozen=True, tag_field="kind", tag="docked"):
    """A ship came alongside a station."""

    ship_id: ShipId
    station_id: StationId


class UndockedEvent(Struct, frozen=True, tag_field="kind", tag="undocked"):
    """A ship left a station."""

    ship_id: ShipId
    station_id: StationId


class MarketChangedEvent(Struct, frozen=True, tag_field="kind", tag="market_changed"):
    """Prices moved, somewhere in the system. Only the rows that changed."""

    station_id: StationId
    prices: list[Price]


class ProjectileFiredEvent(Struct, frozen=True, tag_field="kind", tag="projectile_fired"):
    """A ship fired; the shot is an entity of its own."""

    source_id: str
    projectile_id: str


class DestroyedEvent(Struct, frozen=True, tag_field="kind", tag="destroyed"):
    """A ship is no more."""

    target_id: str
    killer_id: str
    x: Position
    y: Position


class RespawnedEvent(Struct, frozen=True, tag_field="kind", tag="respawned"):
    """A pilot's ship was towed to a station and is whole again."""

    ship_id: ShipId
    station_id: StationId


class LootTakenEvent(Struct, frozen=True, tag_field="kind", tag="loot_taken"):
    """A pilot scooped something up."""

    ship_id: ShipId
    loot_id: str
    commodity_id: CommodityId
    quantity: int


class JumpedEvent(Struct, frozen=True, tag_field="kind", tag="jumped"):
    """A ship went through a gate."""

    ship_id: ShipId
    gate_id: str


Event = (
    DockedEvent
    | UndockedEvent
    | MarketChangedEvent
    | ProjectileFiredEvent
    | DestroyedEvent
    | RespawnedEvent
    | LootTakenEvent
    | JumpedEvent
)


class WorldSnapshot(Struct, frozen=True):
    """Everything in sight. It replaces what the client held; one comes every ten seconds."""

    tick: Tick
    you: You
    entities: list[Entity]
    markets: list[Market]
    zones: list[Zone]
    stations: list[Station]
    gates: list[Gate]


class WorldDelta(Struct, frozen=True):
    """What changed in sight since the last tick told. Best effort: a client that lags misses some.

    Apply `entity_removed` first, then `entity_updates`. After a gap comes a snapshot.
    """

    tick: Tick
    entity_updates: list[Entity]
    entity_removed: Annotated[
        list[str], Meta(description="Ids that ended, or are out of sight from now on.")
    ]
    events: list[Event]
    you_zone_context: ZoneContext
    you: You | UnsetType = UNSET


class TradeDetails(Struct, frozen=True):
    """What was traded, and for how much."""

    station_id: StationId
    commodity_id: CommodityId
    quantity: Units
    unit_price: UnitPrice
    total: Total
    profit_multiplier: Factor | UnsetType = UNSET
    bonus: Annotated[int, Meta(description="Credits that the multiplier brought.")] | UnsetType = (
        UNSET
    )


class TradeResult(Struct, frozen=True):
    """The trade is done; hold and credits as they are after it."""

    ok: Done
    credits: Credits
    cargo: list[CargoItem]
    details: TradeDetails
    request_seq: RequestSeq


class ServiceDetails(Struct, frozen=True):
    """How much was repaired or taken on, and for how much."""

    station_id: StationId
    quantity: Annotated[float, Meta(ge=0, description="Points of hull, or units of fuel.")]
    unit_price: UnitPrice
    total: Total


class RepairResult(Struct, frozen=True):
    """The repair is done; hull and credits as they are after it."""

    ok: Done
    credits: Credits
    hull: Hull
    details: ServiceDetails
    request_seq: RequestSeq


class RefuelResult(Struct, frozen=True):
    """The tank is filled; fuel and credits as they are after it."""

    ok: Done
    credits: Credits
    fuel: Fuel
    details: ServiceDetails
    request_seq: RequestSeq


class CombatEvent(Struct, frozen=True):
    """A shot hit, or destroyed. Never lost to the two ships that it is about."""

    kind: Literal["hit", "destroyed"]
    source_id: str
    target_id: str
    damage: float
    target_hp: Hull


class ShipLost(Struct, frozen=True):
    """Your ship was destroyed and towed; it is docked at `station_id` and whole."""

    killer_id: str
    killer_kind: Literal["player_ship", "pirate", "trader", "patrol"]
    killer_name: str
    station_id: StationId
    fee: Annotated[int, Meta(ge=0, description="Credits that the tow cost.")]
    credits: Credits
    cargo_lost: list[CargoItem]


class EncounterBegan(Struct, frozen=True):
    """Pirates are after you."""

    pirate_ids: list[str]
    tier: Annotated[int, Meta(ge=1, le=3)]


class ChatAuthor(Struct, frozen=True):
    """Who spoke."""

    player_id: PlayerId
    name: str


class ChatMessage(Struct, frozen=True):
    """Somebody spoke. One's own words come back too, with `request_seq`."""

    channel: Literal["system", "local"]
    author: ChatAuthor = field(name="from")
    text: Annotated[str, Meta(min_length=1, max_length=280)]
    request_seq: RequestSeq | UnsetType = UNSET


class Error(Struct, frozen=True):
    """A message was refused, or the server has something to say before it closes."""

    code: ErrorCode
    message: Annotated[str, Meta(description="Words for people.")]
    request_seq: Annotated[
        int | None,
        Meta(description="The client's `seq` that this answers, null when it answers none."),
    ]
    details: Annotated[dict[str, Any], Meta(description="More about it, by code.")] | UnsetType = (
        UNSET
    )


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
    "combat.event": CombatEvent,
    "ship.lost": ShipLost,
    "encounter.began": EncounterBegan,
    "chat.message": ChatMessage,
    "joined_session": JoinedSession,
    "left_session": LeftSession,
    "game_state": GameState,
    "game_event": GameEvent,
    **match.SERVER_MESSAGES,
    "error": Error,
}
