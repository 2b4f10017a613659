"""Two web processes with a Redis between them: what one changes, the sockets of both see."""

import contextlib

import pytest
import redis

from tests.live.conftest import Hangar
from tests.live.expeditions import Captain, event_of, state_of, watch
from tests.support.fixtures_server import ServerFactory
from tests.support.server import LiveServer

pytestmark = [pytest.mark.redis, pytest.mark.server]


@pytest.fixture
def sites(redis_server: str, server_factory: ServerFactory) -> tuple[LiveServer, LiveServer]:
    """Two processes of one site: the same data, the same Redis."""
    one = server_factory(REDIS_URL=redis_server)
    return one, server_factory(data_dir=one.data_dir, REDIS_URL=redis_server)


async def test_a_change_through_one_process_reaches_the_sockets_of_both(
    sites: tuple[LiveServer, LiveServer], hangar: Hangar
) -> None:
    one, two = sites
    near = await hangar.guest(one)
    await Captain(near).begin()
    far = await hangar.again(near, connect=False)
    far.base_url = two.url
    await far.connect()
    await watch(near)
    await watch(far)
    for base_url in (one.url, two.url):
        after = await Captain(near, base_url=base_url).begin(force_new=True)
        for tab in (near, far):
            assert await state_of(tab, revision=after["revision"]) == after
    after = await Captain(near, base_url=two.url).act("scan")
    for tab in (near, far):
        assert await state_of(tab, revision=after["revision"]) == after
        assert (await event_of(tab))["message"]


async def test_without_redis_an_action_succeeds_and_is_seen_a_little_later(
    redis_server: str, server_factory: ServerFactory, hangar: Hangar
) -> None:
    site = server_factory(REDIS_URL=redis_server)
    tab = await hangar.guest(site)
    captain = Captain(tab)
    await captain.begin()
    await watch(tab)
    with contextlib.suppress(redis.ConnectionError):  # its way of saying goodbye
        redis.Redis.from_url(redis_server).shutdown(nosave=True)
    after = await captain.act("scan")
    assert await captain.seen() == after
    assert "was not told" in site.output()
    seen = await tab.expect(
        "game_state", where=lambda s: s["revision"] == after["revision"], seconds=30
    )
    assert seen == after
    assert tab.closed is None
