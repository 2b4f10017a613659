"""Writes of save slots, each in the caller's transaction or one of its own."""
