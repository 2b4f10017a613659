"""What a process needs to show an expedition to those who watch it."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from accounts.models import User
from game.models import Expedition
from game.selectors.expeditions import expedition_for_player
from game.services.expedition_state import expedition_seen


class WatchedState(Struct, frozen=True):
    """A session as it stands: `state` is the payload of `game_state`, as JSON."""

    pk: int
    revision: int
    state: str


def watched_pk(*, player_pk: int, session_id: str) -> int:
    """Raises AppError UNKNOWN_SESSION."""
    return expedition_for_player(
        player=User(pk=player_pk), session_id=session_id, document=False
    ).pk


def watched_state(*, player_pk: int, session_id: str) -> WatchedState:
    """Raises AppError UNKNOWN_SESSION."""
    seen = expedition_seen(player=User(pk=player_pk), session_id=session_id)
    row = seen.expedition
    return WatchedState(row.pk, row.revision, msgspec.json.encode(seen.state).decode())


def watched_revisions(*, pks: Sequence[int]) -> dict[int, int]:
    """The present revision of each of these that is not gone or in the archive."""
    there = Expedition.objects.filter(pk__in=pks, archived_at__isnull=True)
    return dict(there.values_list("pk", "revision"))
