"""What an expedition tells: names of places, events, quests and texts, from YAML.

Each file is read once and checked as a whole: a story that could lead a run astray does not load.
"""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import TypeVar

import msgspec

from game.catalog.expedition import catalog
from game.catalog.expedition_checks import event_faults, name_faults, quest_faults, text_faults
from game.catalog.expedition_tales import (
    Encounter,
    EndingText,
    Events,
    EventTale,
    PlaceNames,
    QuestRules,
    Quests,
    QuestTale,
    Texts,
)

T = TypeVar("T")


class StoryError(Exception):
    """What is written contradicts itself or the catalog; the message says where."""


@cache
def place_names() -> PlaceNames:
    names = _read("expedition_names.yaml", PlaceNames)
    return _sound(names, name_faults(names, catalog()))


@cache
def _events() -> Events:
    events = _read("expedition_events.yaml", Events)
    return _sound(events, event_faults(events, catalog()))


@cache
def event_tales() -> Mapping[str, EventTale]:
    """By id, in the order of the file."""
    return {tale.id: tale for tale in _events().events}


def encounters(region_type: str) -> tuple[Encounter, ...]:
    """Raises KeyError for a type of region that there is not."""
    return _events().encounters[region_type]


@cache
def memories() -> frozenset[str]:
    """All that `seen_events` of a run can hold."""
    marks = {
        result.remember
        for tale in event_tales().values()
        for choice in tale.choices
        for result in choice.results
        if result.remember is not None
    }
    return frozenset(event_tales()) | marks


@cache
def _quests() -> Quests:
    quests = _read("expedition_quests.yaml", Quests)
    return _sound(quests, quest_faults(quests, catalog()))


@cache
def quest_tales() -> Mapping[str, QuestTale]:
    """By id, in the order of the file."""
    return {tale.id: tale for tale in _quests().quests}


def quest_rules() -> QuestRules:
    return _quests().rules


@cache
def texts() -> Texts:
    told = _read("expedition_texts.yaml", Texts)
    return _sound(told, text_faults(told, catalog()))


def ending_text(ending: str, seed: str) -> EndingText:
    """The same run always ends in the same words. Raises KeyError for no ending at all."""
    variants = texts().endings[ending]
    return variants[sha256(f"{seed}/{ending}".encode()).digest()[0] % len(variants)]


def _read(name: str, kind: type[T]) -> T:
    text = resources.files("game.catalog").joinpath(name).read_bytes()
    return msgspec.yaml.decode(text, type=kind)


def _sound(story: T, faults: list[str]) -> T:
    if faults:
        raise StoryError("; ".join(faults))
    return story
