"""What a client may send: one Struct for each payload, found by the envelope's type.

Only `thrust` and `turn` are clamped (`clamped`); any other number out of range is refused.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Name = Annotated[str, Meta(min_length=1, max_length=64)]
Ref = Annotated[str, Meta(min_length=1, max_length=64)]
Quantity = Annotated[int, Meta(ge=1, le=1_000_000)]


class Login(Struct, frozen=True):
    token: Annotated[str, Meta(max_length=4096)]
    protocol_version: int = 1


class JoinSystem(Struct, frozen=True):
    system_id: Name


class LeaveSystem(Struct, frozen=True):
    pass


class InputCommand(Struct, frozen=True):
    """The helm's state, which holds until the next one. thrust 0..1, turn -1..1 (clamped)."""

    thrust: float = 0.0
    turn: float = 0.0
    fire_primary: bool = False
    dock_request: bool = False


class Trade(Struct, frozen=True):
    station_id: Name
    commodity_id: Name
    quantity: int
    ref: Ref | None = None


class TradeBuy(Trade, frozen=True):
    pass


class TradeSell(Trade, frozen=True):
    pass


class RepairRequest(Struct, frozen=True):
    station_id: Name
    ref: Ref | None = None


class RefuelRequest(Struct, frozen=True):
    station_id: Name
    quantity: int | None = None
    ref: Ref | None = None


class ChatSend(Struct, frozen=True):
    channel: Literal["system", "local"]
    text: Annotated[str, Meta(min_length=1, max_length=280)]


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
    | ChatSend
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
    "chat.send": ChatSend,
    "net.ping": Ping,
}


def clamped(value: float, low: float, high: float) -> float:
    return low if value < low else high if value > high else value
