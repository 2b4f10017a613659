"""Facts come into the database as often as one likes, and bad ones say what is wrong."""

import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from game.catalog.systems import GateSpec, TrafficSpec
from game.catalog.universe import FACTS
from game.models import Commodity, Gate, Location, MarketPrice, StarSystem, Zone
from game.selectors.systems import system_spec

pytestmark = pytest.mark.django_db

TABLES = (StarSystem, Location, Zone, Gate, Commodity, MarketPrice)
ALL = 105  # rows


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("loaduniverse", *arguments, stdout=out)
    return out.getvalue().strip()


def stored() -> list[list[tuple[object, ...]]]:
    return [list(table.objects.order_by("pk").values_list()) for table in TABLES]


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FACTS, tmp_path / "facts"))


@pytest.fixture
def edit(facts: Path) -> Callable[[str, str, str], None]:
    def change(name: str, old: str, new: str) -> None:
        text = (facts / name).read_text()
        assert old in text
        (facts / name).write_text(text.replace(old, new, 1))

    return change


def test_everything_is_loaded() -> None:
    load()
    sol = system_spec(system_id="sol-1")
    assert (sol.name, len(sol.stations), len(sol.zones)) == ("Sol", 4, 9)
    assert sol.bounds.min_x == -8000
    earth = next(s for s in sol.stations if s.id == "earth-orbit-station")
    assert (earth.x, earth.y, earth.security_level) == (-1200, 300, 90)
    assert (earth.docking_radius, earth.docking_speed) == (120, 25)
    assert Commodity.objects.get(pk="machinery").unit_mass == 3
    ore = MarketPrice.objects.get(location="ceres-hub", commodity="ore")
    assert (ore.buy, ore.sell, ore.stock, ore.baseline_stock) == (16, 13, 300, 300)


def test_loading_twice_is_the_same_as_once() -> None:
    assert load() == f"universe: {ALL} created, 0 updated, 0 unchanged"
    before = stored()
    assert load() == f"universe: 0 created, 0 updated, {ALL} unchanged"
    assert stored() == before
    assert sum(map(len, before)) == ALL


def test_prices_and_stock_that_moved_stay() -> None:
    load()
    food = MarketPrice.objects.filter(location="ceres-hub", commodity="food")
    moved = {"buy": 15, "sell": 11, "stock": 7, "demand_shift": 0.3, "supply_shift": 0.02}
    food.update(**moved)
    assert load() == f"universe: 0 created, 0 updated, {ALL} unchanged"
    assert food.values(*moved).get() == moved


def test_unless_the_markets_are_reset() -> None:
    load()
    before = MarketPrice.objects.values_list("demand_shift", "supply_shift", "local_bias").get(
        location="ceres-hub", commodity="food"
    )
    food = MarketPrice.objects.filter(location="ceres-hub", commodity="food")
    food.update(buy=15, sell=11, stock=7, demand_shift=0.3, supply_shift=0.02)
    assert load("--reset-markets") == f"universe: 0 created, 1 updated, {ALL - 1} unchanged"
    row = food.get()
    assert (row.buy, row.sell, row.stock) == (12, 9, 190)
    assert (row.demand_shift, row.supply_shift, row.local_bias) == before


def test_changed_facts_are_brought_up_to_date(
    facts: Path, edit: Callable[[str, str, str], None]
) -> None:
    load()
    MarketPrice.objects.filter(commodity="food").update(stock=3)
    edit("commodities.yaml", "name: Food", "name: Rations")
    edit("sol-1/locations.yaml", "x: -1200", "x: -1250")
    edit("sol-1/zones.yaml", "radius: 550", "radius: 560")
    edit("sol-1/market-prices.yaml", "stock_qty: 320", "stock_qty: 400")
    assert load("--data", str(facts)) == f"universe: 0 created, 4 updated, {ALL - 4} unchanged"
    assert Commodity.objects.get(pk="food").name == "Rations"
    assert Location.objects.get(pk="earth-orbit-station").x == -1250
    assert Zone.objects.get(pk="z_earth_core_safe").radius == 560
    row = MarketPrice.objects.get(location="earth-orbit-station", commodity="food")
    assert (row.baseline_stock, row.stock) == (400, 3)


LANE = """
version: 1
system_id: vega-2
lanes:
  - cost: 50
    here: {system_id: vega-2, id: vega-gate, name: Out, x: 0, y: 0, radius: 120}
    there: {system_id: sol-1, id: sol-vega-gate, name: Out, x: 0, y: 0, radius: 120}
"""


@pytest.fixture
def vega(facts: Path) -> Path:
    """A copy of the first system under other names, with a lane to it."""
    folder = Path(shutil.copytree(facts / "sol-1", facts / "vega-2"))
    for path in folder.iterdir():
        text = path.read_text().replace("system_id: sol-1", "system_id: vega-2")
        for name in ("earth", "mars"):
            text = text.replace(f"{name}-orbit-station", f"{name}-two")
        text = text.replace("ceres-hub", "ceres-two").replace("jupiter-trade-ring", "ring-two")
        path.write_text(text.replace("id: z_", "id: y_").replace("name: Sol", "name: Vega"))
    (folder / "gates.yaml").write_text(LANE)
    return folder


def test_one_more_system_is_one_more_folder(facts: Path, vega: Path) -> None:
    load("--data", str(facts))
    spec = system_spec(system_id="vega-2")
    assert len(spec.stations) == 4
    assert spec.gates == (GateSpec("vega-gate", "Out", 0, 0, 120, to_system="sol-1", cost=50),)
    back = next(g for g in system_spec(system_id="sol-1").gates if g.id == "sol-vega-gate")
    assert (back.to_system, back.cost) == ("vega-2", 50)


def test_traffic_is_part_of_a_system() -> None:
    load()
    assert system_spec(system_id="sol-1").traffic == TrafficSpec(traders=6, patrols=3, pirates=True)


def test_every_gate_leads_back() -> None:
    load()
    for gate in Gate.objects.select_related("to_gate"):
        assert gate.to_gate.to_gate_id == gate.pk
        assert gate.to_gate.system_id != gate.system_id


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("there: {system_id: sol-1", "there: {system_id: nowhere", "nowhere is no system"),
        ("there: {system_id: sol-1", "there: {system_id: vega-2", "leads from vega-2 nowhere else"),
        ("here: {system_id: vega-2", "here: {system_id: sol-1", "leads from vega-2 nowhere else"),
        ("x: 0, y: 0", "x: 9000, y: 0", "vega-gate is outside the bounds of vega-2"),
        ("x: 0, y: 0", "x: -7900, y: 7900", "vega-gate is more than 6000 from every station"),
        ("id: sol-vega-gate", "id: vega-gate", "gate vega-gate stands there more than once"),
        ("radius: 120", "radius: 0", "gates.yaml: Expected"),
        ("cost: 50", "cost: -1", "gates.yaml: Expected"),
        ("lanes:", "lanes: []\nmore:", "gates.yaml"),
    ],
)
def test_lanes_that_lead_nowhere_are_named(
    facts: Path, vega: Path, edit: Callable[[str, str, str], None], old: str, new: str, words: str
) -> None:
    edit("vega-2/gates.yaml", old, new)
    with pytest.raises(CommandError) as error:
        load("--data", str(facts))
    assert words in str(error.value)
    assert not Gate.objects.exists()


def test_a_system_that_no_lane_leads_to_is_named(facts: Path, vega: Path) -> None:
    (vega / "gates.yaml").unlink()
    with pytest.raises(CommandError, match="no lanes lead from gale-weald to vega-2"):
        load("--data", str(facts))


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("commodities.yaml", "base_price: 10", "base_price: ten", "commodities.yaml: Expected"),
        ("commodities.yaml", "base_price: 10", "base_price: 0", "commodities.yaml: Expected"),
        ("commodities.yaml", "volatility: 0.12", "volatility: 0.4", "<= 0.35"),
        ("commodities.yaml", "name: Food", "nom: Food", "unknown field `nom`"),
        ("commodities.yaml", "version: 1", "version: 2", "version"),
        ("commodities.yaml", "  - id: water", "  - id: food", "commodity food stands there"),
        ("commodities.yaml", "commodities:", "commodities: [", "commodities.yaml"),
        ("sol-1/system.yaml", "max_x: 8000", "max_x: -9000", "bounds hold nothing"),
        ("sol-1/locations.yaml", "x: -1200", "x: -12000", "earth-orbit-station is outside"),
        ("sol-1/locations.yaml", "system_id: sol-1", "system_id: sol-2", "another system"),
        ("sol-1/locations.yaml", "id: ceres-hub", "id: mars-orbit-station", "more than once"),
        (
            "sol-1/zones.yaml",
            "zone_type: core_safe",
            "zone_type: core",
            "zones.yaml: Invalid enum value",
        ),
        ("sol-1/zones.yaml", "radius: 550", "radius: 0", "zones.yaml: Expected"),
        ("sol-1/zones.yaml", "multiplier: 1.22", "multiplier: 0.9", ">= 1"),
        ("sol-1/market-prices.yaml", "id: ceres-hub", "id: nowhere", "no location with a market"),
        ("sol-1/market-prices.yaml", "id: food", "id: spice", "trades unknown ['spice']"),
        ("sol-1/market-prices.yaml", "id: water", "id: food", "commodity food stands there"),
        ("sol-1/market-prices.yaml", "buy_price: 9", "buy_price: 6", "sell <= buy"),
        ("sol-1/market-prices.yaml", "buy_price: 9", "buy_price: 90", "food at earth-orbit"),
    ],
)
def test_facts_that_do_not_fit_are_named_and_nothing_is_written(
    facts: Path,
    edit: Callable[[str, str, str], None],
    name: str,
    old: str,
    new: str,
    words: str,
) -> None:
    edit(name, old, new)
    with pytest.raises(CommandError) as error:
        load("--data", str(facts))
    assert words in str(error.value)
    assert not StarSystem.objects.exists()


def test_a_missing_file_is_named(facts: Path) -> None:
    (facts / "sol-1" / "zones.yaml").unlink()
    with pytest.raises(CommandError, match=r"zones\.yaml: No such file"):
        load("--data", str(facts))


def test_an_empty_directory_is_no_universe(facts: Path) -> None:
    for folder in [path for path in facts.iterdir() if path.is_dir()]:
        shutil.rmtree(folder)
    with pytest.raises(CommandError, match="no system"):
        load("--data", str(facts))
