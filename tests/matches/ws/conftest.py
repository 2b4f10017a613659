"""Players who are seen home at the end."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from tests.live.conftest import Hangar


@pytest.fixture
async def hangar() -> AsyncIterator[Hangar]:
    hangar = Hangar()
    yield hangar
    await hangar.close()


@pytest.fixture
def session() -> str:
    """A name that nobody else uses."""
    return f"s-{uuid4().hex[:12]}"
