"""When a client that asks for its state gets it, and what it then sees."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from game.matches import AUTO, IllegalMove
from game.matches.refusals import Code, Refused
from game.models import Match
from game.services.matches import host as host_module
from game.services.matches.host import MatchHost
from tests.matches.conftest import Make
from tests.matches.host.seats import Player, join, played_out, two, waits, watch


async def asks(player: Player) -> asyncio.Task[dict[str, Any]]:
    """A client that has seen everything and asks for more."""
    task = asyncio.ensure_future(player.state())
    assert await waits(task)
    return task


async def test_nobody_waits_at_the_start_after_an_own_move_and_in_their_turn(
    host: MatchHost,
) -> None:
    first, second = await two(host)
    for player in (first, second):
        assert (await player.state())["board"] == [-1] * 9
    for _ in range(3):
        assert (await first.state())["current"] == [0]
    await first.move(position=4)
    assert (await first.state())["current"] == [1]
    assert (await second.state())["board"][4] == 0


async def test_who_cannot_move_waits_until_something_has_changed(host: MatchHost) -> None:
    first, second = await two(host)
    await second.state()
    waiting = await asks(second)
    await first.move(position=4)
    assert (await waiting)["current"] == [1]


async def test_a_refused_move_changes_nothing_and_wakes_nobody(host: MatchHost) -> None:
    first, second = await two(host)
    await second.state()
    waiting = await asks(second)
    with pytest.raises(IllegalMove) as refusal:
        await first.move(position=11)
    assert refusal.value.value is not None
    with pytest.raises(Refused, match="NOT_YOUR_TURN"):
        await second.move(position=0)
    assert await waits(waiting)
    await first.move(position=0)
    await waiting


async def test_every_client_and_every_observer_has_a_place_of_its_own(host: MatchHost) -> None:
    first, second = await two(host)
    fans = [await watch(host, "duel", name) for name in ("Ada", "Ada", "Bob")]
    for client in (second, *fans):
        await client.state()
    asking = [await asks(client) for client in (second, *fans)]
    await first.move(position=8)
    assert all(state["board"][8] == 0 for state in await asyncio.gather(*asking))
    await asks(fans[0])
    late = await watch(host, "duel", "Bob")
    assert (await late.state())["board"][8] == 0


async def test_after_a_restart_the_others_see_the_finished_game_once(host: MatchHost) -> None:
    first, second = await two(host)
    fan = await watch(host, "duel", "Ada")
    for client in (first, second, fan):
        await client.state()
    await played_out((first, second))
    await first.restart()
    assert (await first.state())["gameover"] is False
    for client in (second, fan):
        end = await client.state()
        assert end["gameover"] is True
        assert end["winner"] == 0
        assert (await client.state())["gameover"] is False


async def test_who_asked_while_the_game_ended_sees_its_end_even_if_it_restarts_at_once(
    host: MatchHost,
) -> None:
    first, second = await two(host)
    await first.move(position=0)
    await second.move(position=3)
    await first.move(position=1)
    await second.move(position=4)
    assert (await second.state())["current"] == [0]
    waiting = await asks(second)
    await asyncio.gather(first.move(position=2), first.restart())
    assert (await waiting)["winner"] == 0
    assert (await second.state())["board"] == [-1] * 9


async def test_two_programs_play_many_games_without_ever_waiting_for_nothing(
    host: MatchHost,
) -> None:
    """Each asks for its state, moves if it may, and the first restarts when it is over."""
    players = await two(host)
    ends = [0, 0]

    async def play(number: int) -> None:
        player = players[number]
        while ends[number] < 20:
            state = await player.state()
            if state["gameover"]:
                ends[number] += 1
                if number == 0:
                    await player.restart()
            elif number in state["current"]:
                await player.move(position=state["board"].index(-1))

    async with asyncio.timeout(60):
        await asyncio.gather(play(0), play(1))
    assert ends == [20, 20]


async def test_a_version_tells_what_a_client_has_seen(host: MatchHost) -> None:
    first, second = await two(host)
    start = await second.view()
    assert start.version == 1
    assert await second.view(since=1) is None
    waiting = asyncio.ensure_future(second.view(since=1, wait_s=30))
    assert await waits(waiting)
    assert await first.move(position=0) == 2
    assert (await waiting).version == 2
    assert (await second.view(since=0)).version == 2


async def test_a_long_poll_may_begin_before_the_match_is_full(host: MatchHost) -> None:
    first = await join(host, "duel", 2)
    with pytest.raises(Refused, match="NOT_STARTED"):
        await first.view()
    assert await first.view(since=0, wait_s=0.01) is None
    stranger = first._replace(ticket=first.ticket._replace(key="k" * 32))
    with pytest.raises(Refused, match="WRONG_KEY"):
        await stranger.view(since=0, wait_s=30)
    waiting = asyncio.ensure_future(first.view(since=0, wait_s=30))
    assert await waits(waiting)
    await join(host, "duel")
    assert (await waiting).version == 1


async def test_idle_sessions_end_and_everybody_who_waits_is_told(
    make_host: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module, "SWEEP_EVERY_S", 0.01)
    host = make_host(alone=True)
    lonely = await join(host, "lonely", 2)
    _, second = await two(host)
    await second.state()
    tasks = [
        asyncio.ensure_future(host.started(lonely.ticket)),
        asyncio.ensure_future(lonely.view(since=0, wait_s=60)),
        await asks(second),
        asyncio.ensure_future(second.view(since=1, wait_s=60)),
    ]
    long_ago = timezone.now() - timedelta(seconds=1001)
    await asyncio.to_thread(Match.objects.update, last_activity=long_ago)
    for task in tasks:
        with pytest.raises(Refused) as refusal:
            await task
        assert refusal.value.code is Code.ENDED
    with pytest.raises(Refused, match="NO_SESSION"):
        await join(host, "duel")
    assert (await join(host, AUTO, 2)).ticket.match > second.ticket.match


async def test_nothing_of_a_wait_is_left_behind(host: MatchHost) -> None:
    lonely = await join(host, "lonely", 2)
    _, second = await two(host)
    await second.view()
    room = host.rooms.present(second.ticket.match)
    assert room is not None
    for view, begun in (
        (lonely.view(since=0, wait_s=60), lambda: host._missing),
        (second.view(since=1, wait_s=60), lambda: room._waiters),
    ):
        task = asyncio.ensure_future(view)
        async with asyncio.timeout(20):
            while not begun():  # noqa: ASYNC110 nobody tells of it
                await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert not room.busy
    assert not host._missing
