"""The prices of one system as its pilots see them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from game.selectors.records import MarketQuote


class PriceBoard:
    """Quotes by station and commodity; `changed` since the last frame or not."""

    def __init__(self, markets: Mapping[str, Iterable[MarketQuote]]) -> None:
        self._quotes = {
            station: {quote.commodity_id: quote for quote in quotes}
            for station, quotes in markets.items()
        }
        self.changed = False

    def update(self, quotes: Iterable[MarketQuote]) -> list[str]:
        """Take new quotes; events to tell everybody, as fragments that begin with a comma."""
        stations: dict[str, list[MarketQuote]] = {}
        for quote in quotes:
            self._quotes[quote.station_id][quote.commodity_id] = quote
            stations.setdefault(quote.station_id, []).append(quote)
            self.changed = True
        return [
            "," + _json({"kind": "market_changed", "station_id": station, "prices": _rows(rows)})
            for station, rows in stations.items()
        ]

    def replace(self, markets: Mapping[str, Iterable[MarketQuote]]) -> list[str]:
        """Take all markets anew, stations among them that came or went; events as `update`."""
        before = {quote for quotes in self._quotes.values() for quote in quotes.values()}
        after = {station: list(quotes) for station, quotes in markets.items()}
        known = {(quote.station_id, quote.commodity_id) for quote in before}
        new = [quote for quotes in after.values() for quote in quotes if quote not in before]
        there = {(quote.station_id, quote.commodity_id) for q in after.values() for quote in q}
        if new or known != there or self._quotes.keys() != after.keys():
            self.changed = True
        self._quotes = {
            station: {quote.commodity_id: quote for quote in quotes}
            for station, quotes in after.items()
        }
        return self.update(new)

    def best_run(self, source: str, target: str) -> str | None:
        """The commodity that gains most a unit between two stations; None where none gains."""
        here, there = self._quotes.get(source, {}), self._quotes.get(target, {})
        gains = {
            commodity_id: there[commodity_id].sell - quote.buy
            for commodity_id, quote in here.items()
            if commodity_id in there and quote.stock > 0
        }
        best = max(gains, key=lambda key: (gains[key], key), default=None)
        return best if best is not None and gains[best] > 0 else None

    def json(self) -> str:
        """The member `markets` of a snapshot."""
        return _json(
            [
                {"station_id": station, "prices": _rows(quotes.values())}
                for station, quotes in self._quotes.items()
            ]
        )


def _rows(quotes: Iterable[MarketQuote]) -> list[dict[str, Any]]:
    return [
        {"commodity_id": q.commodity_id, "buy": q.buy, "sell": q.sell, "stock": q.stock}
        for q in quotes
    ]


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
