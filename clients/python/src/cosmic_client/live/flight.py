"""A ship in a star system: what its pilot knows, and what its pilot can do."""

from typing import Any

from cosmic_client.errors import GameServerError
from cosmic_client.live.connection import Connection, Payload
from cosmic_client.live.inbox import Inbox

Row = dict[str, Any]

RESULTS = ("trade.result", "ship.repair_result", "ship.refuel_result")
UNREAD = 1024  # changes; who is behind by more has the newest world anyway


class World:
    """Plain data as documented, kept up to date. Empty until the first snapshot.

    entities and stations by id, markets by station id and commodity id.
    """

    def __init__(self) -> None:
        self.tick = 0
        self.you: Row = {}
        self.entities: dict[str, Row] = {}
        self.stations: dict[str, Row] = {}
        self.gates: dict[str, Row] = {}
        self.zones: list[Row] = []
        self.markets: dict[str, dict[str, Row]] = {}

    @property
    def ship(self) -> Row | None:
        """One's own ship, None while it is destroyed."""
        return self.entities.get(self.you.get("ship_id", ""))

    def take_snapshot(self, payload: Payload) -> None:
        self.tick = payload["tick"]
        self.you = dict(payload["you"])
        self.entities = {row["id"]: dict(row) for row in payload["entities"]}
        self.stations = {row["station_id"]: row for row in payload["stations"]}
        self.gates = {row["gate_id"]: row for row in payload["gates"]}
        self.zones = payload["zones"]
        self.markets = {}
        for market in payload["markets"]:
            self._take_prices(market)

    def take_delta(self, payload: Payload) -> None:
        """What left goes first: an id may leave and come back in one delta."""
        self.tick = payload["tick"]
        for entity_id in payload["entity_removed"]:
            self.entities.pop(entity_id, None)
        for row in payload["entity_updates"]:
            self.entities.setdefault(row["id"], {}).update(row)
        self.you.update(payload.get("you", {}))
        for event in payload["events"]:
            if event["kind"] == "market_changed":
                self._take_prices(event)

    def take_result(self, payload: Payload) -> None:
        """A reply to a transaction knows the new account before the next delta does."""
        known = ("credits", "cargo", "hull", "fuel")
        self.you.update({key: payload[key] for key in known if key in payload})

    def _take_prices(self, market: Row) -> None:
        rows = self.markets.setdefault(market["station_id"], {})
        rows.update({price["commodity_id"]: price for price in market["prices"]})


class Flight:
    """The pilot's place in one star system, and after a jump in the next.

    joined: the payload of the newest session.joined. Transactions and jumps raise
    GameServerError with the site's code, such as `INSUFFICIENT_CREDITS`.
    """

    def __init__(self, connection: Connection, joined: Payload) -> None:
        self.joined = joined
        self.world = World()
        self._connection = connection
        self._changes: Inbox[tuple[str, Payload]] = Inbox(UNREAD)

    @property
    def system_id(self) -> str:
        system_id: str = self.joined["system_id"]
        return system_id

    async def change(self) -> tuple[str, Payload]:
        """Wait for the next message about the system, as (type, payload); `world` has it already.

        Raises GameServerError when the flight is over.
        """
        return await self._changes.get()

    async def steer(
        self,
        thrust: float = 0.0,
        turn: float = 0.0,
        *,
        fire_primary: bool = False,
        dock_request: bool = False,
    ) -> int:
        """Hold the helm like this until the next call; thrust 0..1, turn -1..1.

        Gives the seq that `world.you["ack"]` reaches when the ship obeys. Docking, and undocking,
        begin when `dock_request` turns from False to True.
        """
        return await self._connection.send(
            "input.command",
            thrust=thrust,
            turn=turn,
            fire_primary=fire_primary,
            dock_request=dock_request,
        )

    async def buy(
        self, station_id: str, commodity_id: str, quantity: int, ref: str | None = None
    ) -> Payload:
        """Buy from the market of the station where the ship is docked.

        A `ref` of one's own makes it safe to ask again: the same one never buys twice.
        """
        return await self._deal("trade.buy", station_id, ref, commodity_id, quantity)

    async def sell(
        self, station_id: str, commodity_id: str, quantity: int, ref: str | None = None
    ) -> Payload:
        return await self._deal("trade.sell", station_id, ref, commodity_id, quantity)

    async def repair(self, station_id: str, ref: str | None = None) -> Payload:
        return await self._deal("ship.repair_request", station_id, ref)

    async def refuel(
        self, station_id: str, quantity: int | None = None, ref: str | None = None
    ) -> Payload:
        """Buy that many units of fuel, or as many as fit."""
        return await self._deal("ship.refuel_request", station_id, ref, quantity=quantity)

    async def jump(self, gate_id: str) -> None:
        """Through a gate; `joined` and `world` follow when the other side has answered."""
        await self._connection.ask("ship.jump", gate_id=gate_id)

    async def say(self, text: str, channel: str = "system") -> None:
        await self._connection.send("chat.send", channel=channel, text=text)

    async def leave(self) -> None:
        await self._connection.ask("session.leave_system")

    def take(self, kind: str, payload: Payload) -> None:
        """A message about the system has come."""
        if kind == "session.joined":
            self.joined = payload
        elif kind == "world.snapshot":
            self.world.take_snapshot(payload)
        elif kind == "world.delta":
            self.world.take_delta(payload)
        elif kind in RESULTS:
            self.world.take_result(payload)
        self._changes.put((kind, payload))

    def end(self, error: GameServerError) -> None:
        self._changes.end(error)

    async def _deal(
        self,
        kind: str,
        station_id: str,
        ref: str | None,
        commodity_id: str | None = None,
        quantity: int | None = None,
    ) -> Payload:
        asked = {
            "station_id": station_id,
            "commodity_id": commodity_id,
            "quantity": quantity,
            "ref": ref,
        }
        given = {key: value for key, value in asked.items() if value is not None}
        return await self._connection.ask(kind, **given)
