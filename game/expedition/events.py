"""Events with choices, and answering whatever is on offer: an event, the end, a fight."""

from typing import Any

import msgspec

from game.catalog.expedition_story import event_tales, texts
from game.catalog.expedition_tales import PRICE, EventChoice
from game.expedition import fight
from game.expedition.actions import Choose
from game.expedition.conditions import fits
from game.expedition.draws import happens, weighted
from game.expedition.effects import burn_fuel, eat, end_run, lose_items, spend
from game.expedition.endings import VICTORY, victory_due
from game.expedition.journal import Choice, Journal
from game.expedition.openings import blanks, must_answer, open_tale
from game.expedition.outcomes import apply_result
from game.expedition.refusals import Code, Refusal
from game.expedition.state import Ending, OpenEvent, Run
from game.expedition.stats import held
from game.expedition.telling import fill

MOODS = {"good": ("good", "neutral"), "bad": ("bad",), "any": ("good", "neutral", "bad")}
FRESH = 6  # events that a run has met last do not come again, as long as there are others


def open_event(j: Journal, mood: str) -> None:
    """One that fits the place and the run. mood: good, bad or any.

    What the run has seen does not come again before everything that fits has been seen.
    """
    run = j.run
    fitting = [
        tale
        for tale in event_tales().values()
        if tale.weight and tale.mood in MOODS[mood] and fits(run, tale)
    ]
    again = [tale for tale in fitting if tale.when.remembers is None]
    pools = (
        [tale for tale in fitting if tale.id not in run.seen_events],
        [tale for tale in again if tale.id not in run.seen_events[-FRESH:]],
        again,
    )
    pool = next(pool for pool in pools if pool)
    open_tale(j, weighted(j.dice, pool, [tale.weight for tale in pool]))


def on_choose(j: Journal, action: Choose) -> None:
    """Answers the fight, the event or the offer to retire."""
    run = j.run
    choice = check_choose(run, action.choice)
    event, run.event = run.event, None
    if event is None:
        fight.choose(j, choice.id)
        return
    j.details["choice"] = choice.id
    if event.id == VICTORY:
        _answer_offer(j, choice.id)
    else:
        _answer_event(j, event, choice.id)


def check_choose(run: Run, wanted: str | int) -> Choice:
    """The choice that is meant: by its index from 0, its id or its label. Raises Refusal."""
    offered = fight.fight_choices(run) or event_choices(run)
    if not offered:
        raise Refusal(Code.NOTHING_TO_CHOOSE, "There is nothing to choose here.")
    choice = _chosen(offered, wanted)
    if not choice.available:
        raise Refusal(Code.CHOICE_UNAVAILABLE, f"You do not have what it takes: {choice.label}.")
    return choice


def event_choices(run: Run) -> tuple[Choice, ...]:
    """What can be answered to the open event, with what it costs; nothing without one."""
    event = run.event
    if event is None:
        return ()
    if event.id == VICTORY:
        offer = texts().victory
        return (
            Choice("retire", offer.retire, available=victory_due(run)),
            Choice("fly_on", offer.fly_on),
        )
    tale = event_tales()[event.id]
    return tuple(_on_offer(run, event, tale.choice(choice_id)) for choice_id in event.choices)


def event_view(run: Run) -> dict[str, Any] | None:
    """The open event for a page; a fight reads like one that has to be answered."""
    if run.enemy is not None:
        told = texts().enemies[run.enemy.type]
        title = fight.enemy_name(run.enemy)
        return _shown(run.enemy.type, "combat", title, told.text, True, fight.fight_choices(run))
    event = run.event
    if event is None:
        return None
    choices = event_choices(run)
    if event.id == VICTORY:
        offer = texts().victory
        text = fill(offer.text, {"wealth": run.wealth})
        return _shown(VICTORY, "victory", offer.title, text, False, choices)
    tale = event_tales()[event.id]
    text = fill(tale.text, blanks(run, event))
    return _shown(event.id, "event", tale.title, text, must_answer(run), choices)


def _shown(
    event_id: str, kind: str, title: str, text: str, pending: bool, choices: tuple[Choice, ...]
) -> dict[str, Any]:
    return {
        "id": event_id,
        "kind": kind,
        "title": title,
        "text": text,
        "must_answer": pending,
        "choices": msgspec.to_builtins(choices),
    }


def _on_offer(run: Run, event: OpenEvent, choice: EventChoice) -> Choice:
    cost = _cost(event, choice)
    return Choice(
        id=choice.id,
        label=fill(choice.label, blanks(run, event)),
        odds=choice.odds,
        cost={name: float(amount) for name, amount in cost.items()},
        available=all(_owned(run, name) >= amount for name, amount in cost.items()),
    )


def _cost(event: OpenEvent, choice: EventChoice) -> dict[str, int]:
    return {
        name: int(event.facts["price"]) if amount == PRICE else int(amount)
        for name, amount in choice.cost.items()
    }


def _owned(run: Run, name: str) -> float:
    purse = {"credits": run.wealth, "fuel": run.fuel, "food": run.food}
    return purse[name] if name in purse else held(run, name)


def _pay(j: Journal, name: str, amount: int) -> None:
    match name:
        case "credits":
            spend(j, amount)
        case "fuel":
            burn_fuel(j, amount)
        case "food":
            eat(j, amount)
        case _:
            lose_items(j, name, amount)


def _chosen(offered: tuple[Choice, ...], wanted: str | int) -> Choice:
    if isinstance(wanted, int):
        if 0 <= wanted < len(offered):
            return offered[wanted]
    else:
        for choice in offered:
            if wanted in (choice.id, choice.label):
                return choice
    raise Refusal(Code.UNKNOWN_CHOICE, f"{wanted!r} is not on offer here.")


def _answer_offer(j: Journal, choice_id: str) -> None:
    if choice_id == "retire":
        end_run(j, Ending.RETIRED)
    else:
        j.tell("victory", texts().victory.flown_on)


def _answer_event(j: Journal, event: OpenEvent, choice_id: str) -> None:
    tale = event_tales()[event.id]
    choice = tale.choice(choice_id)
    for name, amount in _cost(event, choice).items():
        _pay(j, name, amount)
    result = choice.success
    if choice.odds is not None and choice.failure is not None:
        succeeds = happens(j.dice, choice.odds)
        j.details["success"] = int(succeeds)
        result = choice.success if succeeds else choice.failure
    apply_result(j, tale, event, result)
