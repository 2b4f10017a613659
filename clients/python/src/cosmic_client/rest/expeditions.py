"""Expeditions and their save slots."""

from typing import Any

from cosmic_client.errors import GameServerError
from cosmic_client.rest.site import Json, Site


class Expedition:
    """One run of one player.

    run = Expedition(site); run.new(); run.act("navigate"); print(run.state()["current_location"])
    """

    def __init__(self, site: Site, session_id: str = "default") -> None:
        """A player may have several runs, told apart by a `session_id` of 1 to 64 characters."""
        self.site = site
        self.session_id = session_id

    def new(self, *, force_new: bool = False) -> Json:
        """Start the run, or go on with the one that exists; `force_new` begins afresh.

        Gives the complete state.
        """
        body = {"session_id": self.session_id, "force_new": force_new}
        return _part(self.site.call("POST", "/api/game/new", body=body), "game_state")

    def state(self) -> Json:
        """The complete state."""
        found = self._get("state")
        state: Json = found.get("game_state", found)
        return state

    def act(self, action: str, **arguments: Any) -> Json:
        """Do something, such as `act("buy_ship", ship_type="freighter")`.

        Gives {success, result, game_state}. A rule that says no is no exception: then `success`
        is False, and `result` tells why in `event` and `code`.
        """
        body = {**arguments, "action": action}
        return self.site.call("POST", f"/api/game/action/{self.session_id}", body=body)

    def ship_info(self) -> Json:
        return self._get("ship_info")

    def inventory(self) -> Json:
        return self._get("inventory")

    def navigation_options(self) -> Json:
        return self._get("navigation_options")

    def available_mods(self) -> Json:
        return self._get("available_mods")

    def statistics(self) -> Json:
        return self._get("statistics")

    def _get(self, what: str) -> Json:
        return self.site.call("GET", f"/api/game/{what}/{self.session_id}")


class Saves:
    """A player's save slots, 0 to 4. Slot 0 saves itself and can't be deleted."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def all(self) -> list[Json]:
        """Every slot: {slot, metadata, is_autosave}."""
        slots = self.site.call("GET", "/api/saves").get("saves")
        if not isinstance(slots, list):
            raise GameServerError("the answer lacks 'saves'")
        return slots

    def info(self, slot: int) -> Json:
        return self.site.call("GET", f"/api/saves/{slot}")

    def save(self, slot: int, session_id: str = "default") -> Json:
        """Put that run into the slot."""
        return self.site.call("POST", f"/api/saves/{slot}", body={"session_id": session_id})

    def delete(self, slot: int) -> None:
        self.site.request("DELETE", f"/api/saves/{slot}")

    def load(self, slot: int, session_id: str = "default") -> Json:
        """Make that run go on where the slot was saved."""
        return self.site.call("POST", f"/api/load/{slot}", body={"session_id": session_id})

    def export(self, slot: int) -> Json:
        """The slot as a document to keep; `restore` takes it back."""
        return self.site.call("GET", f"/api/saves/{slot}/export")

    def restore(self, slot: int, document: Json) -> Json:
        """Put an exported document of the same player into a slot."""
        return self.site.call("POST", f"/api/saves/{slot}/import", body=document)


def _part(answer: Json, key: str) -> Json:
    part = answer.get(key)
    if not isinstance(part, dict):
        raise GameServerError(f"the answer lacks {key!r}")
    return part
