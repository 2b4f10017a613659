"""A jump that is committed and never told, as by a worker that dies in between.

Runs as a process of its own with the site's settings: `python -m tests.chaos.committed SYSTEM
PLAYER GATE` notes the lease, says "ready" and waits for a line on stdin, which comes once the
lease's worker has been killed. Then it prints where the ship is.
"""

import os
import sys

READY = "ready"


def jump(system_id: str, player: int, gate_id: str) -> str:
    """Raises LeaseLost when a successor was faster."""
    from game.models import Gate, Lease, Ship
    from game.selectors.records import ship_row
    from game.services.fencing import Fence
    from game.services.jumps import ship_jump

    lease, gate = Lease.objects.get(system=system_id), Gate.objects.get(pk=gate_id)
    print(READY, flush=True)
    sys.stdin.readline()
    Ship.objects.filter(player=player).update(jumped_at=None)
    ship = Ship.objects.get(player=player)
    ship.x, ship.y = gate.x, gate.y
    outcome = ship_jump(
        fence=Fence(system_id, lease.worker_id, lease.epoch, ship.tick + 1),
        player_pk=player,
        gate_id=gate_id,
        ship=ship_row(ship),
        ref=f"jump:{system_id}:{lease.epoch}:untold:{ship.pk}",
    )
    return outcome.system_id


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cosmic_site.settings")
    django.setup()
    system_id, player, gate_id = sys.argv[1:]
    print(jump(system_id, int(player), gate_id))


if __name__ == "__main__":
    main()
