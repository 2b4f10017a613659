"""The game in the admin: facts are edited, what happened is read."""

from game.admin import conflict, expeditions, facts, records

__all__ = ["conflict", "expeditions", "facts", "records"]
