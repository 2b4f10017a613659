"""Expeditions into save slots by hand. Loading is in `expeditions`, with what changes a session."""

from accounts.models import User
from game.expedition.document import encode
from game.selectors.expeditions import expedition_for_player
from game.services.expedition_state import run_of
from game.services.writing import writing
from saves.selectors import SlotInfo, slot_require
from saves.services.slots import slot_write


def expedition_save(*, player: User, session_id: str, slot: int) -> SlotInfo:
    """Keep a session as it stands in a slot, in place of what was there.

    Raises AppError UNKNOWN_SESSION and what `slot_write` raises.
    """
    slot_require(slot=slot)
    with writing():
        row = expedition_for_player(player=player, session_id=session_id, lock=True, document=False)
        run = run_of(row)
        return slot_write(
            player=player,
            slot=slot,
            run=run,
            document=encode(run).decode(),  # the row's may be of an older version
            session_id=session_id,
            daily=row.daily_date is not None,
        )
