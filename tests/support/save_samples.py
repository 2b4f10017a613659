"""A save's file as a server has once given it away, with a key that is no secret."""

from typing import Any

from django.test import override_settings

from game.expedition.actions import parse_action
from game.expedition.begin import new_run
from game.expedition.document import encode
from game.expedition.reduce import perform
from game.expedition.views import summary
from saves.services.files import file_signed
from saves.services.metadata import Metadata

KEY = "the key of the golden files, which signs nothing else at all"
OWNER_PK = 41
SEED = "golden"
STEPS = ("scan", "navigate", "navigate", "buy_food", "refuel", "navigate")


def save_file() -> dict[str, Any]:
    """Some turns of an expedition, exported."""
    run = new_run(seed=SEED)
    for name in STEPS:
        run = perform(run, parse_action({"action": name})).run
    metadata = Metadata(
        **summary(run),
        timestamp="2026-11-21T06:00:00+00:00",
        game_version="0.1.0",
        session_id="default",
        difficulty=run.difficulty.value,
        seed=run.seed,
        daily=False,
    )
    with override_settings(SECRET_KEY=KEY):
        return file_signed(owner=f"p_{OWNER_PK}", metadata=metadata, document=encode(run).decode())
