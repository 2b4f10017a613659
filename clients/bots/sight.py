"""What a client holds of the world: snapshots, and deltas applied to them as documented."""

from collections.abc import Iterator
from math import hypot
from typing import Any

Row = dict[str, Any]


class Sight:
    """Plain data as it came over the wire, by id. Empty until the first snapshot."""

    def __init__(self) -> None:
        self.you: Row = {}
        self.entities: dict[str, Row] = {}
        self.stations: dict[str, Row] = {}
        self.zones: list[Row] = []
        self.markets: dict[str, dict[str, Row]] = {}  # station id, commodity id

    def snapshot(self, payload: Row) -> None:
        self.you = dict(payload["you"])
        self.entities = {entity["id"]: dict(entity) for entity in payload["entities"]}
        self.stations = {station["station_id"]: station for station in payload["stations"]}
        self.zones = payload["zones"]
        self.markets = {}
        for market in payload["markets"]:
            self._prices(market)

    def delta(self, payload: Row) -> None:
        for entity_id in payload["entity_removed"]:
            self.entities.pop(entity_id, None)
        for update in payload["entity_updates"]:
            self.entities.setdefault(update["id"], {}).update(update)
        self.you.update(payload.get("you", {}))
        for event in payload["events"]:
            if event["kind"] == "market_changed":
                self._prices(event)

    def settled(self, result: Row) -> None:
        """The reply to a transaction is ahead of the deltas."""
        known = ("credits", "cargo", "hull", "fuel")
        self.you.update({key: result[key] for key in known if key in result})

    @property
    def ship(self) -> Row | None:
        """One's own ship; None while it is destroyed."""
        return self.entities.get(self.you.get("ship_id", ""))

    @property
    def docked_at(self) -> str | None:
        station_id: str | None = self.you.get("docked_at")
        return station_id

    @property
    def cargo(self) -> dict[str, int]:
        return {line["commodity_id"]: line["qty"] for line in self.you.get("cargo", ())}

    def of_kind(self, *kinds: str) -> Iterator[Row]:
        """Everything of these kinds but oneself."""
        own = self.you.get("ship_id")
        return (e for e in self.entities.values() if e.get("kind") in kinds and e["id"] != own)

    def is_safe(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Whether weapons are locked at a place, or within `margin` units of it."""
        return any(
            zone["zone_type"] == "core_safe"
            and hypot(zone["center"]["x"] - x, zone["center"]["y"] - y) < zone["radius"] + margin
            for zone in self.zones
        )

    def may_fight_pilots(self, x: float, y: float) -> bool:
        """Whether all zones at a place allow it."""
        return all(
            zone["pvp_allowed"]
            for zone in self.zones
            if hypot(zone["center"]["x"] - x, zone["center"]["y"] - y) < zone["radius"]
        )

    def nearest_station(self, x: float, y: float) -> Row:
        """Raises ValueError in a system without stations."""
        return min(self.stations.values(), key=lambda s: hypot(s["x"] - x, s["y"] - y))

    def _prices(self, market: Row) -> None:
        rows = self.markets.setdefault(market["station_id"], {})
        rows.update({price["commodity_id"]: price for price in market["prices"]})
