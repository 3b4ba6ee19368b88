"""Policies proposed in chat, and the messages about them."""

from dataclasses import replace
from datetime import timedelta

from bot.policy.proposals import PolicyMessage, PolicyTopic, Proposal, ProposalState
from bot.ports import Store
from storage.store import SqlStore, open_store
from tests.storage.builder import NOON, a_policy, after
from tests.storage.conftest import SECRET

LEASE = timedelta(seconds=60)
PROPOSAL = Proposal("p1", a_policy("v2", "2026-12"), b"stige: 1 # new", "v1", "pia", NOON)


def taken(store: Store, minutes: float = 0) -> PolicyMessage | None:
    with store.writing() as unit:
        return unit.take_policy_message(after(minutes=minutes), LEASE)


def owing(store: Store, *people: str) -> None:
    with store.writing() as unit:
        unit.propose(PROPOSAL)
        for person in people:
            unit.tell_of("p1", person, PolicyTopic.ASK, NOON)


def test_a_proposal_is_kept_as_it_was_sent(store: Store) -> None:
    owing(store)
    with store.writing() as unit:
        assert unit.proposal("p1") == PROPOSAL
        assert unit.proposal("p2") is None


def test_the_same_one_again_changes_nothing(store: Store) -> None:
    owing(store)
    with store.writing() as unit:
        unit.decide(replace(PROPOSAL, state=ProposalState.ASKED, why="ben left"), NOON)
        unit.propose(PROPOSAL)
        assert unit.proposal("p1") == replace(PROPOSAL, state=ProposalState.ASKED, why="ben left")


def test_what_was_decided_stays(shared: SqlStore, url: str) -> None:
    owing(shared)
    decided = replace(PROPOSAL, state=ProposalState.ACTIVATED, why="ben left", second="kim")
    with shared.writing() as unit:
        unit.decide(decided, after(minutes=1))
    other = open_store(url, [SECRET])
    with other.writing() as unit:
        assert unit.proposal("p1") == decided
    other.close()


def test_a_message_is_leased_to_one_and_taken_again_when_the_lease_ran_out(store: Store) -> None:
    owing(store, "kim")
    first = taken(store)
    assert first
    assert (first.person, first.topic, first.attempts, first.uncertain) == ("kim", PolicyTopic.ASK, 1, False)
    assert taken(store) is None
    again = taken(store, minutes=2)
    assert again == replace(first, attempts=2, uncertain=True)


def test_what_was_put_off_comes_again_then(store: Store) -> None:
    owing(store, "kim")
    first = taken(store)
    assert first
    with store.writing() as unit:
        unit.policy_message_later(first.id, after(minutes=5), uncertain=False)
    assert taken(store, minutes=4) is None
    again = taken(store, minutes=5)
    assert again == replace(first, attempts=2)
    with store.writing() as unit:
        unit.policy_message_later(first.id, after(minutes=6), uncertain=True)
    assert taken(store, minutes=6) == replace(first, attempts=3, uncertain=True)


def test_what_has_ended_is_owed_no_more_and_who_was_not_reached_is_known(store: Store) -> None:
    owing(store, "kim", "mia")
    for how in ("sent", "failed"):
        message = taken(store)
        assert message
        with store.writing() as unit:
            unit.policy_message_ended(message.id, how, NOON, "gone" if how == "failed" else None)
            reached = {message.person} if how == "sent" else set()
            assert not reached & set(unit.unreached("p1"))
    assert taken(store, minutes=60) is None
    with store.writing() as unit:
        assert len(unit.unreached("p1")) == 1
