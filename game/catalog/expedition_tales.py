"""The shapes of what an expedition tells: places' names, events, quests and descriptions.

Texts may hold `{place}`, `{region}`, `{ship}` and what their event or quest draws.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Title = Annotated[str, Meta(min_length=1, max_length=64)]
Words = Annotated[str, Meta(min_length=1, max_length=600)]
Label = Annotated[str, Meta(min_length=1, max_length=80)]
Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,47}\Z")]
Part = Annotated[float, Meta(ge=0.0, le=1.0)]
Weight = Annotated[int, Meta(ge=0, le=100)]
Turns = Annotated[int, Meta(ge=0, le=1000)]
Amount = Annotated[int, Meta(ge=1, le=1000)]
Change = Annotated[int, Meta(ge=-1000, le=1000)]
Pair = Annotated[tuple[Change, ...], Meta(min_length=2, max_length=2)]
Range = Change | Pair  # a number, or the least and the most
Titles = Annotated[tuple[Title, ...], Meta(min_length=1)]

Mood = Literal["good", "bad", "neutral"]
Flying = Literal["ship", "pod", "any"]
PRICE = "price"  # in a cost: as many credits as were drawn
DRAWN = "drawn"  # in an outcome: the good that was drawn


class Written(Struct, frozen=True, forbid_unknown_fields=True):
    """What was written down: read once, never changed."""


class NameParts(Written, frozen=True):
    """Places of a type are called by one of `first` and one of `last`."""

    first: Titles
    last: Titles

    def pairs(self) -> tuple[str, ...]:
        """Every name that there can be, each once."""
        return tuple(f"{first} {last}" for first in self.first for last in self.last)


class PlaceNames(Written, frozen=True):
    """regions: names by type of region; nodes: parts of names by type of node."""

    version: Literal[1]
    regions: dict[str, Titles]
    nodes: dict[str, NameParts]


class Conditions(Written, frozen=True):
    """When something can happen: all of it has to hold; what is not named always does.

    hull_below: share of the whole hull. armed: a weapon is fitted. remembers: it was seen, or
    done with `remember`; forgets: none of these were. no_quest: none is under way or on offer.
    """

    regions: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    has_item: str | None = None
    lacks_item: str | None = None
    has_mod: str | None = None
    armed: bool = False
    remembers: str | None = None
    forgets: tuple[str, ...] = ()
    no_quest: bool = False
    fuel_below: Turns | None = None
    food_below: Turns | None = None
    health_below: Turns | None = None
    hull_below: Part | None = None
    wealth_at_least: Annotated[int, Meta(ge=0)] = 0
    turn_from: Turns = 0


class Draw(Written, frozen=True):
    """What is drawn when an event opens: a name, one of some goods, a price.

    price: [least, most] in credits; where goods are drawn, in percent of the good's base value.
    """

    who: tuple[Words, ...] = ()
    goods: tuple[str, ...] = ()
    price: tuple[Amount, Amount] | None = None


class Boost(Written, frozen=True):
    """A temporary effect. amount: points of harm that a shield takes."""

    kind: Literal["shield"]
    amount: Amount
    turns: Annotated[int, Meta(ge=1, le=50)]


class Result(Written, frozen=True):
    """What a choice leads to. Of a loss, no more is taken than there is.

    items: what is found; lose: items that go. chart: how many unknown places come on the chart;
    chart_region: an unknown region does. fight: an enemy's type. opens: the event that follows.
    remember: a mark that later events ask for.
    """

    text: Words
    credits: Range = 0
    fuel: Range = 0
    food: Range = 0
    hull: Range = 0
    health: Range = 0
    items: dict[str, Range] = {}
    lose: dict[str, Range] = {}
    effect: Boost | None = None
    chart: Annotated[int, Meta(ge=0, le=20)] = 0
    chart_region: bool = False
    quest: bool = False
    fight: str | None = None
    opens: Id | None = None
    remember: Id | None = None


class EventChoice(Written, frozen=True):
    """cost: credits, fuel, food and items by name, paid in any case. odds: of `success`; without
    odds it is certain, and there is no `failure`."""

    id: Id
    label: Label
    success: Result
    failure: Result | None = None
    odds: Part | None = None
    cost: dict[str, Amount | Literal["price"]] = {}
    when: Conditions = Conditions()

    @property
    def results(self) -> tuple[Result, ...]:
        return (self.success,) if self.failure is None else (self.success, self.failure)


class EventTale(Written, frozen=True):
    """weight: how likely it is among those that fit; 0 when only another one opens it.

    cause: what harm of it is put down to, a noun with its article. must_answer: nothing else can
    be done before it is answered; any other event ends with a choice that is always free.
    """

    id: Id
    mood: Mood
    title: Title
    text: Words
    choices: Annotated[tuple[EventChoice, ...], Meta(min_length=2, max_length=4)]
    flying: Flying = "ship"
    weight: Weight = 2
    cause: Title = "the encounter"
    must_answer: bool = False
    when: Conditions = Conditions()
    draw: Draw = Draw()

    def choice(self, choice_id: str) -> EventChoice:
        """Raises KeyError for an id that is not one of its choices."""
        return {one.id: one for one in self.choices}[choice_id]


class Encounter(Written, frozen=True):
    """share: how likely, among those of its region from whose turn on it is."""

    enemy: str
    share: Annotated[int, Meta(ge=1, le=100)]
    from_turn: Turns = 0


class Events(Written, frozen=True):
    version: Literal[1]
    encounters: dict[str, Annotated[tuple[Encounter, ...], Meta(min_length=1)]]
    events: tuple[EventTale, ...]


class QuestTale(Written, frozen=True):
    """What a quest asks for. reward in credits, turns until its deadline, both [least, most].

    regions: types of region where it is offered; none: all. goods: one is asked for (deliver).
    nodes: types of place of which one is the target (scan, deliver). enemies: one is hunted; none:
    any. near: the target is in the region where it is offered; far: in another one.
    thanks: what is said at the end.
    """

    id: Id
    kind: Literal["deliver", "scan", "hunt", "explore"]
    title: Title
    text: Words
    thanks: Words
    reward: tuple[Amount, Amount]
    turns: tuple[Amount, Amount]
    needed: tuple[Amount, Amount] = (1, 1)
    target: Literal["near", "far", "anywhere"] = "near"
    regions: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    enemies: tuple[str, ...] = ()


class QuestRules(Written, frozen=True):
    """offer_chance: at an arrival at a place with trade. goods_share: of the base value of what is
    delivered, on top of the reward. far_reward and far_turns: more when the target is in another
    region. least_turns: with fewer turns left in the run, nobody offers anything."""

    offer_chance: Part
    goods_share: Annotated[float, Meta(ge=0.0, le=5.0)]
    far_reward: Turns
    far_turns: Turns
    least_turns: Turns


class Quests(Written, frozen=True):
    version: Literal[1]
    rules: QuestRules
    quests: tuple[QuestTale, ...]


class PlaceText(Written, frozen=True):
    name: Title
    text: Words


class EnemyText(Written, frozen=True):
    """What is told when it appears, is destroyed, turns away, is talked round, or is not."""

    text: Words
    appears: Annotated[tuple[Words, ...], Meta(min_length=1)]
    destroyed: Words
    flees: Words
    agrees: Words
    refuses: Words


class EndingText(Written, frozen=True):
    title: Title
    text: Words


class OfferText(Written, frozen=True):
    title: Title
    text: Words
    retire: Label
    fly_on: Label
    flown_on: Words


class Texts(Written, frozen=True):
    """Descriptions by id; endings in several variants."""

    version: Literal[1]
    regions: dict[str, Words]
    nodes: dict[str, PlaceText]
    ships: dict[str, Words]
    mods: dict[str, Words]
    items: dict[str, Words]
    augmentations: dict[str, Words]
    maneuvers: dict[str, Words]
    enemies: dict[str, EnemyText]
    difficulties: dict[str, Words]
    endings: dict[str, Annotated[tuple[EndingText, ...], Meta(min_length=2)]]
    victory: OfferText
