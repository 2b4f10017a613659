"""The expedition of the day: one seed for everybody, one try for each."""

import re
from datetime import date

from django.utils.crypto import salted_hmac

SALT = "cosmic.expedition.daily"
SESSION_ID = re.compile(r"daily-\d{4}-\d{2}-\d{2}", re.ASCII)


def daily_seed(day: date) -> str:
    """The day's seed, which nobody can tell beforehand who does not have the server's key."""
    return salted_hmac(SALT, day.isoformat(), algorithm="sha256").hexdigest()[:32]


def daily_session_id(day: date) -> str:
    return f"daily-{day.isoformat()}"


def is_daily_session_id(session_id: str) -> bool:
    """Whether an id is kept for the run of some day."""
    return SESSION_ID.fullmatch(session_id) is not None
