"""The pages of matches as the server makes them."""

from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone

from accounts.arrivals import player_register
from accounts.models import User
from game.models import FinishedGame, Match, Rating, Seat
from game.web.matches import game_title
from game.web.played import outcome
from tests.web.conftest import logged_in
from tests.web.markup import Markup

SESSION = "after lunch/a?b"
JOIN = "/matches/join/TicTacToe/after%20lunch%2Fa%3Fb"


def played(one: User, other: User, *, ranks: list[int] | None, session: str = "s") -> FinishedGame:
    now = timezone.now()
    match = Match.objects.create(
        game="ConnectFour", session=session, players=2, seed="1", status=Match.Status.FINISHED,
        created_at=now, last_activity=now,
    )  # fmt: skip
    for n, player in enumerate((one, other)):
        Seat.objects.create(
            match=match, player_id=n, name=player.username, key_hash=str(n), account=player
        )
    return FinishedGame.objects.create(
        match=match, round=1, game="ConnectFour", record="{}", ranks=ranks, rated=True,
        finished_at=now,
    )  # fmt: skip


def rated(player: User, *, mu: float, sigma: float = 2.0, game: str = "ConnectFour") -> None:
    Rating.objects.create(
        player=player, game=game, mu=mu, sigma=sigma, games=7, wins=4, updated_at=timezone.now()
    )


@pytest.fixture
def rival(universe: None) -> User:
    return player_register(username="loud_magpie", password="a short way home")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/matches/", JOIN])
def test_a_visitor_becomes_a_player_with_one_click_and_comes_back(
    client: Client, universe: None, path: str
) -> None:
    page = Markup(client.get(path).content.decode())
    form = next(form for form in page.all("form") if form.attributes["action"] == "/guest/")
    assert form.attributes["method"] == "post"
    fields = {i.attributes["name"]: i.attributes.get("value", "") for i in page.all("input")}
    assert unquote(fields["next"]) == unquote(path)
    response = client.post("/guest/", {"name": fields["name"], "next": fields["next"]})
    assert response.headers["Location"] == fields["next"]


def test_an_invitation_carries_any_session_name(pilot: User) -> None:
    page = Markup(logged_in(pilot).get(JOIN).content.decode())
    data = next(e.attributes for e in page.elements if e.attributes.get("id") == "join")
    assert data["data-session"] == SESSION
    assert data["data-game"] == "TicTacToe"


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["join", "watch"])
def test_an_unknown_game_is_not_found(client: Client, door: str) -> None:
    assert client.get(f"/matches/{door}/Chess/room").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("wished", ["", "0x1", "²", "1" * 40, "-1"])
def test_a_strange_round_is_the_last_one(client: Client, wished: str) -> None:
    response = client.get("/matches/replay/m_1", {"round": wished})
    assert response.status_code == 200
    assert response.context["round"] == ""


@pytest.mark.django_db
def test_pages_with_a_board_are_kept_by_no_cache(client: Client) -> None:
    for path in ("/matches/", "/matches/play/m_1", "/matches/replay/m_1"):
        assert "no-store" in client.get(path).headers["Cache-Control"]


def test_own_games_and_ratings_stand_on_a_page_of_their_own(pilot: User, rival: User) -> None:
    played(pilot, rival, ranks=[1, 2])
    rated(pilot, mu=30.0)
    rated(rival, mu=25.0)
    html = logged_in(rival).get("/matches/history/").content.decode()
    assert "quiet_heron" in html
    assert "lost" in html
    assert "Connect Four" in html
    page = Markup(html)
    links = [a.attributes["href"] for a in page.all("a") if "replay" in a.attributes["href"]]
    assert len(links) == 1
    assert links[0].endswith("?round=1")
    (own,) = logged_in(rival).get("/matches/history/").context["ratings"]
    assert (own.own.rank, own.own.rating) == (2, 19.0)


def test_a_page_beyond_the_last_game_is_empty(pilot: User, rival: User) -> None:
    played(pilot, rival, ranks=None)
    response = logged_in(pilot).get("/matches/history/?page=99")
    assert response.status_code == 200
    assert response.context["games"] == []


@pytest.mark.django_db
def test_own_games_are_for_who_has_logged_in(client: Client) -> None:
    response = client.get("/matches/history/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/login/")


def test_the_leaderboard_has_a_table_for_every_game_that_is_rated(pilot: User, rival: User) -> None:
    rated(pilot, mu=25.0)
    rated(rival, mu=31.0)
    rated(rival, mu=20.0, game="FleetDuel")
    response = logged_in(pilot).get("/leaderboard/")
    found = {b.title: [p.username for p in b.players] for b in response.context["boards"]}
    assert found == {
        "Connect Four": ["loud_magpie", "quiet_heron"],
        "Fleet Duel": ["loud_magpie"],
    }
    assert "Nobody is rated yet" not in response.content.decode()


@pytest.mark.django_db
def test_a_board_without_ratings_says_how_to_begin(client: Client) -> None:
    assert "Nobody is rated yet" in client.get("/leaderboard/").content.decode()


@pytest.mark.parametrize(
    ("ranks", "words"),
    [
        (None, ""),
        ([1], ""),
        ([1, 1], "draw"),
        ([1, 2], "won"),
        ([2, 1], "lost"),
        ([3, 1, 2], "place 3 of 3"),
        ([1, 1, 3], "shared first place"),
    ],
)
def test_how_a_game_went_is_said_in_a_word(ranks: list[int] | None, words: str) -> None:
    assert outcome(ranks, 0) == words


def test_games_have_titles_that_people_read() -> None:
    assert game_title("TicTacToe") == "Tic-tac-toe"
    assert game_title("ConnectFour") == "Connect Four"
    assert game_title("RedDwarf2Go") == "Red Dwarf2 Go"
