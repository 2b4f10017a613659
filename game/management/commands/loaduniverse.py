"""Bring the map in the database up to date with the facts in YAML."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from game.catalog.universe import FACTS, UniverseError, universe_from
from game.services.universe import universe_load


class Command(BaseCommand):
    help = (
        "Creates and updates systems, stations, zones, commodities and markets from YAML. "
        "May run as often as one likes: prices and stock that trade has moved stay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, default=FACTS, help="the directory of the facts")
        parser.add_argument(
            "--reset-markets", action="store_true", help="back to the opening prices and stock"
        )

    def handle(self, *, data: Path, reset_markets: bool, verbosity: int = 1, **_: object) -> None:
        try:
            report = universe_load(universe=universe_from(data), reset_markets=reset_markets)
        except UniverseError as error:
            raise CommandError(str(error)) from error
        if verbosity < 1:
            return
        self.stdout.write(
            f"universe: {report.created} created, {report.updated} updated, "
            f"{report.unchanged} unchanged"
        )
