"""What is done with a case that somebody has: triage, reassign, put off, wait, note (R9, R16, S14, S33)."""

from datetime import datetime
from typing import assert_never

from bot.cases.access import may_read, viewer
from bot.cases.answering import take
from bot.cases.approving import reconsider, wanted
from bot.cases.audiences import Kind
from bot.cases.case import Case, Status
from bot.cases.choosing_audiences import choose
from bot.cases.climbing import enter, fall_back, fallback_limit, go_on, level_limit, tell, turns
from bot.cases.clocks import ClockKind
from bot.cases.commands import (
    AddNote,
    AddPeople,
    AnswerSuggestion,
    EditHandover,
    Reassign,
    Snooze,
    Triage,
    WaitFor,
    Wake,
)
from bot.cases.course import Course
from bot.cases.events import (
    CardsWithdrawn,
    HandoverEdited,
    Noted,
    PeopleAdded,
    Reassigned,
    Snoozed,
    SuggestionDismissed,
    Triaged,
    WaitBegan,
)
from bot.cases.facts import Facts, PriorityReason
from bot.cases.handover import items
from bot.cases.ladder import Duty, Ladder, Stage, Why
from bot.cases.ladder_events import LadderRested, LevelHeld, PathChanged, QueuePlanned
from bot.cases.opening import reasons
from bot.cases.passing_on import duty_kept
from bot.cases.situation import repeats, situation
from bot.cases.suggesting import suggested
from bot.people.calendars import at_fraction, open_time
from bot.policy.priority import Priority, priority
from bot.policy.routing import Limit, Span, Start, path_for, privacy, start
from bot.policy.rules import ApprovalLine
from bot.words import Name, Text

OVER = (Status.RESOLVED, Status.CLOSED)


def triage(course: Course, command: Triage) -> None:
    """Path and clocks are chosen anew; the owner stays (S14)."""
    before, limit_before, line = course.case, limit_here(course), wanted(course)
    _weigh_anew(course, command)
    if course.case.private and (places := _rooms_with_cards(before)):
        course.happens(CardsWithdrawn(places))
    move_clocks(course)
    choose(course)
    _move_path(course, limit_before, line)


def _rooms_with_cards(case: Case) -> tuple[str, ...]:
    informed = (one.id for one in case.informed if one.kind is Kind.PLACE)
    return tuple(dict.fromkeys((*case.told_places, *informed)))


def _weigh_anew(course: Course, command: Triage) -> None:
    case, rules = course.case, course.rules
    if command.priority not in (None, *rules.priority.names):
        course.refuse("unknown_priority", "priority")
    facts = command.facts or case.facts
    name, because = _priority(course, command, facts)
    known = situation(facts, case.reporter, rules, course.roster, course.now, name)
    private = privacy(rules, known)
    course.happens(
        Triaged(
            facts=facts,
            priority=name,
            reasons=because,
            reason=command.reason,
            private=case.private or private.private,
            readers=private.readers or case.readers,
            at_once=start(path_for(rules, known), known).at_once,
            repeats=repeats(facts, course.roster),
        )
    )


def _priority(course: Course, command: Triage, facts: Facts) -> tuple[str, tuple[PriorityReason, ...]]:
    """What a person decided stays decided, unless the new facts are graver than those they decided on."""
    case = course.case
    if command.priority:
        return command.priority, (PriorityReason("triage", text=command.reason),)
    worked_out, before = _worked_out(course, facts), _worked_out(course, case.facts)
    by_hand = any(reason.kind == "triage" for reason in case.reasons)
    rank = course.rules.priority.names.index
    graver = rank(worked_out.name) < min(rank(before.name), rank(case.priority))
    if by_hand and not graver:
        return case.priority, case.reasons
    return worked_out.name, reasons(worked_out)


def _worked_out(course: Course, facts: Facts) -> Priority:
    seen = situation(facts, course.case.reporter, course.rules, course.roster, course.now)
    return priority(course.rules.priority, seen)


def move_clocks(course: Course) -> None:
    """They keep their start and get the new limit; one already past breaches at once, by its timer."""
    course.move_clock(ClockKind.ACCEPT, course.limit(Limit.ACCEPT))
    course.move_clock(ClockKind.UPDATE, course.limit(Limit.UPDATE))
    course.move_clock(ClockKind.RESOLVE, course.limit(Limit.RESOLVE))
    _move_wait(course)
    if course.case.status not in OVER:
        _begin_clocks(course)


def _move_wait(course: Course) -> None:
    """What the reporter was told of a question, or of a case that is resolved, stands."""
    case = course.case
    if case.status is Status.ACCEPTED:
        course.move_clock(ClockKind.WAIT, course.limit(Limit.ACCEPT))
    elif case.status is Status.WAITING and not case.waits_for_answer:
        course.move_clock(ClockKind.WAIT, course.limit(Limit.WAIT))


def _begin_clocks(course: Course) -> None:
    """Those that the case had not so far have no start to keep: they begin now."""
    case = course.case
    for kind, limit in ((ClockKind.UPDATE, Limit.UPDATE), (ClockKind.RESOLVE, Limit.RESOLVE)):
        if case.running(kind) is None and (case.owner or kind is ClockKind.RESOLVE):
            course.start_clock(kind, course.limit(limit))
    if case.snoozed_until or (case.status is Status.WAITING and not case.waits_for_answer):
        course.pause_clocks()


def _move_path(course: Course, limit_before: Span | None, line_before: ApprovalLine | None) -> None:
    path = path_for(course.rules, course.situation)
    begin = start(path, course.situation)
    if reconsider(course, path, begin, path.id != course.case.ladder.path, line_before):
        return
    tell(course, begin.tell)
    if path.id != course.case.ladder.path:
        course.happens(PathChanged(path.id, begin.at_once, begin.level > 1))
        begin_path(course, begin)
    elif begin.at_once and below(course.case.ladder, begin.level):
        jump(course, begin)
    else:
        _stay(course, limit_before)


def below(ladder: Ladder, level: int) -> bool:
    return ladder.level < level and ladder.stage is not Stage.FALLBACK


def begin_path(course: Course, begin: Start) -> None:
    """An owned case waits for its clocks, unless the new path wants somebody at once."""
    if course.case.owner is None:
        course.stir()
        enter(course, begin.level, 1, Duty.ACCEPT, Why.TRIAGED)
    elif begin.at_once:
        jump(course, begin)


def jump(course: Course, begin: Start) -> None:
    course.stir()
    duty = Duty.TAKE_OVER if course.case.owner else Duty.ACCEPT
    enter(course, begin.level, course.case.ladder.round, duty, Why.AT_ONCE)


def limit_here(course: Course) -> Span | None:
    """How long the rung where the case stands is given, by its facts as they are now."""
    ladder = course.case.ladder
    match ladder.stage:
        case Stage.ASKING | Stage.SLEEPING:
            return level_limit(course, course.path.levels[ladder.level - 1])
        case Stage.FALLBACK:
            return fallback_limit(course)
        case Stage.REST:
            return None
        case _:
            assert_never(ladder.stage)


def _stay(course: Course, before: Span | None) -> None:
    """The rung stays and gets its new limit; one that sleeps or repeats by other hours than now is asked by the new."""
    ladder, limit = course.case.ladder, limit_here(course)
    if limit is None or before is None or limit == before:
        return
    if ladder.stage is Stage.ASKING:
        move_level_limit(course, limit)
    elif limit.hours != before.hours:
        course.stir()
        if ladder.stage is Stage.FALLBACK:
            fall_back(course, ladder.duty, Why.TRIAGED)
        else:
            enter(course, ladder.level, ladder.round, ladder.duty, Why.TRIAGED)


def move_level_limit(course: Course, limit: Span) -> None:
    """Who is asked now, and who may still be, share the new limit from here on (S26)."""
    ladder, calendar = course.case.ladder, course.calendar(limit.hours)
    if ladder.ends_at is None or ladder.reached_at is None:
        return
    ends_at, next_try_at = _new_end(course, limit, ladder.reached_at), None
    if ladder.queue:
        asked_at = ladder.asks[-1].resumed_at or ladder.asks[-1].asked_at
        queue = ladder.queue[: turns(open_time(calendar, asked_at, ends_at)) - 1]
        next_try_at = at_fraction(calendar, asked_at, ends_at, 100 / (len(queue) + 1)) if queue else None
        course.happens(QueuePlanned(queue, next_try_at))
    course.happens(LevelHeld(ends_at, next_try_at, limit.hours))


def _new_end(course: Course, limit: Span, reached_at: datetime) -> datetime:
    """Counted from when it was asked; what it had used up before it last stood still stays used up."""
    ends_at, ladder = course.end(limit, reached_at), course.case.ladder
    if ladder.resumed_at is None:
        return ends_at
    whole = open_time(course.calendar(limit.hours), reached_at, ends_at)
    return course.after(whole - ladder.used, limit.hours, ladder.resumed_at)


def answer_suggestion(course: Course, command: AnswerSuggestion) -> None:
    """A person decides: what fits is a fact from now on, as if they had triaged; their reason is the word that was
    found."""
    case = course.case
    open_ = {each.key: each for each in suggested(case.handover, case.facts, course.rules, case.dismissed)}
    if (suggestion := open_.get(command.key)) is None:
        course.refuse("suggestion_answered")
    if command.fits:
        triage(course, Triage(Text(suggestion.found, course.person), facts=suggestion.taken(case.facts)))
    else:
        course.happens(SuggestionDismissed(command.key))


def reassign(course: Course, command: Reassign) -> None:
    """The person named owns it from now on, and hears so."""
    if not _may_be_added(command.to, course):
        course.refuse("unknown_person", "to")
    if command.to == course.case.owner:
        course.refuse("has_it_already", "to", owner=Name(command.to))
    course.happens(Reassigned(command.to, command.reason))
    take(course, command.to, duty_kept(course, command.to))


def add_people(course: Course, command: AddPeople) -> None:
    if not command.people or not all(_may_be_added(person, course) for person in command.people):
        course.refuse("unknown_person", "people")
    course.happens(PeopleAdded(command.people))


def _may_be_added(person: str, course: Course) -> bool:
    """Whoever is added hears all; nobody is let into a private case by it (S40)."""
    return person in course.roster.people and may_read(viewer(person, course.roster), course.case)


def snooze(course: Course, command: Snooze) -> None:
    """Put off by its owner, at most as long as the policy lets them (S33)."""
    longest = course.limit(Limit.SNOOZE)
    if longest is None:
        course.refuse("no_snooze")
    if not course.now < command.until_at <= course.end(longest):
        course.refuse("snooze_too_long", "until", until=course.end(longest))
    course.pause_clocks()
    course.happens(Snoozed(command.until_at, command.reason))


def wake(course: Course, _: Wake) -> None:
    if course.case.status is not Status.WAITING and course.case.snoozed_until is None:
        course.refuse("not_now")
    go_on(course)


def wait_for(course: Course, command: WaitFor) -> None:
    course.pause_clocks()
    course.happens(WaitBegan(command.party, command.reason), LadderRested())
    course.start_clock(ClockKind.WAIT, course.limit(Limit.WAIT))


def add_note(course: Course, command: AddNote) -> None:
    """A note for all counts as an update (S32)."""
    course.happens(Noted(command.words))
    update = course.case.running(ClockKind.UPDATE)
    if update and update.runs:
        course.start_clock(ClockKind.UPDATE, course.limit(Limit.UPDATE))


def edit_handover(course: Course, command: EditHandover) -> None:
    if command.item not in items(course.rules.types[course.case.facts.type]):
        course.refuse("unknown_item", "item")
    course.happens(HandoverEdited(command.item, command.words))
