"""What is stored before anybody sees it, by one process and by several."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import OperationalError

from game.matches import all_games, execute, load_record
from game.matches.refusals import Refused
from game.models import FinishedGame, Match, MatchEntry
from game.protocol.errors import AppError, ErrorCode
from game.services.matches import log, store
from game.services.matches.host import MatchHost
from tests.matches.conftest import Make
from tests.matches.host.seats import join, played_out, two, waits, watch


async def rows(*fields: str) -> list[Any]:
    found = MatchEntry.objects.order_by("match", "number").values_list(*fields)
    return await asyncio.to_thread(list, found)


async def test_moves_of_one_moment_share_a_transaction(
    host: MatchHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = []

    def counted(*, entries: Sequence[store.NewEntry]) -> list[bool]:
        groups.append(len(entries))
        return store.entries_append(entries=entries)

    pairs = [await two(host, f"duel {n}") for n in range(30)]
    for first, _ in pairs:
        await first.view()  # the match is in memory now
    monkeypatch.setattr(log, "entries_append", counted)
    await asyncio.gather(*(first.move(position=0) for first, _ in pairs))
    assert sum(groups) == 30
    assert len(groups) <= 3
    assert await rows("number") == [(1,)] * 30


async def test_nobody_sees_a_move_before_it_is_stored(
    host: MatchHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await two(host)
    await second.state()
    waiting = asyncio.ensure_future(second.state())

    def full_disk(**_: Any) -> list[bool]:
        raise OperationalError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(log, "entries_append", full_disk)
        with pytest.raises(AppError) as refusal:
            await first.move(position=0)
    assert refusal.value.code is ErrorCode.SERVER_BUSY
    assert (await first.state())["board"] == [-1] * 9
    await first.move(position=1)
    seen = await waiting
    assert seen["board"][0] == -1


async def test_a_client_that_goes_away_does_not_take_its_move_back(host: MatchHost) -> None:
    first, second = await two(host)
    await second.state()
    moving = asyncio.ensure_future(first.move(position=0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    moving.cancel()
    assert (await second.state())["board"][0] == 0


async def test_a_process_that_dies_takes_nothing_with_it(make_host: Make) -> None:
    before = make_host()
    first, second = await two(before)
    await played_out((first, second))
    await second.restart()
    await first.move(position=4)

    after = make_host()
    first, second = first.at(after), second.at(after)
    assert (await second.state())["winner"] == 0, "the end that nobody had seen yet"
    assert (await second.state())["board"][4] == 0
    await second.move(position=0)
    assert [number for (number,) in await rows("number")] == list(range(1, 9))
    assert (await first.view()).version == 9


async def test_random_games_go_on_as_they_would_have(make_host: Make) -> None:
    before, after = make_host(), make_host()
    player = await join(before, "yahtzee", 1, game="Yahtzee", name="Ada")
    await player.move(roll_dice=[0, 1, 2, 3, 4])
    assert await player.at(after).state() == await player.state()


async def test_two_processes_never_store_two_moves_in_one_place(make_host: Make) -> None:
    """The second one is judged anew, and refused only if the rules say so."""
    one, other = make_host(), make_host()
    first, second = await two(one)
    for player in (first, second):
        await player.at(other).view()
    answers = await asyncio.gather(
        first.move(position=0), first.at(other).move(position=1), return_exceptions=True
    )
    assert sorted(isinstance(answer, Refused) for answer in answers) == [False, True]
    assert await rows("number", "player_id") == [(1, 0)]


async def test_a_process_that_has_heard_nothing_refuses_nobody_for_it(make_host: Make) -> None:
    one, other = make_host(), make_host()
    first, second = await two(one)
    elsewhere = second.at(other)
    await elsewhere.view()
    await first.move(position=0)
    assert await elsewhere.move(position=4) == 3
    assert await first.move(position=1) == 4


async def test_in_a_group_only_the_move_whose_place_is_taken_is_refused(make_host: Make) -> None:
    one, other = make_host(), make_host()
    chat = await join(one, "talk", 2, game="Chat", name="Ada")
    friend = await join(one, "talk", game="Chat", name="Bob")
    duels = [await two(one, f"duel {n}") for n in range(5)]
    await friend.at(other).view()
    await asyncio.gather(
        chat.move(message="one"),
        friend.at(other).move(message="two"),
        *(first.move(position=0) for first, _ in duels),
    )
    counts = [number for (number,) in await rows("number")]
    assert sorted(counts) == [1] * 6 + [2]
    await one.look_again()
    messages = (await chat.state())["messages"]
    assert {message["message"] for message in messages} == {"one", "two"}


async def test_news_wake_those_who_wait_at_another_process(make_host: Make) -> None:
    heard: list[Any] = []
    one, other = make_host(news=heard.extend), make_host()
    first, second = await two(one)
    late = await join(other, "late", 2)
    starts = asyncio.ensure_future(other.started(late.ticket))
    elsewhere = second.at(other)
    await elsewhere.state()
    waiting = asyncio.ensure_future(elsewhere.state())
    assert await waits(waiting)
    heard.clear()
    await first.move(position=0)
    await join(one, "late")
    await other.heard(heard)
    assert (await waiting)["board"][0] == 0
    await starts


async def test_lost_news_are_found_by_looking_again(make_host: Make) -> None:
    one, other = make_host(), make_host()
    first, second = await two(one)
    elsewhere = second.at(other)
    await elsewhere.state()
    waiting = asyncio.ensure_future(elsewhere.state())
    assert await waits(waiting)
    await first.move(position=0)
    await other.look_again()
    assert (await waiting)["board"][0] == 0

    asking = asyncio.ensure_future(second.at(other).view(since=3, wait_s=60))
    assert await waits(asking)
    await join(one, "duel", 2)
    await other.look_again()
    with pytest.raises(Refused, match="ENDED"):
        await asking


async def test_an_observer_may_ask_another_process_than_the_one_it_came_to(
    make_host: Make,
) -> None:
    one, other = make_host(), make_host()
    first, _ = await two(one)
    await first.at(other).view()
    fan = await watch(one, "duel", "Bob")
    assert (await fan.at(other).state())["board"] == [-1] * 9


async def test_a_finished_game_leaves_a_record_that_ends_the_same(host: MatchHost) -> None:
    players = await two(host)
    await played_out(players)
    await players[0].restart()
    await players[1].forfeit("resigned")

    finished = await asyncio.to_thread(list, FinishedGame.objects.order_by("round"))
    assert [game.ranks for game in finished] == [[1, 2], [1, 2]]
    for game in finished:
        referee = execute(load_record(game.record.encode()), all_games())
        assert referee.ranks() == game.ranks
    match = await asyncio.to_thread(Match.objects.get)
    assert match.status == Match.Status.FINISHED
