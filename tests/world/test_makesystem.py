"""New systems out of a seed: the same again, playable, and what loaduniverse takes."""

import shutil
from io import StringIO
from math import hypot
from pathlib import Path

import msgspec
import pytest
from django.core.management import CommandError, call_command

from game.catalog.economy import economy_rules
from game.catalog.lanes import STATION_WITHIN
from game.catalog.makesystem import Range, system_ranges
from game.catalog.universe import FACTS, Universe, universe_check, universe_from
from game.catalog.writing import system_files
from game.economy.genesis import GenesisError, is_playable, route_margins, system_made
from game.models import Gate, StarSystem

RANGES, RULES = system_ranges(), economy_rules().prices


@pytest.fixture(scope="module")
def universe() -> Universe:
    return universe_from(FACTS)


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FACTS, tmp_path / "facts"))


def make(data: Path, *arguments: str) -> str:
    out = StringIO()
    call_command("makesystem", *arguments, "--data", str(data), stdout=out)
    return out.getvalue()


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


@pytest.mark.parametrize("seed", range(25))
def test_every_seed_gives_a_system_that_can_be_played(universe: Universe, seed: int) -> None:
    system = system_made(
        universe=universe, neighbour_id="sol-1", seed=seed, ranges=RANGES, rules=RULES
    )
    assert is_playable(system, RANGES.margin)
    grown = msgspec.structs.replace(universe, systems=(*universe.systems, system))
    universe_check(grown, FACTS)
    assert {zone.zone_type for zone in system.zones} == {
        "core_safe", "approach_high_value", "belt_open", "edge_wild",
    }  # fmt: skip
    (lane,) = system.lanes
    assert (lane.here.system_id, lane.there.system_id) == (system.id, "sol-1")
    assert lane.here.radius == lane.there.radius == 120
    for gate, home in ((lane.here, system), (lane.there, universe.systems[2])):
        near = min(hypot(gate.x - p.x, gate.y - p.y) for p in home.locations)
        assert RANGES.lane.clear_of_stations <= near <= STATION_WITHIN


def test_the_same_seed_gives_the_same_files(tmp_path: Path, facts: Path) -> None:
    other = Path(shutil.copytree(FACTS, tmp_path / "other"))
    make(facts, "--seed", "7", "--id", "new-one")
    make(other, "--seed", "7", "--id", "new-one")
    assert texts(facts / "new-one") == texts(other / "new-one")
    make(facts, "--seed", "8", "--id", "new-two")
    assert texts(facts / "new-one")["zones.yaml"] != texts(facts / "new-two")["zones.yaml"]


def test_what_is_written_is_what_was_made(universe: Universe, facts: Path) -> None:
    system = system_made(
        universe=universe, neighbour_id="sol-1", seed=3, ranges=RANGES, rules=RULES
    )
    assert list(system_files(system))[-1] == "system.yaml"
    make(facts, "--seed", "3")
    assert next(s for s in universe_from(facts).systems if s.id == system.id) == system


@pytest.mark.django_db
def test_it_is_loaded_with_its_lane(facts: Path) -> None:
    words = make(facts, "--seed", "5", "--id", "far-end", "--to", "rook-hearth")
    assert "(far-end):" in words
    call_command("loaduniverse", "--data", str(facts), verbosity=0)
    assert StarSystem.objects.filter(pk="far-end").exists()
    gate = Gate.objects.select_related("to_gate").get(system="far-end")
    assert gate.to_gate.system_id == "rook-hearth"


def test_a_universe_grows_as_far_as_one_likes(facts: Path) -> None:
    for seed in range(12):
        make(facts, "--seed", str(seed))
    assert len(universe_from(facts).systems) == 15


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--seed", "1", "--id", "sol-1"), "there is a system sol-1 already"),
        (("--seed", "1", "--to", "nowhere"), "there is no system nowhere"),
        (("--seed", "1", "--id", "No Id"), "'No Id' is no id"),
        (("--seed", "1", "--id", "../up"), "is no id"),
        (("--seed", "-1"), "non-negative"),
    ],
)
def test_what_cannot_be_made_says_why_and_writes_nothing(
    facts: Path, arguments: tuple[str, ...], words: str
) -> None:
    before = sorted(facts.rglob("*"))
    with pytest.raises(CommandError, match=words):
        make(facts, *arguments)
    assert sorted(facts.rglob("*")) == before


def test_ranges_that_nothing_comes_out_of_are_given_up(universe: Universe) -> None:
    poor = msgspec.structs.replace(RANGES, margin=Range(5.0, 9.0), tries=5)
    with pytest.raises(GenesisError, match="no playable system in 5 throws"):
        system_made(universe=universe, neighbour_id="sol-1", seed=1, ranges=poor, rules=RULES)


class TestPlayable:
    def test_the_systems_that_come_with_the_game(self, universe: Universe) -> None:
        for system in universe.systems[:2]:
            assert is_playable(system, RANGES.margin), system.id

    def test_not_without_a_haven(self, universe: Universe) -> None:
        system = universe.systems[0]
        wild = tuple(zone for zone in system.zones if zone.zone_type != "core_safe")
        assert not is_playable(msgspec.structs.replace(system, zones=wild), RANGES.margin)

    def test_not_where_a_station_trades_nothing_that_pays(self, universe: Universe) -> None:
        system = universe.systems[0]
        first = system.prices[0]
        flat = msgspec.structs.replace(first, items=first.items[:0])
        prices = (flat, *system.prices[1:])
        assert not is_playable(msgspec.structs.replace(system, prices=prices), RANGES.margin)
        assert route_margins(prices)[first.location_id, prices[1].location_id] == -1.0
