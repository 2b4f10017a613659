"""A ship's hold while it is locked: its lots, and how a change of them reaches their rows."""

from collections.abc import Iterable

from game.economy import Lot, LotKey, after_flight, after_loading, after_removal, held_units
from game.models import CargoItem, Ship
from game.selectors.records import CargoLine


class Hold:
    """The lots of one ship, whose rows this transaction holds locked; changes are written at once.

    Lots of a commodity stand in the order in which they came aboard.
    """

    def __init__(self, ship: Ship) -> None:
        """Locks the cargo's rows. The caller holds the lock of the ship."""
        self._ship = ship
        self._rows: dict[str, dict[LotKey, CargoItem]] = {}
        rows = CargoItem.objects.select_for_update(of=("self",)).select_related("commodity")
        for row in rows.filter(ship=ship).order_by("commodity_id", "pk"):
            self._rows.setdefault(row.commodity_id, {})[_key(row)] = row

    @property
    def commodities(self) -> tuple[str, ...]:
        """What there is, in the order of the ids."""
        return tuple(sorted(self._rows))

    @property
    def lines(self) -> tuple[CargoLine, ...]:
        return tuple(CargoLine(key, self.quantity(key)) for key in self.commodities)

    @property
    def used(self) -> int:
        """Units of mass."""
        return sum(
            row.quantity * row.commodity.unit_mass
            for rows in self._rows.values()
            for row in rows.values()
        )

    @property
    def base_prices(self) -> dict[str, int]:
        """Credits a unit, of everything aboard."""
        return {
            key: next(iter(rows.values())).commodity.base_price for key, rows in self._rows.items()
        }

    def quantity(self, commodity_id: str) -> int:
        return held_units(self.lots(commodity_id))

    def lots(self, commodity_id: str) -> tuple[Lot, ...]:
        return tuple(map(_lot, self._rows.get(commodity_id, {}).values()))

    def load(self, commodity_id: str, key: LotKey, quantity: int, cost: int) -> None:
        self.put(commodity_id, after_loading(self.lots(commodity_id), key, quantity, cost))

    def remove(self, commodity_id: str, quantity: int) -> None:
        self.put(commodity_id, after_removal(self.lots(commodity_id), quantity))

    def fly(self, *, flown_s: float, exposure_s: float, docked_at: str | None) -> None:
        """Everything aboard has flown on."""
        for commodity_id in self.commodities:
            lots = after_flight(
                self.lots(commodity_id),
                flown_s=flown_s,
                exposure_s=exposure_s,
                docked_at=docked_at,
            )
            self.put(commodity_id, lots)

    def put(self, commodity_id: str, lots: Iterable[Lot]) -> None:
        """Make the rows of a commodity hold these lots."""
        rows, wanted = self._rows.pop(commodity_id, {}), {lot.key: lot for lot in lots}
        for key in rows.keys() - wanted.keys():
            rows.pop(key).delete()
        for key, lot in wanted.items():
            row = rows.get(key)
            if row is None:
                row = rows[key] = CargoItem(ship=self._ship, commodity_id=commodity_id)
            if row.pk is None or _lot(row) != lot:
                row.source, row.bought_at_id = lot.source, lot.station_id
                row.quantity, row.cost = lot.quantity, lot.cost
                row.flown_s, row.exposure_s = lot.flown_s, lot.exposure_s
                row.save()
        if rows:
            self._rows[commodity_id] = rows


def _key(row: CargoItem) -> LotKey:
    return row.source, row.bought_at_id  # type: ignore[return-value]  # the database checks it


def _lot(row: CargoItem) -> Lot:
    source, station_id = _key(row)
    return Lot(
        source=source,
        station_id=station_id,
        quantity=row.quantity,
        cost=row.cost,
        flown_s=row.flown_s,
        exposure_s=row.exposure_s,
    )
