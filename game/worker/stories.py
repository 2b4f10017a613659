"""What happens in a living system, told and made durable: fights, losses, loot, traders, deeds.

The engine says what happened; this turns it into fragments and payloads for those who see it,
and into services whose results come back at a later tick.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from game.engine import events as happened
from game.engine.commands import DropLoot, LoadTrader, TakeLoot
from game.engine.world import FIRST_OWN_ID, Kind, ShipState
from game.protocol import link, server
from game.protocol.errors import AppError, ErrorCode
from game.protocol.wire import payload_text
from game.services.loot import LootGone, LootOutcome, loot_take
from game.services.losses import Killer, LossOutcome, ship_lose
from game.services.standing import DeedOutcome, deed_record, kill_record
from game.services.stock import StockOutcome, stock_move
from game.worker.fragments import KIND_NAMES, wire_id
from game.worker.pilots import Pilot

if TYPE_CHECKING:
    from game.worker.system import System

KILLERS: dict[Kind, Killer] = {
    Kind.PIRATE: "pirate",
    Kind.PLAYER_SHIP: "player",
    Kind.PATROL: "patrol",
}


def ship_id(entity_id: int) -> str:
    """A ship's id on the wire: pilots' ships have ids of the database, below all others."""
    kind = Kind.PLAYER_SHIP if entity_id < FIRST_OWN_ID else Kind.PIRATE
    return wire_id(kind, entity_id)


# --- fights ---------------------------------------------------------------------------------


def on_fired(system: "System", event: happened.ProjectileFired) -> None:
    system.tell_at(
        event.x,
        event.y,
        server.ProjectileFiredEvent(
            ship_id(event.source_id), wire_id(Kind.PROJECTILE, event.projectile_id)
        ),
    )


def on_hit(system: "System", event: happened.Hit) -> None:
    payload = server.CombatEvent(
        "hit",
        ship_id(event.source_id),
        ship_id(event.target_id),
        round(event.damage, 1),
        round(event.target_hp, 1),
    )
    _tell_fight(system, event.x, event.y, payload, (event.source_id, event.target_id))
    system.chronicle.note_fight(system, event, "hit", payload)


def on_destroyed(system: "System", event: happened.Destroyed) -> None:
    payload = server.CombatEvent(
        "destroyed", ship_id(event.killer_id), ship_id(event.entity_id), 0.0, 0.0
    )
    _tell_fight(system, event.x, event.y, payload, (event.killer_id, event.entity_id))
    system.tell_at(
        event.x,
        event.y,
        server.DestroyedEvent(
            ship_id(event.entity_id),
            ship_id(event.killer_id),
            round(event.x, 1),
            round(event.y, 1),
        ),
    )
    system.chronicle.note_fight(system, event, "destroyed", payload)
    killer = system.pilots.by_ship.get(event.killer_id)
    if killer is not None:
        _credit_kill(system, killer, event)
    victim = system.pilots.by_ship.get(event.entity_id)
    if victim is not None:
        _lose(system, victim, event)


def _tell_fight(
    system: "System", x: float, y: float, payload: server.CombatEvent, ships: tuple[int, int]
) -> None:
    """To the pilots of both ships for certain, to all others who see it at best."""
    text = payload_text(payload)
    system.fights.append(link.Fight(system.cell_at(x, y), text, ships))
    for ship in set(ships):
        pilot = system.pilots.by_ship.get(ship)
        if pilot is not None and pilot.feed is not None:
            system.post.news(pilot.feed, link.Reply(pilot.conn, 0, "combat.event", text))


# --- losses ---------------------------------------------------------------------------------


def _lose(system: "System", pilot: Pilot, event: happened.Destroyed) -> None:
    """The ship is gone; the tow is made durable, then it is back at a station."""
    pilot.destroyed = True
    system.chronicle.note_death(pilot, event.killer_kind)
    system.durable.insist(
        pilot.player,
        ship_lose,
        partial(_towed, system, pilot, event),
        partial(_give_up, system, pilot),
        fence=system.fence(),
        player_pk=pilot.player,
        ref=f"loss:{system.id}:{system.epoch}:{system.world.tick}:{pilot.ship}",
        killer=KILLERS.get(event.killer_kind, "other"),
        x=event.x,
        y=event.y,
        fuel=pilot.told_fuel / 10 if pilot.told_fuel >= 0 else None,
    )


def _towed(system: "System", pilot: Pilot, event: happened.Destroyed, outcome: LossOutcome) -> None:
    for line in outcome.lost:
        system.command(DropLoot(event.x, event.y, line.commodity_id, line.quantity))
    row = outcome.ship
    pilot.slot = system.spawn(
        ShipState(
            entity_id=pilot.ship,
            name=pilot.name,
            kind=Kind.PLAYER_SHIP,
            class_id=pilot.class_id,
            x=row.x,
            y=row.y,
            vx=0.0,
            vy=0.0,
            angle=row.angle,
            hull=row.hull,
            fuel=row.fuel,
            docked_at=row.docked_at,
        )
    )
    pilot.destroyed = False
    pilot.centre, pilot.wants_whole = -1, True
    pilot.leg_time_s = pilot.leg_exposure_s = 0.0
    system.chronicle.note_credits(pilot, outcome.credits - pilot.credits)
    pilot.credits = outcome.credits
    pilot.cargo = tuple((line.commodity_id, line.quantity) for line in outcome.cargo)
    system.declare(pilot)
    system.tell(pilot, server.RespawnedEvent(ship_id(pilot.ship), outcome.station_id))
    killer = system.pilots.by_ship.get(event.killer_id)
    lost = server.ShipLost(
        killer_id=ship_id(event.killer_id),
        killer_kind=KIND_NAMES[event.killer_kind],  # type: ignore[arg-type]  # a ship's kind
        killer_name=killer.name if killer is not None else KIND_NAMES[event.killer_kind],
        station_id=outcome.station_id,
        fee=outcome.fee,
        credits=outcome.credits,
        cargo_lost=[server.CargoItem(line.commodity_id, line.quantity) for line in outcome.lost],
    )
    system.answer(pilot.feed, pilot.conn, 0, "ship.lost", lost)
    waiting = system.arriving.pop(pilot.player, None)
    if waiting is not None:
        system.seat(pilot, *waiting)


def _give_up(system: "System", pilot: Pilot, error: AppError) -> None:
    """The player is no more, or the ship is elsewhere: nothing is left to tow."""
    system.refuse(pilot.feed, pilot.conn, 0, error)
    system.pilots.remove(pilot)


# --- deeds ----------------------------------------------------------------------------------


def on_aggression(system: "System", event: happened.Aggression) -> None:
    _deed(system, event.attacker_id, f"{event.victim_id}", "attacked_innocent")


def on_defence(system: "System", event: happened.Defence) -> None:
    _deed(system, event.defender_id, f"{event.attacker_id}", "defended")


def _deed(system: "System", doer: int, about: str, kind: str) -> None:
    pilot = system.pilots.by_ship.get(doer)
    if pilot is not None:
        system.durable.ask(
            pilot.player,
            deed_record,
            partial(_stands, system, pilot),
            partial(_unnoted, system),
            fence=system.fence(),
            player_pk=pilot.player,
            ref=f"{system.id}:{system.epoch}:{system.world.tick}:{about}",
            kind=kind,
        )


def _credit_kill(system: "System", killer: Pilot, event: happened.Destroyed) -> None:
    if event.kind is Kind.PIRATE:
        victim = "pirate"
    elif event.kind is not Kind.PLAYER_SHIP:
        victim = "peaceful"
    else:
        victim = "innocent" if event.unlawful else "player"
    system.durable.ask(
        killer.player,
        kill_record,
        partial(_stands, system, killer),
        partial(_unnoted, system),
        fence=system.fence(),
        player_pk=killer.player,
        ref=f"{system.id}:{system.epoch}:{system.world.tick}:{event.entity_id}",
        victim=victim,
    )


def _stands(system: "System", pilot: Pilot, outcome: DeedOutcome) -> None:
    pilot.reputation = outcome.reputation
    system.declare(pilot)


def _unnoted(system: "System", error: AppError) -> None:
    system.log.warning("a deed was not noted: %s", error)


# --- loot -----------------------------------------------------------------------------------


def on_loot_touched(system: "System", event: happened.LootTouched) -> None:
    """Ask for it on the pilot's behalf; it stays in space until it is in the hold."""
    pilot = system.pilots.by_ship.get(event.entity_id)
    if pilot is None or pilot.destroyed:
        return
    system.durable.ask(
        pilot.player,
        loot_take,
        partial(_scooped, system, pilot, event.loot_id),
        partial(_not_scooped, system, pilot, event.loot_id),
        fence=system.fence(),
        player_pk=pilot.player,
        loot_key=str(event.loot_id),
        commodity_id=event.commodity_id,
        quantity=event.quantity,
    )


def _scooped(system: "System", pilot: Pilot, loot_id: int, outcome: LootOutcome) -> None:
    system.command(TakeLoot(loot_id))
    pilot.cargo = tuple((line.commodity_id, line.quantity) for line in outcome.cargo)
    pilot.changed.add("cargo")
    system.declare(pilot)
    if not pilot.destroyed:
        system.tell(
            pilot,
            server.LootTakenEvent(
                ship_id(pilot.ship),
                wire_id(Kind.LOOT, loot_id),
                outcome.commodity_id,
                outcome.quantity,
            ),
        )


def _not_scooped(system: "System", pilot: Pilot, loot_id: int, error: AppError) -> None:
    if isinstance(error, LootGone):
        system.command(TakeLoot(loot_id))
    elif error.code is ErrorCode.CARGO_FULL:
        system.refuse(pilot.feed, pilot.conn, 0, error)


# --- pirates and traders --------------------------------------------------------------------


def on_encounter(system: "System", event: happened.EncounterBegan) -> None:
    pilot = system.pilots.by_ship.get(event.target_id)
    if pilot is None:
        return
    system.chronicle.note_encounter(pilot)
    pirates = [wire_id(Kind.PIRATE, entity_id) for entity_id in event.pirate_ids]
    payload = server.EncounterBegan(pirates, event.tier)
    system.answer(pilot.feed, pilot.conn, 0, "encounter.began", payload)


def on_trader_arrived(system: "System", event: happened.TraderArrived) -> None:
    """Put its goods into the station's stock, and load what sells best where it flies next."""
    if event.quantity > 0:
        _move(system, None, event.station_id, event.commodity_id, event.quantity)
    best = system.prices.best_run(event.station_id, event.next_station_id)
    if best is not None:
        _move(
            system,
            event.station_id,
            None,
            best,
            event.capacity,
            partial(_loaded, system, event.entity_id, best),
        )


def _move(
    system: "System",
    source: str | None,
    target: str | None,
    commodity_id: str,
    quantity: int,
    then: Callable[[StockOutcome], None] | None = None,
) -> None:
    def moved(outcome: StockOutcome) -> None:
        system.market_changed(outcome.markets)
        if then is not None:
            then(outcome)

    system.durable.ask(
        0,
        stock_move,
        moved,
        lambda error: system.log.info("no stock moved: %s", error),
        fence=system.fence(),
        from_station=source,
        to_station=target,
        commodity_id=commodity_id,
        quantity=quantity,
    )


def _loaded(system: "System", trader: int, commodity_id: str, outcome: StockOutcome) -> None:
    if outcome.quantity > 0:
        system.command(LoadTrader(trader, commodity_id, outcome.quantity))


STORIES: dict[type, Callable[["System", Any], None]] = {
    happened.ProjectileFired: on_fired,
    happened.Hit: on_hit,
    happened.Destroyed: on_destroyed,
    happened.Aggression: on_aggression,
    happened.Defence: on_defence,
    happened.LootTouched: on_loot_touched,
    happened.EncounterBegan: on_encounter,
    happened.TraderArrived: on_trader_arrived,
}
