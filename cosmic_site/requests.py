"""What is noted of every HTTP request: its route, its answer, how long it took."""

import logging

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.encoding import escape_uri_path

from accounts.addresses import client_address
from game.metrics.families import HTTP_REQUESTS, HTTP_SECONDS

access = logging.getLogger("cosmic.access")

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
PROBED = frozenset(("/health", "/health/live", "/metrics"))  # every few seconds, and well: no line
NOWHERE = "none"  # addresses that are none of ours must not become labels


def note(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """Count an answered request, and write its line of the access log."""
    route = route_of(request)
    method = request.method if request.method in METHODS else "OTHER"
    HTTP_REQUESTS.labels(method, route, str(response.status_code)).inc()
    HTTP_SECONDS.labels(route).observe(seconds)
    if access.isEnabledFor(logging.INFO) and not (route in PROBED and response.status_code < 400):
        path = escape_uri_path(request.path)  # decoded, it may hold the end of a line
        fields = {
            "method": method,
            "path": path,
            "route": route,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "address": client_address(request),
        }
        words = "%s %s %d %.1f ms"
        access.info(words, method, path, response.status_code, seconds * 1000, extra=fields)


def route_of(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is not None and match.route is not None:
        return f"/{match.route}".rstrip("/") or "/"
    return "static" if request.path.startswith(settings.STATIC_URL) else NOWHERE
