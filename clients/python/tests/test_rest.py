"""The REST client against a site in memory."""

import httpx
import pytest
from cosmic_client import GameServerError, IllegalMove
from cosmic_client.errors import ConnectionLost
from cosmic_client.rest import Expedition, Matches, Saves, Site
from support.site import URL, FakeSite


@pytest.fixture
def fake():
    return FakeSite()


@pytest.fixture
def site(fake):
    with Site(URL, fake.client()) as site:
        site.guest("Ada")
        yield site


def test_a_guest_has_a_token_and_a_player(site):
    assert site.token() == "access-1"
    assert site.player_id == "p_1"
    assert site.me() == {"player_id": "p_1"}


def test_nothing_goes_without_logging_in(fake):
    with pytest.raises(GameServerError, match="log in"):
        Site(URL, fake.client()).me()
    assert fake.asked == []


def test_a_wrong_password_is_refused_with_its_code(fake):
    with pytest.raises(GameServerError) as refusal:
        Site(URL, fake.client()).login("ada", "wrong")
    assert (refusal.value.code, refusal.value.status) == ("INVALID_CREDENTIALS", 401)


def test_a_token_that_is_refused_is_renewed_once(site, fake):
    fake.turned_away.add("access-1")
    assert site.me() == {"player_id": "p_1"}
    assert site.token() == "access-2"
    fake.turned_away |= {"access-2", "access-3"}
    with pytest.raises(GameServerError) as refusal:
        site.me()
    assert refusal.value.code == "INVALID_TOKEN"


def test_a_token_is_renewed_before_it_ends(fake, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("cosmic_client.rest.site.time.monotonic", lambda: now[0])
    site = Site(URL, fake.client())
    site.guest()
    now[0] += fake.expires_in - 31
    assert site.token() == "access-1"
    now[0] += 2
    assert site.token() == "access-2"


def test_after_logging_out_there_is_no_token(site, fake):
    site.logout()
    site.logout()
    assert fake.asked.count(("POST", "/api/v1/auth/logout")) == 1
    with pytest.raises(GameServerError):
        site.token()


def test_a_site_that_is_not_there_is_named():
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(ConnectionLost, match=URL):
        Site(URL, httpx.Client(transport=httpx.MockTransport(fail))).guest()


@pytest.mark.parametrize(("status", "text"), [(502, "<html>"), (200, "[]"), (200, "{")])
def test_an_answer_that_is_no_object_is_an_error(status, text):
    transport = httpx.MockTransport(lambda _: httpx.Response(status, text=text))
    with pytest.raises(GameServerError) as refusal:
        Site(URL, httpx.Client(transport=transport)).guest()
    assert refusal.value.status == status


def test_the_websocket_lies_beside():
    assert Site("https://play.example.org/").socket_url == "wss://play.example.org/ws"


def test_an_expedition_is_begun_and_acted_in(site):
    run = Expedition(site)
    assert run.new() == {"turn_count": 0}
    done = run.act("navigate", target_node_id="n3")
    assert done["result"]["target_node_id"] == "n3"
    assert run.state() == {"turn_count": 1}
    assert run.new() == {"turn_count": 1}
    assert run.new(force_new=True) == {"turn_count": 0}


def test_a_rule_that_says_no_is_no_exception(site):
    done = Expedition(site).act("repair")
    assert done["success"] is False
    assert done["result"]["code"] == "NOT_AT_REPAIR"


@pytest.mark.parametrize(
    "what", ["ship_info", "inventory", "navigation_options", "available_mods", "statistics"]
)
def test_each_view_of_an_expedition_has_its_method(site, what):
    assert getattr(Expedition(site), what)() == {"asked": what}


def test_slots_are_saved_loaded_moved_and_deleted(site):
    run, saves = Expedition(site), Saves(site)
    run.act("mine")
    saves.save(2)
    run.act("mine")
    saves.load(2)
    assert run.state() == {"turn_count": 1}
    saves.restore(3, saves.export(2))
    assert [row["slot"] for row in saves.all()] == [2, 3]
    saves.delete(2)
    assert [row["slot"] for row in saves.all()] == [3]
    assert saves.info(3)["slot"] == 3


def test_what_a_slot_refuses_is_told(site):
    saves = Saves(site)
    for refused in (lambda: saves.delete(0), lambda: saves.load(4), lambda: saves.restore(1, {})):
        with pytest.raises(GameServerError):
            refused()


def test_the_lobby_and_the_games_are_lists(site):
    matches = Matches(site)
    assert matches.games() == [{"name": "TicTacToe"}]
    assert matches.lobby("Echo") == [{"asked": {"game": "Echo", "open": "true"}}]
    assert matches.lobby(open_only=False) == [{"asked": {}}]


def test_a_match_is_played_by_long_poll(site):
    matches = Matches(site)
    matches.join("TicTacToe", "ours", players=2)
    me = matches.join("TicTacToe", "ours")
    assert me.player_id == 1
    state = me.state()
    while not state["gameover"]:
        if 1 in state["current"]:
            me.move(position=max(n for n in range(9) if state["board"][n] == -1))
        state = me.state()
    assert state["winner"] == 0
    me.restart()
    assert me.state()["board"].count(-1) >= 8


def test_a_seat_in_a_match_that_is_not_full_waits_in_state(site):
    matches = Matches(site)
    first = matches.join("TicTacToe", "ours", players=2)
    with pytest.raises(ConnectionLost, match="nothing changed"):
        first.state(wait_s=0.05)
    matches.join("TicTacToe", "ours")
    assert first.state()["current"] == [0]


def test_a_seat_asks_for_what_it_has_not_seen_so_that_no_end_is_missed(site, fake):
    matches = Matches(site)
    first, _ = (matches.join("TicTacToe", "ours", players=2) for _ in range(2))
    first.state()
    first.move(position=0)
    first.state()
    assert fake.since == ["0", "1"]


def test_on_its_turn_a_seat_never_waits(site, fake):
    matches = Matches(site)
    first, _ = (matches.join("TicTacToe", "ours", players=2) for _ in range(2))
    assert first.state() == first.state()
    assert fake.since == ["0", "1", None]


def test_refused_moves_are_told_apart(site):
    matches = Matches(site)
    first, second = (matches.join("TicTacToe", "ours", players=2) for _ in range(2))
    with pytest.raises(IllegalMove) as refusal:
        first.move(position=9)
    assert refusal.value.error == "a position is 0..8"
    with pytest.raises(GameServerError) as out_of_turn:
        second.move(position=0)
    assert out_of_turn.value.status == 409


def test_an_observer_can_only_watch(site):
    matches = Matches(site)
    for _ in range(2):
        matches.join("TicTacToe", "ours", players=2)
    watcher = matches.observe("TicTacToe", "ours", "ann")
    assert watcher.state()["gameover"] is False
    with pytest.raises(GameServerError, match="observer"):
        watcher.move(position=0)
