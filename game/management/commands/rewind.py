"""Live a system's recorded past again."""

import argparse
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError

from game.engine.snapshot import world_hash
from game.engine.world import LAST_SHIP, Kind, World
from game.engine.zones import blend
from game.rewind import segment
from game.rewind.errors import Diverged, RewindError
from game.rewind.frames import frame_of, happened
from game.rewind.past import Moment, Past
from game.rewind.wire import ROW_FIELDS, AgentFacts, Happened
from game.selectors.recordings import RecordedRange, recorded_ranges, recorded_segments
from game.services.audit import Door, Result, action_record

EVENTS_SHOWN = 20
DIVERGED = 2  # exit status: it was recorded, and is not what comes out


class Command(BaseCommand):
    help = (
        "Re-executes a system's recorded inputs up to a tick, compares every recorded hash on the "
        "way, and shows the world of that tick. Without --at, lists what is recorded. Exits with 1 "
        "for what is not recorded, with 2 where the worlds differ."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("system", nargs="?", help="the system's id, such as sol-1")
        parser.add_argument("--at", type=int, metavar="TICK", help="the tick to show")
        parser.add_argument(
            "--from",
            type=int,
            metavar="TICK",
            dest="first",
            help="begin at the stored world before this tick, to compare more",
        )
        parser.add_argument("--hash", action="store_true", help="print the world's hash alone")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(
        self,
        *,
        system: str | None,
        at: int | None,
        first: int | None,
        **options: Any,
    ) -> None:
        if system is None or at is None:
            self._list(system, as_json=options["json"])
            return
        if first is not None and first > at:
            raise CommandError("--from is after --at")
        asked = {"at": at, "from": at if first is None else first}
        try:
            view = _view(system, at, at if first is None else first)
        except RewindError as error:
            _audit(system, asked, Result.FAILED, type(error).__name__)
            status = DIVERGED if isinstance(error, Diverged) else 1
            raise CommandError(str(error), returncode=status) from error
        _audit(system, asked, Result.DONE, "")
        if options["hash"]:
            self.stdout.write(view["hash"])
        elif options["json"]:
            self.stdout.write(msgspec.json.format(msgspec.json.encode(view)).decode())
        else:
            self._show(view)

    def _list(self, system: str | None, *, as_json: bool) -> None:
        ranges = recorded_ranges(system_id=system)
        if as_json:
            self.stdout.write(msgspec.json.encode(ranges).decode())
            return
        if not ranges:
            self.stdout.write("nothing is recorded")
        for r in ranges:
            self.stdout.write(
                f"{r.system_id}  ticks {r.first_tick} to {r.last_tick}  "
                f"{r.began_at:%Y-%m-%d %H:%M:%S} to {r.ended_at:%H:%M:%S} UTC  "
                f"{r.segments} segments, {r.size / 1024:.0f} KiB"
            )

    def _show(self, view: dict[str, Any]) -> None:
        write = self.stdout.write
        write(f"{view['system_id']} at tick {view['tick']}, {view['time_s']:.2f} s of its life")
        write(f"hash {view['hash']}; {view['hashes_compared']} recorded hashes are the same")
        write(f"{'agent':<18}{'kind':<11}{'name':<18}{'x':>9}{'y':>9}{'vx':>8}{'vy':>8}"
              f"{'hull':>14}  zone")  # fmt: skip
        for a in view["agents"]:
            hull = f"{a['hp']:g}/{a['hp_max']:g}" if a["hp_max"] else ""
            where = f"docked at {a['docked_at']}" if a["docked_at"] else ", ".join(a["zones"])
            write(
                f"{a['agent_id']:<18}{a['kind']:<11}{a['name'][:17]:<18}{a['x']:>9.1f}"
                f"{a['y']:>9.1f}{a['vx']:>8.1f}{a['vy']:>8.1f}{hull:>14}  {where or 'open space'}"
            )
        for event in view["events"]:
            words = ", ".join(f"{k} {v}" for k, v in event["data"].items() if k != "event_type")
            write(f"tick {event['tick']}: {event['data']['event_type']} {words}")


def _view(system_id: str, at: int, first: int) -> dict[str, Any]:
    """Raises RewindError."""
    stored = recorded_segments(system_id=system_id, first=first, last=at)
    if not any(row.first_tick <= at <= row.last_tick for row in stored):
        raise RewindError(_nothing(recorded_ranges(system_id=system_id), system_id, at))
    past = Past([segment.load(row.blob) for row in stored])
    events: list[Happened] = []
    moment = past.until(at, lambda m: events.extend(happened(m.world, m.tick, e) for e in m.events))
    world = moment.world
    return {
        "system_id": system_id,
        "tick": moment.tick,
        "time_s": world.time_s,
        "hash": world_hash(world),
        "hashes_compared": past.compared,
        "from_tick": past.segments[0].first_tick,
        "agents": _agents(moment),
        "events": [msgspec.to_builtins(event) for event in events[-EVENTS_SHOWN:]],
    }


def _agents(moment: Moment) -> list[dict[str, Any]]:
    """Ships and loot; shots are too many to read."""
    facts: dict[str, AgentFacts] = {}
    world = moment.world
    rows = [dict(zip(ROW_FIELDS, row, strict=True)) for row in frame_of(world, facts).rows]
    zones = _zones(world)
    return [
        {**msgspec.to_builtins(facts[str(row["agent_id"])]), **row, "zones": zones[n]}
        for n, row in enumerate(rows)
        if facts[str(row["agent_id"])].kind != Kind.PROJECTILE.name.lower()
    ]


def _zones(world: World) -> list[list[str]]:
    """Ids of the zones that each entity is in, in the order of the slots."""
    slots = world.alive[: world.n].nonzero()[0]
    member = blend(world.zones, world.pos[slots]).member
    flying = world.kind[slots] <= LAST_SHIP
    return [
        [zone for zone, inside in zip(world.zones.ids, row, strict=True) if inside] if ship else []
        for row, ship in zip(member.tolist(), flying.tolist(), strict=True)
    ]


def _nothing(ranges: list[RecordedRange], system_id: str, at: int) -> str:
    if not ranges:
        return f"nothing is recorded of {system_id}"
    there = ", ".join(f"{r.first_tick} to {r.last_tick}" for r in ranges)
    return f"tick {at} of {system_id} is not recorded; these are: {there}"


def _audit(system: str, asked: dict[str, int], result: str, code: str) -> None:
    action_record(
        actor=None,
        door=Door.COMMAND,
        action="rewind",
        target=system,
        payload=asked,
        result=result,
        code=code,
    )
