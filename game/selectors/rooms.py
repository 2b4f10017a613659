"""What runs where, as far as the database knows it."""

from datetime import datetime

from django.utils import timezone
from msgspec import Struct

from game.models import StarSystem
from game.selectors.systems import LEASE_LAPSES


class StoredRoom(Struct, frozen=True):
    """A system and its lease. `alive`: its holder still beats; age_s: since the last beat."""

    system_id: str
    name: str
    worker_id: str
    epoch: int
    heartbeat_at: datetime | None
    age_s: float | None
    pilots: int
    alive: bool
    stopped: bool


def rooms_stored() -> tuple[StoredRoom, ...]:
    """Every system, in the order of their ids."""
    now = timezone.now()
    rows = StarSystem.objects.order_by("pk").values_list(
        "pk",
        "name",
        "lease__worker_id",
        "lease__epoch",
        "lease__heartbeat_at",
        "lease__pilots",
        "lease__stopped",
    )
    rooms = []
    for system_id, name, worker_id, epoch, beaten_at, pilots, stopped in rows:
        age_s = None if beaten_at is None else max(0.0, (now - beaten_at).total_seconds())
        alive = bool(worker_id) and age_s is not None and age_s <= LEASE_LAPSES.total_seconds()
        rooms.append(
            StoredRoom(
                system_id=system_id,
                name=name,
                worker_id=worker_id or "",
                epoch=epoch or 0,
                heartbeat_at=beaten_at,
                age_s=age_s,
                pilots=(pilots or 0) if alive else 0,
                alive=alive,
                stopped=bool(stopped),
            )
        )
    return tuple(rooms)
