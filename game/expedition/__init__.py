"""Expeditions: a turn-based campaign for one player, as pure rules over values."""
