"""Events that open, wait and lapse."""

from game.catalog.expedition import catalog
from game.catalog.expedition_story import event_tales
from game.catalog.expedition_tales import EventTale
from game.expedition.conditions import holds
from game.expedition.draws import within
from game.expedition.endings import VICTORY, VICTORY_CHOICES
from game.expedition.journal import Journal
from game.expedition.refusals import Code, Refusal
from game.expedition.state import OpenEvent, Run
from game.expedition.telling import fill, surroundings


def open_tale(j: Journal, tale: EventTale) -> None:
    """It takes the place of any event that was open, and is remembered as the newest."""
    run = j.run
    facts: dict[str, str | int] = {}
    if tale.draw.who:
        facts["who"] = j.dice.choice(tale.draw.who)
    if tale.draw.goods:
        facts["item"] = j.dice.choice(tale.draw.goods)
    if tale.draw.price is not None:
        facts["price"] = _credits(within(j.dice, tale.draw.price), facts)
    choices = [choice.id for choice in tale.choices if holds(run, choice.when)]
    run.event = OpenEvent(tale.id, choices, facts)
    run.seen_events = [one for one in run.seen_events if one != tale.id] + [tale.id]
    j.tell("event", f"{tale.title}. {fill(tale.text, blanks(run, run.event))}")


def blanks(run: Run, event: OpenEvent) -> dict[str, str | int]:
    """What its texts have blanks for; goods by their name."""
    words = surroundings(run) | event.facts
    if "item" in event.facts:
        words["item"] = catalog().items[str(event.facts["item"])].name
    return words


def must_answer(run: Run) -> bool:
    """Whether nothing else can be done before the open event is answered."""
    event = run.event
    return event is not None and event.id != VICTORY and event_tales()[event.id].must_answer


def check_way(run: Run) -> None:
    """Raises Refusal CHOICE_PENDING where the open event has to be answered first."""
    if run.event is not None and must_answer(run):
        title = event_tales()[run.event.id].title
        raise Refusal(Code.CHOICE_PENDING, f'"{title}" does not wait: choose first.')


def event_fault(event: OpenEvent) -> str | None:
    """What is wrong with an open event that was read from somewhere, in words."""
    if event.id == VICTORY:
        sound = event.choices == list(VICTORY_CHOICES) and event.facts.keys() <= {"wealth"}
        return None if sound else "the offer to retire is not as it is made"
    tale = event_tales().get(event.id)
    if tale is None:
        return f"there is no event {event.id!r}"
    ids = [choice.id for choice in tale.choices]
    if not event.choices or event.choices != [one for one in ids if one in event.choices]:
        return f"the choices of {event.id} are not its own, in their order"
    if not _facts_fit(tale, event.facts):
        return f"the facts of {event.id} are not what it draws"
    return None


def _facts_fit(tale: EventTale, facts: dict[str, str | int]) -> bool:
    drawn: dict[str, bool] = {}
    if tale.draw.who:
        drawn["who"] = facts.get("who") in tale.draw.who
    if tale.draw.goods:
        drawn["item"] = facts.get("item") in tale.draw.goods
    if tale.draw.price is not None:
        drawn["price"] = "price" in facts
    if facts.keys() != drawn.keys() or not all(drawn.values()):
        return False
    if tale.draw.price is None:
        return True
    least, most = (_credits(one, facts) for one in tale.draw.price)
    price = facts["price"]
    return isinstance(price, int) and least <= price <= most


def _credits(price: int, facts: dict[str, str | int]) -> int:
    """With a good, a price is percent of its base value."""
    if "item" not in facts:
        return price
    return round(catalog().items[str(facts["item"])].base_value * price / 100)
