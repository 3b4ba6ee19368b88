"""Who would not notice being asked."""

from datetime import timedelta

from bot.people.identity import Platform
from bot.people.presence import Absence, Override, Reach
from bot.people.reaching import AHEAD, Duty, next_duty, unheard
from bot.people.schedules import Shift
from tests.harness.builders import START, company

HOUR = timedelta(hours=1)
CLEO_S = Shift(("cleo",), START + 2 * HOUR, START + 4 * HOUR)
ON_DUTY = company(overrides=(Override("duty", "cleo", CLEO_S.starts_at, CLEO_S.ends_at),))


def reached(person: str, silent_for: float = 0) -> Reach:
    return Reach(person, START, True, Platform.SLACK, START + silent_for * HOUR if silent_for else None)


def missed(person: str) -> Reach:
    return Reach(person, START, False, why="user_disabled")


def words(*reaches: Reach, people: str = "ana ben cleo") -> list[str]:
    found = unheard(people.split(), {reach.person: reach for reach in reaches}, ON_DUTY, START)
    return [one.word for one in found]


def test_whom_no_message_reaches_on_duty_or_not() -> None:
    assert words(missed("ben"), missed("cleo"), reached("ana")) == ["ben:unreachable", "cleo:unreachable"]


def test_a_silent_chat_counts_while_they_are_on_duty() -> None:
    assert words(reached("cleo", silent_for=2)) == []
    assert words(reached("cleo", silent_for=2.5)) == ["cleo:silent"]
    assert words(reached("ana", silent_for=1)) == ["ana:silent"]  # on duty now
    assert words(reached("ben", silent_for=24)) == []  # never on duty


def test_who_was_never_looked_for_and_who_is_not_asked_for_are_left_out() -> None:
    assert words(missed("cleo"), people="ana ben") == []


def test_where_they_are_on_duty_next_is_what_was_planned_though_nothing_reaches_them_now() -> None:
    roster = company(overrides=ON_DUTY.overrides, away="cleo")
    [found] = unheard(["cleo"], {"cleo": missed("cleo")}, roster, START)
    assert found.duty == Duty("duty", CLEO_S)


def test_leave_counts_for_where_they_are_next() -> None:
    absence = Absence("a", "cleo", START, START + 3 * HOUR)
    roster = company(overrides=ON_DUTY.overrides, absences=(absence,))
    duty = next_duty("cleo", roster, START)
    assert duty == Duty("duty", Shift(("cleo",), START + 3 * HOUR, CLEO_S.ends_at))


def test_it_looks_two_weeks_ahead() -> None:
    late = START + AHEAD
    for starts_at, seen in ((late, False), (late - timedelta(minutes=1), True)):
        roster = company(overrides=(Override("duty", "cleo", starts_at, late + HOUR),))
        assert (next_duty("cleo", roster, START) is not None) is seen
