"""What a client must hold after a frame, and what it must have been told with it."""

import json

import pytest

from tests.support.onlooker import Onlooker
from tests.support.sight import Message
from tests.support.truth import Truth, same, sees


def assert_holds(client: Onlooker, truth: Truth, ship: int) -> None:
    """Exactly what is in sight; in a crowd, some of it as it was a turn ago."""
    seen, held = truth.seen[ship], client.sight.entities
    wanted = truth.in_sight(seen.centre)
    assert held.keys() == wanted.keys(), (held.keys() ^ wanted.keys(), seen.centre)
    late = {i for i, entity in wanted.items() if held[i] != entity}
    if late:
        prompt, crowded = truth.prompt(ship, f"s_{ship}"), truth.crowded()
        for i in late:
            case = (held[i], wanted[i])
            assert truth.cells[i] in crowded, case
            assert i not in prompt, case
            assert any(before.get(i) == held[i] for before in truth.recent), case
    berth = {} if truth.stored else {"docked_at": client.sight.you["docked_at"]}
    assert client.sight.you == seen.you | berth
    assert client.sight.tick <= truth.tick


def assert_prices(client: Onlooker, markets: Message) -> None:
    held = {station: dict(rows) for station, rows in client.sight.markets.items()}
    assert held == markets


def assert_told(client: Onlooker, new: list[Message], truth: Truth, ship: int) -> None:
    """One message of the world at most, and what happened in sight once with a delta."""
    seen, happened = truth.seen[ship], truth.happened
    worlds = [message for message in new if message["type"].startswith("world.")]
    fights = [
        same(json.dumps(message["payload"]))
        for message in new
        if message["type"] == "combat.event" and not client.concerned(message["payload"])
    ]
    assert len(worlds) <= 1
    if not worlds or worlds[0]["type"] == "world.snapshot":
        assert not fights
        return
    delta = worlds[0]["payload"]
    assert delta["tick"] == truth.tick
    events = [fragment for cell, fragment in happened.events if sees(seen.centre, cell)]
    told = [same(json.dumps(event)) for event in delta["events"]]
    assert sorted(told) == sorted(events + happened.everywhere)
    assert sorted(fights) == sorted(
        fragment
        for cell, fragment, ships in happened.fights
        if sees(seen.centre, cell) and f"s_{ship}" not in ships
    )
    context = delta["you_zone_context"]
    assert context["zone_ids"] == seen.context["zone_ids"]
    for key in ("blended_risk", "blended_security", "blended_profit_multiplier"):
        assert context[key] == pytest.approx(seen.context[key], abs=2e-4)
