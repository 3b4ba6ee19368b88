"""The rule, the facts, the record and the whole ladder of a case, one click away from every card (promise 3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.cases.case import Case
from bot.cases.course import Course
from bot.cases.events import Entry
from bot.cases.ladder import Ask, Reply
from bot.cases.verbs import Verb
from bot.messages.card import card
from bot.messages.names import people
from bot.messages.record import ALONE, what_happened
from bot.messages.shown import Card, Row
from bot.messages.spans import every
from bot.people.naming import named, vendors_named
from bot.people.roster import Roster
from bot.people.targets import Target
from bot.policy.rules import Rules
from bot.words import Name, Param, Say, say


def story(
    case: Case,
    rules: Rules,
    roster: Roster,
    now: datetime,
    person: str,
    record: Sequence[Entry] = (),
    by_version: Mapping[str, Rules] = ALONE,
) -> Card:
    """The living card, and beneath it what happened so far, and every level with who answered there and who would be
    asked now. `record` is as far as the person may read it."""
    full = card(case, rules, roster, now, person)
    buttons = tuple(button for button in full.buttons if button.press.verb is not Verb.SHOW)
    beneath = (*what_happened(record, rules, by_version), *_ladder(case, rules, roster, now))
    return replace(full, body=(*full.body, *beneath), buttons=buttons)


def _ladder(case: Case, rules: Rules, roster: Roster, now: datetime) -> Iterator[Row]:
    path = rules.path(case.ladder.path)
    for number, level in enumerate(path.levels, 1):
        label = say("ladder.level", level=number, role=level.role)
        yield Row(label, _answers(case, number) or _would_ask(level.ask, case, rules, roster, now))
    fallback = path.fallback
    everybody = _answers(case, None) or _would_ask(fallback.ask, case, rules, roster, now)
    yield Row(say("ladder.fallback", every=every(fallback.every.elapsed)), everybody)
    yield Row(say("row.rule"), say("ladder.rule", path=path.id, version=rules.label))


def _answers(case: Case, level: int | None) -> tuple[Param, ...]:
    """What became of each one asked there, the last time counting."""
    last: Mapping[str, Ask] = {ask.person: ask for ask in case.ladder.asks if ask.level == level}
    return tuple(_answer(ask) for ask in last.values())


def _answer(ask: Ask) -> Say:
    person = Name(ask.person)
    match ask.reply:
        case Reply.ACCEPTED:
            return say("ladder.accepted", person=person, at=ask.asked_at)
        case Reply.COORDINATES:
            return say("ladder.coordinates", person=person, at=ask.asked_at)
        case Reply.DECLINED:
            return say("ladder.declined", person=person, at=ask.asked_at)
        case Reply.HANDED_BACK:
            return say("ladder.handed_back", person=person, at=ask.asked_at)
        case Reply.UNREACHABLE:
            return say("ladder.unreachable", person=person, at=ask.asked_at)
        case None:
            return say("ladder.no_answer", person=person, at=ask.asked_at)
        case _:
            assert_never(ask.reply)


def _would_ask(targets: tuple[Target, ...], case: Case, rules: Rules, roster: Roster, now: datetime) -> Say:
    standing = Course(case, None, rules, roster, now).standing()
    whom = (*named(targets, standing, roster, now), *vendors_named(targets))
    return say("ladder.would_ask", people=people(whom)) if whom else say("ladder.nobody")
