"""What an older version of the game has stored: sessions, slots and files go on where they were."""

import json
from typing import Any

import pytest

from accounts.models import User
from game.expedition.begin import new_run
from game.expedition.document import decode
from game.expedition.state import Run
from game.models import Expedition
from game.services.hot_runs import hot_runs
from saves.models import SaveSlot
from saves.services import slots
from saves.services.files import file_signed
from saves.services.metadata import Metadata
from tests.expedition.rest import READS, Site
from tests.support.expedition_versions import (
    FIRST,
    SECOND,
    imagine_second_version,
    older_fields,
    older_text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _second_version(monkeypatch: pytest.MonkeyPatch) -> None:
    imagine_second_version(monkeypatch)
    monkeypatch.setattr(slots, "VERSION", SECOND)


@pytest.fixture
def stored(site: Site) -> Run:
    """A run whose session and whose slot 1 were stored by the version before."""
    run = new_run(seed="amber")
    run.food = 23
    site.new(seed="amber")
    site.post("saves/1", {"session_id": "default"})
    Expedition.objects.update(document=older_text(run), revision=4)
    SaveSlot.objects.update(document=older_text(run), document_version=FIRST)
    hot_runs.clear()
    return run


def version_of(document: str) -> int:
    version: int = json.loads(document)["version"]
    return version


@pytest.mark.parametrize("read", READS)
def test_a_session_is_shown_and_stays_as_it_is_stored(site: Site, stored: Run, read: str) -> None:
    assert site.get(f"game/{read}/default")[0] == 200
    assert site.state()["player_stats"]["food"] == stored.food
    row = Expedition.objects.get()
    assert (row.revision, row.document) == (4, older_text(stored))


def test_an_action_stores_a_session_in_the_present_version(site: Site, stored: Run) -> None:
    body = site.act("buy_food", amount=2)
    assert body["game_state"]["player_stats"]["food"] == stored.food + 2
    row = Expedition.objects.get()
    assert (row.revision, version_of(row.document)) == (5, SECOND)


def test_a_session_is_saved_in_the_present_version(site: Site, stored: Run) -> None:
    assert site.post("saves/2", {"session_id": "default"})[0] == 200
    kept = SaveSlot.objects.get(slot=2)
    assert (version_of(kept.document), kept.document_version) == (SECOND, SECOND)
    assert decode(kept.document) == stored


def test_a_slot_is_loaded(site: Site, stored: Run) -> None:
    site.act("buy_food", amount=2)
    assert site.post("load/1", {"session_id": "default"})[0] == 200
    row = Expedition.objects.get()
    assert version_of(row.document) == SECOND
    assert decode(row.document) == stored


def test_a_slot_is_taken_away_in_the_present_version(site: Site, stored: Run) -> None:
    status, content = site.get("saves/1/export")
    assert (status, content["document"]["version"]) == (200, SECOND)
    assert site.post("saves/3/import", content)[0] == 200
    assert decode(SaveSlot.objects.get(slot=3).document) == stored


def test_a_file_is_brought_back(site: Site, ada: User, stored: Run) -> None:
    kept = SaveSlot.objects.get().metadata
    content = file_signed(
        owner=ada.player_id, metadata=Metadata(**kept), document=older_text(stored)
    )
    status, body = site.post("saves/2/import", content)
    assert (status, body["metadata"]) == (200, kept)
    row = SaveSlot.objects.get(slot=2)
    assert (version_of(row.document), row.document_version) == (SECOND, SECOND)
    assert decode(row.document) == stored


def test_what_its_upgrade_cannot_read_is_damaged_and_changes_nothing(
    site: Site, stored: Run
) -> None:
    fields: dict[str, Any] = older_fields(stored)
    del fields["run"]["rations"]
    SaveSlot.objects.update(document=json.dumps(fields))
    before = Expedition.objects.values().get()
    status, body = site.post("load/1", {"session_id": "default"})
    assert (status, body["code"]) == (400, "DAMAGED_SAVE")
    assert Expedition.objects.values().get() == before
