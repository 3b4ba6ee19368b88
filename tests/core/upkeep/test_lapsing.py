"""The chore by which a proposed policy lapses."""

from datetime import timedelta

from bot.keeping.proposing import WAITS, approve
from bot.policy.proposals import ProposalState
from bot.upkeep.lapsing import Lapsing
from tests.core.corridor import right_here
from tests.core.notices.kept import Kept


def state(kept: Kept) -> ProposalState | None:
    with kept.store.writing() as unit:
        proposal = unit.proposal("p1")
        return proposal.state if proposal else None


async def test_it_is_due_a_day_after_the_oldest_was_sent_and_then_no_more() -> None:
    kept = Kept()
    chore = Lapsing(kept.store, right_here)
    assert chore.next_at(kept.clock.at) is None
    kept.proposes()
    due_at = kept.clock.at + WAITS
    assert chore.next_at(kept.clock.at) == due_at
    await chore.do(due_at - timedelta(seconds=1))
    assert (state(kept), chore.next_at(kept.clock.at)) == (ProposalState.ASKED, due_at)
    await chore.do(due_at)
    assert (state(kept), chore.next_at(due_at)) == (ProposalState.LAPSED, None)
    kept.store.close()


async def test_what_is_decided_does_not_lapse() -> None:
    kept = Kept()
    kept.proposes()
    approve(kept.store, "p1", "kim", kept.clock.at)
    chore = Lapsing(kept.store, right_here)
    assert chore.next_at(kept.clock.at) is None
    await chore.do(kept.clock.at + WAITS)
    assert state(kept) is ProposalState.ACTIVATED
    kept.store.close()
