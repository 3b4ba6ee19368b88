"""A version is put in force once, by somebody, for a reason; earlier ones can be gone back to."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.cases.outcome import Refused
from bot.keeping.seconding import SecondNeeded
from bot.keeping.versions import Activated, Unsound, activate, rollback
from bot.lint.finding import Means
from storage.store import SqlStore, open_store
from tests.core.keeping.builder import a_policy, a_store, deed, drafted, history, open_to
from tests.storage.conftest import SECRET

FIRST = ("1", "STIGE_POLICY", "the database was empty", None)
SECOND = replace(a_policy("version2", "2"))


@pytest.fixture
def store() -> Iterator[SqlStore]:
    made = a_store()
    yield made
    made.close()


def activated(store: SqlStore, policy: object = SECOND, **given: str) -> Activated:
    return activate(store, drafted(policy), deed(**given), Means())  # type: ignore[arg-type]


def refusal(store: SqlStore, policy: object = SECOND, **given: str) -> str:
    before = history(store)
    with pytest.raises(Refused) as refused:
        activated(store, policy, **given)
    assert history(store) == before
    return refused.value.sentence.key


def test_an_activated_version_is_in_force_and_it_is_on_record_who_and_why(store: SqlStore) -> None:
    done = activated(store, by="mia", why=" two more on the desk ")
    assert (done.activation.label, done.before and done.before.label, done.anew, done.widens) == ("2", "1", True, ())
    assert history(store) == [FIRST, ("2", "mia", "two more on the desk", None)]
    with store.writing() as unit:
        assert unit.active() == SECOND


def test_the_first_version_of_all_needs_nobody_else() -> None:
    empty = open_store("sqlite://", [SECRET])
    done = activated(empty)
    assert done.before is None
    assert history(empty) == [("2", "mia", "because", None)]
    empty.close()


def test_the_same_version_again_changes_nothing(store: SqlStore) -> None:
    first = activated(store)
    again = activated(store, by="kim")
    assert (again.anew, again.activation) == (False, first.activation)
    assert len(history(store)) == 2


def test_a_label_is_not_used_again_for_other_content(store: SqlStore) -> None:
    assert refusal(store, a_policy("version3", "1")) == "keeping.label_taken"


@pytest.mark.parametrize("why", ["", "  \n"])
def test_a_reason_is_needed(store: SqlStore, why: str) -> None:
    assert refusal(store, why=why) == "keeping.why_needed"


def test_one_with_errors_is_refused_and_they_are_told(store: SqlStore) -> None:
    no_accept = replace(SECOND, rules=replace(SECOND.rules, clocks=()))
    with pytest.raises(Unsound) as unsound:
        activated(store, no_accept)
    assert unsound.value.findings
    assert history(store) == [FIRST]


def test_a_store_shows_the_version_in_force_once_somebody_has_asked(store: SqlStore) -> None:
    activated(store)
    with store.writing() as unit:
        unit.active()
    assert store.in_force() == SECOND


# going back


def test_going_back_puts_the_version_before_in_force_again(store: SqlStore) -> None:
    activated(store)
    done = rollback(store, deed("kim", "worse than before"))
    assert (done.activation.label, done.before and done.before.label) == ("1", "2")
    assert history(store)[1:] == [("2", "mia", "because", None), ("1", "kim", "worse than before", None)]


@pytest.mark.parametrize("name", ["1", "2", "VERSION2", "version"])
def test_one_can_go_back_to_a_version_by_its_label_or_number(store: SqlStore, name: str) -> None:
    activated(store)
    activated(store, a_policy("third", "3"))
    assert rollback(store, deed(), name).activation.label == name.upper().replace("VERSION", "2")[:1]


@pytest.mark.parametrize("name", ["9", "vers"])
def test_a_version_that_never_was_in_force_is_refused(store: SqlStore, name: str) -> None:
    activated(store)
    with pytest.raises(Refused, match=r"keeping\.unknown_version"):
        rollback(store, deed(), name)


def test_without_an_earlier_version_there_is_nothing_to_go_back_to(store: SqlStore) -> None:
    with pytest.raises(Refused, match=r"keeping\.nothing_earlier"):
        rollback(store, deed())


def test_going_back_to_the_version_in_force_changes_nothing(store: SqlStore) -> None:
    assert not rollback(store, deed(), "1").anew
    assert history(store) == [FIRST]


# what opens more than before


def test_what_widens_needs_a_second_whom_the_version_in_force_names(store: SqlStore) -> None:
    wider = open_to(a_policy(keepers=("mia", "kim", "rita")), "ben")  # the new file names rita, too
    for second in ("", "mia", "rita", "nobody"):
        with pytest.raises(SecondNeeded) as needed:
            activate(store, drafted(wider), deed(second=second or None), Means())
        assert needed.value.among == ("kim",)
        assert needed.value.widens
    done = activate(store, drafted(wider), deed(second="kim"), Means())
    assert done.widens
    assert history(store)[-1] == ("2", "mia", "because", "kim")


def test_without_another_keeper_whoever_may_approve_is_the_second() -> None:
    policy = a_policy(keepers=("mia",), approvers=("kim", "mia"))
    store = a_store(policy)
    with pytest.raises(SecondNeeded) as needed:
        activated(store, open_to(policy, "ben"))
    assert needed.value.among == ("kim",)
    store.close()


def test_where_nobody_else_is_named_whoever_has_the_database_decides() -> None:
    policy = a_policy(keepers=("mia",))
    store = a_store(policy)
    assert activated(store, open_to(policy, "ben")).widens
    store.close()


def test_going_back_to_what_was_wider_needs_a_second_too(store: SqlStore) -> None:
    wider = open_to(a_policy(), "ben")
    activated(store, wider, second="kim")
    assert activated(store, a_policy("v3", "3")).widens == ()
    with pytest.raises(SecondNeeded):
        rollback(store, deed())
