from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.adapters.sandbox.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def browser(world: World) -> Iterator[TestClient]:
    """On the sandbox's own address, with the token that its page was given."""
    with world.browser() as browser:
        yield browser
