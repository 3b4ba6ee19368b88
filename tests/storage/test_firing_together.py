"""The timers of many cases fire in one transaction, and none of them is the worse for it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.cases.case import Case
from bot.cases.outcome import MessageKind, Outcome
from bot.engine import TOGETHER, Engine, Fired
from bot.people.identity import Platform
from bot.people.roster import Roster
from bot.policy.policy import Policy
from bot.ports import Unit
from storage.store import SqlStore, open_store
from storage.tables import OUTBOX
from tests.harness.builders import START, company, facts, fallback, handover, level, path, rules, text
from tests.storage.conftest import SECRET
from tests.storage.test_concurrency import at_once

LADDER = path(level("ana", 5), level("ben", 5), fallback=fallback("kim"))
OVERDUE_AT = START + timedelta(minutes=5, seconds=20)


class Clock:
    at = START

    def now(self) -> datetime:
        return self.at


class Counted:
    count = 0

    def case_id(self) -> str:
        self.count += 1
        return f"case{self.count:03}"


def an_engine(store: SqlStore, clock: Clock) -> Engine:
    return Engine(store, clock, Counted(), frozenset({Platform.SLACK}))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    made = open_store(url, [SECRET])
    with made.writing() as unit:
        unit.activate(Policy(rules(LADDER), company()), b"stige: 1", "pia", "first", START)
    yield made
    made.close()


@pytest.fixture
def engine(store: SqlStore, clock: Clock) -> Engine:
    return an_engine(store, clock)


def opened(engine: Engine, clock: Clock, count: int) -> list[str]:
    """Each a little later than the one before; then all of them are due."""
    made = []
    for number in range(count):
        clock.at = START + timedelta(milliseconds=number)
        done = engine.open("rita", handover(summary=text(f"shop {number} is down")), facts(), f"key {number}")
        made.append(done.case.id)
    clock.at = OVERDUE_AT
    return made


def all_that_is_due(engine: Engine) -> Callable[[], list[Fired]]:
    def fire() -> list[Fired]:
        fired: list[Fired] = []
        while some := engine.fire_due():
            fired += some
        return fired

    return fire


def cases(store: SqlStore, case_ids: list[str]) -> Mapping[str, Case]:
    with store.writing() as unit:
        loaded = {case_id: unit.load(case_id) for case_id in case_ids}
    return {case_id: case for case_id, case in loaded.items() if case}


def levels(store: SqlStore, case_ids: list[str]) -> list[int]:
    return [case.ladder.level for case in cases(store, case_ids).values()]


def test_so_many_fire_together_and_the_rest_after_them_the_longest_overdue_first(engine: Engine, clock: Clock) -> None:
    made = opened(engine, clock, TOGETHER + 3)
    assert [one.case_id for one in engine.fire_due()] == made[:TOGETHER]
    assert [one.case_id for one in engine.fire_due()] == made[TOGETHER:]
    assert engine.fire_due() == ()


def test_what_fired_together_is_as_what_fired_alone(store: SqlStore, clock: Clock) -> None:
    engine = an_engine(store, clock)
    made = opened(engine, clock, 8)
    assert engine.fire() == Fired(made[0])
    assert [one.case_id for one in engine.fire_due()] == made[1:]
    alone, *together = cases(store, made).values()
    assert [ask.person for ask in alone.open_asks()] == ["ana", "ben"]
    assert {(case.ladder.stage, case.ladder.level, case.ladder.ends_at, case.seq) for case in together} == {
        (alone.ladder.stage, alone.ladder.level, alone.ladder.ends_at, alone.seq)
    }
    assert [store.verify_chain(case_id) for case_id in made] == [None] * 8
    with store.database.reading() as connection:
        owed = connection.execute(OUTBOX.select().where(OUTBOX.c.to_person == "ben")).all()
    assert sorted((row.case_id, row.kind) for row in owed) == [(case_id, MessageKind.ASK.value) for case_id in made]
    assert _asked_last(store, "ben") == OVERDUE_AT


def _asked_last(store: SqlStore, person: str) -> object:
    with store.writing() as unit:
        return unit.loads()[person].last_asked_at


class Failing(Exception):
    pass


def test_one_that_raises_in_the_middle_is_rolled_back_alone(
    store: SqlStore, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = an_engine(store, clock)
    made = opened(engine, clock, 7)
    real = Engine._fire

    def fails(self: Engine, unit: Unit, case_id: str, now: datetime) -> timedelta:
        late = real(self, unit, case_id, now)
        if case_id == made[3]:
            raise Failing
        return late

    monkeypatch.setattr(Engine, "_fire", fails)
    fired = engine.fire_due()
    assert [(one.case_id, type(one.error)) for one in fired if one.error] == [(made[3], Failing)]
    assert [one.case_id for one in fired] == made
    assert levels(store, made) == [2, 2, 2, 1, 2, 2, 2]
    assert engine.fire_due() == ()  # it rests
    with store.writing() as unit:
        assert unit.failures(made[3]) == 1


def test_what_cannot_be_written_is_rolled_back_alone(
    store: SqlStore, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes to light when all are written, and not at the case that is to blame."""
    engine = an_engine(store, clock)
    made = opened(engine, clock, 5)
    real = Engine._save

    def steals(self: Engine, unit: Unit, outcome: Outcome, roster: Roster) -> Case:
        if outcome.case.id == made[2]:
            outcome = _with_a_number_of_another(outcome)
        return real(self, unit, outcome, roster)

    monkeypatch.setattr(Engine, "_save", steals)
    fired = engine.fire_due()
    assert [one.case_id for one in fired if one.error] == [made[2]]
    assert levels(store, made) == [2, 2, 1, 2, 2]


def _with_a_number_of_another(outcome: Outcome) -> Outcome:
    return replace(outcome, case=replace(outcome.case, number=1))


def test_two_processes_that_fire_at_once_carry_out_each_timer_once(store: SqlStore, clock: Clock, url: str) -> None:
    engine, other_store = an_engine(store, clock), open_store(url, [SECRET])
    made = opened(engine, clock, 2 * TOGETHER + 20)
    both = at_once(all_that_is_due(engine), all_that_is_due(an_engine(other_store, clock)))
    other_store.close()
    fired = [one for each in both for one in each]
    assert [one for one in fired if one.error] == []
    assert sorted(one.case_id for one in fired) == made
    assert set(levels(store, made)) == {2}
    assert [store.verify_chain(case_id) for case_id in made] == [None] * len(made)


def test_whoever_asks_in_the_same_transaction_finds_what_was_saved(store: SqlStore, clock: Clock) -> None:
    engine = an_engine(store, clock)
    (case_id,) = opened(engine, clock, 1)
    with store.writing() as unit:
        before = len(unit.entries(case_id))
        assert unit.due_cases(clock.at, 1) == (case_id,)
        engine._fire(unit, case_id, clock.at)
        assert unit.loads()["ben"].last_asked_at == clock.at
        assert unit.due_cases(clock.at, 1) == ()
        assert len(unit.entries(case_id)) > before
