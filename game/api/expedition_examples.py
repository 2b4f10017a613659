"""The answers about expeditions that the API's document shows: a short run, flown for it.

They are made when a document is, not when this is imported. Lists that go on and on are cut short.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
from drf_spectacular.utils import OpenApiExample

from game.expedition import views
from game.expedition.actions import parse_action
from game.expedition.begin import new_run
from game.expedition.journal import Outcome
from game.expedition.record import make_record
from game.expedition.reduce import perform
from game.expedition.state import Difficulty, Run

Json = dict[str, Any]
Make = Callable[[], Json]

SEED = "amber-heron-41"
FLOWN = [{"action": "navigate"}, {"action": "scan"}]
BEGAN, ACTED_AT = "2030-01-05T12:00:00+00:00", "2030-01-05T12:04:31+00:00"
SHORT = 2  # items of a list that are shown

NEW: dict[str, Json] = {
    "A session": {"session_id": "default", "force_new": False},
    "A seed of one's own": {"session_id": "rematch", "seed": "amber-heron-41", "force_new": True},
    "The expedition of the day": {"daily": True},
}
ACTIONS: dict[str, Json] = {
    "Fly": {"action": "navigate", "target_node_id": "node_19"},
    "Answer": {"action": "choose", "choice": 0},
    "Trade": {"action": "trade", "side": "buy", "item_id": "rare_minerals", "quantity": 2},
    "Fight": {"action": "combat_action", "combat_action": "attack"},
}
RUN = {
    "id": 212,
    "player_id": "p_17",
    "username": "ada_l",
    "seed": SEED,
    "seed_chosen": False,
    "difficulty": "medium",
    "daily": None,
    "turns": 31,
    "wealth": 2140,
    "score": 2330,
    "ending": "retired",
    "victory": True,
    "ranked": True,
    "check": "confirmed",
    "finished_at": "2030-01-05T13:10:02.250000Z",
}
RUNS = {"success": True, "runs": [RUN], "total": 1}
BOARD = {"items": [{"rank": 1, "run": RUN}]}
VERDICT = {"success": True, "verified": True, "reason": ""}
SESSIONS = {
    "success": True,
    "sessions": [
        {
            "session_id": "default",
            "difficulty": "medium",
            "turn_count": 3,
            "wealth": 655,
            "game_over": False,
            "victory": False,
            "ending": None,
            "ranked": True,
            "daily": None,
            "revision": 13,
            "created_at": BEGAN,
            "last_activity": ACTED_AT,
        }
    ],
    "total": 1,
}


class FlownExample(OpenApiExample):
    """An example whose value is made when it is asked for."""

    def __init__(self, name: str, make: Make) -> None:
        self._make = make
        super().__init__(name, response_only=True)

    @property
    def value(self) -> Json:
        return self._make()

    @value.setter
    def value(self, _: object) -> None:
        """What the base class would keep."""


def begun() -> Json:
    return {
        "success": True,
        "session_id": "default",
        "created": True,
        "game_state": _state(_beginning(), revision=1),
    }


def state() -> Json:
    return {"success": True, **_state(_flight()[-1].run, revision=1 + len(FLOWN))}


def acted() -> Json:
    return _answer(_flight()[-1], revision=1 + len(FLOWN))


def refused() -> Json:
    outcome = perform(_beginning(), parse_action({"action": "repair"}))
    return _answer(outcome, revision=1)


def ship_info() -> Json:
    return {"success": True, **views.ship_info(_flight()[-1].run)}


def inventory() -> Json:
    return {"success": True, **views.inventory(_flight()[-1].run)}


def navigation_options() -> Json:
    return {"success": True, **views.navigation_options(_flight()[-1].run)}


def available_mods() -> Json:
    mods = views.available_mods(_flight()[-1].run)
    for slot in mods.values():
        slot["available_mods"] = dict(list(slot["available_mods"].items())[:1])
    return {"success": True, **mods}


def statistics() -> Json:
    return {"success": True, **views.statistics(_flight()[-1].run)}


def run_detail() -> Json:
    record = make_record(SEED, Difficulty.MEDIUM, FLOWN)
    return {"success": True, "run": RUN, "record": msgspec.to_builtins(record)}


def replay() -> Json:
    return {
        "success": True,
        "run_id": 212,
        "index": len(FLOWN),
        "count": 187,
        "action": FLOWN[-1],
        "game_state": {
            **_state(_flight()[-1].run, revision=len(FLOWN)),
            "session_id": "run-212",
            "created_at": ACTED_AT,
        },
    }


def requests(values: dict[str, Json]) -> list[OpenApiExample]:
    return [OpenApiExample(name, value=value, request_only=True) for name, value in values.items()]


def answer(value: Json) -> list[OpenApiExample]:
    return [OpenApiExample("Answer", value=value, response_only=True)]


def answers(**makes: Make) -> list[OpenApiExample]:
    return [FlownExample(name, make) for name, make in makes.items()]


def _beginning() -> Run:
    return new_run(seed=SEED, difficulty=Difficulty.MEDIUM)


@cache
def _flight() -> list[Outcome]:
    run, outcomes = _beginning(), []
    for fields in FLOWN:
        outcomes.append(perform(run, parse_action(fields)))
        run = outcomes[-1].run
    return outcomes


def _state(run: Run, *, revision: int) -> Json:
    shown: Json = msgspec.to_builtins(views.game_state(run))
    regions = shown["star_map"]["regions"]
    for region in regions:
        region["nodes"] = region["nodes"][:SHORT]
    for offers in (shown["market"], shown["shipyard"]):
        for name, value in (offers or {}).items():
            if isinstance(value, list):
                offers[name] = value[:SHORT]
    return {
        "session_id": "default",
        "created_at": BEGAN,
        "last_activity": ACTED_AT,
        "ranked": True,
        "daily": None,
        "revision": revision,
        **shown,
        "star_map": {"regions": regions[:SHORT]},
    }


def _answer(outcome: Outcome, *, revision: int) -> Json:
    return {
        "success": outcome.ok,
        "result": {
            "event": outcome.event,
            "event_type": outcome.event_type,
            "code": outcome.code,
            "choices": list(outcome.choices),
            "details": outcome.details,
            "happenings": msgspec.to_builtins(outcome.happenings),
            "took_turn": outcome.took_turn,
        },
        "game_state": _state(outcome.run, revision=revision),
    }
