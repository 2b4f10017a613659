"""What players are shown of a run: dictionaries ready for JSON, in the forms of `shapes`."""

from game.expedition.views.places import navigation_options
from game.expedition.views.run import choices_on_offer, game_state, score, statistics, summary
from game.expedition.views.ship import available_mods, inventory, ship_info

__all__ = [
    "available_mods",
    "choices_on_offer",
    "game_state",
    "inventory",
    "navigation_options",
    "score",
    "ship_info",
    "statistics",
    "summary",
]
