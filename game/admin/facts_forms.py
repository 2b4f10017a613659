"""What facts have to be beside what their rows check: the same rules as for those of the YAML."""

from typing import Any

from django import forms

from game.catalog.economy import economy_rules
from game.catalog.lanes import GateFacts, gate_fault
from game.catalog.systems import BoundsSpec
from game.economy import opening
from game.models import Gate, Location, MarketPrice, StarSystem, Zone

TRAFFIC_MAX = 100  # ships of a kind, as in the facts of the YAML


class FactsForm(forms.ModelForm):
    """`check` is asked once all fields are good; what it raises is said above the form."""

    def check(self, row: Any) -> None:
        raise NotImplementedError

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # fills self.instance
        if not self.errors:
            try:
                self.check(self.instance)
            except forms.ValidationError as error:
                self.add_error(None, error)


class SystemForm(FactsForm):
    class Meta:
        model = StarSystem
        fields = ("id", "name", "min_x", "max_x", "min_y", "max_y", "traders", "patrols", "pirates")

    def check(self, row: StarSystem) -> None:
        if max(row.traders, row.patrols) > TRAFFIC_MAX:
            raise forms.ValidationError(f"At most {TRAFFIC_MAX} traders, and as many patrols.")
        bounds = _bounds(row)
        places: list[Location | Gate] = [*row.locations.all(), *row.gates.all()]
        for place in places:
            _within(bounds, place.x, place.y, place.name)


class LocationForm(FactsForm):
    class Meta:
        model = Location
        fields = (
            "id",
            "system",
            "name",
            "location_type",
            "security_level",
            "x",
            "y",
            "docking_radius",
            "docking_speed",
            "has_market",
            "has_repair",
            "has_refuel",
        )

    def check(self, row: Location) -> None:
        bounds = _bounds(row.system)
        _within(bounds, row.x, row.y, row.name)
        others = row.system.locations.exclude(pk=row.pk)
        for gate in row.system.gates.all():
            _gate(gate, bounds, [*others, row])


class GateForm(FactsForm):
    class Meta:
        model = Gate
        fields = ("name", "cost", "x", "y", "radius")

    def check(self, row: Gate) -> None:
        _gate(row, _bounds(row.system), list(row.system.locations.all()))


class ZoneForm(FactsForm):
    class Meta:
        model = Zone
        fields = (
            "id",
            "system",
            "zone_type",
            "active",
            "center_x",
            "center_y",
            "radius",
            "risk_level",
            "security_level",
            "profit_multiplier",
            "pvp_allowed",
        )

    def check(self, row: Zone) -> None:
        _within(_bounds(row.system), row.center_x, row.center_y, "The zone's centre")


class MarketPriceForm(FactsForm):
    class Meta:
        model = MarketPrice
        fields = ("location", "commodity", "buy", "sell", "stock", "baseline_stock")

    def check(self, row: MarketPrice) -> None:
        if not {"buy", "sell"} & set(self.changed_data):
            return
        try:
            opening(
                base_price=row.commodity.base_price,
                volatility=row.commodity.volatility,
                buy=row.buy,
                sell=row.sell,
                rules=economy_rules().prices,
            )
        except ValueError as error:
            raise forms.ValidationError(f"{error}.") from error


def _bounds(system: StarSystem) -> BoundsSpec:
    return BoundsSpec(system.min_x, system.min_y, system.max_x, system.max_y)


def _within(bounds: BoundsSpec, x: float, y: float, what: str) -> None:
    if not (bounds.min_x <= x <= bounds.max_x and bounds.min_y <= y <= bounds.max_y):
        raise forms.ValidationError(
            f"{what} at {x:g}, {y:g} is outside of the bounds of the system."
        )


def _gate(gate: Gate, bounds: BoundsSpec, stations: list[Location]) -> None:
    facts = GateFacts(gate.system_id, gate.pk, gate.name, gate.x, gate.y, gate.radius)
    if fault := gate_fault(facts, bounds, stations):
        raise forms.ValidationError(f"{fault}.")
