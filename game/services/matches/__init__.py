"""Matches as they are stored and served: the store, the log with its grouped commits, the host."""
