"""The log: one line an event, as text or JSON, with the ids of what it belongs to, no secrets.

Whatever is logged passes `Redactor` on its way out: messages, fields and tracebacks.
"""

import logging
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.utils.functional import LazyObject, empty
from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter
from redis.exceptions import RedisError

from cosmic_site.config import Config, secret_key, split
from game import log

REMOVED = "[removed]"
SHORTEST_SECRET = 6  # what is shorter stands in too many words
NOT_TOLD = ("request", "ids", "color_message")  # fields that say nothing more than others
AWAY = (RedisError, OperationalError, InterfaceError, ConnectionError, TimeoutError)
REPEAT_S = 30.0  # how often the same trouble with something that is away is told
TROUBLES_KEPT = 500
URL_IDS = ("system_id", "match_id", "session_id", "player_id")

current_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)

_WORDS = r"password|passwd|secret|token|api[_-]?key|authorization|sessionid|csrf|credential"
_SECRET_NAME = re.compile(rf"(?i){_WORDS}|^(?:key|(?:set-)?cookies?)$")
# What they look at comes from strangers, on the event loop: every pattern has to be linear. So
# they begin at the beginnings of words, and give nothing back that they have taken (++, *+).
_PATTERNS = (
    (re.compile(r"\beyJ[\w-]{5,400}+\.[\w-]++\.[\w-]*+"), REMOVED),  # a JWT
    (re.compile(r"(?i)\b(bearer|basic)\s++[\w.~+/=-]{4,}+"), rf"\1 {REMOVED}"),
    (re.compile(r"(?i)\b((?:set-)?cookie\s*+[:=]\s*+)[^\r\n]++"), rf"\1{REMOVED}"),
    (
        re.compile(
            rf"""(?i)(?<![\w-])((?:key(?![\w-])|(?=[\w-]*?(?:{_WORDS}))[\w-]++)"""
            r"""(?:\\?["'])?\s*+[:=]\s*+)"""
            r"""(b?\\?"[^"]*"|b?'[^']*'|[^\s,;&})\]]++)"""
        ),
        rf"\1{REMOVED}",
    ),
    (re.compile(r"(://[^\s:/@]*+):[^\s/@]++@"), rf"\1:{REMOVED}@"),
    (re.compile(r"(/password/reset/)[\w-]+/[\w-]+"), rf"\1{REMOVED}"),
)


class Redactor:
    """Takes secrets out of texts: the site's own as they are, others by how they look."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = {secret for secret in secrets if len(secret) >= SHORTEST_SECRET}
        self._known = sorted(known, key=len, reverse=True)

    def text(self, text: str) -> str:
        for secret in self._known:
            text = text.replace(secret, REMOVED)
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        return text

    def value(self, value: Any, name: str = "") -> Any:
        """A value of a log record's field, and whatever is in it."""
        if name and value not in (None, "") and _SECRET_NAME.search(name):
            return REMOVED
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(item, str(key)) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(item) for item in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return self.text(str(value))


class Sparing(logging.Filter):
    """Of lines about Redis or the database being away, the first of a kind in REPEAT_S passes.

    Many tasks run into the same outage many times a second. The next line that passes says how
    many were left out.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._told: dict[tuple[str, str, type], tuple[float, int]] = {}  # when, left out since

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, AWAY):
            return True
        key, now = (record.name, str(record.msg)[:80], type(error)), self._clock()
        with self._lock:
            at, left_out = self._told.get(key, (float("-inf"), 0))
            if now - at < REPEAT_S:
                self._told[key] = at, left_out + 1
                return False
            if len(self._told) >= TROUBLES_KEPT:
                self._told.clear()
            self._told[key] = now, 0
        if left_out:
            record.msg = f"{record.getMessage()} (and {left_out} more like it before)"
            record.args = ()
        return True


class TextLines(logging.Formatter):
    """For people: the ids stand behind the message."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s%(ids)s")
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        ids = " ".join(f"{name}={value}" for name, value in ids_of_line().items())
        record.ids = f" [{ids}]" if ids else ""
        return self._redactor.text(super().format(record))


class JsonLines(JsonFormatter):
    """For programs: time, level, logger, message, the ids, and the fields of `extra`."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(message)s",
            timestamp="time",
            reserved_attrs=[*RESERVED_ATTRS, *NOT_TOLD],
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "exception"},
            json_ensure_ascii=False,
        )
        self._redactor = redactor

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        head = {"time": log_data.pop("time").isoformat(timespec="milliseconds")}
        return self._redactor.value({**head, **log_data, **ids_of_line()})


def ids_of_line() -> dict[str, log.Id]:
    """Those that the work carries, and what the request at hand says of itself by now."""
    ids = dict(log.ids())
    request = current_request.get()
    if request is None:
        return ids
    user = request.__dict__.get("user")
    known = not (isinstance(user, LazyObject) and user.__dict__.get("_wrapped") is empty)
    if user is not None and known and user.is_authenticated:
        ids["player_id"] = user.player_id
    if request.resolver_match is not None:
        kwargs = request.resolver_match.kwargs
        ids |= {name: str(kwargs[name]) for name in URL_IDS if name in kwargs}
    return ids


def logging_config(config: Config) -> dict[str, Any]:
    """For `logging.config.dictConfig`."""
    as_json = config.log_format == "json" or (
        config.log_format == "auto" and not sys.stderr.isatty()
    )
    told = config.access_log == "on" or (config.access_log == "auto" and as_json)
    lines = JsonLines if as_json else TextLines
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": lines, "redactor": Redactor(secrets_of(config))}},
        "filters": {"sparing": {"()": Sparing}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "lines",
                "filters": ["sparing"],
            }
        },
        "root": {"handlers": ["console"], "level": config.log_level},
        "loggers": {
            # Django's own handlers write the same lines again, as they are.
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            "cosmic.access": {"level": "INFO" if told else "WARNING"},
            "cosmic.sockets": {"level": "INFO" if told else "WARNING"},
            "django.db.backends": {"level": "INFO"},  # statements come with their values
            "httpx": {"level": "WARNING"},
        },
    }


def secrets_of(config: Config) -> set[str]:
    """What the settings hold that nobody may read in a log."""
    urls = (config.database_url, config.redis_url, config.email_url)
    passwords = [urlsplit(url).password or "" for url in urls]
    return {
        secret_key(config),
        *split(config.secret_key_fallbacks),
        config.metrics_token,
        *passwords,
        *map(unquote, passwords),
    }
