"""How pilots come to the helm of their ship and let go of it."""

from game.engine.world import Kind, ShipState
from game.protocol import link, server
from game.protocol.errors import AppError, ErrorCode
from game.protocol.wire import payload_text
from game.selectors.pilots import pilot_record
from game.selectors.records import PilotRecord
from game.worker.pilots import Pilot
from game.worker.system import System


def on_join(system: System, feed: str, join: link.Join) -> None:
    """Seat the player; read their ship first where it is not in space."""
    if join.resume and _taken(system, feed, join):
        _supersede(system, feed, join.conn)
        return
    pilot = system.pilots.by_player.get(join.player)
    if pilot is not None and not pilot.destroyed:
        system.seat(pilot, feed, join)
        return
    if pilot is not None:  # until the ship has been towed
        system.arriving[join.player] = (feed, join)
        return
    earlier = system.arriving.get(join.player)
    system.arriving[join.player] = (feed, join)
    if earlier is None:
        _fetch(system, join)
    elif (earlier[0], earlier[1].conn) != (feed, join.conn):
        _supersede(system, earlier[0], earlier[1].conn)


def _taken(system: System, feed: str, join: link.Join) -> bool:
    """Whether the player has come by another connection, which a helm of before does not end."""
    waiting = system.arriving.get(join.player)
    if waiting is not None:
        return (waiting[0], waiting[1].conn) != (feed, join.conn) and not waiting[1].resume
    pilot = system.pilots.by_player.get(join.player)
    return (
        pilot is not None
        and pilot.feed is not None
        and (pilot.feed, pilot.conn) != (feed, join.conn)
    )


def _supersede(system: System, feed: str, conn: int) -> None:
    system.post.news(feed, link.Parted(conn, 0, 0, "superseded", "", ""))


def _fetch(system: System, join: link.Join) -> None:
    """On the player's own lane: behind a write of the same ship that may be under way.

    Whoever was at the helm before has nobody who would ask again for them.
    """
    read = system.durable.insist_in_turn if join.resume else system.durable.ask_in_turn
    read(
        join.player,
        pilot_record,
        lambda record: _arrive(system, record),
        lambda error: _turn_away(system, join.player, error),
        player_pk=join.player,
        system_id=system.id,
    )


def _arrive(system: System, record: PilotRecord) -> None:
    waiting = system.arriving.get(record.player_pk)
    if waiting is None:  # gave up meanwhile
        return
    if record.player_pk in system.departing:  # its last write is being tried again
        _fetch(system, waiting[1])
        return
    del system.arriving[record.player_pk]
    ship = record.ship
    slot = system.spawn(
        ShipState(
            entity_id=ship.ship_id,
            name=record.username,
            kind=Kind.PLAYER_SHIP,
            class_id=record.class_id,
            x=ship.x,
            y=ship.y,
            vx=ship.vx,
            vy=ship.vy,
            angle=ship.angle,
            hull=ship.hull,
            fuel=ship.fuel,
            # a station may have been taken off the map meanwhile
            docked_at=ship.docked_at if ship.docked_at in system.world.station_index else None,
        )
    )
    pilot = Pilot(
        player=record.player_pk,
        name=record.username,
        ship=ship.ship_id,
        class_id=record.class_id,
        slot=slot,
        credits=record.credits,
        cargo=tuple((line.commodity_id, line.quantity) for line in record.cargo),
        reputation=record.reputation,
    )
    system.pilots.add(pilot)
    system.declare(pilot)
    system.seat(pilot, *waiting)


def _turn_away(system: System, player: int, error: AppError) -> None:
    waiting = system.arriving.pop(player, None)
    if waiting is None:
        return
    feed, join = waiting
    if join.resume and error.code is ErrorCode.SERVER_BUSY:  # to whom came first, without a helm
        system.arriving[player] = waiting
        _fetch(system, join)
        return
    elsewhere = error.details.get("system_id")
    if join.resume and error.code is ErrorCode.FORBIDDEN and elsewhere:
        # a jump was paid for, and the worker that did it did not live to tell
        left = payload_text(server.SessionLeft(system.id, "jumped"))
        system.post.news(feed, link.Parted(join.conn, 0, 0, "jumped", left, str(elsewhere)))
        return
    system.refuse(feed, join.conn, join.request_seq, error)
    if join.resume:  # no helm comes back
        left = payload_text(server.SessionLeft(system.id, "left"))
        system.post.news(feed, link.Parted(join.conn, 0, 0, "left", left, ""))


def on_leave(system: System, feed: str, leave: link.Leave) -> None:
    for player, (at, join) in list(system.arriving.items()):
        if (at, join.conn) == (feed, leave.conn):
            del system.arriving[player]
    pilot = system.pilots.at_helm(leave.ship, feed, leave.conn)
    if pilot is None:  # joined and left before the feed heard of the ship
        pilot = next((p for p in system.pilots if (p.feed, p.conn) == (feed, leave.conn)), None)
    if pilot is not None:
        system.release(pilot)
    if leave.asked:
        left = server.SessionLeft(system.id, "left", leave.request_seq)
        parted = link.Parted(
            leave.conn, leave.request_seq, leave.ship, "left", payload_text(left), ""
        )
        system.post.news(feed, parted)
