"""What a client was to see, change by change, when it comes to know of several at once."""

from msgspec import Raw

from game.matches.referee import Referee, round_seed
from game.matches.table import Client, Table
from game.matches.values import Move, View

LONGEST = 100  # changes of the game under way that are shown one by one; of more, the newest


def views_since(table: Table, client: Client, since: int) -> list[View]:
    """All versions after `since` that can still be told, in order; the newest comes last.

    Of earlier games only their ends are known. Raises Refused (NOT_STARTED), GameFailed, BadRecord.
    """
    shown = []
    while (view := table.view(client, since)) is not None and view.version < table.version:
        shown.append(view)
        since = view.version
    if view is None:
        return shown
    if since + 1 < view.version:
        shown += _between(table, client, since + 1)
    return [*shown, view]


def _between(table: Table, client: Client, first: int) -> list[View]:
    """The versions of the game under way from `first` on, but for the newest."""
    played = table.stored_round
    first = max(first, played.first_version)
    if table.version - first > LONGEST:
        return []
    known = first - played.first_version
    seed = round_seed(table.seed, played.number)
    referee = Referee(table.kind, table.players, seed, played.entries[:known])
    views = []
    for version, entry in enumerate(played.entries[known:], first):
        views.append(View(version, Raw(referee.states[client.player_id]), referee.over))
        if isinstance(entry, Move):
            referee.move(entry.player_id, entry.args)
        else:
            referee.forfeit(entry.player_id, entry.reason)
    return views
