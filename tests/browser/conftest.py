"""A star system of the test's own, whose prices do not drift while somebody flies."""

import pytest

from tests.support.fixtures_server import ServerFactory
from tests.support.server import LiveServer


@pytest.fixture
def quiet_server(server_factory: ServerFactory) -> LiveServer:
    """Ask for it before `pages`: it must outlive them."""
    return server_factory(COSMIC_MARKET_INTERVAL="100000")
