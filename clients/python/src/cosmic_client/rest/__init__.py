"""The HTTP side of a site: who one is, expeditions and their save slots, matches."""

from cosmic_client.rest.expeditions import Expedition, Saves
from cosmic_client.rest.matches import Matches, MatchSeat
from cosmic_client.rest.site import Json, Site

__all__ = ["Expedition", "Json", "MatchSeat", "Matches", "Saves", "Site"]
