"""What pilots ask for beyond steering: one handler for each order."""

from collections.abc import Callable
from typing import Any

from game.engine.commands import SetVitals
from game.engine.edits import Remove
from game.protocol import link, server
from game.protocol.errors import AppError, ErrorCode
from game.protocol.names import player_wire_id, ship_wire_id
from game.protocol.wire import payload_text
from game.selectors.pilots import pilot_record
from game.selectors.records import PilotRecord
from game.services.exposure import Leg
from game.services.jumps import JumpOutcome, jump_made, ship_jump
from game.services.trades import TradeOutcome, trade_buy, trade_sell
from game.services.upkeep import UpkeepOutcome, ship_refuel, ship_repair
from game.worker.berths import ship_row
from game.worker.joins import on_join, on_leave
from game.worker.pilots import Pilot, docked_at
from game.worker.system import System


def handle_order(system: System, feed: str, order: link.Order) -> None:
    HANDLERS[type(order)](system, feed, order)


# --- trade and upkeep -----------------------------------------------------------------------


def on_trade(system: System, feed: str, order: link.TradeOrder) -> None:
    pilot = _at_helm(system, feed, order)
    if pilot is None:
        return
    _transact(
        system,
        pilot,
        feed,
        order,
        trade_sell if order.selling else trade_buy,
        station_id=order.station_id,
        commodity_id=order.commodity_id,
        quantity=order.quantity,
        ref=order.ref,
    )


def on_repair(system: System, feed: str, order: link.RepairOrder) -> None:
    pilot = _at_helm(system, feed, order)
    if pilot is None:
        return
    _transact(
        system,
        pilot,
        feed,
        order,
        ship_repair,
        station_id=order.station_id,
        hull_now=float(system.world.hull[pilot.slot]),
        ref=order.ref,
    )


def on_refuel(system: System, feed: str, order: link.RefuelOrder) -> None:
    pilot = _at_helm(system, feed, order)
    if pilot is None:
        return
    _transact(
        system,
        pilot,
        feed,
        order,
        ship_refuel,
        station_id=order.station_id,
        fuel_now=float(system.world.fuel[pilot.slot]),
        quantity=order.quantity,
        ref=order.ref,
    )


def _at_helm(
    system: System,
    feed: str,
    order: link.TradeOrder | link.RepairOrder | link.RefuelOrder | link.JumpOrder,
) -> Pilot | None:
    """The pilot who gives the order, else the refusal is sent."""
    pilot = system.pilots.at_helm(order.ship, feed, order.conn)
    if pilot is not None and not pilot.destroyed:
        return pilot
    code = ErrorCode.NOT_IN_SYSTEM if pilot is None else ErrorCode.SHIP_DESTROYED
    system.refuse(feed, order.conn, order.request_seq, AppError(code))
    return None


def _transact(
    system: System,
    pilot: Pilot,
    feed: str,
    order: link.TradeOrder | link.RepairOrder | link.RefuelOrder,
    service: Callable[..., TradeOutcome | UpkeepOutcome],
    **arguments: Any,
) -> None:
    def done(outcome: TradeOutcome | UpkeepOutcome) -> None:
        if not outcome.replayed:
            _apply(system, pilot, outcome)
        kind, payload = _result(outcome, order.request_seq)
        system.answer(feed, order.conn, order.request_seq, kind, payload)

    def refused(error: AppError) -> None:
        system.refuse(feed, order.conn, order.request_seq, error)
        if error.code is ErrorCode.SERVER_BUSY:
            _look_again(system, pilot)

    system.durable.ask(
        pilot.player,
        service,
        done,
        refused,
        fence=system.fence(),
        player_pk=pilot.player,
        **arguments,
    )


def _look_again(system: System, pilot: Pilot) -> None:
    """Tell a pilot what they own: the database may have gone after its commit.

    While a ship is docked nothing but repair and fuel changes its hull and its tank.
    """

    def seen(record: PilotRecord) -> None:
        paid = record.credits < pilot.credits
        system.chronicle.note_credits(pilot, record.credits - pilot.credits)
        pilot.credits = record.credits
        pilot.cargo = tuple((line.commodity_id, line.quantity) for line in record.cargo)
        pilot.changed.update(("credits", "cargo"))
        if system.pilots.by_player.get(pilot.player) is pilot and not pilot.destroyed:
            system.declare(pilot)
            berth, ship = docked_at(system.world, pilot.slot), record.ship
            if paid and berth is not None and berth == ship.docked_at:
                system.command(SetVitals(pilot.ship, hull=ship.hull, fuel=ship.fuel))

    system.durable.insist(
        pilot.player,
        pilot_record,
        seen,
        lambda _: None,  # the ship has left
        player_pk=pilot.player,
        system_id=system.id,
    )


def _apply(system: System, pilot: Pilot, outcome: TradeOutcome | UpkeepOutcome) -> None:
    """Bring the world in line with what has been committed."""
    system.chronicle.note_credits(pilot, outcome.credits - pilot.credits)
    pilot.credits = outcome.credits
    pilot.changed.add("credits")
    if isinstance(outcome, TradeOutcome):
        pilot.cargo = tuple((line.commodity_id, line.quantity) for line in outcome.cargo)
        pilot.changed.add("cargo")
        if outcome.market is not None:
            system.market_changed((outcome.market,))
    else:
        system.command(SetVitals(pilot.ship, hull=outcome.hull, fuel=outcome.fuel))
    system.declare(pilot)


def _result(outcome: TradeOutcome | UpkeepOutcome, seq: int) -> tuple[str, Any]:
    details = outcome.details
    if isinstance(outcome, TradeOutcome):
        cargo = [server.CargoItem(line.commodity_id, line.quantity) for line in outcome.cargo]
        return "trade.result", {
            "ok": True,
            "credits": outcome.credits,
            "cargo": cargo,
            "details": details,
            "request_seq": seq,
        }
    part = "hull" if outcome.kind == "repair" else "fuel"
    return f"ship.{outcome.kind}_result", {
        "ok": True,
        "credits": outcome.credits,
        part: getattr(outcome, part),
        "details": details,
        "request_seq": seq,
    }


# --- gates ----------------------------------------------------------------------------------


def on_jump(system: System, feed: str, order: link.JumpOrder) -> None:
    """Move the ship to the gate's other end, and its pilot's connection after it."""
    pilot = _at_helm(system, feed, order)
    if pilot is None:
        return

    ref = f"jump:{system.id}:{system.epoch}:{system.world.tick}:{pilot.ship}"

    def refused(error: AppError) -> None:
        system.refuse(feed, order.conn, order.request_seq, error)
        if error.code is ErrorCode.SERVER_BUSY:  # the database may have gone after its commit
            system.durable.insist(
                pilot.player, jump_made, found, lambda _: None, player_pk=pilot.player, ref=ref
            )

    def found(outcome: JumpOutcome | None) -> None:
        if outcome is not None:
            _jumped(system, pilot, order, outcome)

    system.durable.ask(
        pilot.player,
        ship_jump,
        lambda outcome: _jumped(system, pilot, order, outcome),
        refused,
        fence=system.fence(),
        player_pk=pilot.player,
        gate_id=order.gate_id,
        ship=ship_row(system.world.ship_state(pilot.ship)),
        ref=ref,
        leg=Leg(pilot.leg_time_s, pilot.leg_exposure_s),
    )


def _jumped(system: System, pilot: Pilot, order: link.JumpOrder, outcome: JumpOutcome) -> None:
    if system.pilots.by_player.get(pilot.player) is not pilot:
        return
    if not pilot.destroyed:
        system.tell(pilot, server.JumpedEvent(ship_wire_id(pilot.ship), order.gate_id))
        system.edit(Remove(pilot.ship))
    system.pilots.remove(pilot)
    system.chronicle.note_credits(pilot, outcome.credits - pilot.credits)
    if pilot.feed is None:
        return
    asked = order.request_seq if pilot.conn == order.conn else 0
    left = server.SessionLeft(system.id, "jumped", asked)
    system.post.news(
        pilot.feed,
        link.Parted(pilot.conn, asked, pilot.ship, "jumped", payload_text(left), outcome.system_id),
    )


# --- chat -----------------------------------------------------------------------------------


def on_chat(system: System, feed: str, chat: link.Chat) -> None:
    """`system` reaches every pilot of the system, `local` those who have the speaker in sight."""
    pilot = system.pilots.at_helm(chat.ship, feed, chat.conn)
    if pilot is None:
        error = AppError(ErrorCode.NOT_IN_SYSTEM)
        system.refuse(feed, chat.conn, chat.request_seq, error)
        return
    author = server.ChatAuthor(player_wire_id(pilot.player), pilot.name)
    own = server.ChatMessage(chat.channel, author, chat.text, chat.request_seq)  # type: ignore[arg-type]
    system.answer(feed, chat.conn, chat.request_seq, "chat.message", own)
    payload = payload_text(server.ChatMessage(chat.channel, author, chat.text))  # type: ignore[arg-type]
    listeners = None if chat.channel == "system" else system.in_sight_of(pilot)
    for channel in system.feeds:
        but = chat.conn if channel == feed else 0
        message = link.Broadcast("chat.message", payload, listeners, but, pilot.player)
        system.post.news(channel, message)


HANDLERS: dict[type, Callable[[System, str, Any], None]] = {
    link.Join: on_join,
    link.Leave: on_leave,
    link.TradeOrder: on_trade,
    link.RepairOrder: on_repair,
    link.RefuelOrder: on_refuel,
    link.Chat: on_chat,
    link.JumpOrder: on_jump,
}
