"""What a player holds of the world: snapshots and deltas applied as the protocol says."""

from typing import Any

Message = dict[str, Any]
COMPLETE = frozenset({"kind", "x", "y", "vx", "vy", "r", "hp"})  # of an entity's first mention


class Sight:
    """The state that a client keeps. Everything is plain data as it came over the wire."""

    def __init__(self) -> None:
        self.tick = -1
        self.you: Message = {}
        self.entities: dict[str, Message] = {}
        self.markets: dict[str, dict[str, Message]] = {}  # station id, commodity id
        self.stations: dict[str, Message] = {}
        self.gates: dict[str, Message] = {}
        self.zones: dict[str, Message] = {}
        self.zone_context: Message = {}

    def apply_snapshot(self, snapshot: Message) -> None:
        self.tick = snapshot["tick"]
        self.you = dict(snapshot["you"])
        self.entities = {entity["id"]: dict(entity) for entity in snapshot["entities"]}
        self.stations = {station["station_id"]: station for station in snapshot["stations"]}
        self.gates = {gate["gate_id"]: gate for gate in snapshot["gates"]}
        self.zones = {zone["zone_id"]: zone for zone in snapshot["zones"]}
        self.markets = {}
        for market in snapshot["markets"]:
            self._apply_prices(market)

    def apply_delta(self, delta: Message) -> None:
        assert delta["tick"] > self.tick, "ticks never go back"
        self.tick = delta["tick"]
        for entity_id in delta["entity_removed"]:
            self.entities.pop(entity_id, None)
        for update in delta["entity_updates"]:
            known = self.entities.get(update["id"])
            if known is None:
                assert update.keys() >= COMPLETE, update
                self.entities[update["id"]] = dict(update)
            else:
                known.update(update)
        self.you.update(delta.get("you", {}))
        self.zone_context = delta["you_zone_context"]
        for event in delta["events"]:
            if event["kind"] == "market_changed":
                self._apply_prices(event)

    def _apply_prices(self, market: Message) -> None:
        rows = self.markets.setdefault(market["station_id"], {})
        rows.update({price["commodity_id"]: price for price in market["prices"]})
