"""Save slots by REST: exact paths, shapes, statuses."""

import json
from typing import Any

import pytest

from accounts.models import User
from game.models import Expedition
from saves.models import SaveSlot
from tests.saves.conftest import Rest, act, answer, begin, code_of, metadata_of, rows

pytestmark = pytest.mark.django_db

CALLS = [
    ("get", "/saves"),
    ("get", "/saves/1"),
    ("post", "/saves/1"),
    ("delete", "/saves/1"),
    ("post", "/load/1"),
    ("get", "/saves/1/export"),
    ("post", "/saves/1/import"),
]
OF_A_SLOT = [call for call in CALLS if call[1] != "/saves"]
METADATA = {
    "timestamp",
    "turn_count",
    "wealth",
    "health",
    "location",
    "game_version",
    "session_id",
    "difficulty",
    "seed",
    "daily",
}


def everything() -> tuple[object, object]:
    """All that a refusal must leave alone."""
    return rows(), list(Expedition.objects.order_by("pk").values())


def exported(rest: Rest, slot: int = 1) -> dict[str, Any]:
    assert rest.post(f"/saves/{slot}")[0] == 200
    status, content = rest.get(f"/saves/{slot}/export")
    assert status == 200
    return content


# --- who, and where -------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_who_has_not_logged_in_is_told_so(ada: User, method: str, path: str) -> None:
    reply = answer(Rest(None).raw(method, path, {} if method == "post" else None))
    assert code_of(reply) == (401, "NOT_AUTHENTICATED")


@pytest.mark.parametrize(("method", "path"), OF_A_SLOT)
def test_anothers_slots_are_empty_slots(rest: Rest, grace: User, method: str, path: str) -> None:
    """What Ada saved is nowhere to be seen for Grace, and Grace's doings do not touch it."""
    content = exported(rest)
    before = rows()
    body = {"session_id": "default"} if method == "post" else None
    reply = answer(Rest(grace).raw(method, path, content if "import" in path else body))
    if path == "/saves/1" and method == "post":
        assert reply[0] == 200  # her own expedition into her own slot
    elif "import" in path:
        assert code_of(reply) == (400, "FOREIGN_SAVE")
    else:
        assert code_of(reply) == (404, "EMPTY_SLOT")
    assert [row for row in rows() if row["player_id"] != grace.pk] == before


def test_anothers_session_cannot_be_saved_or_loaded_into(rest: Rest, grace: User) -> None:
    begin(grace, "secret")
    exported(rest)
    before = everything()
    for path in ("/saves/2", "/load/1"):
        assert code_of(rest.post(path, {"session_id": "secret"})) == (404, "UNKNOWN_SESSION")
    assert everything() == before


@pytest.mark.parametrize("slot", ["5", "-1", "x", "١", "01", "1.0", " 1", "0x1", "9" * 40, "²"])
@pytest.mark.parametrize(("method", "path"), OF_A_SLOT)
def test_there_are_the_slots_0_to_4(rest: Rest, method: str, path: str, slot: str) -> None:
    before = everything()
    reply = answer(rest.raw(method, path.replace("1", slot), {} if method == "post" else None))
    assert code_of(reply) == (400, "INVALID_SLOT")
    assert everything() == before


@pytest.mark.parametrize(("method", "path"), OF_A_SLOT)
def test_an_empty_slot_is_404(rest: Rest, method: str, path: str) -> None:
    if path.endswith("import") or (method, path) == ("post", "/saves/1"):
        return  # these fill it
    reply = answer(rest.raw(method, path, {} if method == "post" else None))
    assert code_of(reply) == (404, "EMPTY_SLOT")


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_trailing_slash_makes_no_difference(rest: Rest, method: str, path: str) -> None:
    content = exported(rest)
    body = content if "import" in path else {} if method == "post" else None
    assert rest.raw(method, f"{path}/", body).status_code == 200


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_no_cache_keeps_an_answer(rest: Rest, method: str, path: str) -> None:
    response = rest.raw(method, path, {} if method == "post" else None)
    assert response["Cache-Control"] == "no-store"


def test_other_methods_are_refused(rest: Rest) -> None:
    for method, path in (
        ("post", "/saves"),
        ("put", "/saves/1"),
        ("get", "/load/1"),
        ("post", "/saves/1/export"),
        ("get", "/saves/1/import"),
    ):
        reply = answer(rest.raw(method, path, {}))
        assert code_of(reply) == (405, "METHOD_NOT_ALLOWED"), path


# --- what they answer -----------------------------------------------------------------------


def test_every_slot_is_listed(rest: Rest, ada: User) -> None:
    assert rest.get("/saves") == (
        200,
        {
            "success": True,
            "saves": [
                {"slot": slot, "metadata": None, "is_autosave": slot == 0} for slot in range(5)
            ],
            "max_slots": 5,
        },
    )
    act(ada, "navigate")
    rest.post("/saves/3", {"session_id": "default"})
    _, body = rest.get("/saves")
    kept = {info["slot"] for info in body["saves"] if info["metadata"] is not None}
    assert kept == {0, 3}
    assert set(metadata_of(body["saves"], 3)) == METADATA


def test_a_save_answers_with_what_it_holds(rest: Rest) -> None:
    status, body = rest.post("/saves/2", {"session_id": "default"})
    assert status == 200
    assert (body["success"], body["slot"], body["is_autosave"]) == (True, 2, False)
    assert set(body["metadata"]) == METADATA
    assert rest.get("/saves/2") == (200, body)


def test_the_session_is_default_where_none_is_named(rest: Rest) -> None:
    assert rest.post("/saves/2", {})[1]["metadata"]["session_id"] == "default"
    assert rest.post("/saves/2")[1]["metadata"]["session_id"] == "default"


def test_an_unknown_session_is_404(rest: Rest) -> None:
    exported(rest)
    before = everything()
    assert code_of(rest.post("/saves/2", {"session_id": "nope"})) == (404, "UNKNOWN_SESSION")
    assert everything() == before


@pytest.mark.parametrize("path", ["/saves/1", "/load/1"])
@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        "3",
        '"default"',
        '{"session_id": 5}',
        '{"session_id": null}',
        '{"session_id": ""}',
        '{"session_id": true}',
        '{"session_id": ["default"]}',
        '{"session_id": "a\\u0000b"}',
        '{"session_id": "\\ud800"}',
        '{"session_id": NaN}',
        json.dumps({"session_id": "x" * 65}),
        "[" * 100_000,
        b"\xff\xfe",
    ],
    ids=lambda body: str(body[:24]),
)
def test_a_malformed_body_is_400(rest: Rest, path: str, body: str | bytes) -> None:
    exported(rest)
    before = everything()
    status, code = code_of(rest.post(path, body))
    assert (status, code in ("INVALID_INPUT", "INVALID_JSON")) == (400, True)
    assert everything() == before


def test_a_save_is_deleted(rest: Rest) -> None:
    rest.post("/saves/1")
    assert rest.delete("/saves/1") == (200, {"success": True})
    assert not SaveSlot.objects.exists()
    assert code_of(rest.delete("/saves/1")) == (404, "EMPTY_SLOT")


def test_the_auto_save_cannot_be_deleted(rest: Rest, ada: User) -> None:
    for kept in (False, True):
        if kept:
            act(ada, "navigate")
        before = everything()
        assert code_of(rest.delete("/saves/0")) == (400, "AUTOSAVE_SLOT")
        assert everything() == before


# --- loading --------------------------------------------------------------------------------


def test_loading_goes_back_to_where_it_was_saved(rest: Rest, ada: User) -> None:
    act(ada, "scan")
    document = Expedition.objects.get().document
    rest.post("/saves/1")
    act(ada, "navigate")
    status, body = rest.post("/load/1", {"session_id": "default"})
    assert status == 200
    assert (body["success"], body["session_id"]) == (True, "default")
    assert body["game_state"]["turn_count"] == 0
    assert body["game_state"]["session_id"] == "default"
    assert Expedition.objects.get().document == document


def test_what_was_loaded_is_unranked_and_a_new_revision(rest: Rest) -> None:
    before = Expedition.objects.get()
    assert before.ranked
    rest.post("/saves/1")
    _, body = rest.post("/load/1")
    after = Expedition.objects.get()
    assert body["game_state"]["ranked"] is after.ranked is False
    assert body["game_state"]["revision"] == after.revision == before.revision + 1


def test_loading_does_not_throw_the_dice_again(rest: Rest, ada: User) -> None:
    rest.post("/saves/1")
    documents = []
    for _ in range(2):
        rest.post("/load/1")
        act(ada, "navigate", "scan")
        documents.append(Expedition.objects.get().document)
    assert documents[0] == documents[1]


def test_a_save_is_loaded_into_another_session(rest: Rest, ada: User) -> None:
    begin(ada, "other")
    act(ada, "navigate")
    rest.post("/saves/1")
    _, body = rest.post("/load/1", {"session_id": "other"})
    assert body["session_id"] == body["game_state"]["session_id"] == "other"
    documents = {row.session_id: row.document for row in Expedition.objects.all()}
    assert documents["other"] == documents["default"]


def test_the_auto_save_is_loaded_like_any_other(rest: Rest, ada: User) -> None:
    act(ada, "navigate")
    document = Expedition.objects.get().document
    begin(ada, "other")
    assert rest.post("/load/0", {"session_id": "other"})[0] == 200
    assert Expedition.objects.get(session_id="other").document == document


@pytest.mark.parametrize("document", ["", "{}", "\ud7ff", '{"format":"cosmic.expedition"}'])
def test_a_damaged_slot_changes_nothing(rest: Rest, document: str) -> None:
    rest.post("/saves/1")
    SaveSlot.objects.update(document=document)
    before = everything()
    assert code_of(rest.post("/load/1")) == (400, "DAMAGED_SAVE")
    assert code_of(rest.get("/saves/1/export")) == (400, "DAMAGED_SAVE")
    assert everything() == before


def test_a_day_s_run_is_neither_saved_nor_loaded_nor_taken_away(rest: Rest, ada: User) -> None:
    rest.post("/saves/1")
    begin(ada, daily=True)
    session_id = Expedition.objects.get(daily_date__isnull=False).session_id
    act(ada, "navigate", session_id=session_id)
    before = everything()
    assert code_of(rest.post("/saves/2", {"session_id": session_id})) == (409, "DAILY_RUN")
    assert code_of(rest.post("/load/1", {"session_id": session_id})) == (409, "DAILY_RUN")
    assert code_of(rest.post("/load/0")) == (409, "DAILY_RUN")
    assert code_of(rest.get("/saves/0/export")) == (409, "DAILY_RUN")
    assert everything() == before
    assert rest.get("/saves/0")[1]["metadata"]["seed"] is None


# --- files ----------------------------------------------------------------------------------


def test_an_export_is_a_file_with_a_name(rest: Rest, ada: User) -> None:
    rest.post("/saves/3")
    response = rest.raw("get", "/saves/3/export")
    assert response["Content-Disposition"] == 'attachment; filename="cosmic-save-3.json"'
    assert response["Content-Type"] == "application/json"
    content = response.json()
    assert list(content) == ["format", "version", "owner", "metadata", "document", "signature"]
    assert (content["format"], content["version"]) == ("cosmic.save", 1)
    assert content["owner"] == ada.player_id
    assert set(content["metadata"]) == METADATA
    assert content["document"] == json.loads(Expedition.objects.get().document)


def test_an_export_comes_back_and_is_loaded(rest: Rest, ada: User) -> None:
    content = exported(rest)
    document = Expedition.objects.get().document
    rest.delete("/saves/1")
    act(ada, "navigate")
    status, body = rest.post("/saves/4/import", content)
    assert (status, body["slot"], body["metadata"]) == (200, 4, content["metadata"])
    assert rest.post("/load/4")[0] == 200
    assert Expedition.objects.get().document == document


def test_a_file_that_a_browser_has_written_anew_comes_back(rest: Rest) -> None:
    content = exported(rest)
    whole = json.loads(json.dumps(content), parse_float=lambda text: _number(float(text)))
    turned = dict(reversed(whole.items()))
    assert rest.post("/saves/2/import", json.dumps(turned, indent=2))[0] == 200
    one, two = SaveSlot.objects.order_by("slot")
    assert one.document == two.document


def _number(value: float) -> float:
    return int(value) if value.is_integer() else value


def test_a_refused_file_leaves_the_slot_as_it_was(rest: Rest, grace: User) -> None:
    content = exported(rest)
    act(grace, "scan")
    others = exported(Rest(grace))
    before = everything()
    for wrong, code in (
        (others, "FOREIGN_SAVE"),
        ({**others, "owner": content["owner"]}, "FOREIGN_SAVE"),
        ({**content, "signature": others["signature"]}, "FOREIGN_SAVE"),
        ({**content, "document": others["document"]}, "FOREIGN_SAVE"),
        (content["document"], "DAMAGED_SAVE"),
        ({}, "DAMAGED_SAVE"),
        ([], "DAMAGED_SAVE"),
        ("text", "DAMAGED_SAVE"),
        (None, "DAMAGED_SAVE"),
    ):
        body = json.dumps(wrong)
        assert code_of(rest.post("/saves/1/import", body)) == (400, code)
    assert everything() == before


def test_a_file_larger_than_any_export_is_refused(rest: Rest) -> None:
    reply = rest.post("/saves/1/import", b" " * (1024 * 1024 + 1))
    assert code_of(reply) == (413, "PAYLOAD_TOO_LARGE")
