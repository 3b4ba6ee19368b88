"""What those answer who are asked, and the reporter's answer to them (R16, S28, S31, S33, S34)."""

from bot.cases.approving import ask, unreachable, wanted
from bot.cases.case import About, Case, Status
from bot.cases.climbing import climb, enter, go_on, level_limit, resume_level
from bot.cases.clocks import ClockKind
from bot.cases.commands import Accept, Answer, Coordinate, Decline, Escalate, HandBack, NeedInfo, VendorHasIt
from bot.cases.course import Course
from bot.cases.events import (
    EscalatedByHand,
    HandedBack,
    InfoAsked,
    InfoGiven,
    OwnerChanged,
    PersonUnreachable,
    VendorTook,
)
from bot.cases.facts import Item
from bot.cases.handover import holds_up, items, lacking
from bot.cases.ladder import Duty, Reply, Stage, Why
from bot.cases.ladder_events import Answered, LadderRested
from bot.cases.passing_on import decline_offer, duty_through, is_offered_to, take_on
from bot.cases.picking import pass_over
from bot.cases.reports import ReportOwnerUnreachable, ReportUnreachable
from bot.cases.rights import coordinators
from bot.cases.vendors import start_vendors_time
from bot.policy.routing import Limit, Span, stands
from bot.words import Name


def accept(course: Course, command: Accept) -> None:
    """The first one has it. Later ones only where they are called to take over from the owner that they saw."""
    case = course.case
    if case.owner == course.by:
        course.refuse("yours_already")
    offered = is_offered_to(course) and not _called(course)
    if case.approval and not offered and not _called(course):
        course.refuse("not_now")
    if not offered:
        _must_be_called(course)
    if case.owner and command.owner != case.owner:
        course.refuse("owner_changed", owner=Name(case.owner))
    if offered:
        take_on(course)
        return
    through = duty_through(course)
    course.happens(Answered(course.person, Reply.ACCEPTED))
    take(course, course.person, through)


def take(course: Course, owner: str, duty_of: str | None = None) -> None:
    """Make somebody the owner: the level stops, `update` starts, `resolve` has run since opening (S31). `duty_of`: the
    schedule through which they have it."""
    course.stir()
    course.happens(OwnerChanged(owner, Status.ACCEPTED, duty_of), LadderRested())
    course.stop_clocks(ClockKind.ACCEPT, ClockKind.WAIT)
    course.start_clock(ClockKind.UPDATE, course.limit(Limit.UPDATE))
    resolve = course.case.running(ClockKind.RESOLVE)
    if resolve is None or resolve.breached:  # it ended while nobody had it: from now on it counts for the owner
        course.start_clock(ClockKind.RESOLVE, course.resolve_limit())


def _called(course: Course) -> bool:
    """While somebody has the case: to take over."""
    return any(ask.person == course.by for ask in course.case.open_asks())


def _must_be_called(course: Course) -> None:
    """Anybody who may accept may while nobody has it; then only who is called to take over."""
    case = course.case
    if case.owner and not _called(course):
        course.refuse("already_accepted", owner=Name(case.owner), since=case.owner_since or course.now)


def coordinate(course: Course, _: Coordinate) -> None:
    """The owner stays and is helped: nobody else is sought."""
    if course.case.owner is None or not _called(course):
        course.refuse("not_asked")
    course.happens(Answered(course.person, Reply.COORDINATES), LadderRested())


def decline(course: Course, command: Decline) -> None:
    """A button of an earlier round says nothing of the ask of this one."""
    if is_offered_to(course) and not _called(course):
        decline_offer(course, command)
        return
    if course.case.approval:
        course.refuse("not_now")
    _must_be_called(course)
    rounds = [ask.round for ask in course.case.open_asks() if ask.person == course.by]
    if not rounds:
        course.refuse("not_asked")
    if command.round is not None and command.round < max(rounds):
        course.refuse("moved_on", level=course.case.ladder.level)
    course.happens(Answered(course.person, Reply.DECLINED, command.reason))
    pass_over(course, Why.DECLINED)


def report_unreachable(course: Course, command: ReportUnreachable) -> None:
    """Nothing where they have answered meanwhile, or the case has gone on without them."""
    approval = course.case.approval
    if approval and command.level is None and command.person in approval.people:
        unreachable(course, command.person, command.by)
    elif any(ask.person == command.person for ask in course.case.open_asks()):
        course.happens(PersonUnreachable(command.person, command.level, command.by))
        pass_over(course, Why.UNREACHABLE)


def report_owner_unreachable(course: Course, command: ReportOwnerUnreachable) -> None:
    """They own what they cannot know of, until somebody takes over."""
    if command.person == course.case.owner and course.case.ladder.stage is Stage.REST:
        course.happens(PersonUnreachable(command.person, None, command.by))
        climb(course, Why.OWNER_UNREACHABLE, Duty.TAKE_OVER)


def vendor_has_it(course: Course, command: VendorHasIt) -> None:
    """Whoever says so owns the case: a vendor never accepts for us (S35)."""
    if not course.case.vendors:
        course.refuse("no_vendor")
    course.happens(VendorTook(command.reference))
    start_vendors_time(course)
    if course.case.owner is None:
        take(course, course.person)


def need_info(course: Course, command: NeedInfo) -> None:
    """The level stands until the reporter answers, one limit long at the most (S33)."""
    if command.item not in items(course.rules.types[course.case.facts.type]):
        course.refuse("unknown_item", "item")
    if course.case.owner not in (None, course.by):
        course.refuse("not_yours", owner=Name(course.case.owner or ""))
    course.stir()
    _ask_reporter(course, command)


def _ask_reporter(course: Course, command: NeedInfo) -> None:
    course.happens(InfoAsked(command.item, command.words))
    course.start_clock(ClockKind.WAIT, _one_limit(course))


def _one_limit(course: Course) -> Span | None:
    """The level's own where one is asking, else the `accept` clock's."""
    ladder = course.case.ladder
    if ladder.stage is Stage.ASKING and ladder.ends_at:
        return level_limit(course, course.path.levels[ladder.level - 1])
    return course.limit(Limit.ACCEPT)


def answer(course: Course, command: Answer) -> None:
    case = course.case
    if case.question is None:
        course.refuse("nothing_asked")
    if not case.waits_for_answer:  # somebody accepted it meanwhile, or waits for another
        course.happens(InfoGiven(case.question.item, command.words, case.status))
        return
    back = Status.ACCEPTED if case.owner else Status.NEW
    course.happens(InfoGiven(case.question.item, command.words, back))
    course.stop_clocks(ClockKind.WAIT)
    course.resume_clocks()
    resume_level(course, case)


def escalate(course: Course, command: Escalate) -> None:
    """The next level at once, or once it is approved; an owner stays until somebody there takes over (R17, S36)."""
    ladder = course.case.ladder
    if command.level is not None and (command.level, command.round) != (ladder.level, ladder.round):
        course.refuse("moved_on", level=ladder.level)
    if ladder.stage is Stage.FALLBACK:
        course.refuse("at_the_top")
    _wants_its_handover(course)
    course.happens(EscalatedByHand(command.reason))
    if line := wanted(course):
        go_on(course)
        ask(course, line, course.person, up=True)
        return
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
    course.stir()
    to_and_fro = tuple(sorted(coordinators(course.case, course.roster))) if _handed_back_before(course.case) else ()
    course.happens(HandedBack(command.reason, to_and_fro), Answered(course.person, Reply.HANDED_BACK, command.reason))
    ladder = course.case.ladder
    from_fallback = bool(ladder.asks) and ladder.asks[-1].level is None
    below = _standing_up_to(course, ladder.level if from_fallback else ladder.level - 1)
    if below:
        enter(course, below, ladder.round, Duty.TAKE_OVER, Why.HANDED_BACK)
    else:
        _ask_reporter(course, NeedInfo(Item.HELP, command.reason))


def _handed_back_before(case: Case) -> bool:
    return any(remark.about is About.HANDED_BACK for remark in case.remarks)


def _standing_up_to(course: Course, highest: int) -> int:
    """The highest of them that stands for this case: one that does not is no level below (S28). 0 where none does."""
    levels = course.path.levels[:highest]
    return max((number for number, one in enumerate(levels, 1) if stands(one, course.situation_now)), default=0)
