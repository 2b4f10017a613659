"""One site and one player on it: requests, errors and tokens that renew themselves."""

import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from cosmic_client.errors import ConnectionLost, GameServerError

Json = dict[str, Any]

ANSWER_S = 30.0
EARLY_S = 30.0  # tokens are renewed this long before they end


class Site:
    """A site's HTTP interface, used by one player. Threads may share it.

    site = Site("http://127.0.0.1:8000"); site.guest("Ada"); print(site.me())

    Every method raises GameServerError (`code` and `status` say which one), and ConnectionLost
    while the site can't be reached.
    """

    def __init__(self, url: str, client: httpx.Client | None = None) -> None:
        """`url` is the site's address; a `client` of one's own brings its own settings."""
        self.url = url.rstrip("/")
        self.player_id = ""
        self._client = client or httpx.Client(timeout=ANSWER_S)
        self._renewing = threading.Lock()
        self._access = self._refresh = ""
        self._renew_at = 0.0  # by the monotonic clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    @property
    def socket_url(self) -> str:
        """Where the site's WebSocket is."""
        return self.url.replace("http", "ws", 1) + "/ws"

    def guest(self, username: str = "") -> Json:
        """Play at once under a new account. Without a name the site makes one up."""
        wish = {"username": username} if username else {}
        return self._enter(self._send("POST", "/api/v1/auth/guest", body=wish))

    def login(self, username: str, password: str) -> Json:
        """Enter with an account that exists."""
        body = {"username": username, "password": password}
        return self._enter(self._send("POST", "/api/v1/auth/login", body=body))

    def logout(self) -> None:
        """Give the tokens back. Whoever is not logged in may do so, too."""
        refresh, self._access, self._refresh = self._refresh, "", ""
        if refresh:
            self._send("POST", "/api/v1/auth/logout", body={"refresh_token": refresh})

    def me(self) -> Json:
        """The player's own account and ship."""
        return self.call("GET", "/api/v1/me")

    def token(self) -> str:
        """An access token that is good for a while, such as for a WebSocket's login."""
        if not self._access:
            raise GameServerError("log in, or play as a guest, first", "NOT_AUTHENTICATED")
        if time.monotonic() >= self._renew_at:
            self._renew(self._access)
        return self._access

    def call(self, method: str, path: str, **more: Any) -> Json:
        """Like `request`, for answers that always have a body."""
        return self.request(method, path, **more)[1]

    def request(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        wait_s: float = 0.0,
    ) -> tuple[int, Json]:
        """Send a request in the player's name; give the HTTP status and the answer.

        `wait_s` is how long the site may take on purpose. A token that the site no longer takes
        is renewed once. An answer without a body is the empty dictionary.
        """
        token = self.token()
        more: Json = {"body": body, "params": params, "headers": headers, "wait_s": wait_s}
        try:
            return self._send(method, path, token=token, **more)
        except GameServerError as error:
            if error.code != "INVALID_TOKEN":
                raise
        self._renew(token)
        return self._send(method, path, token=self._access, **more)

    def _renew(self, stale: str) -> None:
        """A refresh token is good for one use, so threads take turns."""
        with self._renewing:
            if self._access == stale:
                body = {"refresh_token": self._refresh}
                self._enter(self._send("POST", "/api/v1/auth/refresh", body=body))

    def _enter(self, answer: tuple[int, Json]) -> Json:
        session = answer[1]
        self._access, self._refresh = session["access_token"], session["refresh_token"]
        self._renew_at = time.monotonic() + max(session["expires_in"] - EARLY_S, 1.0)
        self.player_id = session["player_id"]
        return session

    def _send(
        self,
        method: str,
        path: str,
        *,
        body: Json | None = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        wait_s: float = 0.0,
        token: str = "",
    ) -> tuple[int, Json]:
        signed = dict(headers or {})
        if token:
            signed["Authorization"] = f"Bearer {token}"
        try:
            answer = self._client.request(
                method,
                self.url + path,
                json=body,
                params=params,
                headers=signed,
                timeout=ANSWER_S + wait_s,
            )
        except httpx.HTTPError as error:
            raise ConnectionLost(f"{self.url} does not answer: {error!r}") from error
        return answer.status_code, _answered(answer)


class Refused(GameServerError):
    """A REST answer that says no; `details` is what it says beyond words and code."""

    def __init__(self, message: str, code: str, status: int, details: Any) -> None:
        super().__init__(message, code, status)
        self.details = details


def _answered(answer: httpx.Response) -> Json:
    if answer.status_code == httpx.codes.NO_CONTENT:
        return {}
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise GameServerError(
            f"HTTP {answer.status_code} without a JSON object", status=answer.status_code
        )
    if answer.is_error:
        raise Refused(
            str(found.get("error", f"HTTP {answer.status_code}")),
            str(found.get("code", "")),
            answer.status_code,
            found.get("details"),
        )
    return found
