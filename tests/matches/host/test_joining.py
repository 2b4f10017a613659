"""Who comes to which match, how long they wait for each other, and how they leave."""

import asyncio

import pytest

from game.matches.refusals import Code, Refused
from game.models import Seat
from game.services.matches.host import MatchHost
from tests.matches.host.seats import join, two, waits, watch


async def refused_with(code: Code, work: object) -> None:
    with pytest.raises(Refused) as refusal:
        await work  # type: ignore[misc]
    assert refusal.value.code is code


async def test_a_shared_session_takes_the_next_client_and_starts_when_it_is_full(
    host: MatchHost,
) -> None:
    first = await join(host, "duel", 2)
    starts = asyncio.ensure_future(host.started(first.ticket))
    assert not first.ticket.full
    assert await waits(starts)
    second = await join(host, "duel")
    await starts
    assert second.ticket.full
    assert second.ticket.match == first.ticket.match
    assert [first.ticket.player_id, second.ticket.player_id] == [0, 1]
    assert first.ticket.key != second.ticket.key


async def test_without_players_nothing_is_started(host: MatchHost) -> None:
    await refused_with(Code.NO_SESSION, join(host, "duel"))
    await refused_with(Code.NO_SESSION, join(host, "auto"))
    await refused_with(Code.UNKNOWN_GAME, join(host, "duel", 2, game="Chess"))
    await refused_with(Code.BAD_PLAYERS, join(host, "duel", 3))


async def test_a_full_session_is_replaced_by_who_says_for_how_many(host: MatchHost) -> None:
    first, second = await two(host)
    await second.state()
    waiting = asyncio.ensure_future(second.state())
    assert await waits(waiting)
    await refused_with(Code.SESSION_FULL, join(host, "duel"))
    third = await join(host, "duel", 2)
    assert third.ticket.match != first.ticket.match
    await refused_with(Code.ENDED, waiting)
    await refused_with(Code.ENDED, first.move(position=0))


async def test_auto_joins_what_is_open_and_never_ends_anything(host: MatchHost) -> None:
    first = await join(host, "auto", 2)
    assert (await join(host, "auto")).ticket.match == first.ticket.match
    third = await join(host, "auto", 2)
    assert third.ticket.match != first.ticket.match
    assert third.ticket.session not in ("auto", first.ticket.session)
    await first.move(position=0)
    yahtzee = await join(host, "auto", 3, game="Yahtzee")
    other = await join(host, "auto", 2, game="Yahtzee")
    assert other.ticket.match != yahtzee.ticket.match
    assert (await join(host, "auto", game="Yahtzee")).ticket.match == yahtzee.ticket.match


async def test_a_name_is_used_once_in_a_session(host: MatchHost) -> None:
    await join(host, "duel", 2, name="Ada")
    await refused_with(Code.NAME_TAKEN, join(host, "duel", name="Ada"))
    assert (await join(host, "duel", name="Bob")).ticket.full


async def test_many_who_join_at_once_all_get_a_seat_of_their_own(host: MatchHost) -> None:
    players = await asyncio.gather(*(join(host, "auto", 2) for _ in range(40)))
    seats = {(player.ticket.match, player.ticket.player_id) for player in players}
    assert len(seats) == 40
    assert len({match for match, _ in seats}) == 20


async def test_who_leaves_while_they_wait_frees_their_seat(host: MatchHost) -> None:
    first = await join(host, "party", 3, name="Ada", game="Yahtzee")
    await join(host, "party", name="Bob", game="Yahtzee")
    await host.give_up(first.ticket)
    again = await join(host, "party", name="Ada", game="Yahtzee")
    assert (again.ticket.match, again.ticket.player_id) == (first.ticket.match, 0)
    assert again.ticket.key != first.ticket.key
    await refused_with(Code.WRONG_KEY, first.view(since=0))


async def test_the_last_one_to_leave_closes_the_session(host: MatchHost) -> None:
    first = await join(host, "duel", 2)
    await host.give_up(first.ticket)
    await refused_with(Code.ENDED, host.started(first.ticket))
    await refused_with(Code.NO_SESSION, join(host, "duel"))


async def test_nobody_leaves_a_match_that_has_started_by_giving_up(host: MatchHost) -> None:
    first, second = await two(host)
    await host.give_up(first.ticket)
    await first.move(position=0)
    assert (await second.state())["board"][0] == 0


async def test_who_is_cancelled_while_they_sit_down_gets_up_again(host: MatchHost) -> None:
    joining = asyncio.ensure_future(join(host, "duel", 2, name="Ada"))
    await asyncio.sleep(0)  # the request is on its way to the database
    joining.cancel()
    with pytest.raises(asyncio.CancelledError):
        await joining
    await join(host, "elsewhere", 2)  # stands in line behind both
    await join(host, "duel", 2, name="Ada")
    count = await asyncio.to_thread(Seat.objects.filter(name="Ada").count)
    assert count == 1


async def test_shared_sessions_are_watched_by_the_name_of_a_player(host: MatchHost) -> None:
    first, _ = await two(host)
    fan = await watch(host, "duel", "Ada")
    await fan.state()
    await first.move(position=4)
    assert (await fan.state())["board"][4] == 0
    await refused_with(Code.OBSERVER, fan.move(position=1))
    await refused_with(Code.UNKNOWN_PLAYER, watch(host, "duel", "Eve"))
    await refused_with(Code.NO_SESSION, watch(host, "duet", "Ada"))


async def test_what_was_opened_as_auto_is_not_watched(host: MatchHost) -> None:
    first = await join(host, "auto", 2, name="Ada")
    await join(host, "auto", name="Bob")
    await refused_with(Code.NO_SESSION, watch(host, first.ticket.session, "Ada"))
