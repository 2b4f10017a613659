"""A clock for moves: whoever exceeds it loses, also when nobody was there to look at it."""

import asyncio
from datetime import timedelta

import pytest
from django.db.models import F

from game.matches import AUTO
from game.matches.refusals import Refused
from game.models import FinishedGame, Match, MatchEntry
from game.services.matches import clocks
from game.services.matches.host import MatchHost
from tests.matches.conftest import Make
from tests.matches.host.seats import join, waits


@pytest.fixture(autouse=True)
def _look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "LOOK_EVERY_S", 0.01)


async def time_passes(seconds: float) -> None:
    earlier = F("last_activity") - timedelta(seconds=seconds)
    await asyncio.to_thread(Match.objects.update, last_activity=earlier)


async def test_whoever_takes_too_long_loses(host: MatchHost) -> None:
    first = await join(host, "blitz", 2, move_seconds=60)
    second = await join(host, "blitz")
    await first.move(position=0)
    await time_passes(59)
    waiting = asyncio.ensure_future(first.view(since=2, wait_s=30))
    assert await waits(waiting)
    await time_passes(2)
    view = await waiting
    assert view.over
    finished = await asyncio.to_thread(FinishedGame.objects.get)
    assert finished.ranks == [1, 2]
    entry = await asyncio.to_thread(MatchEntry.objects.latest, "number")
    assert (entry.player_id, entry.kind, entry.body) == (1, "forfeit", "timeout")
    await time_passes(900)
    with pytest.raises(Refused, match="GAME_OVER"):
        await second.move(position=1)


async def test_the_clock_runs_on_while_no_process_is_there(make_host: Make) -> None:
    before = make_host()
    first = await join(before, "blitz", 2, move_seconds=5)
    await join(before, "blitz")
    await before.close()
    await time_passes(6)
    view = await first.at(make_host()).view(since=1, wait_s=30)
    assert view is not None
    assert view.over


async def test_every_move_and_every_game_has_the_whole_time(host: MatchHost) -> None:
    first = await join(host, "blitz", 2, move_seconds=60)
    second = await join(host, "blitz")
    for position in range(4):
        await time_passes(50)
        await (first, second)[position % 2].move(position=position)
    await first.forfeit()
    await time_passes(500)
    await second.restart()
    assert not (await second.view()).over


async def test_of_several_who_may_move_the_one_who_did_not_loses(host: MatchHost) -> None:
    first = await join(host, "duel", 2, game="FleetDuel", move_seconds=60)
    await join(host, "duel", game="FleetDuel")
    await first.move(place="flagship", x=0, y=0)
    await time_passes(61)
    view = await first.view(since=2, wait_s=30)
    assert view is not None
    finished = await asyncio.to_thread(FinishedGame.objects.get)
    assert finished.ranks == [1, 2]


async def test_auto_joins_only_the_same_clock(host: MatchHost) -> None:
    clocked = await join(host, AUTO, 2, move_seconds=60)
    calm = await join(host, AUTO, 2)
    assert calm.ticket.match != clocked.ticket.match
    assert (await join(host, AUTO, move_seconds=60)).ticket.match == clocked.ticket.match
    for odd in (0, -1, 901):
        with pytest.raises(Refused, match="BAD_OPTION"):
            await join(host, AUTO, 2, move_seconds=odd)
