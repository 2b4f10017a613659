"""Ratings: of accounts alone, each game once, forfeits like any loss."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from accounts.models import User
from accounts.services.players import guest_create, player_create
from game.models import FinishedGame, Rating
from game.services.matches import deeds
from game.services.matches.host import MatchHost
from game.services.matches.ratings import game_rate, games_rate_due
from tests.matches.host.seats import Player, join, played_out


async def account(name: str) -> User:
    return await asyncio.to_thread(player_create, username=name, password="Ab3!xyzw9")


async def seated(host: MatchHost, *accounts: int | None) -> tuple[Player, Player]:
    first, second = accounts
    return (
        await join(host, "duel", 2, account=first),
        await join(host, "duel", account=second),
    )


async def rated(host: MatchHost) -> list[Rating]:
    """All ratings, the best first, once nothing is due."""
    async with asyncio.timeout(20):
        while host._rating is not None and not host._rating.done():
            await asyncio.wait([host._rating])
    assert not await asyncio.to_thread(
        FinishedGame.objects.filter(rated=True, rated_at=None).exists
    )
    return await asyncio.to_thread(list, Rating.objects.order_by("-mu"))


async def test_a_won_game_raises_one_rating_and_lowers_the_other(host: MatchHost) -> None:
    ada, bob = await account("ada_l"), await account("bob_m")
    players = await seated(host, ada.pk, bob.pk)
    await played_out(players)
    best, worst = await rated(host)
    assert (best.player_id, worst.player_id) == (ada.pk, bob.pk)
    assert best.mu > 25 > worst.mu
    assert (best.games, best.wins, worst.games, worst.wins) == (1, 1, 1, 0)
    assert best.sigma < 25 / 3

    await players[0].restart()
    await players[0].forfeit("resigned")
    again = {row.player_id: row for row in await rated(host)}
    assert again[ada.pk].mu < best.mu
    assert again[bob.pk].wins == 1


async def test_a_draw_is_nobodys_win(host: MatchHost) -> None:
    ada, bob = await account("ada_l"), await account("bob_m")
    players = await seated(host, ada.pk, bob.pk)
    for turn, position in enumerate((0, 1, 2, 4, 3, 5, 7, 6, 8)):
        await players[turn % 2].move(position=position)
    assert [row.wins for row in await rated(host)] == [0, 0]


async def test_guests_strangers_opponents_and_oneself_are_not_rated(host: MatchHost) -> None:
    ada = await account("ada_l")
    guest = await asyncio.to_thread(guest_create)
    for other in (guest.pk, None, ada.pk):
        first, second = await seated(host, ada.pk, other)
        await played_out((first, second))
    alone = await join(host, "auto", account=ada.pk, opponent="random")
    await alone.forfeit("resigned")
    assert await rated(host) == []
    assert await asyncio.to_thread(FinishedGame.objects.count) == 4


async def test_games_that_nobody_can_win_are_not_rated(host: MatchHost) -> None:
    ada, bob = await account("ada_l"), await account("bob_m")
    first = await join(host, "talk", 2, game="Echo", account=ada.pk)
    await join(host, "talk", game="Echo", account=bob.pk)
    await first.move(msg="quit")
    assert await rated(host) == []


async def test_a_game_counts_once_however_many_rate_it(
    host: MatchHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bob = await account("ada_l"), await account("bob_m")
    with monkeypatch.context() as later:
        later.setattr(deeds, "games_rate_due", lambda: 0)
        await played_out(await seated(host, ada.pk, bob.pk))
    finished = await asyncio.to_thread(FinishedGame.objects.get)
    assert finished.rated
    assert finished.rated_at is None

    def race() -> list[Any]:
        with ThreadPoolExecutor(4) as pool:
            jobs = [pool.submit(game_rate, finished_pk=finished.pk) for _ in range(4)]
            return [job.result() for job in jobs]

    assert sorted(await asyncio.to_thread(race)) == [False, False, False, True]
    assert await asyncio.to_thread(games_rate_due) == 0
    assert [row.games for row in await rated(host)] == [1, 1]


async def test_a_deleted_account_leaves_nothing_to_rate(
    host: MatchHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bob = await account("ada_l"), await account("bob_m")
    with monkeypatch.context() as later:
        later.setattr(deeds, "games_rate_due", lambda: 0)
        await played_out(await seated(host, ada.pk, bob.pk))
    await asyncio.to_thread(User.objects.filter(pk=bob.pk).delete)
    assert await asyncio.to_thread(games_rate_due) == 1
    assert await rated(host) == []
