"""What a client may send: one Struct for each payload, found by the envelope's type.

Only `thrust` and `turn` are clamped (`clamped`); any other number out of range is refused.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from game.protocol import match
from game.protocol.limits import MAX_INTEGER
from game.protocol.names import PROTOCOL_VERSION

# A range in `extra_json_schema` is told to clients and kept by a rule: decoding does not refuse it.
NO_NUL = r"^[^\x00]*$"  # a database may refuse it
Name = Annotated[str, Meta(min_length=1, max_length=64, pattern=NO_NUL)]
SystemId = Annotated[Name, Meta(description="Id of a star system.")]
StationId = Annotated[Name, Meta(description="Id of the station where the ship is docked.")]
CommodityId = Annotated[Name, Meta(description="Id of the goods.")]
Ref = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        pattern=NO_NUL,
        description="A name of your own for this order: sent again, it gives the first result "
        "again and nothing happens twice.",
    ),
]
Quantity = Annotated[
    int,
    Meta(
        description="Whole units; beyond the range, `INVALID_QUANTITY`.",
        extra_json_schema={"minimum": 1, "maximum": 1_000_000},
    ),
]


class Login(Struct, frozen=True):
    """Say who you are. The first message of a connection; five refusals close it."""

    token: Annotated[str, Meta(max_length=4096, description="A JWT access token of the REST API.")]
    protocol_version: Annotated[
        int,
        Meta(
            description="The version that you speak. Another one than the server's is refused.",
            extra_json_schema={"enum": [PROTOCOL_VERSION]},
        ),
    ] = PROTOCOL_VERSION


class JoinSystem(Struct, frozen=True):
    """Take the helm of your ship in a star system, also from another connection of yours."""

    system_id: SystemId


class LeaveSystem(Struct, frozen=True):
    """Let go of the helm. The ship stays in space for its grace, then it is stored."""


class InputCommand(Struct, frozen=True):
    """The helm's state, which holds until the next one. thrust and turn are clamped."""

    thrust: Annotated[
        float,
        Meta(
            description="Share of full thrust along the nose; clamped into the range.",
            extra_json_schema={"minimum": 0.0, "maximum": 1.0},
        ),
    ] = 0.0
    turn: Annotated[
        float,
        Meta(
            description="Share of the full turn rate, positive towards growing `r`; clamped into "
            "the range.",
            extra_json_schema={"minimum": -1.0, "maximum": 1.0},
        ),
    ] = 0.0
    fire_primary: Annotated[bool, Meta(description="Whether the first weapon fires.")] = False
    dock_request: Annotated[
        bool,
        Meta(
            description="Acts when it changes from false to true: docks a ship that is near and "
            "slow enough, undocks one that is docked, else `CANNOT_DOCK`."
        ),
    ] = False


class Trade(Struct, frozen=True):
    station_id: StationId
    commodity_id: CommodityId
    quantity: Quantity
    ref: Ref | None = None

    def __post_init__(self) -> None:
        _check_integer(self.quantity)


class TradeBuy(Trade, frozen=True):
    """Buy goods at the station's `buy` price, all of the quantity or nothing."""


class TradeSell(Trade, frozen=True):
    """Sell goods from the hold at the station's `sell` price, all of the quantity or nothing."""


class RepairRequest(Struct, frozen=True):
    """Repair the hull, as far as the credits go."""

    station_id: StationId
    ref: Ref | None = None


class RefuelRequest(Struct, frozen=True):
    """Take on fuel, as far as tank and credits go. Without a quantity: fill up."""

    station_id: StationId
    quantity: Quantity | None = None
    ref: Ref | None = None

    def __post_init__(self) -> None:
        _check_integer(self.quantity or 0)


class Jump(Struct, frozen=True):
    """Jump through the gate that the ship is at; its cost is taken from the balance."""

    gate_id: Annotated[Name, Meta(description="Id of a gate of the system.")]


class ChatSend(Struct, frozen=True):
    """Say something to the other pilots."""

    channel: Annotated[
        Literal["system", "local"],
        Meta(description="`system` reaches everybody here, `local` those who have you in sight."),
    ]
    text: Annotated[
        str,
        Meta(
            min_length=1, max_length=280, description="Plain text; blanks at its ends do not count."
        ),
    ]


class Watch(Struct, frozen=True):
    session_id: Annotated[
        Name, Meta(description="The name that you gave to an expedition of yours.")
    ] = "default"


class JoinSession(Watch, frozen=True):
    """Watch an expedition: get its state now and after every change, whoever makes it."""


class LeaveSession(Watch, frozen=True):
    """Watch an expedition no longer."""


class Ping(Struct, frozen=True):
    """Anything small; it comes back as it is."""


ClientPayload = (
    Login
    | JoinSystem
    | LeaveSystem
    | InputCommand
    | TradeBuy
    | TradeSell
    | RepairRequest
    | RefuelRequest
    | Jump
    | ChatSend
    | JoinSession
    | LeaveSession
    | match.JoinMatch
    | match.ObserveMatch
    | match.ResumeMatch
    | match.MoveInMatch
    | match.RestartMatch
    | match.LeaveMatch
    | Ping
)

CLIENT_MESSAGES: dict[str, type[Struct]] = {
    "auth.login": Login,
    "session.join_system": JoinSystem,
    "session.leave_system": LeaveSystem,
    "input.command": InputCommand,
    "trade.buy": TradeBuy,
    "trade.sell": TradeSell,
    "ship.repair_request": RepairRequest,
    "ship.refuel_request": RefuelRequest,
    "ship.jump": Jump,
    "chat.send": ChatSend,
    "join_session": JoinSession,
    "leave_session": LeaveSession,
    **match.CLIENT_MESSAGES,
    "net.ping": Ping,
}


def _check_integer(value: int) -> None:
    """Refuse what a browser could not say and the way to the worker could not carry."""
    if abs(value) > MAX_INTEGER:
        raise ValueError("Integer out of range")


def clamped(value: float, low: float, high: float) -> float:
    return low if value < low else high if value > high else value
