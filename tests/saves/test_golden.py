"""Files that servers have given away: each comes back, for ever."""

import json
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from game.expedition import document
from saves.services.files import VERSION
from saves.services.slots import slot_export, slot_import, slot_read
from tests.support.golden import SAVES
from tests.support.save_samples import KEY, OWNER_PK

FILES = sorted(SAVES.glob("*.json"))


def test_there_is_a_file_of_every_version() -> None:
    versions = {json.loads(path.read_text())["version"] for path in FILES}
    assert versions == set(range(1, VERSION + 1))


@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_comes_back_to_its_owner(path: Path, settings: Any) -> None:
    settings.SECRET_KEY = KEY
    owner = User.objects.create_user("ada_l", pk=OWNER_PK)
    content = json.loads(path.read_text())
    info = slot_import(player=owner, slot=1, content=content)
    run = slot_read(player=owner, slot=1)
    assert info.metadata is not None
    for name, value in (("turn_count", run.turn), ("wealth", run.wealth), ("seed", run.seed)):
        assert info.metadata[name] == content["metadata"][name] == value
    if (content["version"], content["document"]["version"]) == (VERSION, document.VERSION):
        assert slot_export(player=owner, slot=1) == content
