"""One case in words, by the functions that run live: its priority, path, start, clocks, and what it lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.cases.facts import Facts, Handover
from bot.cases.handover import holds_up, missing
from bot.cases.situation import situation
from bot.changing import replace
from bot.explaining.around import approval_lines, reader_lines
from bot.explaining.conditions import conditions
from bot.explaining.part import Explanation, Part
from bot.explaining.paths import ladder_parts, start_lines
from bot.explaining.scope import Scope
from bot.explaining.subject import Subject
from bot.explaining.targets import whom
from bot.messages.names import item_name, word_name
from bot.people.calendars import NeverOpens, end_of
from bot.policy.policy import Policy
from bot.policy.priority import Priority, priority
from bot.policy.routing import Limit, Start, path_for, start
from bot.policy.rules import Path
from bot.policy.when import EVERY_CASE
from bot.words import Param, Say, say


@dataclass(frozen=True, slots=True)
class Imagined:
    """A case that somebody thinks of, as it would be opened at `at`."""

    facts: Facts
    handover: Handover
    reporter: str
    at: datetime


def explain_case(case: Imagined, policy: Policy) -> Explanation:
    rules, roster = policy.rules, policy.roster
    unranked = situation(case.facts, case.reporter, rules, roster, case.at)
    found = priority(rules.priority, unranked)
    known = replace(unranked, words={**unranked.words, "priority": found.name})
    path = path_for(rules, known)
    begin = start(path, known)
    words = {fact: frozenset({word}) for fact, word in known.words.items()}
    subject = Subject(policy, case.at, {found.name: Scope(words)}, known, begin.at_once)
    about = Part(say("explain.case"), tuple(_lines(case, found, path, begin, subject)))
    ladder = Part(
        say("explain.path", path=path.id), tuple(start_lines(path, subject)), tuple(ladder_parts(path, subject))
    )
    return about, ladder


def _lines(case: Imagined, found: Priority, path: Path, begin: Start, subject: Subject) -> Iterator[Say]:
    yield say("explain.case.priority", priority=_with_reasons(case, found))
    yield _chosen(path, subject)
    yield _starts(path, begin, subject)
    yield from reader_lines(path, subject)
    approved = tuple(approval_lines(subject))
    yield from approved or _accept_by(case, subject)
    yield from _resolve_by(case, subject)
    lacks = missing(case.handover, case.facts, subject.rules, found.name)
    if lacks:
        items = tuple(item_name(item, subject.rules) for item in lacks)
        held_up = holds_up(case.facts, found.name, subject.rules)
        yield say("explain.case.held_up" if held_up else "explain.case.lacks", items=items)


def _with_reasons(case: Imagined, found: Priority) -> Say:
    impact, urgency = _stated(case.facts.impact), _stated(case.facts.urgency)
    table = say("priority.table", impact=impact, urgency=urgency)
    others = tuple(override.because for override in found.overrides)
    if not others:
        return say("priority.because", priority=found.name, because=table)
    return say("priority.also", priority=found.name, because=table, others=others)


def _stated(word: str | None) -> Param:
    return say("word.policys", word=word_name(word)) if word else say("word.unsure")


def _chosen(path: Path, subject: Subject) -> Say:
    if path.when == EVERY_CASE:
        return say("explain.case.path_every", path=path.id)
    return say("explain.case.path", path=path.id, when=conditions(path.when, subject.rules))


def _starts(path: Path, begin: Start, subject: Subject) -> Say:
    role, level = path.levels[begin.level - 1].role, begin.level
    if begin.tell:
        people = whom(begin.tell, subject.roster, subject.at)
        return say("explain.case.at_once_tells", level=level, role=role, people=people)
    if begin.at_once:
        return say("explain.case.at_once", level=level, role=role)
    return say("explain.case.starts", level=level, role=role)


def _accept_by(case: Imagined, subject: Subject) -> Iterator[Say]:
    """Where an approval comes first, this clock waits for it (S24)."""
    if at := _ends_at(Limit.ACCEPT, case.at, subject):
        yield say("explain.case.accept_by", at=at)


def _resolve_by(case: Imagined, subject: Subject) -> Iterator[Say]:
    if at := _ends_at(Limit.RESOLVE, case.at, subject):
        yield say("explain.case.resolve_by", at=at)


def _ends_at(kind: Limit, begins_at: datetime, subject: Subject) -> datetime | None:
    for options in subject.limits(kind).values():
        for option in options:
            calendar = subject.rules.calendars.get(option.value.hours or "")
            try:
                return end_of(calendar, begins_at, option.value.length)
            except NeverOpens:
                return None
    return None
