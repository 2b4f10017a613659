"""Prices as formulas: what a market asks and pays, and how trade and time move it.

No sequence of trades at one station ever gains: `buy` stays at or above the fair price (the rounded
mid) and `sell` at or below it, whatever trade, drift and time do. Profit needs a flight.
"""

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
    "Market",
    "Opening",
    "Quote",
    "Shifts",
    "Terms",
    "Uniform",
    "after_purchase",
    "after_sale",
    "drifted",
    "held",
    "mid_price",
    "opening",
    "price_limits",
    "quote",
    "spread",
]
