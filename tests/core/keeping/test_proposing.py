"""A policy sent in chat waits for a reason, and for a second person where it opens more than before."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cases.outcome import Refused
from bot.keeping.proposing import Asked, approve, decline, go_ahead, propose
from bot.keeping.versions import Activated, Unsound
from bot.lint.finding import Means
from bot.messages.notice import NoticeTopic, Standing
from bot.policy.policy import Policy
from storage.store import SqlStore, open_store
from tests.core.keeping.builder import a_policy, a_store, drafted, history, open_to
from tests.harness.builders import START
from tests.storage.conftest import SECRET

NEXT = a_policy("version2", "2")
WIDER = open_to(a_policy(), "ben")
LATER = START + timedelta(hours=1)
LEASE = timedelta(minutes=1)


@pytest.fixture
def store() -> Iterator[SqlStore]:
    made = a_store()
    yield made
    made.close()


def proposed(store: SqlStore, policy: Policy = NEXT, by: str = "mia", name: str = "p1") -> None:
    propose(store, drafted(policy), by, START, name, Means())


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        work()
    return refusal.value.sentence.key


def told(store: SqlStore) -> list[tuple[str, NoticeTopic]]:
    """Everybody who is to hear something, or what they heard is to be drawn anew; in order."""
    heard = []
    with store.writing() as unit:
        while notice := unit.take_notice(LATER, LEASE):
            unit.notice_sent(notice, notice.stands or Standing("slack", "T1", "D1", notice.id), LATER)
            heard.append((notice.person or "", notice.topic))
    return sorted(heard)


def test_what_opens_nothing_is_in_force_once_its_keeper_said_why(store: SqlStore) -> None:
    proposed(store)
    done = go_ahead(store, "p1", "mia", "for lunch", LATER)
    assert isinstance(done, Activated)
    assert history(store)[-1] == ("2", "mia", "for lunch", None)
    assert refused(lambda: go_ahead(store, "p1", "mia", "again", LATER)) == "keeping.was_activated"
    assert told(store) == []


def test_what_opens_more_asks_everybody_who_may_be_the_second(store: SqlStore) -> None:
    proposed(store, WIDER)
    done = go_ahead(store, "p1", "mia", "Ben helps", LATER)
    assert isinstance(done, Asked)
    assert done.people == ("kim",)
    assert told(store) == [("kim", NoticeTopic.POLICY_ASK)]
    assert refused(lambda: go_ahead(store, "p1", "mia", "Ben helps", LATER)) == "keeping.asked_already"
    approve(store, "p1", "kim", LATER)
    assert history(store)[-1] == ("2", "mia", "Ben helps", "kim")
    assert told(store) == [("kim", NoticeTopic.POLICY_ASK), ("mia", NoticeTopic.POLICY_ACTIVATED)]
    assert refused(lambda: approve(store, "p1", "kim", LATER)) == "keeping.was_activated"


def test_nobody_agrees_before_they_are_asked(store: SqlStore) -> None:
    proposed(store, WIDER)
    assert refused(lambda: approve(store, "p1", "kim", LATER)) == "keeping.not_second"


@pytest.mark.parametrize("who", ["mia", "ben", "rita", "slack:T1:U9"])
def test_only_whom_the_version_in_force_names_may_agree_or_decline(store: SqlStore, who: str) -> None:
    proposed(store, WIDER)
    go_ahead(store, "p1", "mia", "Ben helps", LATER)
    assert refused(lambda: approve(store, "p1", who, LATER)) == "keeping.not_second"
    assert refused(lambda: decline(store, "p1", who, LATER)) == "keeping.not_second"


def test_declined_it_can_be_decided_no_more(store: SqlStore) -> None:
    proposed(store, WIDER)
    go_ahead(store, "p1", "mia", "Ben helps", LATER)
    told(store)
    decline(store, "p1", "kim", LATER)
    assert told(store) == [("kim", NoticeTopic.POLICY_ASK), ("mia", NoticeTopic.POLICY_DECLINED)]
    assert refused(lambda: approve(store, "p1", "kim", LATER)) == "keeping.was_declined"
    assert len(history(store)) == 1


def test_it_waits_for_a_day(store: SqlStore) -> None:
    proposed(store)
    late = START + timedelta(days=1, seconds=1)
    assert refused(lambda: go_ahead(store, "p1", "mia", "for lunch", late)) == "keeping.expired"


def test_it_is_void_once_another_version_came_into_force(store: SqlStore) -> None:
    proposed(store)
    proposed(store, a_policy("version3", "3"), "kim", "p2")
    go_ahead(store, "p2", "kim", "first", LATER)
    assert refused(lambda: go_ahead(store, "p1", "mia", "second", LATER)) == "keeping.void"


def test_what_another_keeper_sent_is_theirs_to_give_a_reason_for(store: SqlStore) -> None:
    proposed(store)
    assert refused(lambda: go_ahead(store, "p1", "kim", "mine now", LATER)) == "keeping.not_yours"


def test_one_who_is_no_keeper_any_more_cannot_go_on(store: SqlStore) -> None:
    proposed(store)
    with store.writing() as unit:
        unit.activate(a_policy("version9", "9", keepers=("kim",)), b"", "kim", "mia left", LATER)
        unit.activate(a_policy("v1"), b"", "kim", "back", LATER)
    assert isinstance(go_ahead(store, "p1", "mia", "still here", LATER), Activated)
    assert refused(lambda: go_ahead(store, "unknown", "mia", "x", LATER)) == "keeping.unknown_proposal"


def test_only_keepers_propose_and_where_there_are_none_nobody_does(store: SqlStore) -> None:
    assert refused(lambda: proposed(store, by="rita")) == "keeping.not_keeper"
    nobody = a_store(a_policy(keepers=()))
    assert refused(lambda: proposed(nobody)) == "keeping.no_keeper"
    nobody.close()


def test_a_database_without_a_policy_has_no_keeper() -> None:
    empty = open_store("sqlite://", [SECRET])
    assert refused(lambda: proposed(empty)) == "keeping.no_keeper"
    empty.close()


def test_one_keeper_alone_cannot_open_more_in_chat() -> None:
    policy = a_policy(keepers=("mia",))
    store = a_store(policy)
    proposed(store, open_to(policy, "ben"))
    assert refused(lambda: go_ahead(store, "p1", "mia", "Ben helps", LATER)) == "keeping.nobody_second"
    store.close()


def test_what_could_never_be_activated_is_said_at_once(store: SqlStore) -> None:
    assert refused(lambda: proposed(store, a_policy())) == "keeping.same"
    assert refused(lambda: proposed(store, a_policy("version3", "1"))) == "keeping.label_taken"
    with pytest.raises(Unsound):
        proposed(store, replace(NEXT, rules=replace(NEXT.rules, clocks=())))


def test_sent_twice_it_is_proposed_once(store: SqlStore) -> None:
    proposed(store)
    go_ahead(store, "p1", "mia", "for lunch", LATER)
    with store.writing() as unit:
        again = unit.proposal("p1")
        assert again
        unit.propose(again)
        assert unit.proposal("p1") == again
