"""The control socket: one session a connection, one desk a process, one relay a watched system."""
