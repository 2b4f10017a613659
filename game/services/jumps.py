"""Jumps from one system to another: paid for, and the ship's row moves."""

from datetime import datetime, timedelta
from math import cos, hypot, sin

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from game.catalog.economy import JumpRules, economy_rules
from game.models import Checkpoint, Gate, LedgerEntry, Ship
from game.protocol.errors import AppError, ErrorCode
from game.selectors.records import ShipRow, ship_row
from game.services.docked import player_lock, ship_lock
from game.services.exposure import Leg, leg_add, leg_require
from game.services.fencing import Fence, fence_hold
from game.services.holds import Hold
from game.services.outcomes import JumpOutcome, outcome_of_event, outcome_stored
from game.services.posting import ledger_post
from game.services.ships import GOLDEN_ANGLE_RAD

__all__ = ["JumpOutcome", "jump_made", "ship_jump"]

NO_LEG = Leg()


def ship_jump(
    *, fence: Fence, player_pk: int, gate_id: str, ship: ShipRow, ref: str, leg: Leg = NO_LEG
) -> JumpOutcome:
    """Move a ship that flies within a gate's radius to the gate's other end, for its cost.

    `ship` is what the simulation has, `leg` the flight since the last record of exposure. The ship
    arrives at rest beside the other gate; its row is newer than that system's last checkpoint, and
    no write of this system reaches it any more.

    `ref` is the server's own name of this jump; the same again returns the first outcome. Checks
    come in this order: replay of the ref, system, gate, docked, range, cooldown, credits. Locks
    lease, player, ship, cargo. Raises LeaseLost, ValueError for a leg of less than no time, and
    AppError FORBIDDEN, NOT_IN_SYSTEM, UNKNOWN_GATE, GATE_OUT_OF_RANGE, GATE_COOLDOWN,
    INSUFFICIENT_CREDITS.
    """
    leg_require(leg)
    rules, now = economy_rules().jump, timezone.now()
    with transaction.atomic():
        fence_hold(fence)
        player = player_lock(player_pk=player_pk)
        first = outcome_of_event(player=player, event=ref)
        if isinstance(first, JumpOutcome):
            return first
        row = ship_lock(fence=fence, player=player)
        gate = _gate(fence, gate_id)
        _check(gate, row, ship, player, rules, now)
        leg_add(Hold(row), leg, docked_at=None)
        _move(row, ship, gate.to_gate, rules, now)
        outcome = JumpOutcome(
            kind="jump",
            credits=player.credits - gate.cost,
            cost=gate.cost,
            system_id=gate.to_gate.system_id,
            gate_id=gate.to_gate.pk,
            ship=ship_row(row),
        )
        ledger_post(
            player=player,
            tx_type=LedgerEntry.Type.JUMP,
            total_amount=-gate.cost,
            created_at=now,
            event=ref,
            result=outcome_stored(outcome),
        )
    return outcome


def jump_made(*, player_pk: int, ref: str) -> JumpOutcome | None:
    """What the jump of this name came to, after everything that is under way; None: it never was.

    Locks the player. Raises AppError FORBIDDEN.
    """
    with transaction.atomic():
        made = outcome_of_event(player=player_lock(player_pk=player_pk), event=ref)
    return made if isinstance(made, JumpOutcome) else None


def _gate(fence: Fence, gate_id: str) -> Gate:
    gates = Gate.objects.select_related("to_gate")
    gate = gates.filter(pk=gate_id, system=fence.system_id).first()
    if gate is None:
        raise AppError(ErrorCode.UNKNOWN_GATE, gate_id=gate_id)
    return gate


def _check(
    gate: Gate, row: Ship, ship: ShipRow, player: User, rules: JumpRules, now: datetime
) -> None:
    if row.docked_at_id is not None or ship.docked_at is not None:
        raise AppError(ErrorCode.GATE_OUT_OF_RANGE, "Undock first.", gate_id=gate.pk)
    distance = hypot(ship.x - gate.x, ship.y - gate.y)
    if not distance <= gate.radius:
        raise AppError(
            ErrorCode.GATE_OUT_OF_RANGE, gate_id=gate.pk, distance=distance, radius=gate.radius
        )
    cooldown = timedelta(seconds=rules.cooldown_s)
    # a jump of the future (the clock was set back) does not hold up those of the present
    if row.jumped_at is not None and now - cooldown < row.jumped_at <= now:
        wait_s = (row.jumped_at + cooldown - now).total_seconds()
        raise AppError(ErrorCode.GATE_COOLDOWN, retry_after_s=round(wait_s, 3))
    if gate.cost > player.credits:
        raise AppError(
            ErrorCode.INSUFFICIENT_CREDITS,
            f"A jump costs {gate.cost} credits; you have {player.credits}.",
            cost=gate.cost,
            credits=player.credits,
        )


def _move(row: Ship, ship: ShipRow, gate: Gate, rules: JumpRules, now: datetime) -> None:
    """Put the ship beside a gate of the other system, at a moment after its last checkpoint.

    Ships arrive on a circle around the gate, each at a place of its own.
    """
    bearing, away = GOLDEN_ANGLE_RAD * row.pk, gate.radius * rules.arrival_spread
    row.system_id, row.docked_at = gate.system_id, None
    row.x, row.y = gate.x + away * cos(bearing), gate.y + away * sin(bearing)
    row.vx, row.vy, row.angle = 0.0, 0.0, ship.angle
    row.hull, row.fuel = max(ship.hull, 0.0), max(ship.fuel, 0.0)
    row.jumped_at = now
    there = Checkpoint.objects.filter(system=gate.system_id).order_by("-epoch", "-tick")
    epoch, tick = there.values_list("epoch", "tick").first() or (0, -1)
    row.epoch, row.tick = epoch, tick + 1
    row.leg_epoch, row.leg_tick = 0, 0
    row.save()
