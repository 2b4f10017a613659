"""Writing who someone is: players, passwords, tokens."""
