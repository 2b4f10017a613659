"""Every query of every connection, timed where Django executes it."""

import time
from collections.abc import Callable
from typing import Any

from django.db import DataError, IntegrityError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from game.metrics.families import DATABASE_ERRORS, DATABASE_QUERY_SECONDS

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


def watch_queries() -> None:
    """Have every connection that is opened from now on timed."""
    connection_created.connect(_watch, dispatch_uid="cosmic metrics")


def _watch(connection: BaseDatabaseWrapper, **_: object) -> None:
    if timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(timed)


def timed(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """A wrapper of Django's. A refused row is an answer; whatever else fails is counted."""
    began_at = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    except (IntegrityError, DataError):
        raise
    except Exception:
        DATABASE_ERRORS.inc()
        raise
    finally:
        DATABASE_QUERY_SECONDS.observe(time.perf_counter() - began_at)
