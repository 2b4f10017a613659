"""Secrets of matches: keys that open seats, seeds that nobody can guess, names nobody has taken."""

import secrets
from hashlib import sha256

KEY_BYTES = 24


def new_key() -> str:
    """32 characters that fit into an address."""
    return secrets.token_urlsafe(KEY_BYTES)


def hash_of(key: str) -> str:
    """What is stored instead of a key, which is too random to need salt."""
    return sha256(key.encode()).hexdigest()


def session_seed() -> int:
    return secrets.randbits(63)


def session_name() -> str:
    return f"table-{secrets.token_hex(6)}"
