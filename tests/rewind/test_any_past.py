"""Whatever a host does to a world, its recording lives it again."""

import contextlib
from dataclasses import replace

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from game.engine import EngineError, Kind, SpawnPilot
from game.engine.agents import ModifyAgent, able_to
from game.engine.commands import Command
from game.engine.edits import Edit
from game.rewind.past import Past
from tests.engine.worlds import ship
from tests.rewind.anything import commands, drawn, edits
from tests.rewind.pasts import Host

NUMBERS = st.floats(-2000.0, 2000.0) | st.sampled_from([0.0, -0.0])


class AnyHost(RuleBasedStateMachine):
    """Commands, edits that work, edits that are refused, lengths of time, failed steps, storing."""

    def __init__(self) -> None:
        super().__init__()
        self.host = Host(hash_every_tick=True)
        self.pending: list[Command] = []
        self.host.step([])

    @rule(number=st.integers(0, 9), x=NUMBERS, y=NUMBERS)
    def arrive(self, number: int, x: float, y: float) -> None:
        with contextlib.suppress(EngineError):
            self.host.edit(SpawnPilot(ship(number, x=x, y=y)))

    @rule(edit=edits(NUMBERS))
    def edit(self, edit: Edit) -> None:
        with contextlib.suppress(EngineError):
            self.host.edit(edit)

    @precondition(lambda self: self.host.world.agent_ids)
    @rule(data=st.data(), change=drawn(ModifyAgent, NUMBERS))
    def modify(self, data: st.DataObject, change: ModifyAgent) -> None:
        world = self.host.world
        entity_id = data.draw(st.sampled_from(sorted(world.agent_ids)))
        kind = Kind(int(world.kind[world.slot(entity_id)]))
        if change.behaviour is None or able_to(kind, change.behaviour):
            self.host.edit(replace(change, entity_id=entity_id))

    @rule(command=commands(st.floats() | NUMBERS))
    def command(self, command: Command) -> None:
        self.pending.append(command)

    @rule(dt=st.floats(0.001, 0.2), count=st.integers(1, 12))
    def steps(self, dt: float, count: int) -> None:
        for _ in range(count):
            pending, self.pending = self.pending, []
            self.host.step(pending, dt)

    @rule()
    def fault(self) -> None:
        self.host.recorder.note_fault()
        self.pending = []

    @rule()
    def store(self) -> None:
        self.host.store()

    def teardown(self) -> None:
        """Every world on the way is compared with the one that was."""
        segments = self.host.end()
        if segments:
            past = Past(segments)
            ticks = [moment.tick for moment in past.moments()]
            assert past.good_tick == ticks[-1] == segments[-1].last_tick


TestAnyHost = AnyHost.TestCase
TestAnyHost.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    phases=(Phase.reuse, Phase.generate),  # to shrink a world takes minutes
)
