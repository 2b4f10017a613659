"""The site over a database that every thread sees."""

from collections.abc import AsyncIterator, Callable

import pytest

from accounts.models import User
from cosmic_site.handler import PooledHandler
from game.services.lanes import close_lanes
from game.services.matches.current import close_match_host
from tests.matches.rest.site import Visitor

Enter = Callable[..., Visitor]


@pytest.fixture
async def enter(sqlite: None) -> AsyncIterator[Enter]:
    """Somebody visits the site: `enter()`, or `enter(player)` for who has logged in."""
    app, visitors = PooledHandler(), []

    def visitor(player: User | None = None) -> Visitor:
        visitors.append(Visitor(app, player))
        return visitors[-1]

    yield visitor
    for each in visitors:
        await each.http.aclose()
    await close_match_host()
    await close_lanes()


@pytest.fixture
async def anna(enter: Enter) -> Visitor:
    """A stranger."""
    return enter()
