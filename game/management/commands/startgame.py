"""Begin a new game for matches: a module and its test, complete and ready to be changed."""

import re
from argparse import ArgumentParser
from importlib import resources
from keyword import iskeyword
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from game.matches import all_games

NAME = re.compile(r"[A-Z][A-Za-z0-9]{1,39}")


class Command(BaseCommand):
    help = (
        "Writes game/matches/games/NAME.py and its test, a small game that works. Nothing else "
        "needs to be changed: the site finds it when it starts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the game's name, such as RedDwarf: letters and digits")

    def handle(self, *, name: str, verbosity: int = 1, **_: object) -> None:
        module = name.lower()
        if NAME.fullmatch(name) is None or iskeyword(module):
            raise CommandError(f"{name!r} is no name for a class, such as RedDwarf")
        root = Path(settings.BASE_DIR)
        game = root / "game" / "matches" / "games" / f"{module}.py"
        test = root / "tests" / "matches" / "games" / f"test_{module}.py"
        if module in (taken.lower() for taken in all_games()) or game.exists() or test.exists():
            raise CommandError(f"there is a game called {name}")
        for path, template in ((game, "newgame.py"), (test, "newgame_test.py")):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(_filled(template, name, module))
            except OSError as error:
                raise CommandError(f"{path}: {error.strerror}") from error
        if verbosity:
            self.stdout.write(f"{game.relative_to(root)} is a small game; change it into yours.")
            self.stdout.write(f"Its test: pytest {test.relative_to(root)}")


def _filled(template: str, name: str, module: str) -> str:
    text = (resources.files("game.matches.template") / template).read_text()
    text = text.replace("game.matches.template.newgame", f"game.matches.games.{module}")
    return text.replace("NewGame", name)
