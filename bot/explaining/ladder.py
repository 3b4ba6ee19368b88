"""The rungs of a path in words: whom each asks and tells, for how long, and what it needs; and the fallback."""

from collections.abc import Iterator

from bot.explaining.conditions import conditions
from bot.explaining.part import Part, either
from bot.explaining.scope import ByPriority, Option
from bot.explaining.subject import Subject
from bot.explaining.targets import whom
from bot.explaining.times import choices_said, grouped, percents_said, span_said
from bot.messages.names import item_name
from bot.messages.spans import every
from bot.people.targets import VendorTarget
from bot.policy.routing import Limit, Span
from bot.policy.rules import Fallback, Level, Path, Pick
from bot.policy.when import EVERY_CASE
from bot.words import Say, say


def level_part(number: int, level: Level, subject: Subject) -> Part:
    return Part(say("explain.level", level=number, role=level.role), tuple(_lines(level, subject)))


def _lines(level: Level, subject: Subject) -> Iterator[Say]:
    asked = subject.asked(level.when)
    if asked is None:
        yield say("explain.level.absent", when=conditions(level.when, subject.rules))
        return
    if asked != EVERY_CASE:
        yield say("explain.level.stands", when=conditions(asked, subject.rules))
    yield asks_line(level, subject)
    if level.tell:
        yield say("explain.level.tells", people=whom(level.tell, subject.roster, subject.at))
    yield from _time(level, subject)
    yield from _needs(level, subject)


def asks_line(level: Level, subject: Subject) -> Say:
    people = whom(level.ask, subject.roster, subject.at)
    if level.pick is Pick.ONE:
        return say("explain.level.asks_one", people=people, count=level.tries)
    return say("explain.level.asks", people=people)


def _time(level: Level, subject: Subject) -> Iterator[Say]:
    times = subject.level_times(level)
    yield say("explain.level.time", span=choices_said(times, subject.rules, span_said))
    if level.remind:
        yield say("explain.level.reminds", shares=percents_said(level.remind))
    elif level.remind is not None:
        yield say("explain.level.reminds_never")
    yield from sleeping(times, subject)
    if level.resolve_within:
        yield say("explain.level.resolve", span=level.resolve_within.elapsed)


def _needs(level: Level, subject: Subject) -> Iterator[Say]:
    if level.authority:
        yield say("explain.level.authority", words=tuple(sorted(level.authority)))
    if level.skills:
        yield say("explain.level.skills", words=tuple(sorted(level.skills)))
    if level.handover:
        yield say("explain.level.handover", items=tuple(item_name(item, subject.rules) for item in level.handover))
    if only_vendors(level):
        yield say("explain.level.vendor")
    if level.duty:
        yield say("explain.level.duty", duty=level.duty)


def only_vendors(level: Level) -> bool:
    return all(isinstance(target, VendorTarget) for target in level.ask)


def sleeping(times: ByPriority[Span], subject: Subject) -> Iterator[Say]:
    """While its hours are closed nobody is asked (S25)."""
    hours = {name: tuple(Option(EVERY_CASE, o.value.hours) for o in options) for name, options in times.items()}
    for options, priorities in grouped(hours).items():
        closed = tuple(dict.fromkeys(option.value for option in options if option.value))
        if closed and len(priorities) == len(subject.scopes):
            yield say("explain.sleeps", calendars=either(closed))
        elif closed:
            yield say("explain.sleeps_for", priorities=tuple(priorities), calendars=either(closed))


def fallback_part(path: Path, subject: Subject) -> Part:
    fallback = path.fallback
    asks = say(
        "explain.fallback.asks",
        people=whom(fallback.ask, subject.roster, subject.at),
        every=every(fallback.every.elapsed),
    )
    return Part(say("explain.fallback"), (asks, *sleeping(_repeats(fallback, subject), subject)))


def _repeats(fallback: Fallback, subject: Subject) -> ByPriority[Span]:
    """In its own hours, else in those of the accept clock (S25); at once in none (S30)."""
    accept = subject.limits(Limit.ACCEPT)
    return {
        priority: tuple(Option(o.when, _counted(fallback, o.value, subject)) for o in options)
        for priority, options in accept.items()
    }


def _counted(fallback: Fallback, accept: Span, subject: Subject) -> Span:
    return Span(fallback.every, None if subject.at_once else fallback.hours or accept.hours)
