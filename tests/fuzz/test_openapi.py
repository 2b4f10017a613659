"""Every documented REST operation is called as its document says, and as it forbids.

The answers are held against the document: their statuses, types and shapes, who may have them, and
whether what the document forbids is refused. `COSMIC_FUZZ_EXAMPLES=2000` looks further.
"""

import os
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case, Config

from game.expedition.state import Ending
from tests.expedition.scripted import MOST_ACTIONS, SCRIPTS, choices_of, found
from tests.support.server import ROOT, LiveServer, copy_template

pytestmark = pytest.mark.server

EXAMPLES = int(os.environ.get("COSMIC_FUZZ_EXAMPLES", "5"))
ENDS_THE_GUEST = (  # and every later test would be a stranger's
    r"^(DELETE /api/v1/me|POST /api/v1/auth/keep)$"
)
LEAVES_FOR_GOOD = "POST /api/v1/matches/{match_id}/leave"
MATCH_ID = "m_1"  # the only one that exists
SEAT_KEY = "the key of the seat there"
SOON_S = 0.01

CONFIG = Config.from_dict(
    {
        "generation": {"deterministic": True},
        "dictionaries": {
            "sessions": {"values": ["default"]},
            "runs": {"values": [1]},
            "locations": {"values": ["ceres-hub"]},
            "matches": {"values": [MATCH_ID]},
            "seats": {"values": [0]},
            "keys": {"values": [SEAT_KEY]},
        },
        # Half of the addresses lead somewhere, so that more is heard than that there is nothing.
        "parameters": {
            "path.session_id": {"dictionary": "sessions", "probability": 0.5},
            "path.run_id": {"dictionary": "runs", "probability": 0.5},
            "path.location_id": {"dictionary": "locations", "probability": 0.5},
            "path.match_id": {"dictionary": "matches", "probability": 0.5},
            "query.player_id": {"dictionary": "seats", "probability": 0.5},
            "body.player_id": {"dictionary": "seats", "probability": 0.5},
            "header.X-Match-Key": {"dictionary": "keys", "probability": 0.5},
            "body.key": {"dictionary": "keys", "probability": 0.5},
        },
        "operations": [
            {
                "include-operation-id": "saves_import",
                # Files are signed, which no schema can say; nobody guesses a signature.
                "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 400]}},
            },
            {
                "include-operation-id": "match_join",
                # For how many a game is, and whom it has as opponents, only the game says.
                "checks": {
                    "positive_data_acceptance": {"expected-statuses": ["2xx", 400, 404, 409]}
                },
            },
            {
                "include-operation-id": "match_move",
                # What a move may be, too.
                "checks": {
                    "positive_data_acceptance": {"expected-statuses": ["2xx", 403, 404, 409, 422]}
                },
            },
        ],
    }
)

document = schemathesis.openapi.from_path(
    ROOT / "tests" / "golden" / "openapi.json", config=CONFIG
).exclude(name_regex=ENDS_THE_GUEST)


@pytest.fixture(scope="module")
def server(data_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    running = LiveServer(
        copy_template(data_template, tmp_path_factory.mktemp("documented")),
        COSMIC_EXPEDITIONS_PER_PLAYER="1000000",
    )
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def guest(server: LiveServer) -> dict[str, str]:
    """The headers of a guest with a run that is over, one under way and a save."""
    token = httpx.post(f"{server.url}/api/v1/auth/guest").json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{server.url}/api", headers=headers) as site:
        play(site, Ending.HULL)
        for path, body in (("game/new", {"force_new": True}), ("saves/1", {})):
            assert site.post(path, json=body).status_code == 200
    return headers


def play(site: httpx.Client, ending: Ending) -> None:
    """Fly a seed that leads there to its end, in the session `default`."""
    way = found(ending)
    begun = site.post("game/new", json={"seed": way.seed, "difficulty": way.difficulty.value})
    state: dict[str, Any] = begun.json()["game_state"]
    refused: list[dict[str, Any]] = []
    for _ in range(MOST_ACTIONS):
        if state["game_over"]:
            return
        action = choices_of(SCRIPTS[ending], state, refused)
        answer = site.post("game/action/default", json=action).json()
        refused = [] if answer["success"] else [*refused, action]
        state = answer["game_state"]
    raise AssertionError("this run goes nowhere")


def unlock(case: Case, key: str) -> None:
    """Show the seat's own key where the case would show it."""
    for place, name in ((case.headers, "X-Match-Key"), (case.body, "key")):
        if isinstance(place, MutableMapping) and place.get(name) == SEAT_KEY:
            place[name] = key


def hurry(case: Case) -> None:
    """Let no answer take long for nothing."""
    for place in (case.query, case.body):
        wait: Any = place.get("wait") if isinstance(place, MutableMapping) else None
        if isinstance(wait, int | float):
            place["wait"] = min(wait, SOON_S)  # type: ignore[index,call-overload]


@pytest.fixture(scope="module")
def line() -> Iterator[requests.Session]:
    """One connection for all requests."""
    with requests.Session() as session:
        yield session


@pytest.fixture(scope="module")
def seat_key(server: LiveServer, guest: dict[str, str]) -> str:
    """Opens seat 0 of MATCH_ID, a game that does not end by itself."""
    seat = httpx.post(
        f"{server.url}/api/v1/matches/join", json={"game": "Echo", "players": 1}, headers=guest
    ).json()
    assert (seat["match_id"], seat["player_id"]) == (MATCH_ID, 0)
    return str(seat["key"])


@document.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_the_answers_are_as_documented(
    case: Case, server: LiveServer, guest: dict[str, str], seat_key: str, line: requests.Session
) -> None:
    if case.operation.label != LEAVES_FOR_GOOD:
        unlock(case, seat_key)
    hurry(case)
    case.call_and_validate(base_url=server.url, headers=guest, session=line)
