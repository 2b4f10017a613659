"""What things cost where, in whole credits. Prices follow from the run's seed, the place and the
difficulty, and are the same at every visit; only what a place pays sinks with what was sold there.
"""

from hashlib import sha256
from math import ceil, floor

from game.catalog.expedition import Item, catalog, rules, scale
from game.expedition.demand import demand
from game.expedition.places import here, node_of
from game.expedition.state import Run
from game.expedition.stats import effective, fitted

_STEPS = 1 << 32


def fuel_price(run: Run) -> int:
    """Credits a unit."""
    return _supply_price(run, "fuel", rules().market.fuel)


def food_price(run: Run) -> int:
    """Credits a unit."""
    return _supply_price(run, "food", rules().market.food)


def repair_price(run: Run) -> int:
    return scaled(run, rules().repair.price)


def scaled(run: Run, price: int) -> int:
    """A catalogued price at the run's difficulty."""
    return round(price * scale(run.difficulty).price)


def tradable(item: Item) -> bool:
    """Whether places buy it at all."""
    return item.category in rules().market.stocked


def stocked(run: Run, item_id: str) -> bool:
    """Whether the place where the ship is has it for sale. Places with trade only."""
    chance = rules().market.stocked.get(catalog().items[item_id].category, 0.0)
    return _lot(run, f"stock:{item_id}") < chance


def sell_price(run: Run, item_id: str) -> int:
    """What the place pays for each unit of one sale, however many there are; at least 1."""
    paid = _local_value(run, item_id) * rules().market.sell * scale(run.difficulty).sale
    return max(1, floor(paid * demand(run, item_id)))


def buy_price(run: Run, item_id: str) -> int:
    """What the place asks for one: more than it pays, at every difficulty."""
    asked = ceil(_local_value(run, item_id) * rules().market.buy)
    return max(asked, sell_price(run, item_id) + 1)


def ship_price(run: Run, ship_type: str) -> int:
    """Without the trade-in. Whoever comes in the pod has the plain ship at the pod's tariff."""
    if run.pod.active and ship_type == rules().start.ship_type:
        return scaled(run, catalog().pod.new_ship_cost)
    return scaled(run, catalog().ship_types[ship_type].cost)


def trade_in(run: Run, ship_type: str) -> int:
    """What the present ship takes off the price of another, which is never below 0."""
    if run.pod.active:
        return 0
    whole = run.hull / effective(run).max_hull
    value = scaled(run, catalog().ship_types[run.ship_type].cost) * rules().ship.trade_in
    return min(ship_price(run, ship_type), floor(value * whole))


def mod_price(run: Run, mod_id: str) -> int:
    return scaled(run, catalog().ship_mods[mod_id].cost)


def mod_refund(run: Run, mod_id: str) -> int:
    return floor(mod_price(run, mod_id) * rules().ship.mod_refund)


def fitted_refund(run: Run) -> int:
    """For all mods together; what is permanent stays in its hull for nothing."""
    table = catalog().ship_mods
    return sum(mod_refund(run, one) for one in fitted(run) if not table[one].permanent)


def pod_price(run: Run) -> int:
    return scaled(run, catalog().pod.base_cost)


def augmentation_price(run: Run, augmentation_id: str) -> int:
    return scaled(run, catalog().pod_augmentations[augmentation_id].cost)


def _supply_price(run: Run, name: str, base: float) -> int:
    spread = _spread(run, name, rules().market.supply_spread)
    return max(1, round(base * spread * scale(run.difficulty).price))


def _local_value(run: Run, item_id: str) -> float:
    """Credits before the place's margin: dearer where the region is wealthy."""
    market = rules().market
    region, _ = here(run)
    modifier = catalog().region_types[region.type].wealth_modifier
    wealth = 1 + market.wealth_share * (modifier - 1)
    spread = _spread(run, item_id, market.item_spread)
    return catalog().items[item_id].base_value * wealth * spread


def _spread(run: Run, name: str, width: float) -> float:
    """A factor between 1 - width and 1 + width."""
    return 1 + width * (2 * _lot(run, name) - 1)


def _lot(run: Run, name: str) -> float:
    """A place's own number for a name, in [0, 1), evenly spread."""
    text = f"{run.seed}\n{node_of(run).id}\n{name}".encode()
    return int.from_bytes(sha256(text).digest()[:4]) / _STEPS
