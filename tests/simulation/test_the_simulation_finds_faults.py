"""A simulation is worth what it finds: Stige broken on purpose, in one way after another."""

import pytest

from tests.simulation.mutations import IN_STORMS, MUTATIONS
from tests.simulation.story import Broken, Extent, Story

pytestmark = pytest.mark.no_cover  # following every line takes as long as the lives themselves
MOST_SEEDS = 40


@pytest.mark.parametrize("name", MUTATIONS)
def test_the_simulation_finds_that(name: str) -> None:
    extent = Extent(storms=1.0) if name in IN_STORMS else Extent()
    with MUTATIONS[name]():
        assert any(_is_broken(seed, extent) for seed in range(MOST_SEEDS)), f"{MOST_SEEDS} seeds pass although {name}"


def test_a_seed_tells_the_same_story_again() -> None:
    one, other = Story(7), Story(7)
    one.runs()
    other.runs()
    assert one.world.trace == other.world.trace


def _is_broken(seed: int, extent: Extent) -> bool:
    try:
        Story(seed, extent).runs()
    except Broken as broken:
        return isinstance(broken.__cause__, AssertionError)  # else the mutation fits the code no more
    return False
