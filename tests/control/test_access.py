"""Operators alone, and only as long as they may: log-in, expiry, demotion, a new password."""

import asyncio
import time

import pytest

from game.protocol.ops import COMMANDS
from game.protocol.opsapi import examples
from tests.control.conftest import Site
from tests.support.operator import Operator, make_staff
from tests.support.pilot import Closed, Pilot, Refused

pytestmark = [pytest.mark.redis, pytest.mark.server]

ENDS_WITHIN_S = 1.0
SLACK_S = 0.5  # for a machine that is busy with other tests


async def test_a_player_who_is_no_operator_gets_nothing(site: Site) -> None:
    guest = await Pilot.guest(site.url)
    visitor = Operator(site.url, token=guest.token, player_id=guest.player_id)
    await visitor.connect(login=False)
    with pytest.raises(Refused) as refused:
        await visitor.authenticate()
    assert refused.value.code == "FORBIDDEN"
    for kind in list(COMMANDS)[:9]:  # fewer than end a connection
        answer = await visitor.refusal(kind, **examples()[kind]["payload"])
        assert answer["code"] == "NOT_AUTHENTICATED"
    assert {m["type"] for m in visitor.messages} <= {"auth.error", "error"}
    await visitor.close()
    assert (
        site.rows("SELECT id FROM game_operatoraction WHERE actor_name = ?", guest.username) == []
    )


async def test_a_token_that_is_none_is_refused_five_times_and_then_no_more(site: Site) -> None:
    stranger = Operator(site.url, token="x.y.z", player_id="p_0")
    await stranger.connect(login=False)
    for _ in range(5):
        with pytest.raises((Refused, Closed)):
            await stranger.authenticate()
    assert (await stranger.closing()).code == 4003


async def test_players_have_no_commands_on_their_own_socket(site: Site) -> None:
    async with await Pilot.guest(site.url) as pilot:
        for kind in ("stop", "set_tick_rate", "watch"):
            seq = await pilot.send(kind, tick_rate=1)
            error = await pilot.expect("error")
            assert (error["code"], error["request_seq"]) == ("UNKNOWN_TYPE", seq)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE accounts_user SET is_staff = 0 WHERE username = ?", "FORBIDDEN"),
        ("UPDATE accounts_user SET password = '!' WHERE username = ?", "INVALID_TOKEN"),
        ("UPDATE accounts_user SET is_active = 0 WHERE username = ?", "BANNED"),
    ],
)
async def test_who_loses_the_right_loses_the_socket_within_a_second(
    site: Site, change: str, code: str
) -> None:
    name = f"leaver_{code.lower()}"
    make_staff(site.server, name)
    operator = await Operator.staff(site.server, name)
    await operator.connect()
    await operator.command("watch")
    await operator.expect("tick_end")
    began = time.monotonic()
    site.rows(change, name)
    assert (await operator.closing(seconds=5)).code == 4004
    assert time.monotonic() - began < ENDS_WITHIN_S + SLACK_S
    assert operator.of_type("error")[-1]["code"] == code
    again = operator.again()
    await again.connect(login=False)
    with pytest.raises(Refused):
        await again.authenticate()
    await again.close()


async def test_a_socket_ends_with_its_token(site: Site) -> None:
    minted = site.server.manage(
        "shell",
        "--verbosity",
        "0",
        "-c",
        "from datetime import timedelta; from accounts.models import User;"
        "from rest_framework_simplejwt.tokens import AccessToken;"
        "token = AccessToken.for_user(User.objects.get(username='control'));"
        "token.set_exp(lifetime=timedelta(seconds=6)); print(token, token['exp'])",
    )
    token, expires_at = minted.split()[-2:]
    operator = Operator(site.url, token=token, player_id="", username="control")
    await operator.connect()
    await operator.command("watch_rooms")
    assert (await operator.closing(seconds=12)).code == 4004
    late_s = time.time() - float(expires_at)
    assert -1.0 <= late_s < ENDS_WITHIN_S + SLACK_S
    assert operator.of_type("error")[-1]["code"] == "INVALID_TOKEN"


async def test_the_socket_is_the_same_with_a_slash_and_without(site: Site) -> None:
    class Slashed(Operator):
        path = "/ws/ops/"

    async with await Slashed.staff(site.server) as operator:
        await operator.send("net.ping", t=1)
        assert await operator.expect("net.pong") == {"t": 1}


async def test_a_silent_socket_is_closed(site: Site) -> None:
    stranger = Operator(site.url, token="", player_id="p_0")
    await stranger.connect(login=False)
    async with asyncio.timeout(15):
        assert (await stranger.closing(seconds=14)).code == 4002
