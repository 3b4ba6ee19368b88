"""How long a closed case is kept (S41): the first line of the policy in force that fits counts, from its closing."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cases.case import Case
from bot.cases.situation import situation_of
from bot.changing import replace
from bot.durations import Duration
from bot.people.calendars import instant
from bot.policy.policy import Policy
from bot.policy.rules import RetentionLine, Rules
from bot.policy.when import Situation, fits


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when, by which line, which counts from 1."""

    until_at: datetime
    line: int


def kept(case: Case, policy: Policy, rules: Rules) -> Kept | None:
    """None: until further notice, since it is open, on hold, or fitted by no line. `policy` is the one in force; the
    case's own `rules` know its words."""
    if case.closed_at is None or case.hold:
        return None
    closed_at = case.clock.wall_time(case.closed_at)
    known = _known(case, policy, rules)
    for number, line in enumerate(policy.rules.retention, 1):
        if not fits(line.when, known) or (line.keep is None and case.hold is False):
            continue
        return Kept(later(closed_at, line.keep, policy.rules.timezone), number) if line.keep else None
    return None


def _known(case: Case, policy: Policy, rules: Rules) -> Situation:
    """As it was when it closed, so that no line fits one day and another the next."""
    customer = case.facts.customer
    roster = replace(policy.roster, repeats={customer: max(0, case.repeats - 1)} if customer else {})
    known = situation_of(case, rules, roster, case.closed_at or case.opened_at)
    return replace(known, calendars=policy.rules.calendars)


def later(at: datetime, keep: Duration, zone: str) -> datetime:
    """Days, weeks and years by the calendar of the zone, at the same local time; hours and less as they elapse. A year
    after 29 February is over on 1 March."""
    local = at.astimezone(ZoneInfo(zone))
    day = _years_later(local.date(), keep.years) + timedelta(days=keep.days, weeks=keep.weeks)
    return instant(day, local.time(), zone) + keep.time


def _years_later(day: date, years: int) -> date:
    year = min(day.year + years, date.max.year - 100)
    if day.day > monthrange(year, day.month)[1]:
        return date(year, day.month + 1, 1)
    return day.replace(year=year)


def soonest(lines: tuple[RetentionLine, ...], now: datetime, zone: str) -> datetime | None:
    """No case that was closed later than this can be past its time. None: nothing is ever deleted."""
    return max(_earlier(lines, now, zone), default=None)


def _earlier(lines: tuple[RetentionLine, ...], now: datetime, zone: str) -> Iterator[datetime]:
    """Rather too late than too early: the rule itself is asked of each."""
    for line in lines:
        if line.keep:
            yield now - (later(now, line.keep, zone) - now) + timedelta(days=2)
