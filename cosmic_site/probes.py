"""Health and metrics are answered before anything else.

Probes come by a machine's address and without HTTPS, so neither the host's name nor a redirect
may stand in their way; nor may sessions, which need the database.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve

PATHS = frozenset(("/health", "/health/", "/health/live", "/health/live/", "/metrics", "/metrics/"))


def probe(request: HttpRequest) -> HttpResponseBase:
    """The answer to a request for one of PATHS; it waits for nothing."""
    request.resolver_match = match = resolve(request.path_info)
    response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return response


class ProbesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return probe(request) if request.path_info in PATHS else self._get_response(request)
