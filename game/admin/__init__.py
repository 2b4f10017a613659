"""The game in the admin: facts are edited, what happened is read, acts are asked about."""

from game.admin import conflict, courses, expeditions, facts, matches, operations, records

__all__ = ["conflict", "courses", "expeditions", "facts", "matches", "operations", "records"]
