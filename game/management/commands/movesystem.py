"""`manage.py movesystem SYSTEM [--to WORKER]`: another worker runs a system from now on."""

from argparse import ArgumentParser

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from msgspec import UNSET

from game.protocol import ops, opsnews
from game.protocol.errors import AppError
from game.protocol.wire import payload_text
from game.services.control import system_command


class Command(BaseCommand):
    help = (
        "Moves a star system to another worker while its pilots fly: they keep ship, speed and "
        "cargo, and miss part of a second."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("system", help="the system's id")
        parser.add_argument(
            "--to", help="the worker's id, as `rooms` shows it; else the least loaded one"
        )

    def handle(self, *, system: str, to: str | None, **_: object) -> None:
        if not settings.COSMIC.redis_url:
            raise CommandError("Without REDIS_URL there is one worker, inside the web process.")
        command = ops.MoveSystem(system, to or UNSET)
        try:
            answer = system_command(
                system_id=system, kind="move_system", payload=payload_text(command)
            )
        except AppError as error:
            raise CommandError(error.message) from error
        done = msgspec.json.decode(answer, type=opsnews.SystemMoved)
        self.stdout.write(f"{done.system_id} runs in {done.worker_id} now.")
