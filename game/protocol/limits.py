"""Bounds that no setting changes. Those of a frame are in `wire`."""

MAX_INTEGER = 2**53 - 1  # what a browser's number can hold
LOGIN_TRIES = 5  # of one connection
ABUSE_ERRORS = 10  # protocol errors within the window that end a connection
ABUSE_WINDOW_S = 10.0
MAX_WATCHED = 5  # expeditions of one connection
MAX_MATCHES = 20  # seats and places to watch from, of one connection
MAX_QUEUED_BYTES = 1024 * 1024  # of replies that a client leaves unread
MATCH_REQUEST_MAX_BYTES = 1_000_000  # of a client that plays a match
SNAPSHOT_EVERY_S = 10.0
TICK_RATE_MIN, TICK_RATE_MAX = 0.1, 100.0  # Hz, what operators may set
AGENT_RATE = 5.0  # Hz, of an operator's stream unless told
AGENT_HP_MAX = 10_000.0
MAX_COMMANDS = 16  # of one control socket, without an outcome yet
