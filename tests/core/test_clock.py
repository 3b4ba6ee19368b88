"""Whether a clock is believed: only while it agrees with the monotonic one, and soon again after any jump."""

from datetime import datetime, timedelta
from random import Random

import pytest

from bot.cases.commands import Accept
from bot.clock import LONGEST_ALONE, Belief, Reading, looked
from bot.engine import Engine
from tests.core.corridor import Corridor, HandClock
from tests.harness.builders import START

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def at(monotonic: float, off: timedelta = timedelta(), took: timedelta = timedelta()) -> Reading:
    """A clock that is `off` by so much from then on."""
    return Reading(START + timedelta(seconds=monotonic) + off, monotonic, took)


def after(*readings: Reading) -> Belief:
    belief = Belief(at(0))
    for reading in readings:
        belief = looked(belief, reading)
    return belief


def test_between_readings_the_monotonic_clock_counts_on() -> None:
    assert after().now(0.75) == START + 0.75 * SECOND


def test_a_clock_that_is_set_by_little_is_followed_at_once() -> None:
    belief = after(at(1, 1.9 * SECOND))
    assert not belief.holds(1)
    assert belief.now(1) == START + 2.9 * SECOND


@pytest.mark.parametrize("jump", [-3 * DAY, -HOUR, -2.1 * SECOND, 2.1 * SECOND, HOUR, 3 * DAY])
def test_after_a_jump_timers_are_held_until_a_second_reading_says_the_same(jump: timedelta) -> None:
    doubting = after(at(1, jump))
    assert doubting.holds(1)
    assert doubting.jumped() == jump
    assert doubting.now(1) == START + SECOND + min(jump, timedelta())  # the earlier of the two

    believing = looked(doubting, at(2, jump + SECOND / 2))
    assert not believing.holds(2)
    assert believing.now(2) == START + 2.5 * SECOND + jump


def test_a_second_reading_at_the_same_moment_proves_nothing() -> None:
    assert after(at(1, HOUR), at(1.5, HOUR)).holds(1.5)


def test_a_reading_that_was_wrong_once_changes_nothing() -> None:
    belief = after(at(1, DAY), at(2))
    assert not belief.holds(2)
    assert belief.now(2) == START + 2 * SECOND


def test_two_readings_that_differ_are_both_doubted() -> None:
    belief = after(at(1, HOUR), at(2, DAY))
    assert belief.holds(2)
    assert belief.jumped() == DAY


def test_a_clock_that_never_agrees_with_itself_is_believed_now_and_then() -> None:
    """Else nothing would ever be done again."""
    belief, believed = after(), 0
    for second in range(1, 301):
        belief = looked(belief, at(second, second * HOUR))
        believed += not belief.holds(second)
    assert 5 <= believed <= 10


def test_a_clock_that_cannot_be_read_is_counted_on_for_some_minutes() -> None:
    bound = LONGEST_ALONE.total_seconds()
    assert not after().holds(bound)
    assert after().now(bound) == START + LONGEST_ALONE
    assert after().holds(bound + 1)
    assert not after(at(bound + 60, SECOND)).holds(bound + 60)


def test_a_reading_that_took_long_can_tell_less() -> None:
    belief = after(at(10, 5 * SECOND, took=8 * SECOND))
    assert not belief.holds(10)
    assert belief.now(10) == START + 10 * SECOND
    assert after(at(10, 7 * SECOND, took=8 * SECOND)).holds(10)


class Machine(HandClock):
    """A machine whose clock on the wall can be set, and what a process on it believes. It is read once a second."""

    def __init__(self) -> None:
        self.off, self.monotonic = timedelta(), 0.0
        self.belief = Belief(self.read())
        super().__init__()

    def read(self) -> Reading:
        return at(self.monotonic, self.off)

    def now(self) -> datetime:
        return self.belief.now(self.monotonic)

    def held(self) -> bool:
        return self.belief.holds(self.monotonic)

    def second(self) -> None:
        self.monotonic += 1
        self.belief = looked(self.belief, self.read())


class Lived:
    """One process with its clock. `fired` are the cases whose timers were carried out."""

    def __init__(self) -> None:
        self.machine = Machine()
        self.corridor = Corridor(clock=self.machine)
        self.engine = Engine(
            self.corridor.store, self.machine, self.corridor.ids, self.corridor.platforms, held=self.machine.held
        )
        self.fired: list[str] = []

    def opens(self, key: str) -> str:
        self.corridor.engine = self.engine
        return self.corridor.opens(key, key=key).case.id

    def level(self, case_id: str) -> int | None:
        with self.corridor.store.writing() as unit:
            case = unit.load(case_id)
        assert case
        return case.ladder.level

    def seconds(self, count: int) -> None:
        for _ in range(count):
            self.machine.second()
            self.fires()

    def fires(self) -> None:
        while True:
            with self.corridor.store.writing() as unit:
                due_at = unit.next_due_at()
            done = self.engine.fire()
            if done is None:
                return
            assert done.error is None
            assert not self.machine.held()
            assert due_at
            assert due_at <= self.machine.read().wall, "early by the clock that all share"
            assert done.late is not None
            assert done.late >= timedelta()
            self.fired.append(done.case_id)


def test_a_jump_of_days_makes_a_case_climb_one_level() -> None:
    lived = Lived()
    case_id = lived.opens("checkout is down")
    lived.machine.off = 3 * DAY
    lived.seconds(1)
    assert lived.fired == []
    lived.seconds(1)
    assert lived.level(case_id) == 2
    lived.seconds(60)
    assert lived.level(case_id) == 2


def test_a_jump_back_holds_up_what_is_due_by_the_new_clock_and_nothing_else() -> None:
    lived = Lived()
    early = lived.opens("checkout is down")
    lived.machine.off = -3 * DAY
    lived.seconds(2)
    late = lived.opens("search is down")
    assert not lived.machine.held()
    lived.seconds(20 * 60)
    assert lived.level(late) != 1
    assert lived.level(early) == 1  # its time has not come again
    lived.machine.off = timedelta()
    lived.seconds(2)
    assert lived.level(early) == 2


def test_a_person_is_never_refused_for_a_clock_in_doubt_and_their_limit_is_not_late() -> None:
    lived = Lived()
    for jump in (DAY, -DAY):
        lived.machine.off += jump
        lived.machine.second()
        assert lived.machine.held()
        case_id = lived.opens(f"after {jump}")
        done = lived.engine.handle("ana", case_id, Accept(), f"accept {jump}")
        assert done.case.owner == "ana"
        assert done.case.opened_at <= lived.machine.read().wall
        lived.seconds(2)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_the_clock_does_nothing_is_early_nothing_is_lost_and_nothing_stops(seed: int) -> None:
    chance, lived = Random(seed), Lived()
    cases = [lived.opens(f"case {number}") for number in range(4)]
    for _ in range(60):
        if chance.random() < 0.5:
            scale = chance.choice([SECOND, 60 * SECOND, HOUR, DAY])
            lived.machine.off += chance.uniform(-4, 4) * scale
        lived.seconds(chance.randint(1, 6))
    lived.machine.off = max(lived.machine.off, timedelta()) + 40 * DAY  # past all that was ever due
    lived.seconds(2)
    assert not lived.machine.held()
    assert {*cases} <= {*lived.fired}
    for case_id in cases:
        with lived.corridor.store.writing() as unit:
            entries = unit.entries(case_id)
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    with lived.corridor.store.writing() as unit:
        due_at = unit.next_due_at()
    assert due_at
    assert due_at > lived.machine.read().wall  # all that was overdue is done
