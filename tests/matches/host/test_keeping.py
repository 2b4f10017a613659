"""Seats that wait for players: free again when the client is gone, kept while it is there."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from game.matches.refusals import Code, Refused
from game.models import Match, Seat
from game.services.matches import attendance, keeping
from game.services.matches.host import MatchHost
from tests.matches.conftest import Make
from tests.matches.host.seats import Player, join, waits

AGO = timedelta(seconds=1)


async def stored(call: Callable[[], Any]) -> Any:
    return await asyncio.to_thread(call)


async def leases() -> dict[str, datetime]:
    return await stored(lambda: dict(Seat.objects.values_list("name", "kept_until")))


async def lapse(name: str) -> None:
    seats = Seat.objects.filter(name=name)
    await stored(lambda: seats.update(kept_until=timezone.now() - AGO))


async def until(truth: Callable[[], Any]) -> None:
    """Wait until a question to the database is answered with yes."""
    async with asyncio.timeout(20):
        while not await stored(truth):
            pass


async def held(host: MatchHost, session: str, name: str) -> tuple[Player, "asyncio.Task[None]"]:
    """Somebody who waits on a connection."""
    player = await join(host, session, 2, name=name, held=True)
    task = asyncio.ensure_future(host.started(player.ticket))
    assert await waits(task)
    return player, task


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes say at once who waits in them."""
    monkeypatch.setattr(attendance, "BEAT_S", 0.01)


@pytest.mark.parametrize("session", ["auto", "duel"])
async def test_the_next_two_meet_each_other_and_not_who_is_gone(
    host: MatchHost, session: str
) -> None:
    ghost = await join(host, session, 2, name="ghost")
    await lapse("ghost")
    first = await join(host, session, 2, name="Ada")
    second = await join(host, session, 2, name="Bob")
    assert second.ticket.full
    assert first.ticket.match == second.ticket.match != ghost.ticket.match
    with pytest.raises(Refused) as refusal:
        await ghost.view(since=0)
    assert refusal.value.code is Code.ENDED


async def test_only_the_seat_of_who_is_gone_is_free_and_its_name_too(host: MatchHost) -> None:
    await join(host, "party", 3, name="ghost", game="Yahtzee")
    second = await join(host, "party", name="Bob", game="Yahtzee")
    await lapse("ghost")
    third = await join(host, "party", name="ghost", game="Yahtzee")
    assert (third.ticket.match, third.ticket.player_id) == (second.ticket.match, 0)
    assert not third.ticket.full


async def test_a_match_that_has_started_keeps_its_players(host: MatchHost) -> None:
    first = await join(host, "duel", 2, name="Ada")
    await join(host, "duel", name="Bob")
    await lapse("Ada")
    await join(host, "other", 2)
    assert (await first.view()).version == 1


async def test_who_waits_on_a_connection_is_kept(make_host: Make, quick: None) -> None:
    host = make_host()
    _, waiting = await held(host, "duel", "Ada")
    before = (await leases())["Ada"]
    await until(lambda: Seat.objects.get(name="Ada").kept_until > before)
    second = await join(host, "duel")
    await waiting
    assert second.ticket.full


async def test_who_asks_every_now_and_then_is_kept(make_host: Make, quick: None) -> None:
    host = make_host()
    player = await join(host, "duel", 2, name="Ada")
    await lapse_soon("Ada")
    assert await player.view(since=0) is None
    later = timezone.now() + timedelta(seconds=keeping.KEPT_S / 2)
    await until(lambda: Seat.objects.get(name="Ada").kept_until > later)


async def lapse_soon(name: str) -> None:
    """Too late for the next beat, soon enough for a test that would wait for it in vain."""
    seats = Seat.objects.filter(name=name)
    await stored(lambda: seats.update(kept_until=timezone.now() + timedelta(seconds=20)))


async def test_who_does_not_ask_is_forgotten_though_nobody_else_comes(
    make_host: Make, quick: None
) -> None:
    make_host()
    await join(make_host(), "duel", 2, name="ghost")
    await lapse("ghost")
    await until(lambda: Match.objects.filter(status="ended", reason="abandoned").exists())
    assert await leases() == {}


async def test_who_lost_the_seat_all_the_same_is_told(make_host: Make, quick: None) -> None:
    _, waiting = await held(make_host(), "duel", "Ada")
    await stored(Seat.objects.all().delete)
    with pytest.raises(Refused) as refusal:
        await waiting
    assert refusal.value.code is Code.ENDED


async def test_after_a_crash_only_who_knows_the_key_still_sits(make_host: Make) -> None:
    """Alone, a process knows that the connections of the one before are gone."""
    before = make_host(alone=True)
    dead, waiting = await held(before, "dead", "Ada")
    asked = await join(before, "asked", 2, name="Bob")
    waiting.cancel()
    after = make_host(alone=True)
    await join(after, "elsewhere", 2)
    assert set(await leases()) == {"Bob", ""}
    second = await join(after, "dead", 2, name="Ada")
    assert not second.ticket.full
    assert second.ticket.match != dead.ticket.match
    assert (await join(after, "asked")).ticket.match == asked.ticket.match


async def test_among_others_a_crash_frees_seats_as_soon_as_nobody_renews_them(
    make_host: Make,
) -> None:
    _, waiting = await held(make_host(), "duel", "Ada")
    waiting.cancel()
    other = make_host()
    await join(other, "elsewhere", 2)
    assert set(await leases()) == {"Ada", ""}, "its process may be well"
    lease = (await leases())["Ada"] - timezone.now()
    assert lease <= timedelta(seconds=keeping.HELD_S)
    await lapse("Ada")
    assert not (await join(other, "duel", 2, name="Ada")).ticket.full


async def test_who_is_told_to_wait_may_come_back_later(host: MatchHost) -> None:
    player = await join(host, "duel", 2, name="Ada", held=True)
    await host.let_go(player.ticket)
    seat = await stored(Seat.objects.get)
    assert not seat.held
    assert seat.kept_until - timezone.now() > timedelta(seconds=keeping.HELD_S)
