"""What a person hears of what they just did. Told from the entries, so that a repeated delivery hears the same."""

from collections.abc import Iterator

from bot.cases.case import Case
from bot.cases.clock_events import ClockStarted
from bot.cases.clocks import ClockKind
from bot.cases.events import Closed, ClosingWanted, Entry
from bot.cases.evolve import evolve
from bot.cases.ladder_events import FallbackSlept, LevelSlept, Paged
from bot.cases.verbs import Verb
from bot.engine import Done
from bot.messages.facts import missing_line, priority_with_reasons
from bot.messages.names import people, reference
from bot.messages.where import whats_next, where
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.words import Say, say


def opened(done: Done, rules: Rules, roster: Roster) -> tuple[Say, ...]:
    """The number, the priority and why, who was asked, who is next and when, what is missing."""
    case = _as_it_was(done)
    number = say("told.opened", case=reference(case), priority=priority_with_reasons(case))
    private = (say("told.private"),) if case.private else ()
    return (number, *private, where(case, rules), *whats_next(case, rules, roster), *missing_line(case, rules))


def _as_it_was(done: Done) -> Case:
    """The case as its opening left it."""
    case: Case | None = None
    for entry in done.entries:
        case = evolve(case, entry)
    return case or done.case


def handled(verb: Verb, done: Done) -> tuple[Say, ...]:
    name = reference(done.case)
    return (_carried_out(verb, name), *_due(verb, done.entries), *_followed(done.entries, name))


def _carried_out(verb: Verb, name: str) -> Say:
    return {
        Verb.ACCEPT: say("told.accept", case=name),
        Verb.COORDINATE: say("told.coordinate", case=name),
        Verb.DECLINE: say("told.decline", case=name),
        Verb.NEED_INFO: say("told.need_info", case=name),
        Verb.ANSWER: say("told.answer", case=name),
        Verb.HAND_BACK: say("told.hand_back", case=name),
        Verb.ESCALATE: say("told.escalate", case=name),
        Verb.TRIAGE: say("told.triage", case=name),
        Verb.REASSIGN: say("told.reassign", case=name),
        Verb.ADD_PEOPLE: say("told.add_people", case=name),
        Verb.SNOOZE: say("told.snooze", case=name),
        Verb.WAKE: say("told.wake", case=name),
        Verb.WAIT_FOR: say("told.wait_for", case=name),
        Verb.NOTE: say("told.note", case=name),
        Verb.RESOLVE: say("told.resolve", case=name),
        Verb.CONFIRM: say("told.confirm", case=name),
        Verb.REOPEN: say("told.reopen", case=name),
        Verb.WITHDRAW: say("told.withdraw", case=name),
        Verb.EDIT: say("told.edit", case=name),
    }.get(verb) or say("told.done", case=name)


def _due(verb: Verb, entries: tuple[Entry, ...]) -> Iterator[Say]:
    """By when whoever just took it is to be heard of."""
    for entry in entries:
        if verb is Verb.ACCEPT and isinstance(entry.event, ClockStarted) and entry.event.clock.kind is ClockKind.UPDATE:
            yield say("told.update_by", at=entry.event.clock.ends_at)


def _followed(entries: tuple[Entry, ...], name: str) -> Iterator[Say]:
    """Who was asked by it, whether it sleeps, whether it is over."""
    asked = tuple(entry.event.person for entry in entries if isinstance(entry.event, Paged))
    if asked:
        yield say("told.asked", people=people(asked))
    for entry in entries:
        match entry.event:
            case LevelSlept(opens_at=opens_at) | FallbackSlept(opens_at=opens_at):
                yield say("told.sleeps", at=opens_at)
            case ClosingWanted():
                yield say("told.closing_wanted", case=name)
            case Closed():
                yield say("told.closed", case=name)
            case _:
                continue
