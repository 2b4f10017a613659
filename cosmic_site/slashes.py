"""Addresses that answer with and without a trailing slash, and a document that shows them once."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import URLPattern, path
from django.urls.resolvers import RoutePattern


def slash_optional(patterns: Iterable[URLPattern]) -> list[URLPattern]:
    """Each address as it is, and once more with a slash at its end: no redirect, any method."""
    return [twin for pattern in patterns for twin in _twins(pattern)]


def listed_once(endpoints: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Of the endpoints that the OpenAPI document is made from, those without a trailing slash."""
    endpoints = list(endpoints)
    paths = {endpoint[0] for endpoint in endpoints}
    return [e for e in endpoints if not (e[0].endswith("/") and e[0][:-1] in paths)]


def _twins(pattern: URLPattern) -> Iterator[URLPattern]:
    if not isinstance(pattern.pattern, RoutePattern):
        raise TypeError(f"{pattern} was not made by path()")
    yield pattern
    yield path(f"{pattern.pattern}/", pattern.callback, pattern.default_args)
