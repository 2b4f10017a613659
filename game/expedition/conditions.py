"""Whether something that was written fits a run as it stands."""

from game.catalog.expedition_tales import Conditions, EventTale, Flying
from game.expedition.places import here
from game.expedition.state import Run
from game.expedition.stats import effective, has_mod, held


def fits(run: Run, tale: EventTale) -> bool:
    return _flies(run, tale.flying) and holds(run, tale.when)


def holds(run: Run, when: Conditions) -> bool:
    return _is_where(run, when) and _has_what(run, when) and _stands_as(run, when)


def _flies(run: Run, flying: Flying) -> bool:
    return flying == "any" or (flying == "pod") == run.pod.active


def _is_where(run: Run, when: Conditions) -> bool:
    region, node = here(run)
    return (not when.regions or region.type in when.regions) and (
        not when.nodes or node.type in when.nodes
    )


def _has_what(run: Run, when: Conditions) -> bool:
    return (
        (when.has_item is None or held(run, when.has_item) > 0)
        and (when.lacks_item is None or held(run, when.lacks_item) == 0)
        and (when.has_mod is None or has_mod(run, when.has_mod))
        and (not when.armed or effective(run).weapons > 0)
    )


def _stands_as(run: Run, when: Conditions) -> bool:
    return (
        run.turn >= when.turn_from
        and run.wealth >= when.wealth_at_least
        and (when.fuel_below is None or run.fuel < when.fuel_below)
        and (when.food_below is None or run.food < when.food_below)
        and (when.health_below is None or run.health < when.health_below)
        and (when.hull_below is None or hull_share(run) < when.hull_below)
        and (when.remembers is None or when.remembers in run.seen_events)
        and not any(mark in run.seen_events for mark in when.forgets)
        and not (when.no_quest and (run.quest is not None or run.offer is not None))
    )


def hull_share(run: Run) -> float:
    """Of the hull, or in the pod of the pod, 0..1."""
    stats = effective(run)
    if run.pod.active:
        return run.pod.hp / max(1, stats.pod_max_hp)
    return run.hull / max(1, stats.max_hull)
