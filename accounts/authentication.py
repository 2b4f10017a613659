"""REST requests with an access token or a session; neither opens an account that is banned."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    get_authorization_header,
)
from rest_framework.request import Request

from accounts.models import User
from accounts.selectors import access_for_token
from accounts.standing import Kind, sentence_now


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer <access token>`; the same check as on the socket."""

    def authenticate(self, request: Request) -> tuple[User, str] | None:
        """The player and their token, None without such a header. Raises INVALID_TOKEN, BANNED."""
        scheme, _, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = token.strip()
        return access_for_token(token=token, banned_too=_open_to_banned(request)).player, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class PlayerSessionAuthentication(SessionAuthentication):
    """The cookie of the pages, with a CSRF token for what changes something."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """The player, None without a session. Raises BANNED, PermissionDenied for CSRF."""
        found: tuple[User, None] | None = super().authenticate(request)
        if found is not None and not _open_to_banned(request):
            ban = sentence_now(player=found[0], kind=Kind.BAN)
            if ban is not None:
                raise ban.error()
        return found


def _open_to_banned(request: Request) -> bool:
    """Whether the view says that this method is: taking one's data along, and going."""
    view = (request.parser_context or {}).get("view")
    return request.method in getattr(view, "open_to_banned", ())


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = BearerAuthentication
    name = "accessToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = PlayerSessionAuthentication
    name = "cookieAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
