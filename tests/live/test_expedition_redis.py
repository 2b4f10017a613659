"""Two web processes with a Redis between them: what one changes, the sockets of both see."""

import pytest

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
