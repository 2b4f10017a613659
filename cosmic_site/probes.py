"""Health and metrics are answered before anything else.

Probes come by a machine's address and without HTTPS, so neither the host's name nor a redirect
may stand in their way; nor may sessions, which need the database.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve

PATHS = frozenset(("/health", "/health/", "/health/live", "/health/live/", "/metrics", "/metrics/"))


class ProbesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in PATHS:
            return self._get_response(request)
        request.resolver_match = match = resolve(request.path_info)
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return response
