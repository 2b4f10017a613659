"""What a seat can do to its match, as values that become lines of the log."""

from typing import NamedTuple

from game.matches import Client, Forfeit, dump_record
from game.services.matches.room import Room
from game.services.matches.store import NewEntry


class Play(NamedTuple):
    """Make a move; whatever the client sent."""

    move: object

    def entry(self, room: Room, client: Client) -> NewEntry:
        """Changes the room's table. Raises Refused, IllegalMove, GameFailed."""
        made = room.table.move(client, self.move)
        return _entry(room, "move", made.player_id, bytes(made.args).decode())


class GiveUp(NamedTuple):
    """End the game by losing it. reason: one word."""

    reason: str

    def entry(self, room: Room, client: Client) -> NewEntry:
        """Changes the room's table. Raises Refused."""
        made: Forfeit = room.table.forfeit(client, self.reason)
        return _entry(room, "forfeit", made.player_id, made.reason)


class Again(NamedTuple):
    """Begin the session's next game."""

    def entry(self, room: Room, client: Client) -> NewEntry:
        """Changes the room's table. Raises Refused, GameFailed."""
        number = room.table.restart(client).number
        return NewEntry(room.pk, room.number + 1, number, "restart", client.player_id, "")


Act = Play | GiveUp | Again


def _entry(room: Room, kind: str, player_id: int, body: str) -> NewEntry:
    table = room.table
    entry = NewEntry(room.pk, room.number + 1, table.round_number, kind, player_id, body)
    if not table.over:
        return entry
    record = table.record()
    return entry._replace(game=room.game, record=dump_record(record).decode(), ranks=record.ranks)
