"""One action under way: a copy of the run, its dice, and what happened, in order."""

from msgspec import Struct

from game.dice import Dice
from game.expedition.state import Run


class Happening(Struct, frozen=True):
    """One thing that an action brought about. type: a word for programs and icons, such as
    `navigation`, `damage`, `combat`, `find`, `quest`, `ending`; message: a sentence for people."""

    type: str
    message: str


class Choice(Struct, frozen=True):
    """What can be answered with `choose`. label: its text; odds: of the good end, where they are
    known; cost: what it takes, by name (`credits`, `fuel`, `food`, an item's id); available says
    whether it can be paid now."""

    id: str
    label: str
    odds: float | None = None
    cost: dict[str, float] = {}
    available: bool = True


class Outcome(Struct, frozen=True):
    """What `perform` answers. `run` is the one that was given when `ok` is False.

    event: all messages as one text; event_type: the action's own kind, or `error`; choices: the
    labels now on offer; details: numbers of this action by name; took_turn: the auto-save's cue.
    """

    run: Run
    ok: bool
    event: str
    event_type: str
    choices: tuple[str, ...]
    happenings: tuple[Happening, ...]
    details: dict[str, str | int | float]
    code: str | None = None
    took_turn: bool = False


class Journal:
    """What every rule gets: `run` to change, `dice` to throw, and `tell` to report.

    event_type and details become those of the outcome; `took_turn` is set by the actions that
    take one. Rules raise Refusal before they change anything.
    """

    __slots__ = ("details", "dice", "event_type", "happenings", "run", "took_turn")

    def __init__(self, run: Run, dice: Dice, event_type: str) -> None:
        self.run = run
        self.dice = dice
        self.event_type = event_type
        self.happenings: list[Happening] = []
        self.details: dict[str, str | int | float] = {}
        self.took_turn = False

    def tell(self, kind: str, message: str) -> None:
        self.happenings.append(Happening(kind, message))
