"""One example of every message: a short flight from log-in to leaving, as a pilot may see it,
a look at an expedition, and a match."""

from typing import Any

from msgspec import Struct, to_builtins

from game.protocol import client, expedition_examples, match_examples, server
from game.protocol.errors import MESSAGES, ErrorCode

_TS_MS = 1_700_000_000_500
_EARTH = "earth-orbit-station"
_FOOD = server.Price("food", 12, 11, 480)
_REF = "5f0c8a52-buy-food"

_Payload = Struct | dict[str, Any]

# (seq, payload) of each: a reply's request_seq is the seq of the request beside it.
_CLIENT: dict[str, tuple[int, _Payload]] = {
    "auth.login": (1, client.Login("eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoiNyJ9.c2ln")),
    "session.join_system": (2, client.JoinSystem("sol-1")),
    "trade.buy": (3, client.TradeBuy(_EARTH, "food", 10, _REF)),
    "trade.sell": (4, client.TradeSell(_EARTH, "food", 10)),
    "ship.repair_request": (5, client.RepairRequest(_EARTH)),
    "ship.refuel_request": (6, client.RefuelRequest(_EARTH, 20)),
    "input.command": (7, client.InputCommand(1.0, -0.25, False, True)),
    "chat.send": (8, client.ChatSend("local", "Is Ceres safe today?")),
    "net.ping": (9, {"t": 48211.3}),
    "session.leave_system": (10, client.LeaveSystem()),
    "ship.jump": (11, client.Jump("sol-1-to-kepler-1")),
    "join_session": (12, client.JoinSession("default")),
    "leave_session": (13, client.LeaveSession("default")),
    **match_examples.CLIENT,
}

_SERVER: dict[str, tuple[int, _Payload]] = {
    "auth.error": (
        100,
        server.AuthError(
            ErrorCode.UNSUPPORTED_PROTOCOL, MESSAGES[ErrorCode.UNSUPPORTED_PROTOCOL], 1, [1]
        ),
    ),
    "auth.ok": (101, server.AuthOk("p_7", 1, 1)),
    "session.joined": (
        102,
        server.SessionJoined(
            system_id="sol-1",
            system_name="Sol",
            ship_id="s_7",
            spawn=server.Spawn(-1200.0, 300.0, 1.571),
            tick=4200,
            tick_rate=20.0,
            bounds=server.Bounds(-8000.0, -8000.0, 8000.0, 8000.0),
            docked_at=_EARTH,
            ship_model=server.ShipModel(
                "freighter",
                120.0,
                30.0,
                0.35,
                2.2,
                0.2,
                0.4,
                0.35,
                100.0,
                100.0,
                30,
                server.Weapon(0.4, 280.0, 10.0, 1.6),
            ),
            sight=server.Sight(1000.0, 1),
            upkeep_prices=server.UpkeepPrices(2, 1),
            request_seq=2,
        ),
    ),
    "session.status": (103, server.SessionStatus("recovering", 20.0, 1.0)),
    "world.snapshot": (
        104,
        server.WorldSnapshot(
            tick=4200,
            you=server.You(
                "s_7", 5000, 92.5, 61.2, [server.CargoItem("water", 4)], 0, _EARTH, False
            ),
            entities=[
                server.Entity("s_7", "player_ship", "Vega", -1200.0, 300.0, 0.0, 0.0, 1.571, 92.5),
                server.Entity(
                    "s_9", "player_ship", "Kestrel", -850.4, 120.9, 41.3, -12.8, -0.301, 100.0
                ),
            ],
            markets=[server.Market(_EARTH, [_FOOD])],
            zones=[
                server.Zone(
                    "z_earth_core_safe",
                    "core_safe",
                    server.Point(-1200.0, 300.0),
                    550.0,
                    8.0,
                    92.0,
                    1.0,
                    False,
                )
            ],
            stations=[
                server.Station(
                    _EARTH,
                    "Earth Orbit Station",
                    -1200.0,
                    300.0,
                    120.0,
                    25.0,
                    server.Services(True, True, True),
                )
            ],
            gates=[server.Gate("sol-vega", "Vega gate", 5200.0, -3100.0, 120.0, "vega-2", 150)],
        ),
    ),
    "world.delta": (
        105,
        server.WorldDelta(
            tick=4201,
            entity_updates=[
                server.Entity("s_9", x=-848.3, y=120.3),
                server.Entity(
                    "s_12", "player_ship", "Orla", -210.0, 640.5, -60.0, 8.1, 3.007, 100.0
                ),
            ],
            entity_removed=["s_11"],
            events=[
                server.DockedEvent("s_9", _EARTH),
                server.UndockedEvent("s_7", _EARTH),
                server.MarketChangedEvent(_EARTH, [_FOOD]),
            ],
            you_zone_context=server.ZoneContext(["z_earth_core_safe"], 0.08, 0.92, 1.0),
            you=server.You(ack=7, docked_at=None),
        ),
    ),
    "trade.result": (
        106,
        server.TradeResult(
            True,
            4880,
            [server.CargoItem("food", 10), server.CargoItem("water", 4)],
            server.TradeDetails(_EARTH, "food", 10, 12, 120),
            3,
        ),
    ),
    "ship.repair_result": (
        107,
        server.RepairResult(True, 4864, 100.0, server.ServiceDetails(_EARTH, 8, 2, 16), 5),
    ),
    "ship.refuel_result": (
        108,
        server.RefuelResult(True, 4844, 81.2, server.ServiceDetails(_EARTH, 20, 1, 20), 6),
    ),
    "chat.message": (
        109,
        server.ChatMessage("local", server.ChatAuthor("p_7", "Vega"), "Is Ceres safe today?", 8),
    ),
    "net.pong": (110, {"t": 48211.3}),
    "combat.event": (113, server.CombatEvent("hit", "n_1099511627776", "s_7", 8.0, 84.5)),
    "ship.lost": (
        114,
        server.ShipLost(
            "n_1099511627776", "pirate", "Raider", _EARTH, 387, 4457, [server.CargoItem("food", 10)]
        ),
    ),
    "encounter.began": (115, server.EncounterBegan(["n_1099511627776"], 1)),
    "joined_session": (116, expedition_examples.JOINED),
    "game_state": (117, expedition_examples.STATE),
    "game_event": (118, expedition_examples.EVENT),
    "left_session": (119, expedition_examples.LEFT),
    **match_examples.SERVER,
    "session.left": (111, server.SessionLeft("sol-1", "left", 10)),
    "error": (
        112,
        server.Error(
            ErrorCode.INVALID_QUANTITY,
            MESSAGES[ErrorCode.INVALID_QUANTITY],
            4,
            {"minimum": 1, "maximum": 1_000_000},
        ),
    ),
}


def client_examples() -> dict[str, dict[str, Any]]:
    """A complete envelope as plain data for each message of a client."""
    return _envelopes(_CLIENT)


def server_examples() -> dict[str, dict[str, Any]]:
    """A complete envelope as plain data for each message of the server."""
    return _envelopes(_SERVER)


def _envelopes(examples: dict[str, tuple[int, _Payload]]) -> dict[str, dict[str, Any]]:
    return {
        kind: {"type": kind, "seq": seq, "ts": _TS_MS, "payload": to_builtins(payload)}
        for kind, (seq, payload) in examples.items()
    }
