"""Save slots: written by hand or with a turn, read back, deleted, taken away and brought back.

A document goes in only as a run that the rules accept, and comes out only as one. A run of the
day's seed is kept by the auto-save alone.
"""

from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from game.expedition.document import VERSION, DocumentError, decode, encode
from game.expedition.state import Run
from game.protocol.errors import AppError, ErrorCode
from saves.models import AUTOSAVE_SLOT, SaveSlot
from saves.selectors import SlotInfo, slot_for_player, slot_info, slot_require
from saves.services.files import SaveFile, file_opened, file_signed
from saves.services.metadata import Metadata, metadata_of


def slot_autosave(
    *, player: User, run: Run, document: str, session_id: str, daily: bool = False
) -> None:
    """Keep a run in slot 0: one statement in the caller's transaction.

    `document` is `run` encoded, which the caller has done already.
    """
    _put(player, AUTOSAVE_SLOT, document, _metadata(run, session_id, daily=daily))


def slot_write(
    *, player: User, slot: int, run: Run, document: str, session_id: str, daily: bool = False
) -> SlotInfo:
    """Keep a run in a slot of the player's choice, in place of what was there.

    The next turn writes over slot 0 again. `document` is `run` encoded. Raises AppError
    INVALID_SLOT, DAILY_RUN.
    """
    slot_require(slot=slot)
    if daily:
        raise AppError(ErrorCode.DAILY_RUN)
    return _put(player, slot, document, _metadata(run, session_id, daily=False))


def slot_read(*, player: User, slot: int) -> Run:
    """The run of a slot; a document of an older version is upgraded.

    Raises AppError INVALID_SLOT, EMPTY_SLOT, DAILY_RUN, and DAMAGED_SAVE with the reason.
    """
    return _run_of(_kept_by_hand(player, slot).document)


def slot_delete(*, player: User, slot: int) -> None:
    """Empty a slot. Raises AppError INVALID_SLOT, AUTOSAVE_SLOT, EMPTY_SLOT."""
    slot_require(slot=slot)
    if slot == AUTOSAVE_SLOT:
        raise AppError(ErrorCode.AUTOSAVE_SLOT)
    deleted, _ = SaveSlot.objects.filter(player=player, slot=slot).delete()
    if not deleted:
        raise AppError(ErrorCode.EMPTY_SLOT)


def slot_export(*, player: User, slot: int) -> dict[str, Any]:
    """A slot as a file's content, signed for its owner; the document is upgraded.

    Raises AppError INVALID_SLOT, EMPTY_SLOT, DAILY_RUN, DAMAGED_SAVE.
    """
    kept = _kept_by_hand(player, slot)
    document = encode(_run_of(kept.document)).decode()
    return file_signed(owner=player.player_id, metadata=_shown(kept), document=document)


def slot_import(*, player: User, slot: int, content: object) -> SlotInfo:
    """Put an exported file's content into a slot, in place of what was there.

    Raises AppError INVALID_SLOT, FOREIGN_SAVE for what this server did not sign for
    this player or somebody has changed since, and DAMAGED_SAVE for what cannot be read; the slot
    is as it was then.
    """
    slot_require(slot=slot)
    opened: SaveFile = file_opened(content, owner=player.player_id)
    document = encode(_run_of(opened.document)).decode()
    return _put(player, slot, document, opened.metadata)


def _kept_by_hand(player: User, slot: int) -> SaveSlot:
    kept = slot_for_player(player=player, slot=slot)
    if kept.daily:
        raise AppError(ErrorCode.DAILY_RUN)
    return kept


def _metadata(run: Run, session_id: str, *, daily: bool) -> Metadata:
    return metadata_of(run=run, session_id=session_id, daily=daily, saved_at=timezone.now())


def _shown(kept: SaveSlot) -> Metadata:
    try:
        return msgspec.convert(kept.metadata, Metadata)
    except msgspec.ValidationError as error:
        raise AppError(ErrorCode.DAMAGED_SAVE, f"This save cannot be read: {error}") from error


def _put(player: User, slot: int, document: str, metadata: Metadata) -> SlotInfo:
    """One INSERT that becomes an UPDATE where the slot is taken; `document` is of VERSION."""
    now, shown = timezone.now(), msgspec.to_builtins(metadata)
    row = SaveSlot(
        player=player,
        slot=slot,
        document=document,
        document_version=VERSION,
        metadata=shown,
        daily=metadata.daily,
        created_at=now,
        updated_at=now,
    )
    with transaction.atomic():
        SaveSlot.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["player", "slot"],
            update_fields=["document", "document_version", "metadata", "daily", "updated_at"],
        )
    return slot_info(slot, shown)


def _run_of(document: str) -> Run:
    try:
        return decode(document)
    except DocumentError as error:
        raise AppError(ErrorCode.DAMAGED_SAVE, f"This save cannot be read: {error}") from error
