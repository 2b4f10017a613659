"""The plain TCP door of matches: one request a connection, for first programs."""
