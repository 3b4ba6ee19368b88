"""The ladder: to a level, past one that can ask nobody, through the rounds, and to the fallback (S20–S30)."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from bot.cases.access import readable_by
from bot.cases.case import Case, Realm
from bot.cases.course import Course
from bot.cases.ladder import Duty, Stage, Why
from bot.cases.ladder_events import (
    FallbackReached,
    FallbackSlept,
    LevelHeld,
    LevelPassed,
    LevelReached,
    LevelSlept,
    Paged,
    PersonSkipped,
    QueuePlanned,
    Told,
)
from bot.cases.narrowing import narrowing
from bot.cases.outside_events import VendorsWritten
from bot.cases.rights import coordinators
from bot.changing import replace
from bot.durations import minutes
from bot.people.asking import Choice, able, fallback_people, in_turn
from bot.people.calendars import at_fraction, open_time
from bot.people.naming import duty_passed_over, known, named, places_named, vendors_named
from bot.people.roster import APPROVE
from bot.people.targets import CoordinatorOf, Target, TeamMembers
from bot.policy.routing import Limit, Span, level_span, stands, vendor_spans
from bot.policy.rules import Level, Pick

WITHOUT_LIMIT = (Why.BREACHED, Why.SILENT)  # S31: the owner's own clocks run on and call the next
SHORTEST_TRY = minutes(5).elapsed  # S26: each gets at least so long


def climb(course: Course, why: Why, duty: Duty) -> None:
    """To the next level, at once; whatever the case waited for is over."""
    course.stir()
    ladder = course.case.ladder
    if ladder.stage is not Stage.FALLBACK:  # the fallback is called at its own rate, whatever else happens
        enter(course, ladder.level + 1, ladder.round, duty, why)


def go_on(course: Course) -> None:
    """The case waits no more."""
    before = course.case
    course.stir()
    resume_level(course, before)


def resume_level(course: Course, before: Case) -> None:
    """A level that stood for the reporter's answer goes on with the time that it had left (S33)."""
    if before.question and before.waits_for_answer:
        go_on_from(course, before.question.asked_at)


def go_on_from(course: Course, stood_since: datetime) -> None:
    """The level that asks has stood still since then."""
    ladder = course.case.ladder
    if ladder.stage is not Stage.ASKING:
        return
    calendar = course.calendar(ladder.hours)

    def later(end: datetime | None) -> datetime | None:
        return course.after(open_time(calendar, stood_since, end), ladder.hours) if end else None

    used = ladder.used + open_time(calendar, ladder.resumed_at or ladder.reached_at or stood_since, stood_since)
    course.happens(LevelHeld(later(ladder.ends_at), later(ladder.next_try_at), ladder.hours, course.now, used))


def enter(course: Course, level: int, round_: int, duty: Duty, why: Why) -> None:
    """To this level, or the first one above that stands here and can ask somebody."""
    for number in range(level, len(course.path.levels) + 1):
        if _stands_at(course, number, round_, duty, why):
            return
    _past_the_last(course, round_, duty, why)


def _past_the_last(course: Course, round_: int, duty: Duty, why: Why) -> None:
    """Another round, unless this one could ask nobody at all; who is sought to take over is sought once."""
    ladder = course.case.ladder
    worthwhile = ladder.reached_in == round_ or (ladder.jumped and ladder.round == round_)
    if duty is Duty.ACCEPT and round_ < course.path.rounds and worthwhile:
        enter(course, 1, round_ + 1, duty, why)
    else:
        fall_back(course, duty, why)


def _stands_at(course: Course, number: int, round_: int, duty: Duty, why: Why) -> bool:
    """Whether the ladder comes to rest at this level: asking or asleep."""
    level = course.path.levels[number - 1]
    if not stands(level, course.situation_now):
        return False
    span = level_limit(course, level)
    if opens_at := course.opens_at(span.hours):
        course.happens(LevelSlept(number, round_, duty, why, opens_at))
        return True
    choice = _choice(course, level, round_, duty, span)
    course.happens(*(PersonSkipped(skip.person, number, round_, skip.reason) for skip in choice.skipped))
    if not choice.asked and not _tells_of_a_vendor(course, level):
        course.happens(LevelPassed(number, round_))
        return False
    ends_at = None if course.case.ladder.seeking(duty, why) in WITHOUT_LIMIT else course.end(span)
    teams = _teams_asked(course, level, choice.asked)
    remind = course.reminders() if level.remind is None else level.remind
    aware = () if choice.asked else people_told(course, level.tell)
    course.happens(LevelReached(number, round_, duty, why, ends_at, span.hours, remind, teams, aware))
    _ask(course, level, choice.asked)
    tell(course, level.tell, _vendors(course, level))
    return True


def level_limit(course: Course, level: Level) -> Span:
    vendors = vendor_spans(course.roster)
    return level_span(level, course.rules, course.situation, vendors, course.case.ladder.at_once)


def _choice(course: Course, level: Level, round_: int, duty: Duty, span: Span) -> Choice:
    standing = course.standing_in(round_)
    people = named(level.ask, standing, course.roster, course.now)
    wants = narrowing(
        course.case, level, course.rules, course.roster, course.now, round_=round_, duty=duty, hours=span.hours
    )
    choice = able(people, wants, course.roster, course.now)
    named_so_far = {*choice.asked, *(skip.person for skip in choice.skipped)}
    passed = duty_passed_over(level.ask, course.roster, course.now)
    return Choice(choice.asked, (*choice.skipped, *(skip for skip in passed if skip.person not in named_so_far)))


def _tells_of_a_vendor(course: Course, level: Level) -> bool:
    """A vendor never accepts for us: such a level needs a person who hears of it (S35)."""
    return bool(_vendors(course, level)) and bool(people_told(course, level.tell))


def _vendors(course: Course, level: Level) -> tuple[str, ...]:
    return tuple(vendor for vendor in vendors_named(level.ask) if vendor in course.roster.vendors)


def _teams_asked(course: Course, level: Level, people: Iterable[str]) -> tuple[str, ...]:
    """Teams that the level names, and the own teams of those asked: their coordinators may act."""
    targets = (target.team for target in level.ask if isinstance(target, TeamMembers | CoordinatorOf))
    own = (team.id for person in people if (team := course.roster.team_of(person)))
    return tuple(dict.fromkeys((*targets, *own)))


def _ask(course: Course, level: Level, people: tuple[str, ...]) -> None:
    ladder = course.case.ladder
    if level.pick is Pick.ALL or ladder.ends_at is None or not people:
        course.happens(*(Paged(person, ladder.level, ladder.round, ladder.duty, ladder.ends_at) for person in people))
        return
    order = in_turn(people, level.ask, course.standing(), course.roster, course.now)
    whole = open_time(course.calendar(ladder.hours), course.now, ladder.ends_at)
    ask_next(course, order[: min(level.tries, turns(whole))])


def turns(whole: timedelta) -> int:
    """How many can be asked one after another in that time, five minutes each at the least (S26)."""
    return max(1, whole // SHORTEST_TRY)


def ask_next(course: Course, queue: tuple[str, ...]) -> None:
    """The first in the queue of a level with `pick: one` gets an even share of the time that is left."""
    ladder = course.case.ladder
    person, *rest = queue
    ends_at = ladder.ends_at
    if ends_at and rest:
        ends_at = at_fraction(course.calendar(ladder.hours), course.now, ends_at, 100 / len(queue))
    course.happens(
        Paged(person, ladder.level, ladder.round, ladder.duty, ends_at),
        QueuePlanned(tuple(rest), ends_at if rest else None),
    )


def tell(course: Course, targets: tuple[Target, ...], vendors: tuple[str, ...] = ()) -> None:
    """Inform, each once per case. A private case reaches no place, and nobody who may not read it (S40)."""
    case = course.case
    people = people_told(course, targets)
    asked_here = [ask.person for ask in case.ladder.open_asks_here()]
    places = () if case.private else places_named(targets, course.roster)
    told = Told(
        tuple(person for person in people if person not in (*case.told, *asked_here)),
        tuple(place for place in places if place not in case.told_places),
        tuple(vendor for vendor in vendors if vendor not in case.vendors),
    )
    if told != Told((), ()):
        course.happens(told)
    _write_to(course, told.vendors)


def _write_to(course: Course, vendors: tuple[str, ...]) -> None:
    """Naming them is leave to (S35); never about a private case (S40), nor about a drill (S42)."""
    written = tuple(vendor for vendor in vendors if course.roster.writes_to(vendor))
    if written and not course.case.private and course.case.realm is not Realm.DRILL:
        course.happens(VendorsWritten(written))


def people_told(course: Course, targets: tuple[Target, ...]) -> tuple[str, ...]:
    return _readers(course, _named(course, targets))


def _named(course: Course, targets: tuple[Target, ...]) -> tuple[str, ...]:
    return known(named(targets, course.standing(), course.roster, course.now), course.roster)


def _readers(course: Course, people: Iterable[str]) -> tuple[str, ...]:
    once = dict.fromkeys(people)
    return tuple(person for person in once if readable_by(person, course.case, course.roster))


def fall_back(course: Course, duty: Duty, why: Why) -> None:
    """The end of the ladder: everybody it names, away or not, now and again until somebody acts (S29)."""
    span = fallback_limit(course)
    if opens_at := course.opens_at(span.hours):
        course.happens(FallbackSlept(duty, why, opens_at))
        return
    ladder = course.case.ladder
    course.happens(
        FallbackReached(ladder.fallbacks + 1, duty, why, course.end(span)),
        *(Paged(person, None, ladder.round, duty, None) for person in _last_asked(course)),
    )


def ask_beyond(course: Course) -> None:
    """Where no message reaches anybody whom the fallback asked, whoever else can act is asked at once (S17, S29)."""
    ladder = course.case.ladder
    last = {ask.person for ask in ladder.asks if ask.rung == (None, ladder.round) and ask.duty is ladder.duty}
    if last <= ladder.unreachable():
        others = (person for person in _last_asked(course) if person not in last)
        course.happens(*(Paged(person, None, ladder.round, ladder.duty, None) for person in others))


def _last_asked(course: Course) -> tuple[str, ...]:
    """Whom the fallback names; while that is the owner alone, their managers. Where the roster knows none of them any
    more, the case concerns them all, or no message reaches them, whoever else can act: never nobody (promise 2).
    """
    case = course.case
    owner = {case.owner} if case.owner else set()
    people = _named_last(course, case.concerned | owner) or _named_last(course, case.concerned)
    if set(people) - case.ladder.unreachable():
        return people
    instead = (*_menders(course), *coordinators(case, course.roster), *_named(course, case.readers))
    asked = tuple(dict.fromkeys((*people, *_readers(course, instead))))
    return asked or _anybody(course)


def _anybody(course: Course) -> tuple[str, ...]:
    """Who may approve, else whoever may read it, in the end the reporter."""
    people = course.roster.people
    approvers = (person for person in people if course.roster.has_authority(person, APPROVE))
    return _readers(course, approvers) or _readers(course, people) or (course.case.reporter,)


def _named_last(course: Course, but: AbstractSet[str]) -> tuple[str, ...]:
    """Who could not be reached counts as away: while all are, their managers are asked too."""
    away = {**course.roster.away, **dict.fromkeys(course.case.ladder.unreachable(), "unreachable")}
    roster = replace(course.roster, away=away)
    return fallback_people(course.path.fallback.ask, course.standing(), roster, course.now, but)


def fallback_limit(course: Course) -> Span:
    fallback = course.path.fallback
    accept = course.limit(Limit.ACCEPT)
    hours = fallback.hours or (accept.hours if accept else None)
    return Span(fallback.every, None if course.case.ladder.at_once else hours)


def keepers(course: Course) -> tuple[str, ...]:
    """Who can mend what is wrong with Stige or its policy: whoever has the authority, else whom the fallback
    names; of a private case only its readers."""
    may_mend = _readers(course, _menders(course)) or _readers(course, _last_asked(course))
    return may_mend or _readers(course, _named(course, course.case.readers))


def _menders(course: Course) -> tuple[str, ...]:
    return tuple(person.id for person in course.roster.people.values() if person.authority & {"operate", "policy"})
