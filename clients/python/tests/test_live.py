"""The WebSocket client against a site in memory."""

import asyncio
import threading

import pytest
from cosmic_client import GameServerError, IllegalMove
from cosmic_client.env import over_the_wire
from cosmic_client.errors import ConnectionLost
from cosmic_client.live import BlockingSeat, LiveClient
from pettingzoo.test import api_test
from support.live import TOKEN, LiveSite, url_of


@pytest.fixture
def site():
    return LiveSite()


@pytest.fixture
async def url(site):
    async with await site.serve() as server:
        yield url_of(server)


@pytest.fixture
async def live(url):
    async with await LiveClient.open(url, TOKEN) as client:
        yield client


@pytest.fixture
async def pair(url, site, live):
    """Two seats of one match, on two connections, by player id."""
    async with await LiveClient.open(url, TOKEN) as other:
        waiting = asyncio.create_task(live.join_match("TicTacToe", "ours", players=2))
        while not site.matches:
            await live.ping()
        second = await other.join_match("TicTacToe", "ours")
        yield await waiting, second


async def test_a_login_gives_the_player(live):
    assert live.player_id == "p_1"


async def test_a_refused_login_has_its_code(url):
    with pytest.raises(GameServerError) as refusal:
        await LiveClient.open(url, "stale")
    assert refusal.value.code == "INVALID_TOKEN"


async def test_a_site_that_is_not_there_is_named():
    with pytest.raises(ConnectionLost, match="can't reach"):
        await LiveClient.open("ws://127.0.0.1:9/ws", TOKEN)


async def test_join_comes_back_when_the_match_is_full(pair):
    first, second = pair
    assert (first.player_id, second.player_id) == (0, 1)
    assert first.session == "ours"


async def test_a_refused_join_has_its_code(live):
    with pytest.raises(GameServerError) as refusal:
        await live.join_match("Chess", players=2)
    assert refusal.value.code == "UNKNOWN_GAME"


async def test_states_come_to_everybody(pair):
    first, second = pair
    await first.move(position=4)
    for match in pair:
        assert (await match.state())["board"][4] == 0
    assert second.may_move()
    assert not first.may_move()


async def test_only_the_newest_state_is_kept_for_who_reads_late(pair):
    first, second = pair
    await first.move(position=0)
    await second.move(position=1)
    await first.move(position=2)
    assert (await first.state())["board"][:3] == [0, 1, 0]
    assert not first.unread()


async def test_the_end_of_a_game_is_kept_through_a_restart(pair):
    first, second = pair
    for match, position in zip([first, second] * 3, [0, 3, 1, 4, 2, None], strict=True):
        if position is not None:
            await match.move(position=position)
    await first.restart()
    assert (await second.state())["winner"] == 0
    assert (await second.state())["board"] == [-1] * 9


async def test_a_refused_move_carries_the_games_own_error(pair):
    first, _ = pair
    with pytest.raises(IllegalMove) as refusal:
        await first.move(position=99)
    assert refusal.value.error == "a position is 0..8"
    await first.move(position=0)


async def test_a_move_out_of_turn_has_its_code(pair):
    with pytest.raises(GameServerError) as refusal:
        await pair[1].move(position=0)
    assert refusal.value.code == "NOT_YOUR_TURN"


async def test_states_end_with_the_session(pair):
    first, second = pair
    seen = []
    await first.leave()
    async for state in second.states():
        seen.append(state["gameover"])
    assert seen == [False]
    assert second.ended_because == "left"


async def test_an_observer_sees_states(pair, live):
    watcher = await live.observe_match("TicTacToe", "ours", "ann")
    assert (await watcher.state())["gameover"] is False


async def test_what_is_no_json_is_refused_in_words(pair):
    with pytest.raises(GameServerError, match="JSON"):
        await pair[0].move(position=float("nan"))


async def test_a_lost_connection_ends_all_waiting(pair, live):
    await pair[0].state()
    waiting = asyncio.create_task(pair[0].state())
    await live.connection.send("chat.send", channel="system", text="go away")
    with pytest.raises(ConnectionLost) as lost:
        await waiting
    assert lost.value.close_code == 1012
    with pytest.raises(ConnectionLost):
        await live.ping()


async def test_an_expedition_is_followed(live):
    updates = await live.follow_expedition("default")
    assert await anext(updates) == ("game_state", {"session_id": "default", "turn_count": 7})
    kind, payload = await anext(updates)
    assert (kind, payload["choices"]) == ("game_event", ["salvage"])
    await updates.leave()


async def test_an_unknown_expedition_is_refused(live):
    with pytest.raises(GameServerError) as refusal:
        await live.follow_expedition("nowhere")
    assert refusal.value.code == "UNKNOWN_SESSION"


async def test_a_flight_begins_with_a_look_around(live):
    flight = await live.join_system("sol")
    assert flight.system_id == "sol"
    assert flight.world.ship["x"] == 0.0
    assert flight.world.markets["st_1"]["ore"]["buy"] == 10


async def test_an_unknown_system_is_refused_and_the_flight_goes_on(live):
    flight = await live.join_system("sol")
    with pytest.raises(GameServerError):
        await live.join_system("nowhere")
    await flight.steer(thrust=1.0)
    assert (await flight.change())[0] == "world.delta"


async def test_deltas_change_the_world_what_left_goes_first(live, site):
    flight = await live.join_system("sol")
    seq = await flight.steer(thrust=1.0, turn=-0.5, fire_primary=True)
    await flight.change()
    world = flight.world
    assert world.you == {"ship_id": "ship_1", "credits": 1000, "cargo": [], "ack": seq}
    assert (world.tick, world.ship["x"], world.ship["hp"]) == (2, 1.5, 100)
    assert world.entities["rock"] == {"id": "rock", "kind": "loot", "x": 9.0}
    assert world.markets["st_1"]["ore"] == {"commodity_id": "ore", "buy": 11}
    sent = {"thrust": 1.0, "turn": -0.5, "fire_primary": True, "dock_request": False}
    assert site.sockets[0].inputs == [sent]


async def test_a_trade_is_answered_and_known_at_once(live):
    flight = await live.join_system("sol")
    result = await flight.buy("st_1", "ore", 10, ref="r1")
    assert result["details"]["ref"] == "r1"
    assert flight.world.you["credits"] == 900
    with pytest.raises(GameServerError) as refusal:
        await flight.buy("st_1", "ore", 101)
    assert refusal.value.code == "INSUFFICIENT_CREDITS"


async def test_to_fill_up_no_quantity_is_sent(live):
    flight = await live.join_system("sol")
    assert "quantity" not in (await flight.refuel("st_1"))["details"]
    assert flight.world.you["fuel"] == 100


async def test_a_jump_leads_to_the_other_system(live):
    flight = await live.join_system("sol")
    await flight.jump("g_1")
    while flight.world.tick != 9:
        await flight.change()
    assert flight.system_id == "vega"


@pytest.mark.filterwarnings("ignore::UserWarning")  # api_test has opinions
async def test_programs_without_asyncio_sit_at_the_same_table(url):
    def play() -> None:
        seats = [BlockingSeat(url, TOKEN, "TicTacToe", "theirs", 2) for _ in range(2)]
        env = over_the_wire(seats)
        api_test(env, num_cycles=40)
        env.close()
        assert threading.active_count() <= before + 1

    before = threading.active_count()
    await asyncio.to_thread(play)


def test_a_seat_without_a_site_can_be_closed():
    seat = BlockingSeat("ws://127.0.0.1:9/ws", TOKEN, "TicTacToe")
    with pytest.raises(ConnectionLost):
        seat.join()
    with pytest.raises(GameServerError, match="join"):
        seat.state()
    seat.close()
    seat.close()
