"""A site's WebSocket in memory: logins, matches of tic-tac-toe, one expedition, one star system.

Written from the protocol's description. Replies carry `request_seq`, except that a match's states
go to everybody alike; so does `match.joined` to who waited for it.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.typing import Subprotocol

from support.games import TicTacToe

PROTOCOL = Subprotocol("cosmic.v1.json")
TOKEN = "access-1"
STATION = {"station_id": "st_1", "name": "Port", "x": 0.0, "y": 0.0}
SHIP = {"id": "ship_1", "kind": "player_ship", "x": 0.0, "y": 0.0, "hp": 100}


class No(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Match:
    def __init__(self, match_id: str, session: str) -> None:
        self.match_id, self.session = match_id, session
        self.sockets: list[Socket] = []
        self.watchers: list[Socket] = []
        self.game: TicTacToe | None = None
        self.version = 0

    async def begin(self) -> None:
        self.game = TicTacToe(2)
        await self.tell_state()

    async def tell_state(self) -> None:
        self.version += 1
        assert self.game is not None
        over = self.game.game_over()
        current = [] if over else self.game.current_player()
        state = {**self.game.state(0), "current": current, "gameover": over}
        for socket in (*self.sockets, *self.watchers):
            await socket.tell(
                "match.state", match_id=self.match_id, version=self.version, state=state
            )


class Socket:
    """One connection. `asked` is the seq of the message at work."""

    def __init__(self, site: "LiveSite", socket: ServerConnection) -> None:
        self.site, self.socket = site, socket
        self.seq = self.asked = 0
        self.player = ""
        self.inputs: list[dict[str, Any]] = []

    async def tell(self, kind: str, **payload: Any) -> None:
        self.seq += 1
        envelope = {"type": kind, "seq": self.seq, "ts": 1, "payload": payload}
        await self.socket.send(json.dumps(envelope))

    async def reply(self, kind: str, **payload: Any) -> None:
        await self.tell(kind, request_seq=self.asked, **payload)

    async def run(self) -> None:
        async for frame in self.socket:
            message = json.loads(frame)
            assert message["seq"] > self.asked
            self.asked = message["seq"]
            kind, payload = message["type"], message["payload"]
            try:
                if not self.player and kind not in ("auth.login", "net.ping"):
                    raise No("NOT_AUTHENTICATED")
                if kind not in HANDLERS:
                    raise No("UNKNOWN_TYPE")
                await HANDLERS[kind](self, payload)
            except No as no:
                refusal = "auth.error" if kind == "auth.login" else "error"
                await self.reply(refusal, code=no.code, message=f"no: {no.code}")

    async def on_login(self, payload: dict[str, Any]) -> None:
        if payload["token"] != TOKEN:
            raise No("INVALID_TOKEN")
        assert payload["protocol_version"] == 1
        self.player = "p_1"
        await self.reply("auth.ok", player_id=self.player, protocol_version=1)

    async def on_ping(self, payload: dict[str, Any]) -> None:
        await self.reply("net.pong", **payload)

    async def on_join_match(self, payload: dict[str, Any]) -> None:
        if payload["game"] != "TicTacToe":
            raise No("UNKNOWN_GAME")
        matches = self.site.matches
        label = payload["session"] if payload["session"] != "auto" else "made-up"
        match = matches.get(label)
        if match is None or match.game is not None:
            if payload["players"] is None:
                raise No("UNKNOWN_MATCH" if match is None else "MATCH_FULL")
            match = matches[label] = Match(f"m{len(matches)}-{label}", label)
        match.sockets.append(self)
        if len(match.sockets) == 2:
            for seat, socket in enumerate(match.sockets):
                await socket.tell("match.joined", **joined(match, seat), key="k")
            await match.begin()

    async def on_observe(self, payload: dict[str, Any]) -> None:
        match = self.site.matches.get(payload["session"])
        if match is None:
            raise No("UNKNOWN_MATCH")
        match.watchers.append(self)
        await self.reply("match.joined", **joined(match, 0))
        await match.tell_state()

    async def on_move(self, payload: dict[str, Any]) -> None:
        match = self.match(payload)
        assert match.game is not None
        seat = match.sockets.index(self)
        if match.game.turn != seat:
            raise No("NOT_YOUR_TURN")
        error = match.game.move(payload["move"], seat)
        if error is None:
            await match.tell_state()
        else:
            await self.reply("match.illegal_move", match_id=match.match_id, message=error)

    async def on_restart(self, payload: dict[str, Any]) -> None:
        await self.match(payload).begin()

    async def on_leave(self, payload: dict[str, Any]) -> None:
        match = self.match(payload)
        for socket in match.sockets:
            await socket.tell("match.ended", match_id=match.match_id, reason="left", state={})

    def match(self, payload: dict[str, Any]) -> Match:
        for match in self.site.matches.values():
            if match.match_id == payload["match_id"]:
                return match
        raise No("UNKNOWN_MATCH")

    async def on_join_session(self, payload: dict[str, Any]) -> None:
        if payload["session_id"] == "nowhere":
            raise No("UNKNOWN_SESSION")
        await self.reply("joined_session", **payload)
        await self.tell("game_state", **payload, turn_count=7)
        await self.tell("game_event", type="found", message="a derelict", choices=["salvage"])

    async def on_leave_session(self, payload: dict[str, Any]) -> None:
        await self.reply("left_session", **payload)

    async def on_join_system(self, payload: dict[str, Any]) -> None:
        if payload["system_id"] not in ("sol", "vega"):
            raise No("UNKNOWN_SYSTEM")
        await self.reply("session.joined", **payload, ship_id="ship_1", docked_at="st_1")
        await self.snapshot(1)

    async def snapshot(self, tick: int) -> None:
        await self.tell(
            "world.snapshot",
            tick=tick,
            you={"ship_id": "ship_1", "credits": 1000, "cargo": [], "ack": 0},
            entities=[SHIP, {"id": "rock", "kind": "loot", "x": 5.0, "y": 5.0}],
            stations=[STATION],
            gates=[],
            zones=[],
            markets=[{"station_id": "st_1", "prices": [{"commodity_id": "ore", "buy": 10}]}],
        )

    async def on_input(self, payload: dict[str, Any]) -> None:
        self.inputs.append(payload)
        await self.tell(
            "world.delta",
            tick=2,
            you={"ack": self.asked},
            entity_removed=["rock"],
            entity_updates=[{"id": "ship_1", "x": 1.5}, {"id": "rock", "kind": "loot", "x": 9.0}],
            events=[
                {
                    "kind": "market_changed",
                    "station_id": "st_1",
                    "prices": [{"commodity_id": "ore", "buy": 11}],
                }
            ],
            you_zone_context={},
        )

    async def on_buy(self, payload: dict[str, Any]) -> None:
        if payload["quantity"] > 100:
            raise No("INSUFFICIENT_CREDITS")
        cargo = [{"commodity_id": payload["commodity_id"], "qty": payload["quantity"]}]
        await self.reply("trade.result", ok=True, credits=900, cargo=cargo, details=payload)

    async def on_refuel(self, payload: dict[str, Any]) -> None:
        await self.reply("ship.refuel_result", ok=True, credits=850, fuel=100, details=payload)

    async def on_jump(self, payload: dict[str, Any]) -> None:
        await self.reply("session.left", system_id="sol", reason="jumped")
        await self.tell("session.joined", system_id="vega", ship_id="ship_1", docked_at=None)
        await self.snapshot(9)

    async def on_drop(self, payload: dict[str, Any]) -> None:
        await self.socket.close(1012, "restarting")


Handler = Callable[[Socket, dict[str, Any]], Awaitable[None]]
HANDLERS: dict[str, Handler] = {
    "auth.login": Socket.on_login,
    "net.ping": Socket.on_ping,
    "match.join": Socket.on_join_match,
    "match.observe": Socket.on_observe,
    "match.move": Socket.on_move,
    "match.restart": Socket.on_restart,
    "match.leave": Socket.on_leave,
    "join_session": Socket.on_join_session,
    "leave_session": Socket.on_leave_session,
    "session.join_system": Socket.on_join_system,
    "input.command": Socket.on_input,
    "trade.buy": Socket.on_buy,
    "ship.refuel_request": Socket.on_refuel,
    "ship.jump": Socket.on_jump,
    "chat.send": Socket.on_drop,
}


def joined(match: Match, seat: int) -> dict[str, Any]:
    return {
        "match_id": match.match_id,
        "game": "TicTacToe",
        "session": match.session,
        "player_id": seat,
    }


class LiveSite:
    """On 127.0.0.1, at a port of the system's choice; `sockets` are those that ever came."""

    def __init__(self) -> None:
        self.matches: dict[str, Match] = {}
        self.sockets: list[Socket] = []

    async def take(self, connection: ServerConnection) -> None:
        socket = Socket(self, connection)
        self.sockets.append(socket)
        await socket.run()

    async def serve(self) -> Server:
        return await serve(self.take, "127.0.0.1", 0, subprotocols=[PROTOCOL])


def url_of(server: Server) -> str:
    port = next(iter(server.sockets)).getsockname()[1]
    return f"ws://127.0.0.1:{port}/ws"
