"""Players read about themselves by REST: /me, /me/cargo, /me/transactions, /session/bootstrap."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.models import User
from accounts.services.tokens import access_token_for
from game.models import Ship
from game.services.fencing import Fence
from game.services.trades import trade_buy
from tests.world.conftest import EARTH, give

pytestmark = pytest.mark.django_db

PATHS = ["/me", "/me/cargo", "/me/transactions", "/session/bootstrap"]


@pytest.fixture
def token(ada: User) -> str:
    return access_token_for(ada)


def get(path: str, token: str = "", **query: object) -> tuple[int, dict[str, object]]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = Client().get(f"/api/v1{path}?{urlencode(query)}", headers=headers)
    return answer.status_code, answer.json()


@pytest.mark.parametrize("path", PATHS)
def test_who_has_not_logged_in_is_told_so(universe: None, path: str) -> None:
    status, body = get(path)
    assert status == 401
    assert body["success"] is False
    assert body["code"] == "NOT_AUTHENTICATED"
    assert isinstance(body["error"], str)
    assert body["details"] == {}


@pytest.mark.parametrize("path", PATHS)
def test_a_forged_token_opens_nothing(universe: None, path: str) -> None:
    status, body = get(path, "not.a.token")
    assert (status, body["code"]) == (401, "INVALID_TOKEN")


@pytest.mark.parametrize("path", PATHS)
def test_no_cache_keeps_the_answer(token: str, path: str) -> None:
    answer = Client().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"})
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PATHS)
def test_a_trailing_slash_makes_no_difference(token: str, path: str) -> None:
    assert get(path, token) == get(f"{path}/", token)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_written_to_these_addresses(token: str, path: str) -> None:
    for method in ("post", "put", "patch"):
        send = getattr(Client(), method)
        answer = send(f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["code"]) == (405, "METHOD_NOT_ALLOWED")


def test_me(ada: User, token: str) -> None:
    assert get("/me", token) == (
        200,
        {
            "player": {
                "id": f"p_{ada.pk}",
                "username": "ada_l",
                "credits": 5000,
                "reputation": 0,
                "kills": 0,
                "deaths": 0,
                "is_guest": False,
            },
            "ship": {
                "id": f"s_{ada.ship.pk}",
                "ship_class": "freighter",
                "hull_current": 100.0,
                "hull_max": 100.0,
                "fuel_current": 100.0,
                "fuel_max": 100.0,
                "cargo_capacity": 30,
                "docked_at": EARTH,
            },
        },
    )


def test_me_after_a_trade(fence: Fence, ada: User, token: str) -> None:
    get("/me", token)
    trade_buy(fence=fence, player_pk=ada.pk, station_id=EARTH, commodity_id="food", quantity=10)
    _, body = get("/me", token)
    assert body["player"]["credits"] == 4910


def test_cargo_counts_by_mass(ada: User, token: str) -> None:
    give(ada, "ore", 3)
    give(ada, "machinery", 2)
    assert get("/me/cargo", token) == (
        200,
        {
            "ship_id": f"s_{ada.ship.pk}",
            "cargo": [
                {"commodity_id": "machinery", "quantity": 2},
                {"commodity_id": "ore", "quantity": 3},
            ],
            "used_capacity": 12,
            "total_capacity": 30,
        },
    )


def test_transactions(fence: Fence, ada: User, token: str) -> None:
    before = datetime.now(UTC)
    trade_buy(
        fence=fence, player_pk=ada.pk, station_id=EARTH, commodity_id="food", quantity=10, ref="one"
    )
    _, body = get("/me/transactions", token)
    assert body["total"] == 2
    bought, opening = body["items"]
    assert before <= datetime.fromisoformat(bought.pop("created_at")) <= datetime.now(UTC)
    assert bought.pop("id").startswith("t_")
    assert bought == {
        "tx_type": "buy",
        "location_id": EARTH,
        "commodity_id": "food",
        "quantity": 10,
        "unit_price": 9,
        "total_amount": -90,
        "ref": "one",
    }
    assert set(opening) == {*bought, "id", "created_at"}
    assert (opening["tx_type"], opening["total_amount"]) == ("opening", 5000)
    assert opening["location_id"] is opening["commodity_id"] is opening["quantity"] is None


def test_transactions_come_in_pages(fence: Fence, ada: User, token: str) -> None:
    for commodity in ("food", "water", "ore"):
        trade_buy(
            fence=fence, player_pk=ada.pk, station_id=EARTH, commodity_id=commodity, quantity=1
        )
    _, everything = get("/me/transactions", token)
    _, first = get("/me/transactions", token, limit=3)
    _, second = get("/me/transactions", token, limit=3, offset=3)
    _, beyond = get("/me/transactions", token, offset=2**31 - 1)
    assert first["items"] + second["items"] == everything["items"]
    assert (len(first["items"]), len(second["items"]), beyond["items"]) == (3, 1, [])
    assert {page["total"] for page in (everything, first, second, beyond)} == {4}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", 0),
        ("limit", 101),
        ("limit", -1),
        ("limit", "many"),
        ("limit", ""),
        ("limit", "1.5"),
        ("offset", -1),
        ("offset", 2**70),
        ("offset", "\0"),
    ],
)
def test_a_page_that_makes_no_sense_is_refused(token: str, name: str, value: object) -> None:
    status, body = get("/me/transactions", token, **{name: value})
    assert (status, body["code"]) == (400, "INVALID_INPUT")
    assert list(body["details"]) == [name]


def test_nobody_sees_anothers_transactions(ada: User, token: str) -> None:
    other = User.objects.create_user("grace_h")
    _, body = get("/me/transactions", access_token_for(other))
    assert body == {"items": [], "total": 0}


def test_bootstrap_gives_back_the_token_that_was_presented(ada: User, token: str) -> None:
    status, body = get("/session/bootstrap", token)
    _, me = get("/me", token)
    assert status == 200
    assert body == {
        "protocol_version": 1,
        "system_id": "sol-1",
        "ws_url": "ws://testserver/ws",
        "access_token": token,
        **me,
    }


def test_bootstrap_makes_a_token_for_a_session(ada: User) -> None:
    browser = Client()
    browser.force_login(ada)
    body = browser.get("/api/v1/session/bootstrap").json()
    assert body["player"]["id"] == f"p_{ada.pk}"
    assert get("/me", body["access_token"])[0] == 200


def test_bootstrap_over_https_names_a_secure_socket(token: str) -> None:
    answer = Client().get(
        "/api/v1/session/bootstrap",
        headers={"Authorization": f"Bearer {token}", "Host": "127.0.0.1:8443"},
        secure=True,
    )
    assert answer.json()["ws_url"] == "wss://127.0.0.1:8443/ws"


@pytest.mark.parametrize("path", ["/me", "/me/cargo", "/session/bootstrap"])
def test_who_has_no_ship_yet_gets_one(universe: None, path: str) -> None:
    admin = User.objects.create_superuser("root_1")
    status, _ = get(path, access_token_for(admin))
    assert status == 200
    assert Ship.objects.filter(player=admin).count() == 1
    _, body = get("/me", access_token_for(admin))
    assert body["player"]["credits"] == 5000


def test_before_a_universe_is_loaded_there_is_no_ship_to_show(db: None) -> None:
    status, body = get("/me", access_token_for(User.objects.create_user("early")))
    assert (status, body["code"]) == (404, "UNKNOWN_SYSTEM")
