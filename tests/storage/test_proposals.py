"""Policies proposed in chat."""

from dataclasses import replace

from bot.policy.proposals import Proposal, ProposalState
from bot.ports import Store
from storage.store import SqlStore, open_store
from tests.storage.builder import NOON, a_policy, after
from tests.storage.conftest import SECRET

PROPOSAL = Proposal("p1", a_policy("v2", "2026-12"), b"stige: 1 # new", "v1", "pia", NOON)


def proposed(store: Store) -> None:
    with store.writing() as unit:
        unit.propose(PROPOSAL)


def test_a_proposal_is_kept_as_it_was_sent(store: Store) -> None:
    proposed(store)
    with store.writing() as unit:
        assert unit.proposal("p1") == PROPOSAL
        assert unit.proposal("p2") is None


def test_the_same_one_again_changes_nothing(store: Store) -> None:
    proposed(store)
    with store.writing() as unit:
        unit.decide(replace(PROPOSAL, state=ProposalState.ASKED, why="ben left"), NOON)
        unit.propose(PROPOSAL)
        assert unit.proposal("p1") == replace(PROPOSAL, state=ProposalState.ASKED, why="ben left")


def test_what_was_decided_stays(shared: SqlStore, url: str) -> None:
    proposed(shared)
    decided = replace(PROPOSAL, state=ProposalState.ACTIVATED, why="ben left", second="kim")
    with shared.writing() as unit:
        unit.decide(decided, after(minutes=1))
    other = open_store(url, [SECRET])
    with other.writing() as unit:
        assert unit.proposal("p1") == decided
    other.close()


def test_those_that_wait_for_a_second_person_are_told_the_oldest_first(store: Store) -> None:
    with store.writing() as unit:
        for name, sent_at in (("p1", after(minutes=2)), ("p2", NOON), ("p3", NOON)):
            unit.propose(replace(PROPOSAL, id=name, at=sent_at))
            unit.decide(replace(PROPOSAL, id=name, state=ProposalState.ASKED), sent_at)
        unit.propose(replace(PROPOSAL, id="p4"))
        unit.decide(replace(PROPOSAL, id="p3", state=ProposalState.DECLINED), NOON)
        assert unit.undecided() == (("p2", NOON), ("p1", after(minutes=2)))
