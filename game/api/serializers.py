"""What requests ask with and answers look like."""

import re
from typing import Any

from rest_framework import serializers

from game.catalog.economy import economy_rules
from game.catalog.ships import ship_catalog
from game.models import LedgerEntry
from game.models.universe import ID_LENGTH
from game.selectors.history import DEFAULT_HOURS

Body = serializers.Serializer[dict[str, Any]]

PAGE_DEFAULT, PAGE_MAX = 20, 100
OFFSET_MAX = 2**31 - 1  # beyond it no database has a row
SPELT = re.compile(r"-?(0|[1-9][0-9]*)")


class WholeField(serializers.IntegerField):
    """A number in an address, spelt as JSON spells integers: no blanks, no other script."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, str) and not SPELT.fullmatch(data):
            self.fail("invalid")
        return super().to_internal_value(data)


class LimitQuery(Body):
    limit = WholeField(min_value=1, max_value=PAGE_MAX, default=PAGE_DEFAULT)


class PageQuery(LimitQuery):
    offset = WholeField(min_value=0, max_value=OFFSET_MAX, default=0)


class SystemQuery(Body):
    system_id = serializers.CharField(
        max_length=ID_LENGTH,
        required=False,
        trim_whitespace=False,
        help_text="Absent: the system that new pilots begin in.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {"system_id": ship_catalog().start.system_id, **attrs}


class HistoryQuery(Body):
    commodity_id = serializers.CharField(
        max_length=ID_LENGTH,
        required=False,
        trim_whitespace=False,
        help_text="Absent: everything that is traded there.",
    )
    hours = WholeField(
        min_value=1, max_value=economy_rules().history.kept_hours, default=DEFAULT_HOURS
    )


class PlayerSerializer(Body):
    id = serializers.CharField()
    username = serializers.CharField()
    credits = serializers.IntegerField()
    reputation = serializers.IntegerField(help_text="Bounded on both sides of 0; patrols care.")
    kills = serializers.IntegerField()
    deaths = serializers.IntegerField()
    is_guest = serializers.BooleanField()


class ShipSerializer(Body):
    """Hull in points, fuel in units, capacity in units of mass; as last stored."""

    id = serializers.CharField()
    ship_class = serializers.CharField()
    hull_current = serializers.FloatField()
    hull_max = serializers.FloatField()
    fuel_current = serializers.FloatField()
    fuel_max = serializers.FloatField()
    cargo_capacity = serializers.IntegerField()
    docked_at = serializers.CharField(allow_null=True, help_text="A location's id, or null.")


class MeSerializer(Body):
    player = PlayerSerializer()
    ship = ShipSerializer()


class CargoLineSerializer(Body):
    commodity_id = serializers.CharField()
    quantity = serializers.IntegerField(min_value=1)


class CargoSerializer(Body):
    ship_id = serializers.CharField()
    cargo = CargoLineSerializer(many=True)
    used_capacity = serializers.IntegerField(help_text="Units of mass.")
    total_capacity = serializers.IntegerField(help_text="Units of mass.")


class TransactionSerializer(Body):
    id = serializers.CharField()
    tx_type = serializers.ChoiceField(choices=LedgerEntry.Type.values)
    location_id = serializers.CharField(allow_null=True)
    commodity_id = serializers.CharField(allow_null=True)
    quantity = serializers.IntegerField(allow_null=True)
    unit_price = serializers.IntegerField(allow_null=True)
    total_amount = serializers.IntegerField(
        help_text="Signed: what the balance gained, or below 0 lost. All of them add up to it."
    )
    ref = serializers.CharField(allow_null=True, help_text="As the client gave it, or null.")
    created_at = serializers.DateTimeField()


class TransactionsSerializer(Body):
    items = TransactionSerializer(many=True)
    total = serializers.IntegerField(help_text="Of all pages.")


class BootstrapSerializer(Body):
    protocol_version = serializers.IntegerField()
    system_id = serializers.CharField(help_text="Where the ship is: join this system.")
    ws_url = serializers.CharField()
    access_token = serializers.CharField(help_text="For `auth.login` on the socket.")
    player = PlayerSerializer()
    ship = ShipSerializer()


class BoundsSerializer(Body):
    min_x = serializers.FloatField()
    min_y = serializers.FloatField()
    max_x = serializers.FloatField()
    max_y = serializers.FloatField()


class SystemSerializer(Body):
    id = serializers.CharField()
    name = serializers.CharField()
    bounds = BoundsSerializer()
    pilots = serializers.IntegerField(help_text="In the system now.")


class SystemsSerializer(Body):
    systems = SystemSerializer(many=True)


class ServicesSerializer(Body):
    market = serializers.BooleanField()
    repair = serializers.BooleanField()
    refuel = serializers.BooleanField()


class LocationSerializer(Body):
    id = serializers.CharField()
    name = serializers.CharField()
    type = serializers.CharField()
    x = serializers.FloatField()
    y = serializers.FloatField()
    security_level = serializers.FloatField(help_text="0 to 100.")
    docking_radius = serializers.FloatField(help_text="World units.")
    docking_speed = serializers.FloatField(help_text="World units a second, at most.")
    services = ServicesSerializer()


class LocationsSerializer(Body):
    system_id = serializers.CharField()
    locations = LocationSerializer(many=True)


class MarketItemSerializer(Body):
    commodity_id = serializers.CharField()
    buy = serializers.IntegerField(help_text="What a player pays for a unit.")
    sell = serializers.IntegerField(help_text="What a player gets for a unit.")
    stock_qty = serializers.IntegerField()


class MarketSerializer(Body):
    location_id = serializers.CharField()
    updated_at = serializers.DateTimeField(allow_null=True)
    items = MarketItemSerializer(many=True)


class HistoryPointSerializer(Body):
    at = serializers.DateTimeField()
    buy = serializers.IntegerField(help_text="What a player paid for a unit.")
    sell = serializers.IntegerField(help_text="What a player got for a unit.")
    stock_qty = serializers.IntegerField()


class CommodityHistorySerializer(Body):
    commodity_id = serializers.CharField()
    points = HistoryPointSerializer(many=True, help_text="Oldest first.")


class HistorySerializer(Body):
    location_id = serializers.CharField()
    items = CommodityHistorySerializer(many=True)


class CommoditySerializer(Body):
    id = serializers.CharField()
    name = serializers.CharField()
    unit_mass = serializers.IntegerField()
    base_price = serializers.IntegerField()


class CommoditiesSerializer(Body):
    commodities = CommoditySerializer(many=True)


class StandingSerializer(Body):
    rank = serializers.IntegerField()
    player_id = serializers.CharField()
    username = serializers.CharField()
    credits = serializers.IntegerField()
    reputation = serializers.IntegerField()


class LeaderboardSerializer(Body):
    items = StandingSerializer(many=True)
