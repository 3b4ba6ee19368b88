"""A year of a team that follows the sun, with leave, absences and overrides thrown in week by week: nobody is ever
missing without that having been reported as soon as it could be foreseen."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from random import Random

import pytest

from bot.coverage.coverage import Coverage, coverage
from bot.coverage.gap import GapKind
from bot.people.presence import Absence, Override
from bot.people.roster import Roster
from bot.people.schedules import on_call
from bot.policy.policy import Policy
from tests.core.people.builders import at
from tests.core.people.test_a_year_of_duty import REGIONS, local_team
from tests.harness.shipped import policy

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
BEGINS = at("2027-01-04 00:00", "UTC")
WEEKS = 52
AHEAD = 30 * DAY
PEOPLE = [person for crew in REGIONS.values() for person in crew]


class Year:
    """What was thrown in, and when it became known: always at the begin of a week, for some time after it."""

    def __init__(self, seed: int) -> None:
        chance = Random(seed)
        self.absences: list[tuple[datetime, Absence]] = []
        self.overrides: list[tuple[datetime, Override]] = []
        for number in range(WEEKS):
            known_at = BEGINS + number * WEEK
            for _ in range(chance.choice((0, 1, 1, 2))):
                starts_at = known_at + chance.randrange(5 * 7 * 24) * HOUR
                ends_at = starts_at + chance.choice((4, 24, 24 * 7, 24 * 14)) * HOUR
                self.absences.append((known_at, Absence(f"a{number}", chance.choice(PEOPLE), starts_at, ends_at)))
            for _ in range(chance.choice((0, 0, 1, 2))):
                starts_at = known_at + chance.randrange(3 * 7 * 24) * HOUR
                who, other = chance.sample(PEOPLE, 2)
                ends_at = starts_at + chance.choice((2, 8, 12)) * HOUR
                override = Override("local", who, starts_at, ends_at, chance.choice((None, other)))
                self.overrides.append((known_at, override))

    def as_known(self, now: datetime) -> Roster:
        return replace(
            company(),
            absences=tuple(absence for known_at, absence in self.absences if known_at <= now),
            overrides=tuple(override for known_at, override in self.overrides if known_at <= now),
        )


@cache
def company() -> Roster:
    return replace(policy("follow-the-sun").roster, schedules={"local": local_team()})


def seen_from(now: datetime, roster: Roster, ahead: timedelta = AHEAD) -> Coverage:
    rules = replace(policy("follow-the-sun").rules, paths=())
    return coverage(Policy(rules, roster), roster, now, now + ahead)


def empty_hours(found: Coverage) -> set[datetime]:
    gaps = [gap for gap in found.gaps if gap.kind is GapKind.NOBODY]
    return {hour for gap in gaps for hour in hours(gap.starts_at, gap.ends_at)}


def hours(begins: datetime, ends: datetime) -> Iterator[datetime]:
    return (begins + count * HOUR for count in range((ends - begins) // HOUR))


def as_lived(year: Year) -> Sequence[set[datetime]]:
    """Week by week, the hours in which nobody was on duty, asked at each hour by itself."""
    found = []
    for number in range(WEEKS):
        now = BEGINS + number * WEEK
        roster = year.as_known(now)
        team = roster.schedules["local"]
        found.append({hour for hour in hours(now, now + WEEK) if not on_call(team, roster, hour)})
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_hour_without_anybody_was_reported_as_soon_as_it_could_be_foreseen(seed: int) -> None:
    year = Year(seed)
    lived = as_lived(year)
    reports = [empty_hours(seen_from(BEGINS + number * WEEK, year.as_known(BEGINS + number * WEEK)))
               for number in range(WEEKS)]  # fmt: skip
    unforeseen = 0
    for number, missed in enumerate(lived):
        assert missed <= reports[number]
        before = reports[number - 1] if number else missed
        surprises = missed - before
        unforeseen += len(surprises)
        # What the report of the week before did not have, nobody knew then: without this week's news it is not there.
        earlier = year.as_known(BEGINS + (number - 1) * WEEK) if number else company()
        assert all(on_call(local_team(), earlier, hour) for hour in surprises)
    assert sum(map(len, lived)) > unforeseen > 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_reported_that_does_not_come_unless_somebody_changed_it(seed: int) -> None:
    year = Year(seed)
    for number, missed in enumerate(as_lived(year)):
        now = BEGINS + number * WEEK
        this_week = {hour for hour in empty_hours(seen_from(now, year.as_known(now))) if hour < now + WEEK}
        assert this_week == missed


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_hours_on_duty_and_gaps_add_up_to_the_year(seed: int) -> None:
    year = Year(seed)
    whole = seen_from(BEGINS, year.as_known(BEGINS + WEEKS * WEEK), WEEKS * WEEK)
    carried = sum((shift.ends_at - shift.starts_at for shift in whole.plans["local"]), timedelta())
    assert carried + sum((gap.lasts for gap in whole.gaps), timedelta()) == WEEKS * WEEK
    shifts = ((len(shift.people), shift.ends_at - shift.starts_at) for shift in whole.plans["local"])
    together = sum((count * lasts for count, lasts in shifts), timedelta())
    assert sum((load.on_duty for load in whole.loads), timedelta()) == together
