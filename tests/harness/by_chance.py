"""How many examples tests by chance take: few in every run, STIGE_BY_CHANCE=20 times as many where there is time."""

import os

from hypothesis import Phase, settings
from hypothesis import strategies as st

TIMES = int(os.environ.get("STIGE_BY_CHANCE", "1"))
SEEDS = st.integers(0, 2**32)


def by_chance(examples: int) -> settings:
    """A seed has nothing in it that could be made smaller."""
    return settings(max_examples=examples * TIMES, phases=[Phase.explicit, Phase.reuse, Phase.generate])
