"""How passwords are kept.

A stored password may end with a mark, `#` and a few letters: it counts for nothing in the check of
a password, but whoever compares stored passwords sees another one. So tokens and sessions, which
hang on it, end without the password (`accounts.services.sessions`).
"""

import secrets
from typing import Any

from django.contrib.auth.hashers import (
    Argon2PasswordHasher,
    PBKDF2PasswordHasher,
    is_password_usable,
    make_password,
)

MARK = "#"
MARK_BYTES = 9  # 12 letters; a stored Argon2 password has 111 of the column's 128


def remarked(stored: str) -> str:
    """The same password, stored in other words; another unusable one for who has none."""
    if not is_password_usable(stored):
        return make_password(None)
    return f"{unmarked(stored)}{MARK}{secrets.token_urlsafe(MARK_BYTES)}"


def unmarked(stored: str) -> str:
    return stored.partition(MARK)[0]


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters for servers that log in many people at once.

    19 MiB and two passes on one lane: about 25 ms of one core, where Django's default takes
    100 MiB and every core, so that a rush of log-ins cannot exhaust the machine.
    """

    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1

    def decode(self, encoded: str) -> Any:
        return super().decode(unmarked(encoded))

    def verify(self, password: str, encoded: str) -> bool:
        return super().verify(password, unmarked(encoded))


class PBKDF2Hasher(PBKDF2PasswordHasher):
    """For passwords that were stored before Argon2."""

    def decode(self, encoded: str) -> Any:
        return super().decode(unmarked(encoded))

    def verify(self, password: str, encoded: str) -> bool:
        return super().verify(password, unmarked(encoded))
