"""Vendors whom a level asks: they are written to, and their time runs once they have it (S27, S35)."""

from bot.cases.climbing import keepers, people_told
from bot.cases.clocks import ClockKind
from bot.cases.course import Course
from bot.cases.ladder import Stage
from bot.cases.outside_events import OutsideUnreachable
from bot.people.naming import vendors_named
from bot.policy.routing import Span


def outside_unreachable(course: Course, whom: str) -> None:
    """Whoever is told beside the vendor hears of it, and who has the case; else who can mend it."""
    if whom in course.case.unreached:
        return
    owner = (course.case.owner,) if course.case.owner else ()
    people = tuple(dict.fromkeys((*owner, *told_beside(course, whom))))
    course.happens(OutsideUnreachable(whom, people or keepers(course)))


def told_beside(course: Course, vendor: str) -> tuple[str, ...]:
    levels = (level for level in course.path.levels if vendor in vendors_named(level.ask))
    return tuple(person for level in levels for person in people_told(course, level.tell))


def start_vendors_time(course: Course) -> None:
    """In the vendor's hours, from when somebody says that the vendor has it; said again, it runs on."""
    vendor = course.roster.vendors.get(_whose(course))
    if vendor and vendor.resolve_within and course.case.running(ClockKind.VENDOR) is None:
        course.start_clock(ClockKind.VENDOR, Span(vendor.resolve_within, vendor.hours))


def _whose(course: Course) -> str:
    """The one whom the level asks where the case stands, else the last who was asked."""
    ladder, levels = course.case.ladder, course.path.levels
    here = vendors_named(levels[ladder.level - 1].ask) if ladder.level and ladder.stage is Stage.ASKING else ()
    return next((vendor for vendor in here if vendor in course.case.vendors), course.case.vendors[-1])
