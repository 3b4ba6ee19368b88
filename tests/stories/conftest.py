"""Every story is told on all three platforms."""

from collections.abc import Iterator

import pytest

from bot.people.identity import Platform
from tests.harness.policies import story_policy
from tests.harness.world import World
from tests.storage.conftest import migrated_file, postgres, postgres_url, sqlite_url

__all__ = ["migrated_file", "postgres", "postgres_url", "sqlite_url"]

PLATFORMS = [Platform.SANDBOX, Platform.SLACK, Platform.TEAMS]


@pytest.fixture(params=PLATFORMS, ids=str)
def platform(request: pytest.FixtureRequest) -> Platform:
    given: Platform = request.param
    return given


@pytest.fixture
def policy() -> str:
    """Of the story; a module or a test may put another in its place."""
    return story_policy()


@pytest.fixture
def world(platform: Platform, policy: str) -> Iterator[World]:
    with World(platform, policy) as told:
        yield told
