"""Hundreds of documents and files with something wrong: each is refused, or loads to a run that
can be played. None is ever an error of the server, and a refusal changes nothing."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from game.expedition.document import decode, encode
from game.models import Expedition
from saves.models import SaveSlot
from saves.services import files
from tests.saves.conftest import Rest, act, code_of, rows

pytestmark = pytest.mark.django_db

COUNT = 500
STRANGE: list[Any] = [
    None, True, False, 0, -1, 1, 7.5, 10**9, 10**18, 1e308, -0.0, "", "x", "\ud7ff\u0000",
    "x" * 3000, [], {}, [None], {"x": 1}, [[]] * 50,
]  # fmt: skip


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container of a JSON value with each of its keys or indices."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        here = waiting.pop()
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        for key in keys:
            found.append((here, key))
            if isinstance(here[key], dict | list):
                waiting.append(here[key])
    return found


def mutated(document: Any, dice: random.Random) -> Any:
    """A copy with one to three things changed, taken away, doubled or swapped."""
    changed = json.loads(json.dumps(document))
    for _ in range(dice.randint(1, 3)):
        here, key = dice.choice(places(changed))
        match dice.randrange(5):
            case 0:
                here[key] = dice.choice(STRANGE)
            case 1:
                del here[key]
            case 2 if isinstance(here[key], int | float):
                here[key] = here[key] * dice.choice((-1, 2, 1000)) + dice.choice((-1, 0, 1))
            case 3 if isinstance(here, list):
                here.append(here[key])
            case _:
                there, other = dice.choice(places(changed))
                # A container swapped into itself would have no end.
                here[key] = json.loads(json.dumps(there[other]))
    return changed


def damaged(text: str, dice: random.Random) -> str:
    """A text that was cut, or has a character changed."""
    place = dice.randrange(len(text))
    if dice.random() < 0.5:
        return text[:place]
    return text[:place] + dice.choice('{}[]",:0123456789x\\\n') + text[place + 1 :]


@pytest.fixture
def played(ada: User) -> Expedition:
    """An expedition with some history, saved in slot 1."""
    act(ada, "scan", "navigate", "repair", "navigate", "buy_food", "refuel")
    Rest(ada).post("/saves/1")
    return Expedition.objects.get()


def check(reply: tuple[int, dict[str, Any]], codes: set[str], before: object) -> bool:
    """Assert that a reply is good or a refusal that changed nothing; whether it was good."""
    if reply[0] == 200:
        return True
    status, code = code_of(reply)
    assert (status, code in codes) == (400, True), reply
    assert now() == before
    return False


def now() -> object:
    return rows(), list(Expedition.objects.values())


def assert_can_be_played(rest: Rest) -> None:
    """What was loaded is a document of the present version, is shown, and goes on."""
    document = Expedition.objects.get().document
    assert encode(decode(document)).decode() == document
    for action in ("scan", "navigate", "choose", "combat_action", "mine"):
        body = {"action": action, "choice": 0, "combat_action": "attack"}
        status, answer = rest.post("/game/action/default", body)
        assert status == 200, answer


def test_mutated_documents_in_a_slot(rest: Rest, played: Expedition) -> None:
    dice = random.Random(4)
    document = json.loads(played.document)
    outcomes = []
    for number in range(COUNT):
        text = (
            damaged(played.document, dice)
            if number % 5 == 0
            else json.dumps(mutated(document, dice))
        )
        SaveSlot.objects.filter(slot=1).update(document=text.replace("\\u0000", ""))
        good = check(rest.post("/load/1"), {"DAMAGED_SAVE"}, now())
        outcomes.append(good)
        if good:
            assert_can_be_played(rest)
    assert outcomes.count(False) > COUNT // 2, "most changes are found"


def refiled(content: dict[str, Any], document: Any) -> dict[str, Any]:
    """A file with another document that the server itself has signed."""
    signed = {key: value for key, value in content.items() if key != "signature"}
    signed["document"] = document
    return {**signed, "signature": files.signature_of(signed)}


def test_mutated_files_that_nobody_signed(rest: Rest, played: Expedition) -> None:
    dice = random.Random(5)
    _, content = rest.get("/saves/1/export")
    text = json.dumps(content)
    for number in range(COUNT):
        body = damaged(text, dice) if number % 5 == 0 else json.dumps(mutated(content, dice))
        before = now()
        good = check(
            rest.post("/saves/1/import", body),
            {"FOREIGN_SAVE", "DAMAGED_SAVE", "INVALID_JSON"},
            before,
        )
        if good:  # the change was none
            assert files.canonical(json.loads(body)) == files.canonical(content)


def test_mutated_documents_in_files_that_are_signed(rest: Rest, played: Expedition) -> None:
    dice = random.Random(6)
    _, content = rest.get("/saves/1/export")
    refusals = 0
    for _ in range(COUNT):
        document = mutated(content["document"], dice)
        if not isinstance(document, dict):
            continue
        body = refiled(content, document)
        before = now()
        if check(rest.post("/saves/2/import", body), {"DAMAGED_SAVE"}, before):
            assert rest.post("/load/2")[0] == 200
            assert_can_be_played(rest)
        else:
            refusals += 1
    assert refusals > COUNT // 2


Twist = Callable[[dict[str, Any]], Any]


@pytest.mark.parametrize(
    "twist",
    [
        lambda file: {**file, "metadata": {}},
        lambda file: {**file, "metadata": {**file["metadata"], "wealth": "much"}},
        lambda file: {**file, "version": 99},
        lambda file: {**file, "document": []},
        lambda file: {**file, "document": {}},
        lambda file: {**file, "document": {**file["document"], "version": 99}},
        lambda file: {**file, "document": {**file["document"], "format": "other"}},
        lambda file: {**file, "more": 1},
    ],
)
def test_a_signed_file_is_not_believed_for_its_signature(
    rest: Rest, played: Expedition, twist: Twist
) -> None:
    _, content = rest.get("/saves/1/export")
    signed = {key: value for key, value in twist(content).items() if key != "signature"}
    body = {**signed, "signature": files.signature_of(signed)}
    before = now()
    assert code_of(rest.post("/saves/1/import", body)) == (400, "DAMAGED_SAVE")
    assert now() == before
