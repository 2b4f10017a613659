"""Response headers that tell the browser what a page may load and do."""

from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase

from game.web.importmap import import_map_hash

Policy = dict[str, str]

STRICT: Policy = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# Third-party pages that write styles, and one of them scripts, into their own markup.
_STYLED: Policy = {**STRICT, "style-src": "'self' 'unsafe-inline'"}
# The admin's theme keeps its behaviour in attributes (Alpine), which it compiles. No inline script.
ADMIN: Policy = {**_STYLED, "script-src": "'self' 'unsafe-eval'"}
API_DOCS: Policy = {
    **_STYLED,
    "script-src": "'self' 'unsafe-inline'",
    "worker-src": "'self' blob:",
}
POLICIES = {"/admin/": ADMIN, "/api/docs/": API_DOCS}

_REFUSED = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
_OURS = ("autoplay", "fullscreen", "gamepad")
PERMISSIONS = ", ".join(
    [*(f"{feature}=()" for feature in _REFUSED), *(f"{feature}=(self)" for feature in _OURS)]
)


def policy_for(request: HttpRequest) -> str:
    """The Content-Security-Policy of the page at this request's path."""
    for prefix, policy in POLICIES.items():
        if request.path.startswith(prefix):
            return _text(policy)
    sockets = _sockets(request)
    return _text(
        {
            **STRICT,
            "script-src": f"{STRICT['script-src']} '{import_map_hash()}'",
            "connect-src": " ".join([STRICT["connect-src"], *sockets]),
        }
    )


def _sockets(request: HttpRequest) -> list[str]:
    """WebSocket addresses of the host that was asked: not every browser counts them to 'self'."""
    try:
        host = request.get_host()
    except DisallowedHost:
        return []
    return [f"ws://{host}", f"wss://{host}"]


def _text(policy: Policy) -> str:
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


class ContentSecurityPolicyMiddleware:
    """Sets both headers on every response that has none of its own."""

    sync_capable = True
    async_capable = True

    def __init__(
        self, get_response: Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]
    ) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        response = self.get_response(request)
        if isinstance(response, HttpResponseBase):
            return _with_headers(request, response)
        return self._later(request, response)

    async def _later(
        self, request: HttpRequest, response: Awaitable[HttpResponseBase]
    ) -> HttpResponseBase:
        return _with_headers(request, await response)


def _with_headers(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault("Content-Security-Policy", policy_for(request))
    response.headers.setdefault("Permissions-Policy", PERMISSIONS)
    return response
