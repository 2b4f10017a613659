"""Commands and edits of every kind that there is, drawn from their own annotations."""

from array import array
from dataclasses import fields, is_dataclass
from enum import Enum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

from game.catalog.systems import SystemSpec, TrafficSpec
from game.engine.agents import DEFAULT_BEHAVIOUR, AddAgent, ModifyAgent, able_to
from game.engine.commands import Command, SteerMany
from game.engine.edits import Edit
from game.engine.world import Behaviour
from tests.engine.worlds import SPEC

IDS = st.integers(0, 9)
TEXTS = {
    "class_id": st.sampled_from(["freighter", "raider", "nothing"]),
    "docked_at": st.sampled_from([None, "harbour", "lookout"]),
    "commodity_id": st.sampled_from(["ore", "food"]),
}
SPECS = [SPEC, msgspec.structs.replace(SPEC, zones=SPEC.zones[:2], traffic=TrafficSpec(2, 1))]


def drawn(hint: Any, floats: st.SearchStrategy[float], name: str = "") -> st.SearchStrategy[Any]:
    """Values of an annotation; ids are small, so that they meet."""
    if name in TEXTS:
        return TEXTS[name]
    if get_origin(hint) is UnionType:
        return st.one_of([drawn(part, floats, name) for part in get_args(hint)])
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        parts = {f.name: drawn(hints[f.name], floats, f.name) for f in fields(hint)}
        return st.builds(hint, **parts)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from([member for member in hint if member is not Behaviour.NONE])
    simple: dict[Any, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        int: IDS,
        float: floats,
        str: st.text(max_size=8),
        type(None): st.none(),
        SystemSpec: st.sampled_from(SPECS),
    }
    return simple[hint]


def commands(floats: st.SearchStrategy[float]) -> st.SearchStrategy[Command]:
    kinds: list[Any] = [kind for kind in get_args(Command) if kind is not SteerMany]
    return st.one_of([*(drawn(kind, floats) for kind in kinds), columns(floats)])


def columns(floats: st.SearchStrategy[float]) -> st.SearchStrategy[SteerMany]:
    rows = st.lists(st.tuples(IDS, floats, floats, st.booleans()), max_size=5)
    return rows.map(
        lambda rows: SteerMany(
            array("q", [row[0] for row in rows]).tobytes(),
            array("d", [row[1] for row in rows]).tobytes(),
            array("d", [row[2] for row in rows]).tobytes(),
            bytes([row[3] for row in rows]),
        )
    )


def edits(floats: st.SearchStrategy[float]) -> st.SearchStrategy[Edit]:
    return st.one_of([drawn(kind, floats) for kind in get_args(Edit)]).filter(_sensible)


def _sensible(edit: Edit) -> bool:
    """What the worker lets through to the engine."""
    if isinstance(edit, AddAgent):
        fitting = edit.behaviour is None or able_to(edit.kind, edit.behaviour)
        return edit.kind in DEFAULT_BEHAVIOUR and fitting
    return not isinstance(edit, ModifyAgent) or edit.behaviour is None
