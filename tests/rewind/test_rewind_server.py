"""A running site records its systems; the command and the API live the past again."""

import asyncio
import json
import math
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from tests.live.conftest import Hangar, hangar
from tests.live.staging import EARTH, stage_at, stage_docked
from tests.moderation.conftest import Moderator
from tests.support.fixtures_server import ServerFactory
from tests.support.pilot import rest
from tests.support.server import LiveServer, ServerError, copy_template, wait_for

__all__ = ["hangar"]

pytestmark = pytest.mark.server

NOWHERE = (-3000.0, -5000.0)  # outside of every zone: everybody may fight
SOL = "sol-1"


class Lived(NamedTuple):
    """A site after an eventful day, stopped, and the ship of the pilot who traded."""

    folder: Path
    ship: str


@pytest.fixture(scope="module")
def lived(data_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The day takes half a minute; each test has a copy of it."""
    folder = copy_template(data_template, tmp_path_factory.mktemp("lived") / "site")
    site = LiveServer(folder, COSMIC_GRACE="0.5")
    try:
        site.start()
        ship = asyncio.run(_day_of_their_own(site))
        wait_for(lambda: "sleeps" in site.output(), seconds=30, words="the system sleeps")
    finally:
        site.stop()
    return Lived(folder, ship)


async def _day_of_their_own(site: LiveServer) -> str:
    hangar = Hangar()
    try:
        return await an_eventful_day(site, hangar)
    finally:
        await hangar.close()


@pytest.fixture
def site(lived: Lived, server_factory: ServerFactory, tmp_path: Path) -> LiveServer:
    return server_factory(data_dir=copy_template(lived.folder, tmp_path / "copy"))


async def an_eventful_day(site: LiveServer, hangar: Hangar) -> str:
    """One pilot trades and docks, another is shot at; then all have gone. Gives the trader."""
    trader = await hangar.guest(site, connect=False)
    stage_docked(site, trader, EARTH)
    await trader.connect()
    await trader.join()
    await trader.buy(EARTH, "food", 2)
    await trader.dock()
    await trader.steer(thrust=1.0, turn=0.3)
    x, y = NOWHERE
    hunter, prey = [await hangar.guest(site, connect=False) for _ in range(2)]
    stage_at(site, hunter, x, y, angle=0.0)
    stage_at(site, prey, x + 150.0, y, angle=math.pi / 2)
    for pilot in (hunter, prey):
        await pilot.connect()
        await pilot.join()
    await hunter.steer(fire_primary=True)
    await prey.expect("ship.lost", seconds=40)
    await asyncio.to_thread(
        wait_for, lambda: ranges_of(site)[0]["segments"] > 2, seconds=40, words="15 s are recorded"
    )
    for pilot in (trader, hunter, prey):
        await pilot.close()
    return str(trader.joined["ship_id"])


def ranges_of(site: LiveServer) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(site.manage("rewind", "--json"))
    return told


def rewound(site: LiveServer, at: int, *more: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(site.manage("rewind", SOL, "--at", str(at), "--json", *more))
    return told


def test_a_day_is_lived_again_to_the_same_hashes(site: LiveServer, lived: Lived) -> None:
    ship = lived.ship
    (day,) = ranges_of(site)
    first, last = day["first_tick"], day["last_tick"]
    view = rewound(site, last, "--from", str(first))
    assert view["from_tick"] == first
    assert view["hashes_compared"] >= day["segments"] + (last - first) // 25
    assert view["events"]
    middle = (first + last) // 2
    alone = rewound(site, middle)
    assert alone["hash"] == rewound(site, middle, "--from", str(first))["hash"]
    assert site.manage("rewind", SOL, "--at", str(middle), "--hash").strip() == alone["hash"]
    assert ship in {agent["agent_id"] for agent in alone["agents"]}
    table = site.manage("rewind", SOL, "--at", str(middle))
    assert ship in table
    assert alone["hash"] in table


async def test_operators_see_it_by_rest_and_nobody_else(
    site: LiveServer, lived: Lived, hangar: Hangar
) -> None:
    ship = lived.ship
    player = await hangar.guest(site, connect=False)
    chief = Moderator.of(site)
    frames = f"/ops/recordings/{SOL}/frames"
    for path in ("/ops/recordings", f"{frames}?from=2"):
        assert (await rest(site.url, "GET", path)).status_code == 401
        assert (await rest(site.url, "GET", path, token=player.token)).status_code == 403

    def seen(path: str, **query: int) -> httpx.Response:
        url = f"{site.url}/api/v1{path}"
        return httpx.get(url, params=query, headers=chief.headers, timeout=60)

    (day,) = seen("/ops/recordings").json()["recordings"]
    assert (day["system_id"], day["begins"]) == (SOL, "start")
    told = seen(frames, **{"from": day["first_tick"], "to": day["last_tick"], "every": 10}).json()
    assert told["problem"] == ""
    assert told["hashes_compared"] > 5
    ticks = [frame["tick"] for frame in told["frames"]]
    assert ticks == list(range(day["first_tick"], ticks[-1] + 1, 10))
    assert told["next"] is None or told["next"] > ticks[-1]
    assert told["agents"][ship]["kind"] == "pilot"
    assert told["agents"][ship]["pilot"].startswith("p_")
    happened = {event["data"]["event_type"] for event in told["events"]}
    assert happened >= {"undocked", "projectile_fired", "hit", "destroyed"}
    assert seen(frames, **{"from": day["last_tick"] + 5000}).status_code == 404
    assert seen("/ops/recordings/nowhere/frames", **{"from": 1}).status_code == 404
    assert seen(frames, **{"from": 9, "to": 8}).json()["code"] == "INVALID_INPUT"
    with sqlite3.connect(site.data_dir / "cosmic.sqlite3") as database:
        acts = database.execute(
            "SELECT actor_name, door, target, result FROM game_operatoraction "
            "WHERE action = 'rewind' ORDER BY id"
        ).fetchall()
    assert ("root_1", "rest", SOL, "done") in acts
    assert ("root_1", "rest", SOL, "refused") in acts


def test_of_an_uneventful_site_nothing_is_told(data_template: Path, tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="nothing is recorded of sol-1"):
        rewound(LiveServer(copy_template(data_template, tmp_path / "site")), 5)


def test_tampering_gaps_and_ticks_of_elsewhere_are_told(site: LiveServer) -> None:
    (day,) = ranges_of(site)
    first, last = day["first_tick"], day["last_tick"]
    with pytest.raises(ServerError, match=f"not recorded; these are: {first} to {last}"):
        rewound(site, last + 1000)
    with sqlite3.connect(site.data_dir / "cosmic.sqlite3") as database:
        key, blob = database.execute(
            "SELECT id, blob FROM game_recordedsegment ORDER BY first_tick LIMIT 1 OFFSET 1"
        ).fetchone()
        changed = bytearray(blob)
        changed[len(changed) // 2] ^= 1
        database.execute(
            "UPDATE game_recordedsegment SET blob = ? WHERE id = ?", (bytes(changed), key)
        )
    with pytest.raises(ServerError, match="this segment is damaged"):
        rewound(site, last, "--from", str(first))
    with sqlite3.connect(site.data_dir / "cosmic.sqlite3") as database:
        database.execute("DELETE FROM game_recordedsegment WHERE id = ?", (key,))
    assert len(ranges_of(site)) == 2
    with pytest.raises(ServerError, match="are not recorded: a part could not be stored"):
        rewound(site, last, "--from", str(first))
