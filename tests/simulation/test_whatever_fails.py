"""Whatever fails, and whenever: what was promised holds (`promises.py` lists it).

`python -m bench.faults` tells far more stories, and one of them again with `--seed`; here STIGE_BY_CHANCE=20 tells
twenty times as many.
"""

import pytest

from tests.harness.by_chance import TIMES
from tests.simulation.story import Story

pytestmark = pytest.mark.no_cover  # following every line takes as long as the lives themselves
SEEDS, AT_ONCE = 500 * TIMES, 50


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_what_was_promised_holds(first: int) -> None:
    for seed in range(first, first + AT_ONCE):
        Story(seed).runs()
