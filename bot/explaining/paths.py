"""A path in words: which cases take it, where they start, its ladder from the first rung to the fallback (R12, R13)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.explaining.around import approval_lines, clocks_part, communication_part, reader_lines
from bot.explaining.conditions import conditions
from bot.explaining.ladder import fallback_part, level_part
from bot.explaining.part import Part, either, one_by_one
from bot.explaining.scope import scopes
from bot.explaining.subject import Subject
from bot.explaining.targets import whom
from bot.messages.names import flag_name
from bot.policy.policy import Policy
from bot.policy.routing import ALWAYS_AT_ONCE
from bot.policy.rules import AtOnce, CaseType, Path
from bot.policy.when import EVERY_CASE
from bot.words import Param, Say, say


def path_part(
    path: Path,
    policy: Policy,
    at: datetime,
    types: Iterable[str] | None = None,
    priorities: Iterable[str] | None = None,
) -> Part:
    """For the cases of these types and priorities alone, where they are given. `at` decides who is on duty."""
    heading, subject = say("explain.path", path=path.id), subject_of(path, policy, at, types, priorities)
    if not subject.scopes:
        return Part(heading, (_taken(path, policy), say("explain.path.unreached")))
    lines = (
        _taken(path, policy),
        _gets(subject),
        *reader_lines(path, subject),
        *approval_lines(subject),
        *start_lines(path, subject),
    )
    return Part(heading, lines, tuple(ladder_parts(path, subject)))


def subject_of(
    path: Path, policy: Policy, at: datetime, types: Iterable[str] | None, priorities: Iterable[str] | None
) -> Subject:
    rules = policy.rules
    return Subject(policy, at, scopes(path, rules, types or rules.types, priorities or rules.priority.names))


def _taken(path: Path, policy: Policy) -> Say:
    if path.when == EVERY_CASE:
        return say("explain.path.every")
    return say("explain.path.taken", when=conditions(path.when, policy.rules))


def _gets(subject: Subject) -> Say:
    """The types with their priorities, as far as the paths above leave them to this one."""
    return say("explain.path.gets", cases=one_by_one([_of_type(t, subject) for t in subject.types()]))


def _of_type(case_type: CaseType, subject: Subject) -> Param:
    found = tuple(name for name, scope in subject.scopes.items() if case_type.id in scope.words["type"])
    if found == subject.rules.priority.names:
        return case_type.title
    return say("explain.path.of_type", type=case_type.title, priorities=found)


def start_lines(path: Path, subject: Subject) -> Iterator[Say]:
    """What starts higher or waits for nothing (S30), and how often the ladder is climbed (S28)."""
    for line in path.at_once:
        yield from _at_once(line, path, subject)
    named = frozenset().union(*(line.when.flags() for line in path.at_once))
    unnamed = [flag_name(flag) for flag in subject.rules.flags if flag in ALWAYS_AT_ONCE - named]
    if unnamed and subject.situation is None:
        yield say("explain.at_once.unnamed", flags=either(unnamed))
    yield say("explain.rounds", count=path.rounds)


def _at_once(line: AtOnce, path: Path, subject: Subject) -> Iterator[Say]:
    asked = subject.asked(line.when)
    if asked is None:
        return
    when, role = conditions(line.when, subject.rules), path.levels[line.level - 1].role
    if not line.tell:
        yield say("explain.at_once", when=when, level=line.level, role=role)
    else:
        people = whom(line.tell, subject.roster, subject.at)
        yield say("explain.at_once.tells", when=when, level=line.level, role=role, people=people)


def ladder_parts(path: Path, subject: Subject) -> Iterator[Part]:
    for number, level in enumerate(path.levels, 1):
        yield level_part(number, level, subject)
    yield fallback_part(path, subject)
    yield clocks_part(subject)
    yield from communication_part(subject)
