"""What a person hears of what they just did. Told from the entries, so that a repeated delivery hears the same."""

from collections.abc import Iterator, Sequence

from bot.cases.approval_events import ApprovalAsked, Approved, Disapproved
from bot.cases.audience_events import TextHandedOver
from bot.cases.case import Case
from bot.cases.clock_events import ClockStarted
from bot.cases.clocks import ClockKind
from bot.cases.events import Closed, ClosingWanted, Entry, Reassigned, Snoozed, VendorTook
from bot.cases.evolve import fold
from bot.cases.ladder_events import FallbackSlept, LevelSlept, Paged
from bot.cases.verbs import Verb
from bot.engine import Done
from bot.messages.changes import changes
from bot.messages.facts import priority_with_reasons, readiness_line
from bot.messages.names import people, reference
from bot.messages.where import whats_next, where
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.words import Name, Say, say


def opened(done: Done, rules: Rules, roster: Roster) -> tuple[Say, ...]:
    """The number, the priority and why, who was asked, who is next and when, what is missing."""
    case = (fold(done.entries) if done.repeated else None) or done.case
    number = say("told.opened", case=reference(case), priority=priority_with_reasons(case))
    private = (say("told.private"),) if case.private else ()
    return (
        number,
        *private,
        where(case, rules),
        *whats_next(case, rules, roster),
        *readiness_line(case, rules),
    )


def handled(verb: Verb, done: Done, record: Sequence[Entry], rules: Rules, roster: Roster) -> tuple[Say, ...]:
    """`record` is that of the case, as far as the person may read it: what a case was before and after they did it is
    read there, since it may have moved on before a repeated delivery."""
    name = reference(done.case)
    after = _as_of(done.entries[-1:], record) or done.case
    return (
        *_carried_out(verb, done, record, rules),
        *_due(verb, done.entries, after),
        *_followed(done.entries, name),
        *_goes_to(verb, done.entries, after, rules, roster),
    )


def _as_of(last: Sequence[Entry], record: Sequence[Entry]) -> Case | None:
    return fold(entry for entry in record if last and entry.seq <= last[0].seq)


def _carried_out(verb: Verb, done: Done, record: Sequence[Entry], rules: Rules) -> tuple[Say, ...]:
    """What needs more than the name of the case is said with what it needs."""
    name = reference(done.case)
    for entry in done.entries:
        match entry.event:
            case Reassigned(to):
                return (say("told.reassign", person=Name(to), case=name),)
            case Snoozed(until_at):
                return (say("told.snooze", case=name, until=until_at),)
            case ApprovalAsked() | Approved() | Disapproved() if verb is Verb.ESCALATE:
                return (say("told.escalate_first", case=name),)
            case VendorTook(given):
                return (say("told.vendor_has_it", case=name, reference=given),)
            case _:
                continue
    return (_triaged(done, record, rules) if verb is Verb.TRIAGE else _simply(verb, name),)


def _triaged(done: Done, record: Sequence[Entry], rules: Rules) -> Say:
    first = done.entries[0].seq
    before, after = fold(entry for entry in record if entry.seq < first), _as_of(done.entries[-1:], record)
    changed = changes(before, after, rules) if before and after else ()
    if not changed:
        return say("told.triage_same", case=reference(done.case))
    return say("told.triage", case=reference(done.case), changes=changed)


def _simply(verb: Verb, name: str) -> Say:
    return {
        Verb.ACCEPT: say("told.accept", case=name),
        Verb.COORDINATE: say("told.coordinate", case=name),
        Verb.DECLINE: say("told.decline", case=name),
        Verb.NEED_INFO: say("told.need_info", case=name),
        Verb.ANSWER: say("told.answer", case=name),
        Verb.HAND_BACK: say("told.hand_back", case=name),
        Verb.ESCALATE: say("told.escalate", case=name),
        Verb.ADD_PEOPLE: say("told.add_people", case=name),
        Verb.WAKE: say("told.wake", case=name),
        Verb.WAIT_FOR: say("told.wait_for", case=name),
        Verb.NOTE: say("told.note", case=name),
        Verb.UPDATE: say("told.update", case=name),
        Verb.TOLD: say("told.told", case=name),
        Verb.RESOLVE: say("told.resolve", case=name),
        Verb.CONFIRM: say("told.confirm", case=name),
        Verb.REOPEN: say("told.reopen", case=name),
        Verb.WITHDRAW: say("told.withdraw", case=name),
        Verb.EDIT: say("told.edit", case=name),
        Verb.APPROVE: say("told.approve", case=name),
        Verb.DISAPPROVE: say("told.disapprove", case=name),
        Verb.BREAK_GLASS: say("told.break_glass", case=name),
        Verb.MOVE_VERSION: say("told.move_version", case=name),
        Verb.HOLD: say("told.hold", case=name),
        Verb.LIFT: say("told.lift", case=name),
        Verb.SUGGESTION_FITS: say("told.suggestion_fits", case=name),
        Verb.SUGGESTION_MISFITS: say("told.suggestion_misfits", case=name),
        Verb.PASS_ON: say("told.pass_on", case=name),
        Verb.KEEP: say("told.keep", case=name),
    }.get(verb) or say("told.done", case=name)


def _due(verb: Verb, entries: tuple[Entry, ...], after: Case) -> Iterator[Say]:
    """By when whoever just took it is to solve it, and to be heard of."""
    resolve = after.running(ClockKind.RESOLVE)
    if verb is Verb.ACCEPT and resolve and resolve.runs:
        yield say("told.solve_by", at=resolve.ends_at)
    for entry in entries:
        if verb is Verb.ACCEPT and isinstance(entry.event, ClockStarted) and entry.event.clock.kind is ClockKind.UPDATE:
            yield say("told.update_by", at=entry.event.clock.ends_at)


def _goes_to(verb: Verb, entries: tuple[Entry, ...], after: Case, rules: Rules, roster: Roster) -> tuple[Say, ...]:
    """Whoever declines hears that it is not lost by that."""
    if verb is not Verb.DECLINE:
        return ()
    asked = any(isinstance(entry.event, Paged) for entry in entries)
    return (*(() if asked else (where(after, rules),)), *whats_next(after, rules, roster))


def _followed(entries: tuple[Entry, ...], name: str) -> Iterator[Say]:
    """Who was asked by it, whether it sleeps, whether it is over."""
    asked = tuple(entry.event.person for entry in entries if isinstance(entry.event, Paged))
    if asked:
        yield say("told.asked", people=people(asked))
    for entry in entries:
        match entry.event:
            case LevelSlept(opens_at=opens_at) | FallbackSlept(opens_at=opens_at):
                yield say("told.sleeps", at=opens_at)
            case ApprovalAsked(approval):
                yield say("told.approval_asked", people=people(approval.people), until=approval.ends_at)
            case Disapproved(reason=None):
                yield say("told.not_approved", case=name)
            case TextHandedOver(customer=customer, vendors=vendors):
                yield say("told.to_copy", whom=people((*((customer,) if customer else ()), *vendors)))
            case ClosingWanted():
                yield say("told.closing_wanted", case=name)
            case Closed():
                yield say("told.closed", case=name)
            case _:
                continue
