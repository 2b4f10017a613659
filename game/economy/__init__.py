"""Prices as formulas: what a market asks and pays, and how trade and time move it.

No sequence of trades at one station ever gains: `buy` stays at or above the fair price (the rounded
mid) and `sell` at or below it, whatever trade, drift and time do. Profit needs a flight.
"""

from game.economy.lots import (
    SALVAGE,
    Lot,
    LotKey,
    Sale,
    after_flight,
    after_loading,
    after_removal,
    held_units,
    plundered,
    sold,
)
from game.economy.motion import Market, Uniform, after_purchase, after_sale, drifted
from game.economy.prices import (
    Opening,
    Quote,
    Shifts,
    Terms,
    held,
    mid_price,
    opening,
    price_limits,
    quote,
    spread,
)

__all__ = [
    "SALVAGE",
    "Lot",
    "LotKey",
    "Market",
    "Opening",
    "Quote",
    "Sale",
    "Shifts",
    "Terms",
    "Uniform",
    "after_flight",
    "after_loading",
    "after_purchase",
    "after_removal",
    "after_sale",
    "drifted",
    "held",
    "held_units",
    "mid_price",
    "opening",
    "plundered",
    "price_limits",
    "quote",
    "sold",
    "spread",
]
