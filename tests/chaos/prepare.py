"""Pilots in their places: their number in on stdin, a list of Seats out on stdout.

Runs as a process of its own with the site's settings, after migrations and the universe, and adds
a note of every write by worker processes, told apart by the name that they connect under.
"""

import os
import sys
from math import cos, pi, sin

import msgspec

from tests.chaos.pilot import Seat

CREDITS = 1_000_000  # for jumps and tows without end
HULL, FUEL = 40.0, 40.0  # of traders, so that there is something to repair and fill
ARENA = 800.0  # world units from a station, beyond its safe zone
APART = 150.0  # between two duelists
STATIONS = ("earth-orbit-station", "gale-weald-tern-exchange", "mars-orbit-station",
            "rook-hearth-jackdaw-harbour", "ceres-hub", "gale-weald-petrel-refinery")  # fmt: skip
ROLES = ("trader", "courier", "trader", "trader", "duelist", "duelist", "courier", "trader")

NOTES = """
CREATE TABLE chaos_write (
  id bigserial PRIMARY KEY, process text, name text, system_id text, holder text, epoch bigint);
CREATE FUNCTION chaos_note() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was jsonb := to_jsonb(CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END);
  now jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
BEGIN
  IF current_setting('application_name') LIKE 'worker%' THEN
    INSERT INTO chaos_write (process, name, system_id, holder, epoch)
    VALUES (current_setting('application_name'), TG_TABLE_NAME, was->>'system_id',
            now->>'worker_id', (now->>'epoch')::bigint);
  END IF;
  RETURN NULL;
END $$;
"""
NOTED = ("game_lease", "game_ship", "game_checkpoint", "game_ledgerentry", "game_cargoitem",
         "game_marketprice", "game_lootclaim", "accounts_user")  # fmt: skip


def note_writes() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(NOTES)
        for table in NOTED:
            cursor.execute(
                f"CREATE TRIGGER chaos AFTER INSERT OR UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION chaos_note()"
            )


def seats(count: int) -> list[Seat]:
    """Create the players; every system gets some of each role."""
    from accounts.arrivals import guest_register
    from accounts.services.tokens import access_token_for
    from game.models import Gate, Location, Ship
    from game.services.grants import credits_grant

    gates = list(Gate.objects.order_by("pk"))
    places = []
    for index in range(count):
        role, turn = ROLES[index % len(ROLES)], index // len(ROLES)
        player = guest_register(username=f"chaos_{index}")
        credits_grant(player_pk=player.pk, amount=CREDITS)
        ship = Ship.objects.get(player=player)
        if role == "courier":
            gate = gates[index // 2 % len(gates)]
            ship.system_id = gate.system_id
            ship.x, ship.y = gate.x + 60 * cos(index), gate.y + 60 * sin(index)
        else:
            station = Location.objects.get(pk=STATIONS[(turn + index // 2) % len(STATIONS)])
            ship.system_id, ship.x, ship.y = station.system_id, station.x, station.y
            if role == "duelist":
                station = Location.objects.get(pk=STATIONS[turn % len(STATIONS)])
                ship.system_id, ship.x = station.system_id, station.x
                ship.y = station.y + ARENA + APART * (index % 2)
                ship.angle = pi / 2
            else:
                ship.docked_at, ship.hull, ship.fuel = station, HULL, FUEL
        ship.save()
        places.append(Seat(player.pk, ship.pk, access_token_for(player), ship.system_id, role))
    return places


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cosmic_site.settings")
    django.setup()
    note_writes()
    count = msgspec.json.decode(sys.stdin.buffer.read(), type=int)
    sys.stdout.buffer.write(msgspec.json.encode(seats(count)) + b"\n")


if __name__ == "__main__":
    main()
