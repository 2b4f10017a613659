"""One document with all that is stored of a player."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.selectors import account_export
from game.selectors.expedition_export import expeditions_export
from game.selectors.export import pilot_export
from saves.selectors import slots_export

EXPORT_VERSION = 3  # grows with any change of the document's shape


def export_for_player(*, player: User) -> dict[str, Any]:
    """Account, ship, cargo, ledger, expeditions and save slots, JSON-ready."""
    return {
        "export_version": EXPORT_VERSION,
        "exported_at": timezone.now().isoformat(),
        "account": account_export(player=player),
        **pilot_export(player=player),
        **expeditions_export(player=player),
        "saves": slots_export(player=player),
    }
