"""Who hears of a case, and by whom: asking for updates, telling, telling of the end (S32, S38, R26–R28)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cases.access import readable_by
from bot.cases.audience_events import (
    AudienceDue,
    AudienceTold,
    EndTold,
    TextHandedOver,
    UpdateAsked,
    UpdateMissed,
    UpdatePosted,
)
from bot.cases.audiences import Audience, Informed, Kind
from bot.cases.case import Case, Status
from bot.cases.choosing_audiences import contact
from bot.cases.climbing import climb
from bot.cases.clocks import ClockKind
from bot.cases.commands import MarkTold, PostUpdate
from bot.cases.course import Course
from bot.cases.ladder import Duty, Why
from bot.cases.rights import coordinators
from bot.cases.timer_commands import AskForUpdate, EndAudience
from bot.people.naming import known, named, places_named, vendors_named
from bot.people.targets import Target
from bot.policy.routing import Limit, Span

AT_THE_END = 100.0


# time


def ask_for_update(course: Course, command: AskForUpdate) -> None:
    audience = _due(course, command.audience, command.due_at)
    if audience and command.percent > audience.reminded:
        course.happens(UpdateAsked(audience.number, _writer(course, audience), command.percent))


def end_audience(course: Course, command: EndAudience) -> None:
    """Stige tells, or somebody who was to has not. Whatever ends in the same instant is one miss."""
    if _due(course, command.audience, command.due_at) is None:
        return
    over = [a for a in course.case.audiences if a.due_at and a.due_at <= course.now]
    for audience in over:
        if audience.by_stige:
            _tell(course, audience, None, _writer(course, audience))
            _begin_next(course, audience)
    missed = [audience for audience in over if not audience.by_stige]
    if missed and course.case.status is not Status.RESOLVED:
        _miss(course, missed)


def _due(course: Course, number: int, due_at: datetime) -> Audience | None:
    audience = course.case.audience(number)
    return audience if audience and audience.due_at == due_at else None


def _miss(course: Course, audiences: Sequence[Audience]) -> None:
    """A case that nobody has climbs by itself, and one that waits is left to."""
    writers = tuple(dict.fromkeys(_writer(course, audience) for audience in audiences))
    for audience in audiences:
        course.happens(AudienceDue(audience.number, course.end(Span(audience.interval, audience.hours))))
    case = course.case
    miss_update(course, writers, climbs=case.status is Status.ACCEPTED and case.snoozed_until is None)


def miss_update(course: Course, writers: tuple[str, ...] = (), climbs: bool = True) -> None:
    """Once: owner, writers and coordinator hear of it. Twice running: it climbs (S32). All that is missed in the same
    instant is missed once."""
    case, missed = course.case, course.case.missed_updates + 1
    if case.update_missed_at == course.now:
        return
    course.happens(UpdateMissed(missed, tuple(sorted(coordinators(case, course.roster))), writers))
    if missed % 2 == 0 and climbs:
        climb(course, Why.BREACHED, Duty.TAKE_OVER)


def _writer(course: Course, audience: Audience) -> str:
    """Whom the plan names and who may read the case, else its owner, before there is one the reporter."""
    case = course.case
    by = (audience.by,) if audience.by else ()
    return next(iter(_people(course, by)), case.owner or case.reporter)


def begin_again(course: Course) -> None:
    """The case is open again: what nobody could be asked for meanwhile is not missed."""
    for audience in course.case.audiences:
        if audience.due_at and (not audience.by_stige or audience.due_at <= course.now):
            course.happens(AudienceDue(audience.number, course.end(Span(audience.interval, audience.hours))))


# telling


@dataclass(frozen=True, slots=True)
class _Recipients:
    people: tuple[str, ...]
    places: tuple[str, ...]
    customer: str | None
    vendors: tuple[str, ...]


def _recipients(course: Course, audience: Audience) -> _Recipients:
    """As they are now; a case that became private has left its places and its customer (S40)."""
    people = _people(course, audience.to)
    vendors = tuple(vendor for vendor in vendors_named(audience.to) if vendor in course.roster.vendors)
    if course.case.private:
        return _Recipients(people, (), None, vendors)
    customer = audience.customer if contact(course, audience.customer) else None
    return _Recipients(people, places_named(audience.to, course.roster), customer, vendors)


def _people(course: Course, targets: Sequence[Target]) -> tuple[str, ...]:
    return _readers(course, known(named(targets, course.standing(), course.roster, course.now), course.roster))


def _readers(course: Course, people: Sequence[str]) -> tuple[str, ...]:
    return tuple(person for person in people if readable_by(person, course.case, course.roster))


def post_update(course: Course, command: PostUpdate) -> None:
    """The words go to each audience named. What Stige cannot send itself counts once whoever posted it has."""
    audiences = [_named(course, number) for number in command.audiences]
    if course.case.status is Status.CLOSED and not audiences:
        course.refuse("not_now")
    if command.next_at and command.next_at <= course.now:
        course.refuse("promise_past", "next_at")
    course.happens(UpdatePosted(command.words, command.next_at, not audiences))
    said = course.case.seq
    told = [_tell(course, audience, said, course.person, command.next_at) for audience in audiences]
    for audience, is_told in zip(audiences, told, strict=True):
        if is_told:
            _begin_next(course, audience, command.next_at)
    if any(told) or not audiences:
        _count_as_update(course, command.next_at)


def _named(course: Course, number: int) -> Audience:
    audience = course.case.audience(number)
    if audience is None:
        course.refuse("unknown_audience", "audiences")
    return audience


def _tell(course: Course, audience: Audience, said: int | None, by_whom: str, next_at: datetime | None = None) -> bool:
    """Whether all of it could be sent; `by_whom` gets the text for those whom Stige cannot write to."""
    to, number = _recipients(course, audience), audience.number
    mailed, by_hand = (to.customer, None) if course.roster.mail else (None, to.customer)
    written = tuple(vendor for vendor in to.vendors if _can_write(course, vendor))
    others = tuple(vendor for vendor in to.vendors if vendor not in written)
    if to.people or to.places or mailed or written:
        course.happens(AudienceTold(number, to.people, to.places, mailed, written, said))
    if by_hand is None and not others:
        return True
    course.happens(TextHandedOver(number, by_whom, by_hand, others, said, next_at))
    return False


def _can_write(course: Course, vendor: str) -> bool:
    return course.roster.writes_to(vendor) and not course.case.private


def mark_told(course: Course, command: MarkTold) -> None:
    audience = _named(course, command.audience)
    handed = audience.handed
    if handed is None or not _may_say_told(course, handed.person):
        course.refuse("nothing_to_tell")
    told = AudienceTold(
        audience.number, customer=handed.customer, vendors=handed.vendors, said=handed.said, by_hand=True
    )
    course.happens(told)
    promised = handed.next_at if handed.next_at and handed.next_at > course.now else None
    if handed.said is not None:
        _begin_next(course, audience, promised)
        _count_as_update(course, promised)


def _may_say_told(course: Course, has_text: str) -> bool:
    """A text handed to one person is not told by whoever has another."""
    return course.by in (has_text, course.case.owner, *coordinators(course.case, course.roster))


def _begin_next(course: Course, audience: Audience, promised_at: datetime | None = None) -> None:
    """At the time that was promised, else as often as the plan says."""
    if course.case.status is Status.CLOSED:
        return
    planned = course.end(Span(audience.every, audience.hours)) if audience.every else None
    course.happens(AudienceDue(audience.number, promised_at or planned))


def _count_as_update(course: Course, promised_at: datetime | None) -> None:
    """The `update` clock of whoever has the case begins anew, and ends when more was promised (R27)."""
    case, update = course.case, course.case.running(ClockKind.UPDATE)
    stands = case.status is not Status.ACCEPTED or case.snoozed_until
    if stands or (promised_at is None and update is None):
        return
    limit = course.limit(Limit.UPDATE)
    if promised_at is None:
        course.start_clock(ClockKind.UPDATE, limit)
    else:
        course.start_clock_until(ClockKind.UPDATE, promised_at, limit.hours if limit else None)


# the end


def tell_of_end(course: Course) -> None:
    """Everybody who was told of the case, and does not hear of its end as one who had to do with it. To those outside
    nothing goes that a person has not sent, unless the policy lets Stige write to them itself (R26), as it does to a
    vendor whom a level asks (S35)."""
    case = course.case
    by_stige = {audience.number for audience in case.audiences if audience.by_stige}
    outside = [] if case.private else [one for one in case.informed if one.kind in (Kind.CUSTOMER, Kind.VENDOR)]
    asked = () if case.private else case.written
    itself = [one for one in outside if one.id in asked or (_by_itself(course, one) and one.audience in by_stige)]
    vendors = dict.fromkeys((*asked, *(one.id for one in itself if one.kind is Kind.VENDOR)))
    customers = tuple(one.id for one in itself if one.kind is Kind.CUSTOMER)
    told = EndTold(_end_people(course), _end_places(case), customers, tuple(vendors))
    if told != EndTold():
        course.happens(told)
    by_hand = {one.audience for one in outside if one not in itself}
    for audience in case.audiences:
        if audience.number in by_hand:
            course.happens(UpdateAsked(audience.number, _writer(course, audience), AT_THE_END))


def _by_itself(course: Course, one: Informed) -> bool:
    return course.roster.mail if one.kind is Kind.CUSTOMER else course.roster.writes_to(one.id)


def _end_people(course: Course) -> tuple[str, ...]:
    case = course.case
    hear_anyway = {case.reporter, *case.owners, *case.told}
    people = [one.id for one in case.informed if one.kind is Kind.PERSON and one.id not in hear_anyway]
    return _readers(course, people)


def _end_places(case: Case) -> tuple[str, ...]:
    places = (one.id for one in case.informed if one.kind is Kind.PLACE and one.id not in case.told_places)
    return () if case.private else tuple(places)
