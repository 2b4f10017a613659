"""The ship, what is fitted to it, what it carries."""

from typing import cast

import msgspec

from game.catalog.expedition import ModEffects, ShipMod, catalog
from game.catalog.expedition_story import texts
from game.expedition.actions import BuyMod, RemoveMod
from game.expedition.prices import mod_price, mod_refund
from game.expedition.state import SLOT_TYPES, Run, SlotType, Stack
from game.expedition.stats import Stats, effective, has_mod, used_cargo
from game.expedition.views.possible import possibility, refusal_of
from game.expedition.views.shapes import (
    FittedMod,
    InventoryView,
    ItemView,
    ModOffer,
    PlayerView,
    ShipInfo,
    SlotsView,
    SlotView,
    StatsView,
)

POD_NAME = "Escape Pod"
MAX_HEALTH = 100
_STATS = tuple(StatsView.__annotations__)


def player_stats(run: Run) -> PlayerView:
    stats = effective(run)
    return {
        "health": run.health,
        "max_health": MAX_HEALTH,
        "wealth": run.wealth,
        "ship_condition": run.hull,
        "max_ship_condition": stats.max_hull,
        "fuel": run.fuel,
        "max_fuel": stats.max_fuel,
        "food": run.food,
        "max_food": stats.max_food,
        "ship_type": run.ship_type,
        "ship_name": ship_name(run),
        "ship_mods": {slot: list(_fitted(run, slot)) for slot in SLOT_TYPES},
        "inventory": [{"item_id": s.item_id, "quantity": s.quantity} for s in run.inventory],
        "cargo_capacity": stats.cargo_capacity,
        "used_cargo_space": used_cargo(run),
        "has_flight_pod": run.pod.owned,
        "in_pod_mode": run.pod.active,
        "pod_hp": run.pod.hp,
        "pod_max_hp": stats.pod_max_hp,
        "pod_augmentations": list(run.pod.augmentations),
        "temp_effects": [
            {"kind": one.kind, "amount": one.amount, "turns_left": one.turns_left}
            for one in run.temp_effects
        ],
        "in_combat": run.enemy is not None,
        **_stats_view(stats),
    }


def ship_name(run: Run) -> str:
    return POD_NAME if run.pod.active else catalog().ship_types[run.ship_type].name


def ship_info(run: Run) -> ShipInfo:
    """In the pod, `base` and `slots` are those of the ship that was lost."""
    ship = catalog().ship_types[run.ship_type]
    stats = effective(run)
    return {
        "ship_type": run.ship_type,
        "name": ship_name(run),
        "text": texts().ships[run.ship_type],
        "hull": run.hull,
        "max_hull": stats.max_hull,
        "cargo_capacity": stats.cargo_capacity,
        "used_cargo_space": used_cargo(run),
        "in_pod_mode": run.pod.active,
        "base": {
            "cost": ship.cost,
            "max_hp": ship.max_hp,
            "cargo_capacity": ship.cargo_capacity,
            "fuel_efficiency": ship.fuel_efficiency,
            "speed": ship.speed,
        },
        "stats": _stats_view(stats),
        "slots": {slot: _slots_view(run, slot) for slot in SLOT_TYPES},
    }


def inventory(run: Run) -> InventoryView:
    items = [_item_view(stack) for stack in run.inventory]
    return {
        "items": items,
        "cargo_capacity": effective(run).cargo_capacity,
        "used_space": used_cargo(run),
        "total_value": sum(item["total_value"] for item in items),
    }


def available_mods(run: Run) -> dict[str, SlotView]:
    """Every modification that there is, by kind of slot; `purchasable` says what can be bought
    here and now."""
    return {
        slot: {
            "max_slots": _max_slots(run, slot),
            "used_slots": len(_fitted(run, slot)),
            "available_mods": {
                mod_id: _mod_offer(run, mod_id, mod)
                for mod_id, mod in catalog().ship_mods.items()
                if mod.slot == slot
            },
        }
        for slot in SLOT_TYPES
    }


def _stats_view(stats: Stats) -> StatsView:
    return cast(StatsView, {name: getattr(stats, name) for name in _STATS})


def _fitted(run: Run, slot: SlotType) -> list[str]:
    mod_ids: list[str] = getattr(run.mods, slot)
    return mod_ids


def _max_slots(run: Run, slot: SlotType) -> int:
    slots: int = getattr(catalog().ship_types[run.ship_type].slots, slot)
    return slots


def _slots_view(run: Run, slot: SlotType) -> SlotsView:
    mod_ids = _fitted(run, slot)
    return {
        "max_slots": _max_slots(run, slot),
        "used_slots": len(mod_ids),
        "mods": [_fitted_mod(run, mod_id) for mod_id in mod_ids],
    }


def _fitted_mod(run: Run, mod_id: str) -> FittedMod:
    mod = catalog().ship_mods[mod_id]
    return {
        "mod_id": mod_id,
        "name": mod.name,
        "effects": _effects(mod.effects),
        "text": texts().mods[mod_id],
        "permanent": mod.permanent,
        "removable": refusal_of(run, RemoveMod(mod_id=mod_id)) is None,
        "refund": 0 if mod.permanent else mod_refund(run, mod_id),
    }


def _mod_offer(run: Run, mod_id: str, mod: ShipMod) -> ModOffer:
    offer = possibility(refusal_of(run, BuyMod(mod_id=mod_id)))
    cost = mod_price(run, mod_id)
    return {
        "name": mod.name,
        "cost": cost,
        "effects": _effects(mod.effects),
        "slot": mod.slot,
        "text": texts().mods[mod_id],
        "permanent": mod.permanent,
        "affordable": run.wealth >= cost,
        "fitted": has_mod(run, mod_id),
        "purchasable": offer["available"],
        "code": offer["code"],
        "reason": offer["reason"],
    }


def _effects(effects: ModEffects) -> dict[str, float]:
    """Those that change something, by name."""
    nothing = msgspec.structs.asdict(ModEffects())
    every = msgspec.structs.asdict(effects)
    return {name: value for name, value in every.items() if value != nothing[name]}


def _item_view(stack: Stack) -> ItemView:
    item = catalog().items[stack.item_id]
    return {
        "item_id": stack.item_id,
        "name": item.name,
        "quantity": stack.quantity,
        "weight": item.weight,
        "total_weight": item.weight * stack.quantity,
        "base_value": item.base_value,
        "total_value": item.base_value * stack.quantity,
        "category": item.category,
        "text": texts().items[stack.item_id],
        "usable": item.effect is not None,
    }
