"""Answers to what is asked of the past."""

from game.engine.events import Event
from game.rewind import segment
from game.rewind.errors import RewindError
from game.rewind.frames import frame_of, happened
from game.rewind.past import Moment, Past
from game.rewind.wire import AgentFacts, Ask, Frame, Happened, Missing, Told


def tell(ask: Ask) -> Told:
    """Live the segments again and tell of the asked ticks, as far as the bounds let."""
    telling = _Telling(ask)
    try:
        past = Past([segment.load(blob) for blob in ask.segments])
        telling.follow(past)
    except RewindError as error:
        telling.error = str(error)
    return telling.told()


class _Telling:
    """The answer as it grows."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.error = ""
        self._past: Past | None = None
        self._due = ask.first
        self._next: int | None = None
        self._rows = 0
        self._facts: dict[str, AgentFacts] = {}
        self._frames: list[Frame] = []
        self._events: list[Happened] = []
        self._gaps: list[Missing] = []

    def follow(self, past: Past) -> None:
        self._past = past
        for moment in past.moments():
            if moment.why and moment.tick >= self.ask.first:
                self._gaps.append(Missing(moment.after + 1, moment.tick - 1, moment.why))
            if moment.tick >= self.ask.first:
                self._note(moment)
            if self._next is not None or moment.tick >= self.ask.last:
                return

    def _note(self, moment: Moment) -> None:
        """All of a tick, or nothing of it where the answer is full."""
        ask = self.ask
        frame = frame_of(moment.world, self._facts) if moment.tick >= self._due else None
        rows = self._rows + (len(frame.rows) if frame is not None else 0)
        full = rows > ask.rows or len(self._events) + len(moment.events) > ask.events
        if full and self._frames:
            self._next = moment.tick
            return
        self._events += [self._event(moment, event) for event in moment.events][: ask.events]
        if frame is not None:
            self._rows = rows
            self._frames.append(frame)
            self._due = moment.tick + ask.every

    def _event(self, moment: Moment, event: Event) -> Happened:
        return happened(moment.world, moment.tick, event)

    def told(self) -> Told:
        segments = self._past.segments if self._past is not None else ()
        ticks = segments[0].ticks if segments else ()
        return Told(
            spec=segments[-1].spec if segments else None,
            agents=self._facts,
            frames=self._frames,
            events=self._events,
            gaps=self._gaps,
            compared=self._past.compared if self._past is not None else 0,
            dt=ticks[0].dt if ticks else 0.0,
            next=self._next,
            error=self.error,
        )
