"""Whom a case keeps informed: by every communication plan that fits it (S10, S11, S38)."""

from collections.abc import Iterator

from bot.cases.audience_events import AudiencesChosen
from bot.cases.audiences import Audience
from bot.cases.case import Realm
from bot.cases.course import Course
from bot.changing import replace
from bot.people.targets import CustomerContact, PlaceTarget, Target, VendorTarget
from bot.policy.routing import Span, plans_for
from bot.policy.rules import AudienceLine

ASKED_AT = (50.0,)  # where the policy reminds of nothing


def choose(course: Course) -> None:
    """By every plan that fits; one that was chosen before keeps what it has heard and when it hears next (S14)."""
    chosen = tuple(_chosen(course))
    if chosen != course.case.audiences:
        course.happens(AudiencesChosen(chosen))


def _chosen(course: Course) -> Iterator[Audience]:
    """Those that are chosen no more stay only to hear of the end."""
    before = {audience.number: audience for audience in course.case.audiences}
    free = max(before, default=0) + 1
    for line, hours, to in _lines(course):
        made = _made(course, line, hours, to)
        same = next((old for old in before.values() if _is_same(old, made)), None)
        if same:
            del before[same.number]
            yield _moved(course, same, made)
        else:
            yield replace(made, number=free)
            free += 1
    yield from (replace(old, due_at=None, reminded=0.0) for old in before.values() if old.told_at)


def _lines(course: Course) -> Iterator[tuple[AudienceLine, str | None, tuple[Target, ...]]]:
    """A target in two plans follows the first that names it."""
    taken: set[Target] = set()
    for plan in plans_for(course.rules, course.situation):
        for line in plan.audiences:
            to = tuple(target for target in line.to if target not in taken and _can_be_told(course, target, line))
            if to:
                yield line, plan.hours, to
        taken.update(target for line in plan.audiences for target in line.to)


def _can_be_told(course: Course, target: Target, line: AudienceLine) -> bool:
    """A private case is told of in no place and to no customer, to a vendor only by a person (S40); a drill reaches
    nobody outside (S42). Without an address there is no customer to tell."""
    case = course.case
    if isinstance(target, PlaceTarget | CustomerContact | VendorTarget) and case.realm is Realm.DRILL:
        return False
    if isinstance(target, VendorTarget):
        return not case.private or line.by is not None
    if isinstance(target, CustomerContact):
        return not case.private and bool(contact(course, case.facts.customer))
    return not (case.private and isinstance(target, PlaceTarget))


def contact(course: Course, customer: str | None) -> tuple[str, ...]:
    found = course.roster.customers.get(customer or "")
    return found.contact if found else ()


def _made(course: Course, line: AudienceLine, hours: str | None, to: tuple[Target, ...]) -> Audience:
    """From opening on. Whoever joins so late that the time is over already is given it once more: nobody misses what
    nobody was asked for."""
    span, since_at = Span(line.first, hours), course.case.opened_at
    due_at = course.end(span, since_at)
    if due_at <= course.now and not line.by_stige:
        since_at, due_at = course.now, course.end(span)
    return Audience(
        0,
        to,
        line.template,
        line.first,
        since_at,
        due_at,
        course.reminders() or ASKED_AT,
        every=line.every,
        hours=hours,
        by=line.by,
        by_stige=line.by_stige,
        customer=course.case.facts.customer if CustomerContact() in to else None,
    )


def _is_same(old: Audience, new: Audience) -> bool:
    return old.customer == new.customer and not set(old.to).isdisjoint(new.to)


def _moved(course: Course, old: Audience, new: Audience) -> Audience:
    """What it has heard and its time stay. One that was owed no more and now is hears after its interval."""
    kept = replace(
        old,
        to=new.to,
        template=new.template,
        first=new.first,
        every=new.every,
        hours=new.hours,
        by=new.by,
        by_stige=new.by_stige,
        remind=new.remind,
    )
    if old.due_at or new.every is None:
        return kept
    return replace(kept, since_at=course.now, due_at=course.end(Span(new.every, new.hours)))
