"""Built-in opponents at the table: they sit at once, move by themselves, and never twice."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from game.matches import AUTO
from game.matches.refusals import Refused
from game.models import MatchEntry, Seat
from game.services.matches import opponents as opponents_module
from game.services.matches.host import MatchHost
from game.services.matches.opponents import chosen, opponent_turn
from tests.matches.conftest import Make
from tests.matches.host.seats import Player, join


async def played(player: Player) -> dict[str, Any]:
    """The end of a game in which this player always makes its first legal move."""
    ticket = player.ticket
    async with asyncio.timeout(60):
        while True:
            state = await player.state()
            if state["gameover"]:
                return state
            if ticket.player_id in state["current"]:
                room = await player.host.rooms.room(ticket.match)
                moves = room.table.legal_moves(room.table.seats[ticket.player_id])  # type: ignore[arg-type]
                await player.move(**moves[0])  # type: ignore[index]


async def test_a_single_visitor_plays_at_once(host: MatchHost) -> None:
    visitor = await join(host, AUTO, opponent="random", name="Ada")
    assert visitor.ticket.full
    assert (await played(visitor))["gameover"]
    await visitor.restart()
    assert (await played(visitor))["gameover"]


@pytest.mark.parametrize("game", ["TicTacToe", "ConnectFour", "FleetDuel"])
async def test_the_decent_one_plays_every_game_to_its_end(host: MatchHost, game: str) -> None:
    assert (await played(await join(host, AUTO, game=game, opponent="decent")))["gameover"]


async def test_they_take_all_other_seats_under_names_of_their_own(host: MatchHost) -> None:
    visitor = await join(host, "party", 4, game="Yahtzee", opponent="random", name="random bot")
    seats = await asyncio.to_thread(
        lambda: list(Seat.objects.order_by("player_id").values_list("name", "opponent"))
    )
    assert visitor.ticket.full
    assert [level for _, level in seats] == ["", "random", "random", "random"]
    assert len({name for name, _ in seats}) == 4


async def test_auto_with_an_opponent_leaves_those_who_wait_alone(host: MatchHost) -> None:
    waiting = await join(host, AUTO, 2)
    visitor = await join(host, AUTO, opponent="decent")
    assert visitor.ticket.match != waiting.ticket.match


@pytest.mark.parametrize(("game", "level"), [("TicTacToe", "perfect"), ("Chat", "random")])
async def test_only_those_that_there_are_can_be_asked(
    host: MatchHost, game: str, level: str
) -> None:
    with pytest.raises(Refused, match="BAD_OPTION"):
        await join(host, AUTO, 2, game=game, opponent=level)


async def test_a_match_goes_on_where_its_process_died_before_the_opponents_move(
    make_host: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as slow:
        slow.setattr(opponents_module.Opponents, "follow", lambda *_, **__: None)
        before = make_host()
        visitor = await join(before, AUTO, opponent="random")
        await visitor.move(position=0)
    after = visitor.at(make_host())
    view = await after.view(since=2, wait_s=30)
    assert view is not None
    assert view.version == 3


async def test_two_processes_never_make_an_opponents_move_twice(
    make_host: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Yahtzee a second one would be legal: the opponent may roll, and roll again."""
    monkeypatch.setattr(opponents_module, "ELSEWHERE_S", 0.0)
    hosts: list[MatchHost] = []

    def tell_others(news: Any) -> None:
        for each in hosts:
            asyncio.get_running_loop().create_task(each.heard(news))

    hosts += [make_host(news=tell_others) for _ in range(2)]
    visitor = await join(hosts[0], AUTO, 2, game="Yahtzee", opponent="random")
    await visitor.at(hosts[1]).view()
    state = await played(visitor)
    assert state["gameover"]
    rows = await asyncio.to_thread(list, MatchEntry.objects.order_by("number"))
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    scored = Counter(row.player_id for row in rows if '"score"' in row.body)
    assert scored[1] == 13


async def test_same_seat_same_version_same_move(host: MatchHost) -> None:
    visitor = await join(host, AUTO, game="FleetDuel", opponent="random")
    room = await host.rooms.room(visitor.ticket.match)
    turn = opponent_turn(room)
    if turn is not None:
        assert chosen(turn) == chosen(turn)


async def test_an_opponent_that_fails_gives_the_game_up(
    host: MatchHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(turn: Any) -> dict[str, Any]:
        raise RuntimeError("no idea")

    monkeypatch.setattr(opponents_module, "chosen", broken)
    visitor = await join(host, AUTO, opponent="random")
    await visitor.move(position=0)
    view = await visitor.view(since=2, wait_s=30)
    assert view is not None
    assert view.over
    monkeypatch.setattr(opponents_module, "chosen", lambda turn: {"position": 99})
    await visitor.restart()
    await visitor.move(position=0)
    view = await visitor.view(since=5, wait_s=30)
    assert view is not None
    assert view.over
