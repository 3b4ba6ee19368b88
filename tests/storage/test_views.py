"""What a viewer may see: the query itself leaves out the rest (R5, S40)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cases.access import ROOM, Viewer, may_read
from bot.cases.case import Case, Closing, Realm, Status
from bot.cases.clocks import CaseClock
from bot.cases.events import Resolved
from bot.cases.facts import Facts
from bot.cases.outcome import Outcome
from bot.ports import Store
from bot.trying.past import Past
from bot.words import Text
from storage.store import SqlStore, open_store
from tests.storage.builder import (
    NOON,
    a_policy,
    after,
    an_opening,
    asked,
    closed,
    next_outcome,
    noted,
    owned,
    saved,
    then,
)
from tests.storage.conftest import SECRET

BARRED = frozenset({"carl"})


def seen_as(person: str, *more: str) -> Viewer:
    return Viewer(person, frozenset({f"person:{person}", *more}))


def ids(cases: Iterable[Case]) -> list[str]:
    return [case.id for case in cases]


def a_private_case(store: Store) -> Case:
    opened = asked(an_opening(private=True, readers=("hanna",), concerned=BARRED), "ana")
    return saved(store, opened)


def test_everybody_may_read_a_case_that_is_not_private(store: Store) -> None:
    case = saved(store, noted(asked(an_opening(), "ana"), "restarted"))
    for viewer in (ROOM, seen_as("nobody in particular")):
        assert store.views.case(viewer, 1) == case
        assert ids(store.views.open_cases(viewer)) == ["case1"]
        assert len(store.views.timeline(viewer, "case1")) == 3


def test_a_private_case_is_read_by_its_readers_its_reporter_and_who_was_asked(store: Store) -> None:
    case = a_private_case(store)
    for person in ("hanna", "rita", "ana"):
        assert store.views.case(seen_as(person), 1) == case
        assert ids(store.views.open_cases(seen_as(person))) == ["case1"]
        assert store.views.timeline(seen_as(person), "case1")


def test_to_all_others_it_is_as_if_there_were_none(store: Store) -> None:
    a_private_case(store)
    for viewer in (ROOM, seen_as("ben"), Viewer("hanna", frozenset()), seen_as("ben", "team:hr", "manager:rita")):
        assert store.views.case(viewer, 1) is store.views.case(viewer, 2) is None
        assert store.views.open_cases(viewer) == store.views.mine(viewer) == ()
        assert store.views.timeline(viewer, "case1") == store.views.timeline(viewer, "case2") == ()


def test_whom_it_concerns_never_reads_it_whatever_they_hold(store: Store) -> None:
    a_private_case(store)
    saved(store, asked(an_opening("case2", 2, concerned=BARRED), "carl"))
    carl = seen_as("carl", "person:hanna", "person:ana", "person:rita")
    assert store.views.case(carl, 1) is store.views.case(carl, 2) is None
    assert store.views.open_cases(carl) == store.views.mine(carl) == ()
    assert store.views.timeline(carl, "case1") == store.views.timeline(carl, "case2") == ()


def test_who_is_asked_later_may_read_from_then_on(store: Store) -> None:
    case = a_private_case(store)
    assert store.views.case(seen_as("ben"), 1) is None
    saved(store, asked(next_outcome(case), "ben"))
    assert store.views.case(seen_as("ben"), 1) is not None


def test_a_case_that_becomes_private_closes_to_others(store: Store) -> None:
    case = saved(store, an_opening())
    saved(store, noted(next_outcome(replace(case, private=True)), "now private"))
    assert store.views.case(seen_as("ben"), 1) is None
    assert store.views.case(seen_as("rita"), 1) is not None


def test_open_cases_come_worst_first_then_oldest_and_without_drills(store: Store) -> None:
    for number, (priority, at) in enumerate([("P3", 0), ("P1", 2), ("P1", 1), ("P2", 3)], start=1):
        saved(store, an_opening(f"case{number}", number, priority=priority, at=after(minutes=at)))
    saved(store, an_opening("drill", 5, realm=Realm.DRILL, clock=CaseClock(NOON, 60), priority="P1"))
    saved(store, closed(an_opening("done", 6, priority="P1")))
    assert ids(store.views.open_cases(ROOM)) == ["case3", "case2", "case4", "case1"]
    assert ids(store.views.open_cases(ROOM, limit=2)) == ["case3", "case2"]


def test_mine_are_those_i_reported_own_or_am_asked_about_now(store: Store) -> None:
    saved(store, an_opening("reported", 1, reporter="ana"))
    saved(store, owned(an_opening("owned", 2), "ana"))
    saved(store, asked(an_opening("asked", 3), "ana"))
    saved(store, an_opening("others", 4))
    saved(store, owned(asked(an_opening("taken by ben", 5), "ana", "ben"), "ben"))
    answered = asked(an_opening("declined", 6), "ana")
    saved(store, then(answered, (answered.entries[-1].event, without_asks(answered.case))))
    saved(store, closed(owned(an_opening("done", 7), "ana")))
    assert sorted(ids(store.views.mine(seen_as("ana")))) == ["asked", "owned", "reported", "taken by ben"]
    assert store.views.mine(ROOM) == ()


def without_asks(case: Case) -> Case:
    return replace(case, ladder=replace(case.ladder, asks=()))


def test_a_number_is_looked_up_in_the_stores_own_realm(store: Store) -> None:
    saved(store, an_opening("drill", 1, realm=Realm.DRILL, clock=CaseClock(NOON, 60)))
    assert store.views.case(seen_as("rita"), 1) is None
    live = saved(store, an_opening("live", 1))
    assert store.views.case(seen_as("rita"), 1) == live


PEOPLE = ("ana", "ben", "carl", "hanna", "rita")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    private=st.booleans(),
    readers=st.lists(st.sampled_from(PEOPLE), max_size=2),
    concerned=st.frozensets(st.sampled_from(PEOPLE), max_size=2),
    asks=st.lists(st.sampled_from(PEOPLE), max_size=3, unique=True),
)
def test_the_query_and_the_core_agree_on_who_may_read(
    private: bool, readers: list[str], concerned: frozenset[str], asks: list[str]
) -> None:
    store: SqlStore = open_store("sqlite://", [SECRET])
    with store.writing() as unit:
        unit.activate(a_policy(), b"", "pia", "first", NOON)
    opened = an_opening(private=private, readers=tuple(readers), concerned=concerned)
    case = saved(store, asked(opened, *asks))
    for viewer in (ROOM, *map(seen_as, PEOPLE)):
        assert (store.views.case(viewer, 1) is not None) == may_read(viewer, case)
    store.close()


# the past, to be replayed


SOLVED = Closing(Text("a new cable", "ana"))


def resolved(outcome: Outcome, at: datetime) -> Outcome:
    case = replace(outcome.case, status=Status.RESOLVED, closing=SOLVED)
    return then(outcome, (Resolved(SOLVED), case), by="ana", at=at)


def past_of(store: Store, viewer: Viewer = ROOM) -> tuple[Past, ...]:
    return store.views.past(viewer, NOON, after(days=1))


def test_the_past_tells_when_a_case_was_first_accepted_and_last_resolved(store: Store) -> None:
    went = owned(asked(an_opening(), "ana"), "ana", at=after(minutes=7))
    again = owned(resolved(went, after(hours=1)), "ben", at=after(hours=2))
    saved(store, closed(resolved(again, after(hours=3)), at=after(hours=9)))
    assert past_of(store) == (
        Past(
            "ESC-1",
            NOON,
            Facts("incident", customer="acme"),
            "rita",
            accepted_after=timedelta(minutes=7),
            resolved_after=timedelta(hours=3),
        ),
    )


def test_a_case_that_ended_without_being_resolved_was_withdrawn(store: Store) -> None:
    saved(store, closed(an_opening(concerned=BARRED), at=after(minutes=3)))
    (past,) = past_of(store)
    assert (past.accepted_after, past.resolved_after, past.withdrawn_after) == (None, None, timedelta(minutes=3))
    assert past.concerned == BARRED


def test_the_past_has_closed_cases_of_its_time_alone_and_the_oldest_first(store: Store) -> None:
    saved(store, an_opening("open", 1))
    for number, hours in ((2, -1), (3, 24), (4, 5), (5, 0)):
        saved(store, closed(an_opening(f"case{number}", number, at=after(hours=hours)), at=after(days=2)))
    assert [past.name for past in past_of(store)] == ["ESC-5", "ESC-4"]


def test_a_private_case_that_one_may_not_read_is_counted_without_its_name(store: Store) -> None:
    saved(store, closed(a_private_opening()))
    assert [past.name for past in past_of(store)] == [""]
    assert [past.name for past in past_of(store, seen_as("hanna"))] == ["ESC-1"]


def a_private_opening() -> Outcome:
    return an_opening(private=True, readers=("hanna",))


def test_the_past_of_another_realm_is_not_seen() -> None:
    store = open_store("sqlite://", [SECRET])
    saved(store, closed(an_opening(realm=Realm.DRILL)))
    assert past_of(store) == ()
    store.close()
