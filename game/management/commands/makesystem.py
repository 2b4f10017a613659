"""Make a new star system and write it beside the others."""

from argparse import ArgumentParser
from pathlib import Path

import msgspec
from django.core.management.base import BaseCommand, CommandError

from game.catalog.economy import economy_rules
from game.catalog.makesystem import system_ranges
from game.catalog.ships import ship_catalog
from game.catalog.universe import FACTS, UniverseError, universe_check, universe_from
from game.catalog.writing import system_files
from game.economy.genesis import GenesisError, route_margins, system_made


class Command(BaseCommand):
    help = (
        "Writes a new playable star system as YAML, joined by a lane to one that there is. The "
        "same seed and the same facts give the same system. `loaduniverse` then brings it to life."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, required=True, help="a whole number of 0 or more")
        parser.add_argument("--id", help="the system's id; else it follows from its name")
        parser.add_argument(
            "--to",
            default=ship_catalog().start.system_id,
            help="the system that its lane leads to",
        )
        parser.add_argument("--data", type=Path, default=FACTS, help="the directory of the facts")

    def handle(
        self, *, seed: int, id: str | None, to: str, data: Path, verbosity: int = 1, **_: object
    ) -> None:
        try:
            universe = universe_from(data)
            system = system_made(
                universe=universe,
                neighbour_id=to,
                seed=seed,
                ranges=system_ranges(),
                rules=economy_rules().prices,
                system_id=id,
            )
            grown = msgspec.structs.replace(universe, systems=(*universe.systems, system))
            universe_check(grown, data)
        except (UniverseError, GenesisError, ValueError) as error:
            raise CommandError(str(error)) from error
        folder = data / system.id
        try:
            folder.mkdir()
            for name, text in system_files(system).items():
                (folder / name).write_text(text)
        except OSError as error:
            raise CommandError(f"{folder}: {error.strerror}") from error
        if verbosity < 1:
            return
        self.stdout.write(f"{system.name} ({system.id}): {len(system.locations)} stations")
        for (start, end), margin in sorted(route_margins(system.prices).items()):
            self.stdout.write(f"  {start} to {end}: {margin:+.0%}")
        self.stdout.write(f"written to {folder}; run loaduniverse")
