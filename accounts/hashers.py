"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters for servers that log in many people at once.

    19 MiB and two passes on one lane: about 25 ms of one core, where Django's default takes
    100 MiB and every core, so that a rush of log-ins cannot exhaust the machine.
    """

    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1
