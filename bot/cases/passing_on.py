"""Passing a case on when its owner goes off duty, on leave, or for good (S19, R24).

It is the giver's until somebody has it, and all its clocks run on as they are.
"""

from bot.cases.climbing import climb, enter, fall_back
from bot.cases.commands import Decline
from bot.cases.course import Course
from bot.cases.handoff import Handoff, HandoffEnd, Off
from bot.cases.handoff_commands import KeepCase, PassOnCase
from bot.cases.handoff_events import (
    HandedOff,
    HandoffDeclined,
    HandoffEnded,
    HandoffLate,
    HandoffNoted,
    HandoffOffered,
    PassingOnAsked,
)
from bot.cases.ladder import Duty, Stage, Why
from bot.cases.ladder_events import LadderRested, PersonSkipped
from bot.cases.off_duty import off_because, on_duty
from bot.cases.reports import OfferHandoff, ReportOwnerBack, ReportOwnerOff
from bot.cases.rights import coordinators
from bot.cases.timer_commands import EndHandoff
from bot.changing import replace
from bot.people.asking import Choice, Narrowing, able
from bot.people.naming import duty_passed_over, named
from bot.people.roster import PassOn
from bot.people.skipping import Skip
from bot.people.targets import NextOnCall, OnCall, Target
from bot.policy.routing import WHEN_LEFT_OUT, Limit, Span
from bot.words import Name

# how it comes to be passed on


def offer(course: Course, command: OfferHandoff) -> None:
    """To those who came on duty; nothing where its owner no longer has it through that schedule."""
    case, schedule = course.case, course.roster.schedules.get(command.schedule)
    if schedule is None or case.owner is None or case.duty_of != command.schedule:
        return
    if schedule.pass_on is None:
        _ask_owner(course, case.owner, Off.SHIFT_ENDED)
        return
    choice = _able(course, command.to)
    if _waits_for(case.handoff, choice.asked):
        return
    rung = (case.ladder.level, case.ladder.round)
    skipped = (*choice.skipped, *_passed_over(course, command, choice))
    course.happens(*(PersonSkipped(skip.person, *rung, skip.reason) for skip in skipped))
    if choice.asked:
        course.happens(HandoffOffered(_offered(course, command, case.owner, schedule.pass_on, choice.asked)))
    else:
        course.happens(HandoffEnded(HandoffEnd.NOBODY))
        climb(course, Why.HANDOFF, Duty.TAKE_OVER)


def _waits_for(handoff: Handoff | None, people: tuple[str, ...]) -> bool:
    """They have it on offer already, and their time still runs."""
    return handoff is not None and handoff.ends_at is not None and handoff.to == people


def _able(course: Course, people: tuple[str, ...]) -> Choice:
    """Duty has named them, so of what a level may want only what holds for everybody counts (S20)."""
    case = course.case
    wants = Narrowing(case.reporter, concerned=case.concerned, owner=case.owner)
    return able(people, wants, course.roster, course.now)


def _passed_over(course: Course, command: OfferHandoff, choice: Choice) -> tuple[Skip, ...]:
    """Who would have come on duty, and others did in their place (S20)."""
    named_so_far = {course.case.owner, *choice.asked, *(skip.person for skip in choice.skipped)}
    passed = duty_passed_over([OnCall(command.schedule)], replace(course.roster, loads={}), course.now)
    return tuple(skip for skip in passed if skip.person not in named_so_far)


def _offered(course: Course, command: OfferHandoff, giver: str, line: PassOn, to: tuple[str, ...]) -> Handoff:
    """They are on duty, so the schedule's own limit counts all time."""
    span = Span(line.accept_within) if line.accept_within else _accept_limit(course)
    before, gone = course.case.handoff, course.roster.gone(giver)  # who is gone writes nothing any more
    return Handoff(
        why=Off.SHIFT_ENDED,
        giver=giver,
        offered_at=course.now,
        ends_at=course.end(span),
        schedule=command.schedule,
        changed_at=command.at,
        to=to,
        note_for=() if gone else line.note,
        note=before.note if before else None,
    )


def _accept_limit(course: Course) -> Span:
    limit = course.limit(Limit.ACCEPT) or WHEN_LEFT_OUT[Limit.ACCEPT]
    return Span(limit.length, None if course.case.ladder.at_once else limit.hours)


def owner_off(course: Course, command: ReportOwnerOff) -> None:
    """They are asked personally, unless the case is being passed on already."""
    case = course.case
    if case.owner and (case.handoff is None or case.handoff.may_be_kept):
        _ask_owner(course, case.owner, command.why)


def _ask_owner(course: Course, owner: str, why: Off) -> None:
    """Who is gone can pass nothing on: the coordinators hear at once."""
    before, ends_at = course.case.handoff, course.end(_accept_limit(course))
    handoff = Handoff(why, owner, course.now, ends_at, note=before.note if before else None)
    told = tuple(sorted(coordinators(course.case, course.roster))) if why is Off.GONE else ()
    course.happens(PassingOnAsked(handoff, told))


def owner_back(course: Course, _: ReportOwnerBack) -> None:
    if course.case.handoff:
        course.happens(HandoffEnded(HandoffEnd.BACK))


# what people do with it


def is_offered_to(course: Course) -> bool:
    return course.case.handoff is not None and course.by in course.case.handoff.to


def take_on(course: Course) -> None:
    """Nothing begins anew: the case has another owner, and nobody needs to be sought."""
    handoff = course.case.handoff
    if handoff and course.case.lacks_note:
        course.refuse("note_wanted", giver=Name(handoff.giver))
    course.happens(HandedOff(course.person))
    if course.case.ladder.stage is not Stage.REST:
        course.happens(LadderRested())


def decline_offer(course: Course, command: Decline) -> None:
    """When nobody is left who might take it, it has not been taken in time."""
    course.happens(HandoffDeclined(course.person, command.reason))
    handoff = course.case.handoff
    if handoff and not handoff.to:
        course.happens(HandoffEnded(HandoffEnd.NOBODY))
        if handoff.ends_at:
            climb(course, Why.HANDOFF, Duty.TAKE_OVER)


def add_note(course: Course, command: PassOnCase) -> None:
    if course.case.handoff is None:
        course.refuse("not_passed_on")
    course.happens(HandoffNoted(command.note))


def keep(course: Course, _: KeepCase) -> None:
    """From then on no change of duty concerns it."""
    handoff = course.case.handoff
    if handoff is None or not handoff.may_be_kept:
        course.refuse("nothing_to_keep")
    course.happens(HandoffEnded(HandoffEnd.KEPT))


# what time does with it


def end_handoff(course: Course, command: EndHandoff) -> None:
    handoff = course.case.handoff
    if handoff is None or handoff.ends_at is None or handoff.offered_at != command.offered_at:
        return
    if _there_again(course, handoff):
        course.happens(HandoffEnded(HandoffEnd.BACK))
    elif handoff.schedule:
        course.happens(HandoffLate())
        climb(course, Why.HANDOFF, Duty.TAKE_OVER)
    else:
        course.happens(HandoffLate(tuple(sorted(coordinators(course.case, course.roster)))))
        _ask_its_level_again(course)


def _there_again(course: Course, handoff: Handoff) -> bool:
    if handoff.why is Off.SHIFT_ENDED:
        return on_duty(handoff.giver, course.case.duty_of, course.roster, course.now)
    reached = handoff.why is Off.LEAVE or handoff.giver not in course.roster.away  # an account that is closed is not
    return reached and off_because(handoff.giver, course.roster, course.now) is None


def _ask_its_level_again(course: Course) -> None:
    """Unless somebody is sought already."""
    course.stir()
    ladder = course.case.ladder
    if ladder.stage is not Stage.REST:
        return
    if ladder.asks and ladder.asks[-1].level is None:
        fall_back(course, Duty.TAKE_OVER, Why.HANDOFF)
    else:
        enter(course, max(1, ladder.level), ladder.round, Duty.TAKE_OVER, Why.HANDOFF)


# through which schedule somebody has a case


def duty_through(course: Course) -> str | None:
    """Of whoever accepts: the schedule by which the rung that asked them named them."""
    ask = next((ask for ask in reversed(course.case.open_asks()) if ask.person == course.by), None)
    if ask is None:
        return None
    path = course.path
    targets = path.levels[ask.level - 1].ask if ask.level else path.fallback.ask
    schedules = tuple(target.schedule for target in targets if isinstance(target, OnCall | NextOnCall))
    now = next((one for one in schedules if on_duty(course.person, one, course.roster, course.now)), None)
    if now or not schedules:
        return now
    return None if course.by in _named_otherwise(course, targets) else schedules[0]


def _named_otherwise(course: Course, targets: tuple[Target, ...]) -> tuple[str, ...]:
    others = [target for target in targets if not isinstance(target, OnCall | NextOnCall)]
    return named(others, course.standing(), course.roster, course.now)


def duty_kept(course: Course, to: str) -> str | None:
    """Given by hand to somebody on duty there, it goes on with the sun."""
    schedule = course.case.duty_of
    return schedule if on_duty(to, schedule, course.roster, course.now) else None
