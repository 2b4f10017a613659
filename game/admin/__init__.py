"""The game in the admin: facts are edited, what happened is read."""

from game.admin import conflict, expeditions, facts, matches, records

__all__ = ["conflict", "expeditions", "facts", "matches", "records"]
