"""What operators did on this process's sockets, on its way into the audit log."""

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import User
from game.realtime.limits import TokenBucket
from game.services.audit import Door, Result, action_record

if TYPE_CHECKING:
    from game.realtime.hub import Hub

logger = logging.getLogger(__name__)

REFUSALS_PER_S = 0.5  # of one operator, on average, that get a row of their own
REFUSALS_AT_ONCE = 20
OPERATORS_KEPT = 1000


@dataclass(slots=True)
class Allowance:
    """How many refusals of one operator may still be written, and how many were not."""

    bucket: TokenBucket
    unrecorded: int = 0


class Trail:
    """Of one process. A flood of refused messages does not fill the table: it is counted."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._allowances: dict[int, Allowance] = {}

    async def record(
        self, actor: User, action: str, target: str, payload: dict[str, object], code: str
    ) -> None:
        """Write a command down with its outcome; `code` is empty where it was carried out.

        It never raises: what cannot be written is in the process's log at least.
        """
        result = Result.DONE
        if code:
            result = Result.FAILED if code in ("SERVER_BUSY", "INTERNAL") else Result.REFUSED
        try:
            await self._hub.lanes.write(
                actor.pk,
                action_record,
                actor=actor,
                door=Door.SOCKET,
                action=action,
                target=target,
                payload=payload,
                result=result,
                code=code,
            )
        except Exception:
            logger.exception("%s of operator %s is not in the audit log", action, actor.username)

    async def record_refusal(
        self, actor: User, action: str, target: str, payload: dict[str, object], code: str
    ) -> None:
        """The same for what was refused at the door, up to a bound."""
        allowance = self._allowance(actor.pk)
        if not allowance.bucket.take():
            allowance.unrecorded += 1
            return
        if allowance.unrecorded:
            payload = {**payload, "refused_before_unrecorded": allowance.unrecorded}
            allowance.unrecorded = 0
        await self.record(actor, action, target, payload, code)

    def _allowance(self, player: int) -> Allowance:
        allowance = self._allowances.pop(player, None)
        if allowance is None:
            bucket = TokenBucket(REFUSALS_PER_S, time.monotonic, burst=REFUSALS_AT_ONCE)
            allowance = Allowance(bucket)
        self._allowances[player] = allowance
        if len(self._allowances) > OPERATORS_KEPT:
            del self._allowances[next(iter(self._allowances))]
        return allowance
