"""Matches on the live socket, as a browser or a bot meets them."""

import pytest

from tests.live.conftest import Hangar
from tests.matches.ws.sitting import X_WINS, Sitting, answer, refusal, seated, two, wish
from tests.support.server import LiveServer

pytestmark = pytest.mark.server
EMPTY = {"board": [-1] * 9, "winner": None, "current": [0], "gameover": False}


@pytest.fixture
async def pair(server: LiveServer, hangar: Hangar, session: str) -> list[Sitting]:
    return await two(await hangar.guest(server), await hangar.guest(server), session)


async def over(pair: list[Sitting]) -> None:
    for player, position in X_WINS:
        await pair[player].move(position=position)


async def test_a_game_is_seen_by_both_version_by_version(pair: list[Sitting]) -> None:
    for seat in pair:
        state = await seat.state()
        assert state == {
            "match_id": seat.match_id,
            "version": 1,
            "state": EMPTY,
            "player_id": seat.player_id,
        }
    await over(pair)
    for seat in pair:
        last = await seat.seen(6)
        assert last["version"] == 6
        assert last["state"]["winner"] == 0
        assert seat.versions() == [1, 2, 3, 4, 5, 6]


async def test_only_the_mover_s_state_names_the_message(pair: list[Sitting]) -> None:
    first, second = pair
    made = await first.move(position=4)
    assert made["version"] == 2
    seen = await second.seen(2)
    assert "request_seq" not in seen
    assert seen["state"] == made["state"]


async def test_what_the_game_refuses_carries_its_own_error(pair: list[Sitting]) -> None:
    first, _ = pair
    seq = await first.act("move", move={"position": 9})
    refused = await first.pilot.expect("match.illegal_move")
    assert refused["request_seq"] == seq
    assert refused["match_id"] == first.match_id
    assert refused["message"]
    assert (await first.move(position=4))["version"] == 2, "nothing had changed"


async def test_a_move_out_of_turn_or_after_the_end_is_an_error(pair: list[Sitting]) -> None:
    first, second = pair
    seq = await second.act("move", move={"position": 0})
    assert await refusal(second.pilot, seq) == "NOT_YOUR_TURN"
    await over(pair)
    seq = await first.act("move", move={"position": 8})
    assert await refusal(first.pilot, seq) == "MATCH_OVER"


async def test_a_restart_begins_a_new_game_at_the_same_table(pair: list[Sitting]) -> None:
    first, second = pair
    await over(pair)
    seq = await second.act("restart")
    again = await second.expect("state", where=lambda p: p.get("request_seq") == seq)
    assert again["version"] == 7
    assert again["state"] == EMPTY
    seen = await first.seen(7)
    assert seen["state"] == EMPTY
    assert first.versions() == second.versions() == [*range(1, 8)]


async def test_who_leaves_ends_the_match_for_both(pair: list[Sitting]) -> None:
    first, second = pair
    await first.move(position=4)
    seq = await second.act("leave")
    ended = await second.expect("ended")
    assert (ended["reason"], ended["request_seq"]) == ("left", seq)
    last = await first.seen(3)
    assert last["state"]["gameover"] is True
    told = await first.expect("ended")
    assert told["reason"] == "left"
    assert told["state"] == last["state"]
    seq = await first.act("restart", player_id=0, key=first.key)
    assert await refusal(first.pilot, seq) == "MATCH_OVER"


async def test_a_waiting_seat_is_given_up_on_demand(
    server: LiveServer, hangar: Hangar, session: str
) -> None:
    one, two = await hangar.guest(server), await hangar.guest(server)
    await wish(one, session)
    waiting = await one.expect("match.waiting")
    seq = await one.send("match.leave", match_id=waiting["match_id"])
    ended = await one.expect("match.ended")
    assert (ended["reason"], ended["state"], ended["request_seq"]) == ("left", None, seq)
    assert await refusal(two, await wish(two, session, players=None)) == "UNKNOWN_MATCH"


async def test_a_lost_socket_frees_a_seat_that_waits(
    server: LiveServer, hangar: Hangar, session: str
) -> None:
    one, other = await hangar.guest(server), await hangar.guest(server)
    await wish(one, session, name="ann")
    await one.expect("match.waiting")
    one.abort()
    code = "NAME_TAKEN"
    while code == "NAME_TAKEN":  # until the server has noticed
        seq = await wish(other, session, name="ann")
        code = await answer(other, seq)
    assert code == "match.waiting"


async def test_a_lost_socket_keeps_a_seat_in_a_running_match(
    pair: list[Sitting], hangar: Hangar
) -> None:
    first, second = pair
    await first.move(position=4)
    first.pilot.abort()
    await second.move(position=0)
    back = await hangar.again(first.pilot)
    seq = await back.send(
        "match.resume", match_id=first.match_id, player_id=first.player_id, key=first.key
    )
    again = await seated(back)
    assert again.joined == {**first.joined, "request_seq": seq}
    state = await again.state()
    assert state["version"] == 3, "the newest state comes at once"
    assert (await again.move(position=8))["version"] == 4
    assert (await second.seen(4))["state"]["board"][8] == 0


async def test_a_key_opens_the_seat_from_another_socket(
    pair: list[Sitting], hangar: Hangar
) -> None:
    first, second = pair
    other = await hangar.again(first.pilot)
    seq = await other.send(
        "match.move",
        match_id=first.match_id,
        player_id=0,
        key=first.key,
        move={"position": 4},
    )
    for seat, asked in ((Sitting(other, first.joined), seq), (first, None), (second, None)):
        seen = await seat.seen(2)
        assert seen.get("request_seq") == asked, "all three see it, one of them made it"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "INVALID_KEY"),
        ({"player_id": 0}, "INVALID_KEY"),
        ({"player_id": 0, "key": "guessed"}, "INVALID_KEY"),
        ({"player_id": 7, "key": "guessed"}, "INVALID_KEY"),
        ({"match_id": "m_999999"}, "UNKNOWN_MATCH"),
        ({"match_id": "nothing"}, "UNKNOWN_MATCH"),
    ],
)
@pytest.mark.parametrize("kind", ["move", "restart", "leave"])
async def test_a_stranger_can_do_nothing(
    pair: list[Sitting],
    server: LiveServer,
    hangar: Hangar,
    kind: str,
    more: dict[str, object],
    code: str,
) -> None:
    stranger = await hangar.guest(server)
    move = {"move": {"position": 4}} if kind == "move" else {}
    seq = await stranger.send(f"match.{kind}", **{"match_id": pair[0].match_id, **move, **more})
    assert await refusal(stranger, seq) == code


async def test_both_seats_may_be_one_socket_s(
    server: LiveServer, hangar: Hangar, session: str
) -> None:
    pilot = await hangar.guest(server)
    await wish(pilot, session)
    await pilot.expect("match.waiting")
    await wish(pilot, session)
    seats = sorted([await seated(pilot), await seated(pilot)], key=lambda seat: seat.player_id)
    for turn, position in enumerate([0, 3, 1, 4, 2]):
        seat = seats[turn % 2]
        seq = await seat.act("move", move={"position": position}, player_id=seat.player_id)
        await seat.expect("state", where=lambda p, seq=seq: p.get("request_seq") == seq)
    await seats[0].seen(6)
    await seats[1].seen(6)
    assert seats[0].versions() == seats[1].versions() == [*range(1, 7)]


async def test_an_observer_sees_every_version_and_can_only_watch(
    pair: list[Sitting], server: LiveServer, hangar: Hangar, session: str
) -> None:
    eve = await hangar.guest(server)
    await eve.send("match.observe", game="TicTacToe", session=session, name="bob")
    seat = await seated(eve)
    assert (seat.joined["observer"], seat.player_id) == (True, 1)
    assert (await seat.state())["version"] == 1
    await over(pair)
    await seat.seen(6)
    assert seat.versions() == [*range(1, 7)]
    for kind, more in (("restart", {}), ("move", {"move": {"position": 1}})):
        assert await refusal(eve, await seat.act(kind, **more)) == "INVALID_KEY"
    await seat.act("leave")
    assert (await seat.expect("ended"))["reason"] == "left"
    await pair[0].act("restart")
    await pair[0].seen(7)
    assert seat.versions() == [*range(1, 7)], "nothing more came"


async def test_one_connection_sits_in_so_many_matches_and_no_more(
    server_factory, hangar: Hangar, session: str
) -> None:
    server = server_factory(COSMIC_MESSAGES_PER_SECOND="1000")
    pilot = await hangar.guest(server)
    for number in range(20):
        await wish(pilot, f"{session}-{number}", players=1, game="Echo")
        await seated(pilot)
    seq = await wish(pilot, f"{session}-20", players=1, game="Echo")
    assert await refusal(pilot, seq) == "TOO_MANY_MATCHES"
    await pilot.send("match.leave", match_id=pilot.of_type("match.joined")[3]["match_id"])
    await pilot.expect("match.ended")
    await wish(pilot, f"{session}-20", players=1, game="Echo")
    await seated(pilot)


async def test_a_join_that_waits_keeps_nothing_else_from_being_said(
    server: LiveServer, hangar: Hangar, session: str
) -> None:
    pilot = await hangar.guest(server)
    await wish(pilot, session)
    await pilot.expect("match.waiting")
    assert await pilot.ping(t=1) == {"t": 1}


async def test_a_session_that_is_replaced_is_over_for_who_sat_there(
    pair: list[Sitting], server: LiveServer, hangar: Hangar, session: str
) -> None:
    await wish(await hangar.guest(server), session, players=2)
    for seat in pair:
        ended = await seat.expect("ended")
        assert ended["reason"] == "replaced"
        assert ended["state"] == EMPTY
