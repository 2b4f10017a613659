"""Slots: what is kept, by whom, and what a refusal leaves behind."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from game.expedition.document import VERSION, decode, encode
from game.models import Expedition
from game.protocol.errors import AppError, ErrorCode
from game.services.expedition_saves import expedition_save
from saves.models import SaveSlot
from saves.selectors import slot_infos
from saves.services.slots import (
    slot_autosave,
    slot_delete,
    slot_export,
    slot_import,
    slot_read,
)
from tests.saves.conftest import SEED, act, begin, rows

pytestmark = pytest.mark.django_db


def document_of(player: User, session_id: str = "default") -> str:
    return Expedition.objects.get(player=player, session_id=session_id).document


def refusal(call: object, **arguments: object) -> ErrorCode:
    """The code that a call is refused with; nothing stored has changed."""
    before = rows()
    with pytest.raises(AppError) as error:
        call(**arguments)  # type: ignore[operator]
    assert rows() == before
    return error.value.code


def test_a_save_holds_the_whole_run_dice_included(ada: User) -> None:
    act(ada, "scan")
    expedition_save(player=ada, session_id="default", slot=3)
    assert encode(slot_read(player=ada, slot=3)).decode() == document_of(ada)


def test_a_save_says_what_is_in_it(ada: User) -> None:
    info = expedition_save(player=ada, session_id="default", slot=1)
    kept = SaveSlot.objects.get(player=ada, slot=1)
    run = decode(document_of(ada))
    assert (kept.document, kept.document_version, kept.daily) == (document_of(ada), VERSION, False)
    assert info.metadata == kept.metadata
    assert {key: kept.metadata[key] for key in ("turn_count", "wealth", "health")} == {
        "turn_count": run.turn,
        "wealth": run.wealth,
        "health": run.health,
    }
    assert kept.metadata["session_id"] == "default"
    assert kept.metadata["difficulty"] == "medium"
    assert kept.metadata["seed"] == SEED
    assert kept.metadata["location"]
    assert kept.metadata["game_version"]
    assert kept.metadata["daily"] is False


def test_a_second_save_takes_the_place_of_the_first(ada: User) -> None:
    expedition_save(player=ada, session_id="default", slot=1)
    first = SaveSlot.objects.get()
    act(ada, "scan")
    expedition_save(player=ada, session_id="default", slot=1)
    second = SaveSlot.objects.get()
    assert (second.pk, second.created_at) == (first.pk, first.created_at)
    assert second.updated_at > first.updated_at
    assert second.document == document_of(ada) != first.document


def test_all_slots_are_listed_in_order(ada: User, grace: User) -> None:
    expedition_save(player=ada, session_id="default", slot=4)
    expedition_save(player=grace, session_id="default", slot=2)
    infos = slot_infos(player=ada)
    assert [info.slot for info in infos] == [0, 1, 2, 3, 4]
    assert [info.is_autosave for info in infos] == [True, False, False, False, False]
    assert [info.metadata is not None for info in infos] == [False, False, False, False, True]


def test_the_list_reads_no_document(ada: User) -> None:
    expedition_save(player=ada, session_id="default", slot=4)
    with CaptureQueriesContext(connection) as queries:
        slot_infos(player=ada)
    assert len(queries) == 1
    assert "document" not in queries[0]["sql"]


def test_a_turn_saves_itself_and_what_takes_none_does_not(ada: User) -> None:
    act(ada, "scan")
    assert not SaveSlot.objects.exists()
    act(ada, "navigate")
    kept = SaveSlot.objects.get()
    assert (kept.slot, kept.document) == (0, document_of(ada))
    assert kept.metadata["turn_count"] == 1
    assert kept.metadata["session_id"] == "default"


def test_the_auto_save_names_the_session_that_took_the_last_turn(ada: User) -> None:
    begin(ada, "other")
    act(ada, "navigate")
    act(ada, "navigate", session_id="other")
    assert SaveSlot.objects.get().metadata["session_id"] == "other"


def test_an_auto_save_is_one_statement(ada: User) -> None:
    run = decode(document_of(ada))
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            slot_autosave(player=ada, run=run, document=document_of(ada), session_id="default")
        writes = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        assert len([sql for sql in writes if "INSERT" in sql]) == 1
        assert len([sql for sql in writes if "game_expedition" not in sql]) == 1


def test_an_auto_save_is_undone_with_its_turn(ada: User) -> None:
    run = decode(document_of(ada))
    with transaction.atomic():
        slot_autosave(player=ada, run=run, document=document_of(ada), session_id="default")
        transaction.set_rollback(True)
    assert not SaveSlot.objects.exists()


@pytest.mark.parametrize("slot", [-1, 5, 10**9])
def test_there_are_five_slots(ada: User, slot: int) -> None:
    arguments = {"player": ada, "slot": slot}
    assert refusal(slot_read, **arguments) is ErrorCode.INVALID_SLOT
    assert refusal(slot_delete, **arguments) is ErrorCode.INVALID_SLOT
    assert refusal(slot_export, **arguments) is ErrorCode.INVALID_SLOT
    assert refusal(slot_import, content={}, **arguments) is ErrorCode.INVALID_SLOT
    assert refusal(expedition_save, session_id="x", **arguments) is ErrorCode.INVALID_SLOT


def test_the_auto_save_is_never_deleted(ada: User) -> None:
    assert refusal(slot_delete, player=ada, slot=0) is ErrorCode.AUTOSAVE_SLOT
    act(ada, "navigate")
    assert refusal(slot_delete, player=ada, slot=0) is ErrorCode.AUTOSAVE_SLOT
    assert slot_read(player=ada, slot=0).turn == 1


def test_the_auto_save_can_be_written_by_hand_and_gives_way_to_the_next_turn(ada: User) -> None:
    act(ada, "navigate")
    content = slot_export(player=ada, slot=0)
    act(ada, "scan")
    expedition_save(player=ada, session_id="default", slot=0)
    slot_import(player=ada, slot=0, content=content)
    assert slot_read(player=ada, slot=0).turn == 1


def test_the_auto_save_can_be_read_and_taken_away(ada: User) -> None:
    act(ada, "navigate")
    content = slot_export(player=ada, slot=0)
    slot_import(player=ada, slot=2, content=content)
    assert slot_read(player=ada, slot=2) == slot_read(player=ada, slot=0)


def test_a_day_s_run_is_kept_by_the_auto_save_and_nothing_more(ada: User) -> None:
    begin(ada, daily=True)
    session_id = Expedition.objects.get(daily_date__isnull=False).session_id
    act(ada, "navigate", session_id=session_id)
    kept = SaveSlot.objects.get()
    assert (kept.slot, kept.daily, kept.metadata["seed"]) == (0, True, None)
    for call in (slot_read, slot_export):
        assert refusal(call, player=ada, slot=0) is ErrorCode.DAILY_RUN
    saving = {"player": ada, "session_id": session_id, "slot": 1}
    assert refusal(expedition_save, **saving) is ErrorCode.DAILY_RUN


def test_another_run_s_turn_frees_the_auto_save_from_the_day_s(ada: User) -> None:
    begin(ada, daily=True)
    session_id = Expedition.objects.get(daily_date__isnull=False).session_id
    act(ada, "navigate", session_id=session_id)
    act(ada, "navigate")
    assert slot_read(player=ada, slot=0) == decode(document_of(ada))


def test_an_import_holds_what_was_exported(ada: User) -> None:
    expedition_save(player=ada, session_id="default", slot=1)
    content = slot_export(player=ada, slot=1)
    slot_import(player=ada, slot=2, content=content)
    one, two = SaveSlot.objects.order_by("slot")
    assert (two.document, two.metadata) == (one.document, one.metadata)


def test_a_slot_damaged_in_the_database_is_refused(ada: User) -> None:
    expedition_save(player=ada, session_id="default", slot=1)
    for document in ("", "{}", "not json", document_of(ada)[:-40], "null", "[" * 10_000):
        SaveSlot.objects.update(document=document)
        for call in (slot_read, slot_export):
            assert refusal(call, player=ada, slot=1) is ErrorCode.DAMAGED_SAVE
    SaveSlot.objects.update(document=document_of(ada), metadata={"turn_count": "many"})
    assert refusal(slot_export, player=ada, slot=1) is ErrorCode.DAMAGED_SAVE


def test_slots_go_with_their_player(ada: User, grace: User) -> None:
    expedition_save(player=ada, session_id="default", slot=1)
    expedition_save(player=grace, session_id="default", slot=1)
    ada.delete()
    assert [kept.player for kept in SaveSlot.objects.all()] == [grace]


def test_the_database_keeps_one_row_a_slot_and_no_sixth(ada: User) -> None:
    expedition_save(player=ada, session_id="default", slot=1)
    row = SaveSlot.objects.get()
    for slot in (1, 5):
        row.pk, row.slot = None, slot
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
