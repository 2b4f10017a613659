"""A small game server of the tests' own, written from the protocol's description."""
