"""A whole run as a player sees it."""

from typing import cast

import msgspec

from game.catalog.expedition import rules
from game.catalog.expedition_story import ending_text
from game.expedition.events import event_choices, event_view
from game.expedition.fight import combat_view, fight_choices
from game.expedition.journal import Choice
from game.expedition.places import here
from game.expedition.prices import repair_price
from game.expedition.quests import quest_view
from game.expedition.reduce import labels_on_offer
from game.expedition.state import Point, Run
from game.expedition.views.deals import market, shipyard
from game.expedition.views.places import location, star_map
from game.expedition.views.possible import possible
from game.expedition.views.shapes import (
    EndingView,
    GameState,
    HistoryPoint,
    StatisticsView,
    Summary,
)
from game.expedition.views.ship import player_stats


def game_state(run: Run) -> GameState:
    """All but what the session adds; never the dice."""
    region, node = here(run)
    return {
        "seed": run.seed,
        "difficulty": run.difficulty.value,
        "player_stats": player_stats(run),
        "active_quest": quest_view(run, run.quest) if run.quest else None,
        "quest_offer": quest_view(run, run.offer) if run.offer else None,
        "completed_quests": list(run.finished_quests),
        "turn_count": run.turn,
        "max_turns": rules().goal.max_turns,
        "at_repair_location": node.has_repair,
        "at_trade_location": node.has_trade,
        "repair_price": repair_price(run) if node.has_repair else None,
        "game_over": run.game_over,
        "victory": run.victory,
        "ending": _ending(run),
        "current_event": event_view(run),
        "combat": combat_view(run),
        "available_choices": list(labels_on_offer(run)),
        "star_map": star_map(run),
        "current_region_id": region.id,
        "current_node_id": node.id,
        "current_location": location(run),
        "market": market(run),
        "shipyard": shipyard(run),
        "possible": possible(run),
        "statistics": statistics(run),
        "history": [_history_point(point) for point in run.history],
        "score": score(run),
        "last_event": run.last_event,
    }


def statistics(run: Run) -> StatisticsView:
    return cast(StatisticsView, msgspec.structs.asdict(run.statistics))


def choices_on_offer(run: Run) -> tuple[Choice, ...]:
    """What `choose` takes now."""
    return fight_choices(run) if run.enemy is not None else event_choices(run)


def score(run: Run) -> int:
    """Points of a run as it stands; a victory is worth more the earlier it comes."""
    points = rules().score
    total = run.wealth
    total += points.quest * run.statistics.quests_completed
    total += points.ship_destroyed * run.statistics.ships_destroyed
    total += points.region_visited * sum(region.visited for region in run.star_map.regions)
    if run.victory:
        total += points.victory + points.turn_left * (rules().goal.max_turns - run.turn)
    return total


def summary(run: Run) -> Summary:
    region, node = here(run)
    return {
        "turn_count": run.turn,
        "wealth": run.wealth,
        "health": run.health,
        "location": f"{node.name}, {region.name}",
    }


def _ending(run: Run) -> EndingView | None:
    if run.ending is None:
        return None
    told = ending_text(run.ending.value, run.seed)
    return {"kind": run.ending.value, "title": told.title, "text": told.text}


def _history_point(point: Point) -> HistoryPoint:
    return {
        "turn": point.turn,
        "wealth": point.wealth,
        "hull": point.hull,
        "health": point.health,
        "fuel": point.fuel,
        "food": point.food,
        "node_id": point.node_id,
    }
