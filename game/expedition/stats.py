"""What the ship, its mods, the pod and its augmentations come to together."""

from math import prod

from msgspec import Struct

from game.catalog.expedition import Augmentation, ShipMod, catalog, rules
from game.expedition.state import SLOT_TYPES, Run


class Stats(Struct, frozen=True):
    """Effective numbers. fuel_efficiency multiplies what a flight burns; weapons: how many.

    In the pod there is no ship: no guns, no mining, and room for what its module keeps.
    pod_max_hp is 0 without a pod.
    """

    speed: float
    fuel_efficiency: float
    combat_power: int
    accuracy: float
    defense: float
    mining_yield: float
    salvage_chance: float
    scan_bonus: float
    hull_repair: int
    weapons: int
    max_hull: int
    cargo_capacity: int
    pod_max_hp: int
    max_fuel: float
    max_food: int


def fitted(run: Run) -> list[str]:
    """Ids of the mods, slot by slot."""
    return [mod_id for slot in SLOT_TYPES for mod_id in getattr(run.mods, slot)]


def augmentations(run: Run) -> list[Augmentation]:
    table = catalog().pod_augmentations
    return [table[one] for one in run.pod.augmentations] if run.pod.owned else []


def effective(run: Run) -> Stats:
    return _pod_stats(run) if run.pod.active else _ship_stats(run)


def _ship_stats(run: Run) -> Stats:
    base = rules().ship
    ship = catalog().ship_types[run.ship_type]
    mod_ids = fitted(run)
    table = catalog().ship_mods
    effects = [table[mod_id].effects for mod_id in mod_ids]
    extras = augmentations(run)
    efficiency = ship.fuel_efficiency * prod(one.fuel_efficiency for one in effects)
    return Stats(
        speed=_rounded(ship.speed + sum(one.speed for one in effects)),
        fuel_efficiency=_rounded(efficiency * _thrusters(extras)),
        combat_power=base.combat_power + sum(one.combat_power for one in effects),
        accuracy=_rounded(base.accuracy + sum(one.accuracy for one in effects)),
        defense=base.defense,
        mining_yield=max([one.mining_yield for one in effects], default=0.0),
        salvage_chance=_rounded(sum(one.salvage_chance for one in effects)),
        scan_bonus=max([1.0, *(one.scan_bonus for one in effects)]) * _scanners(extras),
        hull_repair=sum(one.hull_repair for one in effects),
        weapons=sum(mod_id in base.weapons for mod_id in mod_ids),
        max_hull=ship.max_hp
        + sum(one.max_hp for one in effects)
        + sum(one.effect.max_ship_condition for one in extras),
        cargo_capacity=ship.cargo_capacity + sum(one.cargo_capacity for one in effects),
        pod_max_hp=pod_max_hp(run),
        max_fuel=base.max_fuel,
        max_food=base.max_food,
    )


def _pod_stats(run: Run) -> Stats:
    base, pod = rules().ship, rules().pod
    extras = augmentations(run)
    return Stats(
        speed=pod.speed,
        fuel_efficiency=_rounded(pod.fuel_efficiency * _thrusters(extras)),
        combat_power=0,
        accuracy=base.accuracy,
        defense=base.defense,
        mining_yield=0.0,
        salvage_chance=0.0,
        scan_bonus=_scanners(extras),
        hull_repair=0,
        weapons=0,
        max_hull=catalog().ship_types[run.ship_type].max_hp,
        cargo_capacity=sum(one.effect.cargo_preservation for one in extras),
        pod_max_hp=pod_max_hp(run),
        max_fuel=pod.max_fuel,
        max_food=pod.max_food,
    )


def pod_max_hp(run: Run) -> int:
    if not run.pod.owned:
        return 0
    return max([catalog().pod.base_hp, *(one.effect.pod_max_hp for one in augmentations(run))])


def used_cargo(run: Run) -> int:
    """Weight units."""
    items = catalog().items
    return sum(items[stack.item_id].weight * stack.quantity for stack in run.inventory)


def held(run: Run, item_id: str) -> int:
    return next((stack.quantity for stack in run.inventory if stack.item_id == item_id), 0)


def room_for(run: Run, item_id: str) -> int:
    """How many more of an item can be taken aboard, by weight and by its stack."""
    item = catalog().items[item_id]
    by_stack = item.stack_size - held(run, item_id)
    if item.weight == 0:
        return max(0, by_stack)
    by_weight = (effective(run).cargo_capacity - used_cargo(run)) // item.weight
    return max(0, min(by_stack, by_weight))


def has_mod(run: Run, mod_id: str) -> bool:
    mod: ShipMod | None = catalog().ship_mods.get(mod_id)
    return mod is not None and mod_id in getattr(run.mods, mod.slot)


def _thrusters(extras: list[Augmentation]) -> float:
    return prod(one.effect.fuel_efficiency for one in extras)


def _scanners(extras: list[Augmentation]) -> float:
    return prod(one.effect.scan_multiplier for one in extras)


def _rounded(value: float) -> float:
    """Factors are products of decimals; what binary adds to them is not meant."""
    return round(value, 4)
