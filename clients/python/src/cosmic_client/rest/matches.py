"""Matches over HTTP: a lobby, and seats whose states come by long poll."""

import time
from typing import Any

from cosmic_client.errors import ConnectionLost, GameServerError, IllegalMove
from cosmic_client.rest.site import Json, Refused, Site

POLL_S = 25.0  # of the 30 s that the site allows
WAIT_S = 1060.0  # the site ends idle sessions after 1,000 s


class MatchSeat:
    """A player's, or an observer's, place in one match.

    Its methods do what those of GameServerAPI do, so that programs can use either.
    """

    def __init__(self, site: Site, seat: Json, *, observer: bool) -> None:
        """`seat` is the site's answer to a join or an observe."""
        self.site = site
        self.match_id = str(seat["match_id"])
        self.player_id = int(seat["player_id"])
        self.session = str(seat.get("session", ""))
        self.observer = observer
        self._key = str(seat["key"])
        self._version = 0  # of the newest state that was read; the first one is 1
        self._may_move = False

    def move(self, **kwargs: Any) -> None:
        """Make a move. Raises IllegalMove with the game's own error."""
        try:
            self._act("move", move=kwargs)
        except Refused as refusal:
            if refusal.status == 422:
                raise IllegalMove(refusal.details) from None
            raise
        self._may_move = False

    def restart(self) -> None:
        """Another game with the same players."""
        self._act("restart")
        self._may_move = False

    def state(self, wait_s: float = WAIT_S) -> Json:
        """The game as this seat sees it; waits for a change when it isn't this seat's turn."""
        if self._may_move:
            state = self.poll(self._version) or self.poll()
            if state is not None:
                return state
        ends = time.monotonic() + wait_s
        while (left := ends - time.monotonic()) > 0:
            state = self.poll(self._version, min(left, POLL_S))
            if state is not None:
                return state
        raise ConnectionLost(f"nothing changed within {wait_s:g} seconds")

    def poll(self, since: int | None = None, wait_s: float = 0.0) -> Json | None:
        """One request: the state if it is newer than version `since` within `wait_s` seconds.

        Without `since` whatever there is now; None for nothing new.
        """
        params: Json = {"player_id": self.player_id}
        if since is not None:
            params |= {"since": since, "wait": round(wait_s, 3)}
        path = f"/api/v1/matches/{self.match_id}/state"
        status, answer = self.site.request(
            "GET", path, params=params, headers={"X-Match-Key": self._key}, wait_s=wait_s
        )
        if status == 204:
            return None
        state: Json = answer["state"]
        self._version = answer["version"]
        self._may_move = not self.observer and self.player_id in state["current"]
        return state

    def _act(self, kind: str, **more: Any) -> None:
        if self.observer:
            raise GameServerError(f"an observer can't {kind}")
        body = {"player_id": self.player_id, "key": self._key, **more}
        self.site.request("POST", f"/api/v1/matches/{self.match_id}/{kind}", body=body)


class Matches:
    """What is played on a site, and the way into it."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def games(self) -> list[Json]:
        """The games: their names, numbers of players and what a move looks like."""
        return _rows(self.site.call("GET", "/api/v1/matches/games"), "games")

    def lobby(self, game: str = "", *, open_only: bool = True) -> list[Json]:
        """The matches of a game, or of all; those that still wait for players, or all."""
        params = {"game": game, "open": "true" if open_only else ""}
        given = {key: value for key, value in params.items() if value}
        return _rows(self.site.call("GET", "/api/v1/matches/", params=given), "matches")

    def join(
        self,
        game: str,
        session: str = "auto",
        players: int | None = None,
        name: str = "",
        wait_s: float = 0.0,
    ) -> MatchSeat:
        """Take a seat. The site is given up to `wait_s` seconds to fill the match.

        The seat may be used in any case: `state` waits until the match is full.
        """
        body = {
            "game": game,
            "session": session,
            "players": players,
            "name": name,
            "wait": wait_s,
        }
        answer = self.site.call("POST", "/api/v1/matches/join", body=body, wait_s=wait_s)
        return MatchSeat(self.site, answer, observer=False)

    def observe(self, game: str, session: str, name: str) -> MatchSeat:
        """Watch the player of that name."""
        body = {"game": game, "session": session, "name": name}
        answer = self.site.call("POST", "/api/v1/matches/observe", body=body)
        return MatchSeat(self.site, answer, observer=True)


def _rows(answer: Json, key: str) -> list[Json]:
    rows = answer.get(key)
    if not isinstance(rows, list):
        raise GameServerError(f"the answer lacks {key!r}")
    return rows
