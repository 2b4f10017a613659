"""The game in the admin: facts are edited, what happened is read."""

from game.admin import facts, records

__all__ = ["facts", "records"]
