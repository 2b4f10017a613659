"""Reads of save slots."""

from typing import Any

from msgspec import Struct

from accounts.models import User
from game.protocol.errors import AppError, ErrorCode
from saves.models import AUTOSAVE_SLOT, SLOTS, SaveSlot


class SlotInfo(Struct, frozen=True):
    """A slot as lists show it; `metadata` is null for an empty one."""

    slot: int
    metadata: dict[str, Any] | None
    is_autosave: bool


def slot_number(text: str) -> int:
    """The slot that an address names. Raises AppError INVALID_SLOT for anything but 0 to 4."""
    # Not isdigit and int: those know the digits of every script.
    if len(text) == 1 and "0" <= text < str(SLOTS):
        return int(text)
    raise AppError(ErrorCode.INVALID_SLOT)


def slot_require(*, slot: int) -> None:
    """Raise AppError INVALID_SLOT for a number that no slot has."""
    if not 0 <= slot < SLOTS:
        raise AppError(ErrorCode.INVALID_SLOT)


def slot_infos(*, player: User) -> list[SlotInfo]:
    """All slots of the player in order, the empty ones too."""
    kept = dict(SaveSlot.objects.filter(player=player).values_list("slot", "metadata"))
    return [slot_info(slot, kept.get(slot)) for slot in range(SLOTS)]


def slot_info(slot: int, metadata: dict[str, Any] | None) -> SlotInfo:
    return SlotInfo(slot, metadata, slot == AUTOSAVE_SLOT)


def slot_for_player(*, player: User, slot: int) -> SaveSlot:
    """The player's slot with its document. Raises AppError INVALID_SLOT, EMPTY_SLOT."""
    slot_require(slot=slot)
    kept = SaveSlot.objects.filter(player=player, slot=slot).first()
    if kept is None:
        raise AppError(ErrorCode.EMPTY_SLOT)
    return kept


def slots_export(*, player: User) -> list[dict[str, Any]]:
    """Everything that is stored of the player's slots, JSON-ready.

    The document of a daily run is null: it would tell the seed of the day.
    """
    return [
        {
            "slot": kept.slot,
            "document": None if kept.daily else kept.document,
            "document_version": kept.document_version,
            "metadata": kept.metadata,
            "created_at": kept.created_at.isoformat(),
            "updated_at": kept.updated_at.isoformat(),
        }
        for kept in SaveSlot.objects.filter(player=player).order_by("slot")
    ]
