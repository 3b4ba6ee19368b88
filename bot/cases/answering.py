"""What those answer who are asked, and the reporter's answer to them (R16, S28, S31, S33, S34)."""

from bot.cases.case import Case, ClockKind, Duty, Item, Reply, Stage, Status
from bot.cases.climbing import climb, enter, pass_over
from bot.cases.commands import (
    Accept,
    Answer,
    Coordinate,
    Decline,
    Escalate,
    HandBack,
    NeedInfo,
    ReportUnreachable,
    VendorHasIt,
)
from bot.cases.course import Course
from bot.cases.events import (
    Answered,
    EscalatedByHand,
    HandedBack,
    InfoAsked,
    InfoGiven,
    LadderRested,
    LevelHeld,
    OwnerChanged,
    PersonUnreachable,
    VendorTook,
    Why,
)
from bot.cases.handover import holds_up, lacking
from bot.durations import Duration
from bot.people.calendars import open_time
from bot.policy.routing import Limit, Span
from bot.words import Name


def accept(course: Course, command: Accept) -> None:
    """The first one has it. Later ones only where they are called to take over from the owner that they saw."""
    case = course.case
    if case.owner == course.by:
        course.refuse("yours_already")
    if case.owner and not _called_to_take_over(course):
        course.refuse("already_accepted", owner=Name(case.owner), since=case.owner_since or course.now)
    if case.owner and command.owner != case.owner:
        course.refuse("owner_changed", owner=Name(case.owner))
    course.happens(Answered(course.person, Reply.ACCEPTED))
    take(course, course.person)


def take(course: Course, owner: str) -> None:
    """Make somebody the owner: the level stops, `update` starts, `resolve` has run since opening (S31)."""
    course.stir()
    course.happens(OwnerChanged(owner, Status.ACCEPTED), LadderRested())
    course.stop_clocks(ClockKind.ACCEPT, ClockKind.WAIT)
    course.start_clock(ClockKind.UPDATE, course.limit(Limit.UPDATE))
    resolve = course.case.running(ClockKind.RESOLVE)
    if resolve is None or resolve.breached:  # it ended while nobody had it: from now on it counts for the owner
        course.start_clock(ClockKind.RESOLVE, course.limit(Limit.RESOLVE) or _instead_of_none(course))


def _instead_of_none(course: Course) -> Span | None:
    """A case always has a timer, even under a policy that sets neither `update` nor `resolve` and that lint refuses."""
    return None if course.limit(Limit.UPDATE) else course.limit(Limit.WAIT)


def _called_to_take_over(course: Course) -> bool:
    return any(ask.person == course.by and ask.duty is Duty.TAKE_OVER for ask in course.case.open_asks())


def coordinate(course: Course, _: Coordinate) -> None:
    """The owner stays and is helped: nobody else is sought."""
    if not _called_to_take_over(course):
        course.refuse("not_asked")
    course.happens(Answered(course.person, Reply.COORDINATES), LadderRested())


def decline(course: Course, command: Decline) -> None:
    if not any(ask.person == course.by for ask in course.case.open_asks()):
        course.refuse("not_asked")
    course.happens(Answered(course.person, Reply.DECLINED, command.reason))
    pass_over(course, Why.DECLINED)


def report_unreachable(course: Course, command: ReportUnreachable) -> None:
    """Nothing where they have answered meanwhile, or the case has gone on without them."""
    if any(ask.person == command.person for ask in course.case.open_asks()):
        course.happens(PersonUnreachable(command.person, command.level))
        pass_over(course, Why.UNREACHABLE)


def vendor_has_it(course: Course, command: VendorHasIt) -> None:
    """Whoever says so owns the case: a vendor never accepts for us (S35)."""
    if not course.case.vendors:
        course.refuse("no_vendor")
    course.happens(VendorTook(command.reference))
    if course.case.owner is None:
        take(course, course.person)


def need_info(course: Course, command: NeedInfo) -> None:
    """The level stands until the reporter answers, one limit long at the most (S33)."""
    if command.item not in _items(course):
        course.refuse("unknown_item", "item")
    if course.case.owner not in (None, course.by):
        course.refuse("not_yours", owner=Name(course.case.owner or ""))
    _ask_reporter(course, command)


def _items(course: Course) -> tuple[str, ...]:
    return (*Item, *course.rules.types[course.case.facts.type].fields)


def _ask_reporter(course: Course, command: NeedInfo) -> None:
    course.happens(InfoAsked(command.item, command.words))
    course.start_clock(ClockKind.WAIT, course.limit(Limit.ACCEPT))


def answer(course: Course, command: Answer) -> None:
    case = course.case
    if case.question is None:
        course.refuse("nothing_asked")
    back = _without_waiting(case)
    course.happens(InfoGiven(case.question.item, command.words, back))
    course.stop_clocks(ClockKind.WAIT)
    hold_level(course, case)


def _without_waiting(case: Case) -> Status:
    return Status.ACCEPTED if case.owner else Status.NEW


def hold_level(course: Course, before: Case) -> None:
    """The level that stood for the reporter's answer goes on where it was: it gets the time that it had left."""
    ladder = course.case.ladder
    if before.status is not Status.WAITING or before.question is None or ladder.stage is not Stage.ASKING:
        return
    stood_since = before.question.asked_at
    calendar = course.calendar(ladder.hours)
    ends = [
        course.end(Span(Duration(open_time(calendar, stood_since, end)), ladder.hours)) if end else None
        for end in (ladder.ends_at, ladder.next_try_at)
    ]
    course.happens(LevelHeld(ends[0], ends[1]))


def escalate(course: Course, command: Escalate) -> None:
    """The next level at once; an owner stays the owner until somebody there takes over (R17)."""
    ladder = course.case.ladder
    if command.level is not None and (command.level, command.round) != (ladder.level, ladder.round):
        course.refuse("moved_on", level=ladder.level)
    if ladder.stage is Stage.FALLBACK:
        course.refuse("at_the_top")
    _wants_its_handover(course)
    course.happens(EscalatedByHand(command.reason))
    climb(course, Why.BY_HAND, Duty.TAKE_OVER if course.case.owner else Duty.ACCEPT)


def _wants_its_handover(course: Course) -> None:
    """What the next level wants before a case comes up by hand; never of an urgent or flagged one (S37)."""
    case, levels = course.case, course.path.levels
    wanted = levels[case.ladder.level].handover if case.ladder.level < len(levels) else ()
    lacks = lacking(wanted, case.handover, case.facts)
    if lacks and holds_up(case.facts, case.priority, course.rules):
        course.refuse("missing_above", items=tuple(lacks))


def hand_back(course: Course, command: HandBack) -> None:
    """The level below is asked anew, the owner stays until somebody has it; below level 1 the reporter is (S34)."""
    course.happens(HandedBack(command.reason), Answered(course.person, Reply.HANDED_BACK, command.reason))
    ladder = course.case.ladder
    if ladder.level > 1:
        enter(course, ladder.level - 1, ladder.round, Duty.TAKE_OVER, Why.HANDED_BACK)
    else:
        _ask_reporter(course, NeedInfo(Item.HELP, command.reason))
