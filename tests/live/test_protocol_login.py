"""The door: handshakes, sub-protocols, log-in, its timeouts and tries."""

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.live.conftest import Hangar
from tests.support.fixtures_server import ServerFactory
from tests.support.pilot import Closed, Refused, rest
from tests.support.server import LiveServer

pytestmark = pytest.mark.server


async def test_a_ping_is_echoed_before_any_login(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.stranger(server)
    payload = {"id": 7, "list": [1, 2.5, None, True], "text": "é\n\u2028"}
    answer = await pilot.ping(**payload)
    assert {key: answer[key] for key in payload} == payload


@pytest.mark.parametrize(
    ("type_", "payload"),
    [
        ("session.join_system", {"system_id": "sol-1"}),
        ("session.leave_system", {}),
        ("input.command", {"thrust": 1.0}),
        ("trade.buy", {"station_id": "a", "commodity_id": "food", "quantity": 1}),
        ("ship.repair_request", {"station_id": "a"}),
        ("chat.send", {"channel": "system", "text": "hello"}),
        ("nonsense", {}),
    ],
)
async def test_anything_else_before_login_is_not_authenticated(
    server: LiveServer, hangar: Hangar, type_: str, payload: dict[str, object]
) -> None:
    pilot = await hangar.stranger(server)
    with pytest.raises(Refused, match="NOT_AUTHENTICATED"):
        await pilot.ask(type_, "never", **payload)


async def test_a_login_answers_who_one_is(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.guest(server, connect=False)
    await pilot.connect(login=False)
    answer = await pilot.ask("auth.login", "auth.ok", token=pilot.token)
    assert answer == {"player_id": pilot.player_id, "protocol_version": 1, "request_seq": 1}


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "é" * 100])
async def test_a_bad_token_is_refused_and_another_try_is_free(
    server: LiveServer, hangar: Hangar, token: str
) -> None:
    pilot = await hangar.guest(server, connect=False)
    await pilot.connect(login=False)
    with pytest.raises(Refused) as refused:
        await pilot.ask("auth.login", "auth.ok", token=token)
    assert refused.value.code == "INVALID_TOKEN"
    assert pilot.of_type("auth.error")
    await pilot.authenticate()


async def test_a_refresh_token_does_not_log_in(server: LiveServer, hangar: Hangar) -> None:
    guest = (await rest(server.url, "POST", "/auth/guest")).json()
    pilot = await hangar.stranger(server)
    with pytest.raises(Refused, match="INVALID_TOKEN"):
        await pilot.ask("auth.login", "auth.ok", token=guest["refresh_token"])


async def test_the_fifth_failed_login_closes_with_4003(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.stranger(server)
    for _ in range(4):
        with pytest.raises(Refused, match="INVALID_TOKEN"):
            await pilot.ask("auth.login", "auth.ok", token="wrong")
    await pilot.send("auth.login", token="wrong")
    assert (await pilot.closing()).code == 4003
    assert len(pilot.of_type("auth.error")) == 5


async def test_no_login_in_time_closes_with_4002_and_a_login_stays(
    server_factory: ServerFactory, hangar: Hangar
) -> None:
    server = server_factory(COSMIC_LOGIN_TIMEOUT="1")
    quick = await hangar.guest(server)
    slow = await hangar.stranger(server)
    await slow.ping()
    assert (await slow.closing()).code == 4002
    await quick.ping()


async def test_another_protocol_version_is_told_what_is_supported(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await hangar.guest(server, connect=False)
    await pilot.connect(login=False)
    with pytest.raises(Refused) as refused:
        await pilot.ask("auth.login", "auth.ok", token=pilot.token, protocol_version=2)
    assert refused.value.code == "UNSUPPORTED_PROTOCOL"
    assert refused.value.payload["supported"] == [1]
    await pilot.authenticate()


async def test_a_second_login_on_a_connection_is_refused(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await hangar.guest(server)
    with pytest.raises(Refused) as refused:
        await pilot.authenticate()
    assert refused.value.code == "ALREADY_AUTHENTICATED"


async def test_the_path_may_end_in_a_slash(server: LiveServer) -> None:
    async with connect(f"{server.ws_url}/") as socket:
        await socket.send('{"type":"net.ping","seq":1,"ts":1,"payload":{}}')
        assert '"net.pong"' in await socket.recv()


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, None),
        (["cosmic.v1.json"], "cosmic.v1.json"),
        (["cosmic.v1.msgpack"], "cosmic.v1.msgpack"),
        (["something.else", "cosmic.v1.json"], "cosmic.v1.json"),
    ],
)
async def test_the_subprotocol_is_one_that_was_offered(
    server: LiveServer, offered: list[str] | None, chosen: str | None
) -> None:
    async with connect(server.ws_url, subprotocols=offered) as socket:
        assert socket.subprotocol == chosen


async def test_a_foreign_origin_is_refused_with_403(server: LiveServer, hangar: Hangar) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await hangar.stranger(server, origin="https://elsewhere.example")
    assert refused.value.response.status_code == 403


async def test_ones_own_origin_and_none_at_all_are_welcome(
    server: LiveServer, hangar: Hangar
) -> None:
    for options in ({"origin": server.url}, {}):
        pilot = await hangar.stranger(server, **options)
        await pilot.ping()


async def test_another_path_is_no_socket(server: LiveServer, hangar: Hangar) -> None:
    with pytest.raises(InvalidStatus):
        async with connect(f"{server.ws_url}/elsewhere"):
            pass


async def test_a_full_address_is_closed_with_1013_until_one_leaves(
    server_factory: ServerFactory, hangar: Hangar
) -> None:
    server = server_factory(COSMIC_MAX_CONNECTIONS_PER_ADDRESS="2")
    first = await hangar.stranger(server)
    await hangar.stranger(server)
    third = await hangar.stranger(server)
    assert (await third.closing()).code == 1013
    await first.close()
    fourth = await hangar.stranger(server)
    await fourth.ping()


async def test_a_full_process_is_closed_with_1013(
    server_factory: ServerFactory, hangar: Hangar
) -> None:
    server = server_factory(COSMIC_MAX_CONNECTIONS="1")
    await hangar.stranger(server)
    second = await hangar.stranger(server)
    assert (await second.closing()).code == 1013


async def test_a_player_s_sixth_connection_does_not_log_in(
    server: LiveServer, hangar: Hangar
) -> None:
    first = await hangar.guest(server)
    for _ in range(4):
        await hangar.again(first)
    with pytest.raises((Refused, Closed)) as refused:
        await hangar.again(first)
    assert refused.value.code in ("SERVER_BUSY", 1013)
    await first.close()
    await hangar.again(first)


@pytest.mark.parametrize("path", ["", "/ws/elsewhere", "/wsx", "/ws/ops/x"])
async def test_a_socket_at_another_address_is_denied_without_a_trace(
    server: LiveServer, path: str
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(server.url.replace("http", "ws", 1) + path)
    assert refused.value.response.status_code == 403
    assert "Traceback" not in server.output()
