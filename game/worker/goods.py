"""What a hold weighs and is worth."""

from collections.abc import Iterable
from dataclasses import dataclass

from game.selectors.markets import CommodityView


@dataclass(frozen=True, slots=True)
class Hold:
    """Mass units, and credits at base prices."""

    mass: int
    value: int


class Goods:
    """All commodities by id."""

    def __init__(self, commodities: Iterable[CommodityView]) -> None:
        self._goods = {c.id: (c.unit_mass, c.base_price) for c in commodities}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Goods) and self._goods == other._goods

    __hash__ = None  # type: ignore[assignment]  # equal by what may be replaced

    def weigh(self, cargo: Iterable[tuple[str, int]]) -> Hold:
        mass = value = 0
        for commodity_id, quantity in cargo:
            unit_mass, price = self._goods.get(commodity_id, (0, 0))
            mass += unit_mass * quantity
            value += price * quantity
        return Hold(mass, value)
