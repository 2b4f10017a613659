"""REST requests that carry an access token."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from accounts.models import User
from accounts.selectors import player_for_access_token


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer <access token>`; the same check as on the socket."""

    def authenticate(self, request: Request) -> tuple[User, str] | None:
        """The player and their token, None without such a header. Raises INVALID_TOKEN."""
        scheme, _, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = token.strip()
        return player_for_access_token(token=token), token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = BearerAuthentication
    name = "accessToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
