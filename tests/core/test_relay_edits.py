"""When a platform wants no more edits for now, all edits there wait, and nothing else does."""

from datetime import timedelta

import pytest

from bot.cases.commands import Accept
from bot.sending import NotNow
from tests.core.corridor import Corridor
from tests.core.relaying import how, told_policy
from tests.harness.senders import LIMIT


@pytest.mark.parametrize("everywhere", [True, False])
async def test_a_refused_edit_rests_all_edits_of_the_platform_and_no_page(everywhere: bool) -> None:
    corridor = Corridor(told_policy())
    for person in ("ana", "ben", "rita"):
        corridor.met(person)
    corridor.opens()
    await corridor.delivers()
    cards = [post.receipt.message for post in corridor.slack.posts]
    for card in cards:
        corridor.slack.refuses(card, NotNow(LIMIT, timedelta(seconds=30), everywhere))
    corridor.does("ana", Accept())
    tried = [what for what in how(await corridor.delivers()) if what == ("refresh", "postponed")]
    assert (len(tried) == 1) is everywhere
    corridor.slack.faults.clear()
    corridor.opens("second")
    assert (("ask", "sent") in how(await corridor.delivers())) is everywhere
    assert corridor.slack.edits == []
    corridor.later(seconds=30)
    assert ("refresh", "sent") in how(await corridor.delivers())
    corridor.store.close()
