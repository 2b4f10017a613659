"""What is wrong with a story, in words: ids that the catalog lacks, choices that nobody can take,
odds without a failure, texts with unknown blanks. An empty list means that all is well."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from string import Formatter

from game.catalog.expedition import Catalog, rules
from game.catalog.expedition_tales import (
    DRAWN,
    PRICE,
    Conditions,
    EventChoice,
    Events,
    EventTale,
    PlaceNames,
    Quests,
    QuestTale,
    Range,
    Result,
    Texts,
)

ENDINGS = ("retired", "health", "hull", "pod", "stranded", "out_of_turns")
PURSE = ("credits", "fuel", "food")  # what a cost can name besides items
PLACES = frozenset({"place", "region", "ship"})
QUEST_BLANKS = frozenset({"target", "item", "needed", "enemy", "giver"})
MOODS = ("good", "bad", "neutral")


def name_faults(names: PlaceNames, catalog: Catalog) -> list[str]:
    pairs = [pair for parts in names.nodes.values() for pair in parts.pairs()]
    return [
        *_uncovered("region names", names.regions, catalog.region_types),
        *_uncovered("node names", names.nodes, catalog.node_types),
        *(f"two places called {pair}" for pair in _twice(pairs)),
    ]


def text_faults(texts: Texts, catalog: Catalog) -> list[str]:
    return [
        *_uncovered("regions", texts.regions, catalog.region_types),
        *_uncovered("nodes", texts.nodes, catalog.node_types),
        *_uncovered("ships", texts.ships, catalog.ship_types),
        *_uncovered("mods", texts.mods, catalog.ship_mods),
        *_uncovered("items", texts.items, catalog.items),
        *_uncovered("augmentations", texts.augmentations, catalog.pod_augmentations),
        *_uncovered("maneuvers", texts.maneuvers, catalog.combat_actions),
        *_uncovered("enemies", texts.enemies, catalog.enemies),
        *_uncovered("difficulties", texts.difficulties, rules().difficulties),
        *_uncovered("endings", texts.endings, ENDINGS),
    ]


def quest_faults(quests: Quests, catalog: Catalog) -> list[str]:
    faults = [f"two quests {one}" for one in _twice(tale.id for tale in quests.quests)]
    for tale in quests.quests:
        faults += [f"quest {tale.id}: {fault}" for fault in _quest_faults(tale, catalog)]
    kinds = {tale.kind for tale in quests.quests if not tale.regions}
    missing = {"deliver", "scan", "hunt", "explore"} - kinds
    return faults + [f"no {kind} quest that is offered everywhere" for kind in sorted(missing)]


def event_faults(events: Events, catalog: Catalog) -> list[str]:
    faults = [f"two events {one}" for one in _twice(tale.id for tale in events.events)]
    faults += _uncovered("encounters", events.encounters, catalog.region_types)
    for region, rows in events.encounters.items():
        faults += _strangers(f"encounters of {region}", (r.enemy for r in rows), catalog.enemies)
        if all(row.from_turn for row in rows):
            faults.append(f"encounters of {region}: nobody to meet at first")
    tales = {tale.id: tale for tale in events.events}
    marks = {r.remember for tale in events.events for r in _results(tale) if r.remember}
    for tale in events.events:
        found = [*_tale_faults(tale, catalog), *_memory_faults(tale, tales, marks)]
        faults += [f"event {tale.id}: {fault}" for fault in found]
    faults += [f"{mark} names an event and a mark" for mark in sorted(marks & tales.keys())]
    return faults + _gaps(events.events)


def _quest_faults(tale: QuestTale, catalog: Catalog) -> Iterator[str]:
    yield from _strangers("region", tale.regions, catalog.region_types)
    yield from _strangers("node", tale.nodes, catalog.node_types)
    yield from _strangers("item", tale.goods, catalog.items)
    yield from _strangers("enemy", tale.enemies, catalog.enemies)
    for name in ("reward", "turns", "needed"):
        if _reversed(getattr(tale, name)):
            yield f"{name} from more to less"
    if (tale.kind == "deliver") != bool(tale.goods):
        yield "goods belong to deliver"
    known = [one for one in tale.goods if one in catalog.items]
    if any(tale.needed[1] > catalog.items[one].stack_size for one in known):
        yield "more is asked for than one can hold"
    if tale.enemies and tale.kind != "hunt":
        yield "enemies belong to hunt"
    if tale.nodes and tale.kind not in ("scan", "deliver"):
        yield "nodes belong to scan and deliver"
    if tale.kind == "scan" and tale.needed != (1, 1):
        yield "one scan is all that counts"
    yield from _blanks((tale.text, tale.thanks), QUEST_BLANKS)


def _tale_faults(tale: EventTale, catalog: Catalog) -> Iterator[str]:
    yield from _condition_faults(tale.when, catalog)
    yield from _strangers("item", tale.draw.goods, catalog.items)
    for name in ("id", "label"):
        yield from (
            f"two choices with {name} {one}"
            for one in _twice(getattr(choice, name) for choice in tale.choices)
        )
    if tale.draw.price and _reversed(tale.draw.price):
        yield "price from more to less"
    drawn = {"who": tale.draw.who, "item": tale.draw.goods, PRICE: tale.draw.price}
    known = PLACES | {name for name, value in drawn.items() if value}
    results = (result.text for result in _results(tale))
    yield from _blanks((tale.text, *(c.label for c in tale.choices), *results), known)
    for choice in tale.choices:
        yield from (f"{choice.id}: {fault}" for fault in _choice_faults(choice, tale, catalog))
    if not tale.must_answer and not _is_free(tale.choices[-1]):
        yield "its last choice is not free"
    if not any(_is_free(choice) for choice in tale.choices):
        yield "none of its choices is free"


def _choice_faults(choice: EventChoice, tale: EventTale, catalog: Catalog) -> Iterator[str]:
    yield from _condition_faults(choice.when, catalog)
    if (choice.odds is None) != (choice.failure is None):
        yield "odds and a failure go together"
    for name, amount in choice.cost.items():
        if name not in PURSE and name not in catalog.items:
            yield f"unknown cost {name}"
        if amount == PRICE and (name != "credits" or tale.draw.price is None):
            yield "only credits can cost the price, once it is drawn"
    for result in choice.results:
        yield from _result_faults(result, tale, catalog)


def _result_faults(result: Result, tale: EventTale, catalog: Catalog) -> Iterator[str]:
    items = {*catalog.items, DRAWN} if tale.draw.goods else set(catalog.items)
    yield from _strangers("item", result.items, items)
    yield from _strangers("item", result.lose, catalog.items)
    if result.fight is not None:
        yield from _strangers("enemy", [result.fight], catalog.enemies)
    if tale.flying != "ship" and (result.fight or result.effect):
        yield "a pod has neither guns nor shields"
    amounts: list[Range] = [result.credits, result.fuel, result.food, result.hull, result.health]
    counts = [*result.items.values(), *result.lose.values()]
    if any(_reversed(amount) for amount in (*amounts, *counts)):
        yield "an amount from more to less"
    if any(_least(amount) < 1 for amount in counts):
        yield "less than one of an item"
    if any(_least(amount) < 0 < _most(amount) for amount in amounts):
        yield "an amount that is gain or loss by chance"


def _condition_faults(when: Conditions, catalog: Catalog) -> Iterator[str]:
    yield from _strangers("region", when.regions, catalog.region_types)
    yield from _strangers("node", when.nodes, catalog.node_types)
    items = [one for one in (when.has_item, when.lacks_item) if one is not None]
    yield from _strangers("item", items, catalog.items)
    if when.has_mod is not None:
        yield from _strangers("mod", [when.has_mod], catalog.ship_mods)


def _memory_faults(tale: EventTale, tales: dict[str, EventTale], marks: set[str]) -> Iterator[str]:
    known = marks | tales.keys()
    for when in (tale.when, *(choice.when for choice in tale.choices)):
        asked = [*when.forgets, *([when.remembers] if when.remembers else [])]
        yield from _strangers("memory", asked, known)
    for result in _results(tale):
        if result.opens is None:
            continue
        following = tales.get(result.opens)
        if following is None:
            yield f"opens the unknown event {result.opens}"
        elif following.weight or any(one.opens for one in _results(following)):
            yield f"opens {following.id}, which is not the end of a chain"


def _gaps(tales: tuple[EventTale, ...]) -> list[str]:
    """Wherever a run is and whatever it flies, each mood has an event that fits."""
    always = [tale for tale in tales if tale.weight and tale.when == Conditions()]
    return [
        f"no {mood} event that fits a {flying} everywhere"
        for mood, flying in product(MOODS, ("ship", "pod"))
        if not any(tale.mood == mood and tale.flying in (flying, "any") for tale in always)
    ]


def _results(tale: EventTale) -> Iterator[Result]:
    for choice in tale.choices:
        yield from choice.results


def _is_free(choice: EventChoice) -> bool:
    return not choice.cost and choice.when == Conditions()


def _least(amount: Range) -> int:
    return amount if isinstance(amount, int) else amount[0]


def _most(amount: Range) -> int:
    return amount if isinstance(amount, int) else amount[1]


def _reversed(amount: Range) -> bool:
    return _least(amount) > _most(amount)


def _uncovered(what: str, told: Iterable[str], known: Iterable[str]) -> list[str]:
    """What lacks words, and what has words but does not exist."""
    told, known = set(told), set(known)
    return [
        *(f"{what}: nothing about {one}" for one in sorted(known - told)),
        *(f"{what}: there is no {one}" for one in sorted(told - known)),
    ]


def _strangers(what: str, named: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    there_are = set(known)
    yield from (f"unknown {what} {one}" for one in named if one not in there_are)


def _blanks(written: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    there_are = set(known)
    for text in written:
        for _, blank, _, _ in Formatter().parse(text):
            if blank is not None and blank not in there_are:
                yield f"unknown blank {{{blank}}}"


def _twice(values: Iterable[str]) -> list[str]:
    return sorted(value for value, times in Counter(values).items() if times > 1)
