"""What a player can do, as values: one closed union, told apart by `action`."""

from typing import Annotated, Any, Literal, cast

import msgspec
from msgspec import Meta, Struct

from game.expedition.state import SlotType

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Quantity = Annotated[int, Meta(ge=1, le=1_000_000)]


class UnknownAction(Exception):
    """There is no action of that name."""


class InvalidAction(Exception):
    """An action's parameters do not have its shape; the words say which and why."""


class Base(Struct, frozen=True, kw_only=True, tag_field="action"):
    """Unknown keys are ignored."""


class Navigate(Base, frozen=True, kw_only=True, tag="navigate"):
    """To a node of this region, or to a region; to neither: along a link by chance."""

    target_node_id: Id | None = None
    target_region_id: Id | None = None


class Scan(Base, frozen=True, kw_only=True, tag="scan"):
    """Once a stay. It goes by the name `event`, too."""


class Repair(Base, frozen=True, kw_only=True, tag="repair"):
    pass


class Refuel(Base, frozen=True, kw_only=True, tag="refuel"):
    """amount: units; absent: as much as fits and can be paid."""

    amount: Quantity | None = None


class BuyFood(Base, frozen=True, kw_only=True, tag="buy_food"):
    """amount: units; absent: the usual crate."""

    amount: Quantity | None = None


class BuyShip(Base, frozen=True, kw_only=True, tag="buy_ship"):
    ship_type: Id


class BuyMod(Base, frozen=True, kw_only=True, tag="buy_mod"):
    mod_id: Id


class RemoveMod(Base, frozen=True, kw_only=True, tag="remove_mod"):
    mod_id: Id
    slot_type: SlotType | None = None


class UseItem(Base, frozen=True, kw_only=True, tag="use_item"):
    item_id: Id


class SellItem(Base, frozen=True, kw_only=True, tag="sell_item"):
    item_id: Id
    quantity: Quantity = 1


class BuyPod(Base, frozen=True, kw_only=True, tag="buy_pod"):
    pass


class BuyAugmentation(Base, frozen=True, kw_only=True, tag="buy_augmentation"):
    augmentation_id: Id


class ConsumeFood(Base, frozen=True, kw_only=True, tag="consume_food"):
    amount: Quantity = 1


class Mine(Base, frozen=True, kw_only=True, tag="mine"):
    pass


class Salvage(Base, frozen=True, kw_only=True, tag="salvage"):
    pass


class Trade(Base, frozen=True, kw_only=True, tag="trade"):
    side: Literal["buy", "sell"]
    item_id: Id
    quantity: Quantity = 1


class Quest(Base, frozen=True, kw_only=True, tag="quest"):
    quest: Literal["accept", "abandon", "report"]


class Choose(Base, frozen=True, kw_only=True, tag="choose"):
    """choice: a text of the choices on offer, its id, or its index from 0."""

    choice: Annotated[str, Meta(min_length=1, max_length=500)] | int


class Combat(Base, frozen=True, kw_only=True, tag="combat"):
    """Go looking for a fight here; once a stay."""


class CombatAction(Base, frozen=True, kw_only=True, tag="combat_action"):
    combat_action: Id


class Flee(Base, frozen=True, kw_only=True, tag="flee"):
    pass


class Negotiate(Base, frozen=True, kw_only=True, tag="negotiate"):
    pass


class DistressSignal(Base, frozen=True, kw_only=True, tag="distress_signal"):
    """Once a stay."""


Action = (
    Navigate | Scan | Repair | Refuel | BuyFood | BuyShip | BuyMod | RemoveMod | UseItem | SellItem
    | BuyPod | BuyAugmentation | ConsumeFood | Mine | Salvage | Trade | Quest | Choose | Combat
    | CombatAction | Flee | Negotiate | DistressSignal
)  # fmt: skip

ACTIONS: dict[str, type[Base]] = {
    str(kind.__struct_config__.tag): kind for kind in Action.__args__
} | {"event": Scan}
QUEST_STEPS = ("accept", "abandon", "report")


def parse_action(fields: dict[str, Any]) -> Action:
    """The action that a client's object means.

    Raises InvalidAction when `action` is no text or a parameter has the wrong shape, and
    UnknownAction when there is no action of that name.
    """
    name = fields.get("action")
    if not isinstance(name, str):
        raise InvalidAction("`action` is a text")
    kind = ACTIONS.get(name)
    if kind is None:
        raise UnknownAction(name)
    values = {**fields, "action": kind.__struct_config__.tag}
    if kind is Quest and "quest" not in fields:
        # {"accept": true} says the same as {"quest": "accept"}
        values["quest"] = next((step for step in QUEST_STEPS if fields.get(step)), None)
    try:
        return cast(Action, msgspec.convert(values, kind))
    except msgspec.ValidationError as error:
        raise InvalidAction(str(error)) from error
