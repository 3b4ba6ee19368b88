"""Weeks in the life of the whole bot: whatever happens, and however often it dies, what was promised holds.

Longer with STIGE_BY_CHANCE: more lives, of three weeks each.
"""

import pytest
from hypothesis import given

from tests.harness.by_chance import SEEDS, TIMES, by_chance
from tests.harness.life_happenings import life
from tests.harness.life_rules import lived

pytestmark = pytest.mark.no_cover  # following every line takes as long as the lives themselves
DAYS = 2 if TIMES == 1 else 21


@by_chance(1)
@given(SEEDS)
async def test_whatever_happens_and_whichever_process_dies_the_promises_hold(seed: int) -> None:
    what_happens = life(seed)
    await lived(what_happens, DAYS)
    what_happens.life.ends()
