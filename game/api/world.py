"""What everybody may know of the world: the map, the markets, who is rich."""

from drf_spectacular.utils import extend_schema
from msgspec import to_builtins
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.openapi import refusals
from game.api import examples
from game.api.base import WorldView, query_of
from game.api.serializers import (
    CommoditiesSerializer,
    HistoryQuery,
    HistorySerializer,
    LeaderboardSerializer,
    LimitQuery,
    LocationsSerializer,
    MarketSerializer,
    SystemQuery,
    SystemsSerializer,
)
from game.catalog.systems import StationSpec
from game.protocol.errors import ErrorCode
from game.selectors.history import market_history
from game.selectors.leaderboard import credits_leaderboard
from game.selectors.markets import commodities_all, market_at
from game.selectors.systems import system_require, system_stations, systems_overview

TAGS = ["World"]


class SystemsView(WorldView):
    @extend_schema(
        tags=TAGS,
        summary="Star systems",
        responses=SystemsSerializer,
        examples=examples.answer(examples.SYSTEMS),
    )
    def get(self, request: Request) -> Response:
        return Response({"systems": [to_builtins(system) for system in systems_overview()]})


class LocationsView(WorldView):
    @extend_schema(
        tags=TAGS,
        summary="Stations of a system",
        parameters=[SystemQuery],
        responses={
            200: LocationsSerializer,
            **refusals(ErrorCode.INVALID_INPUT, ErrorCode.UNKNOWN_SYSTEM),
        },
        examples=examples.answer(examples.LOCATIONS),
    )
    def get(self, request: Request) -> Response:
        system = system_require(**query_of(SystemQuery, request))
        stations = system_stations(system_id=system.pk)
        return Response(
            {"system_id": system.pk, "locations": [_location(station) for station in stations]}
        )


class MarketView(WorldView):
    @extend_schema(
        tags=TAGS,
        summary="Prices at a location",
        responses={200: MarketSerializer, **refusals(ErrorCode.NOT_FOUND)},
        examples=examples.answer(examples.MARKET),
    )
    def get(self, request: Request, location_id: str) -> Response:
        """`buy` is what a player pays, `sell` what a player gets; a location without a market
        has no items."""
        market = market_at(location_id=location_id)
        return Response(
            {
                "location_id": market.location_id,
                "updated_at": to_builtins(market.updated_at),
                "items": [
                    {
                        "commodity_id": quote.commodity_id,
                        "buy": quote.buy,
                        "sell": quote.sell,
                        "stock_qty": quote.stock,
                    }
                    for quote in market.quotes
                ],
            }
        )


class HistoryView(WorldView):
    @extend_schema(
        tags=TAGS,
        summary="Prices at a location, over time",
        parameters=[HistoryQuery],
        responses={
            200: HistorySerializer,
            **refusals(ErrorCode.INVALID_INPUT, ErrorCode.NOT_FOUND, ErrorCode.UNKNOWN_COMMODITY),
        },
        examples=examples.answer(examples.HISTORY),
    )
    def get(self, request: Request, location_id: str) -> Response:
        """A point every few minutes while somebody flies in the system; a long time has them
        further apart. A location without a market has no items."""
        items = market_history(location_id=location_id, **query_of(HistoryQuery, request))
        return Response(
            {"location_id": location_id, "items": [to_builtins(item) for item in items]}
        )


class CommoditiesView(WorldView):
    @extend_schema(
        tags=TAGS,
        summary="What is traded",
        responses=CommoditiesSerializer,
        examples=examples.answer(examples.COMMODITIES),
    )
    def get(self, request: Request) -> Response:
        return Response({"commodities": [to_builtins(c) for c in commodities_all()]})


class CreditsLeaderboardView(WorldView):
    @extend_schema(
        tags=TAGS,
        summary="The richest pilots",
        parameters=[LimitQuery],
        responses={200: LeaderboardSerializer, **refusals(ErrorCode.INVALID_INPUT)},
        examples=examples.answer(examples.LEADERBOARD),
    )
    def get(self, request: Request) -> Response:
        standings = credits_leaderboard(**query_of(LimitQuery, request))
        return Response({"items": [to_builtins(standing) for standing in standings]})


def _location(station: StationSpec) -> dict[str, object]:
    return {
        "id": station.id,
        "name": station.name,
        "type": station.location_type,
        "x": station.x,
        "y": station.y,
        "security_level": station.security_level,
        "docking_radius": station.docking_radius,
        "docking_speed": station.docking_speed,
        "services": {
            "market": station.has_market,
            "repair": station.has_repair,
            "refuel": station.has_refuel,
        },
    }
