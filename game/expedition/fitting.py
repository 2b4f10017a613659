"""Ships and what is fitted to them, at places with trade."""

from game.catalog.expedition import ShipMod, catalog
from game.expedition.actions import BuyMod, BuyShip, RemoveMod
from game.expedition.effects import check_credits, earn, money, spend
from game.expedition.journal import Journal
from game.expedition.needs import need_ship, need_trade
from game.expedition.prices import fitted_refund, mod_price, mod_refund, ship_price, trade_in
from game.expedition.refusals import Code, Refusal
from game.expedition.state import Mods, Run, SlotType
from game.expedition.stats import effective, has_mod, used_cargo


def on_buy_ship(j: Journal, action: BuyShip) -> None:
    """The cargo and the pod come along, the old ship's mods are paid for at half price."""
    run = j.run
    check_buy_ship(run, action.ship_type)
    ship = catalog().ship_types[action.ship_type]
    price = ship_price(run, action.ship_type) - trade_in(run, action.ship_type)
    refund = fitted_refund(run)
    from_pod = run.pod.active
    earn(j, refund)
    spend(j, price)
    run.mods = Mods()
    run.ship_type = action.ship_type
    run.pod.active = False
    stats = effective(run)
    run.hull = stats.max_hull
    run.pod.hp = stats.pod_max_hp
    j.details |= {"total": price, "refund": refund}
    j.tell("ship", f"A {ship.name} is yours for {money(price)}.")
    if refund:
        j.tell("ship", f"The yard pays {money(refund)} for the old ship's fittings.")
    if from_pod:
        j.tell("pod", "The pod is put back into shape and goes into its berth.")


def check_buy_ship(run: Run, ship_type: str) -> None:
    need_trade(run)
    ship = catalog().ship_types.get(ship_type)
    if ship is None:
        raise Refusal(Code.UNKNOWN_SHIP, f"There is no ship called {ship_type!r}.")
    if ship_type == run.ship_type and not run.pod.active:
        raise Refusal(Code.SAME_SHIP, f"You fly a {ship.name} already.")
    if used_cargo(run) > ship.cargo_capacity:
        raise Refusal(
            Code.CARGO_FULL,
            f"Your cargo weighs {used_cargo(run)}, and a {ship.name} holds {ship.cargo_capacity}.",
            room=ship.cargo_capacity,
        )
    price = ship_price(run, ship_type) - trade_in(run, ship_type)
    check_credits(run, max(0, price - fitted_refund(run)))


def on_buy_mod(j: Journal, action: BuyMod) -> None:
    run = j.run
    check_buy_mod(run, action.mod_id)
    mod = catalog().ship_mods[action.mod_id]
    price = mod_price(run, action.mod_id)
    spend(j, price)
    _slot(run, mod.slot).append(action.mod_id)
    run.hull += mod.effects.max_hp  # what is new is whole
    j.details["total"] = price
    j.tell("fitting", f"The {mod.name} is fitted for {money(price)}.")


def check_buy_mod(run: Run, mod_id: str) -> None:
    """There is one of a kind in a ship at most."""
    need_trade(run)
    need_ship(run)
    mod = mod_named(mod_id)
    if has_mod(run, mod_id):
        raise Refusal(Code.ALREADY_FITTED, f"The {mod.name} is fitted already.")
    slots: int = getattr(catalog().ship_types[run.ship_type].slots, mod.slot)
    if len(_slot(run, mod.slot)) >= slots:
        raise Refusal(
            Code.NO_FREE_SLOT,
            f"All {mod.slot} slots of this ship are taken ({slots}).",
            slot=mod.slot,
            slots=slots,
        )
    check_credits(run, mod_price(run, mod_id))


def on_remove_mod(j: Journal, action: RemoveMod) -> None:
    run = j.run
    check_remove_mod(run, action.mod_id, action.slot_type)
    mod = catalog().ship_mods[action.mod_id]
    refund = mod_refund(run, action.mod_id)
    _slot(run, mod.slot).remove(action.mod_id)
    run.hull = min(run.hull, effective(run).max_hull)
    earn(j, refund)
    j.details["refund"] = refund
    j.tell("fitting", f"The {mod.name} is taken out and sold for {money(refund)}.")


def check_remove_mod(run: Run, mod_id: str, slot_type: SlotType | None) -> None:
    need_trade(run)
    need_ship(run)
    mod = mod_named(mod_id)
    if not has_mod(run, mod_id) or slot_type not in (None, mod.slot):
        where = f" to a {slot_type} slot" if slot_type else ""
        raise Refusal(Code.NOT_FITTED, f"The {mod.name} is not fitted{where}.")
    if mod.permanent:
        raise Refusal(Code.PERMANENT_MOD, f"The {mod.name} is part of the hull for good.")
    left = effective(run).cargo_capacity - mod.effects.cargo_capacity
    if used_cargo(run) > left:
        words = f"Your cargo weighs {used_cargo(run)}; without it there is room for {left}."
        raise Refusal(Code.CARGO_FULL, words, room=left)


def mod_named(mod_id: str) -> ShipMod:
    mod = catalog().ship_mods.get(mod_id)
    if mod is None:
        raise Refusal(Code.UNKNOWN_MOD, f"There is no modification called {mod_id!r}.")
    return mod


def _slot(run: Run, slot: SlotType) -> list[str]:
    fitted: list[str] = getattr(run.mods, slot)
    return fitted
