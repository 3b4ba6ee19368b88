"""A calendar that does not open for sixty days stops every clock that counts in it (S44)."""

from datetime import timedelta

from bot.lint.closed import calendar_closed_too_long, closed_for
from bot.people.calendars import Calendar
from tests.core.lint.drafts import findings, public
from tests.core.people.builders import at, calendar
from tests.harness.builders import NEVER_OPEN, OFFICE, START

WEEK = "mon tue wed thu fri"


def shut(first: str, days: int) -> Calendar:
    begins = at(f"{first} 12:00")
    dates = {(begins + timedelta(days=count)).date().isoformat(): "" for count in range(days)}
    return calendar({f"{WEEK} sat sun": "00:00-24:00"}, dates=dates)


def test_sixty_days_without_an_opening_are_a_fault_and_one_less_is_none() -> None:
    sound, closed = shut("2027-07-01", 59), shut("2027-07-01", 60)
    rules = public(calendars={"office": OFFICE, "sound": sound, "shut": closed})
    (found,) = findings(calendar_closed_too_long, rules)
    assert found.code == "closed-too-long"
    assert dict(found.sentence.params)["begins"] == at("2027-07-01 00:00")


def test_one_that_never_opens_is_closed_from_now_on() -> None:
    assert closed_for(timedelta(days=60), NEVER_OPEN, START) == START
    assert closed_for(timedelta(days=60), OFFICE, START) is None
