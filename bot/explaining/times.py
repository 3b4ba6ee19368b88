"""How long, in words: "5 minutes", "4 open hours of office", and which of several it is."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeVar

from bot.durations import Duration
from bot.explaining.conditions import conditions
from bot.explaining.part import in_turn, one_by_one
from bot.explaining.scope import ByPriority, Options, simplified
from bot.policy.routing import Span
from bot.policy.rules import Rules
from bot.policy.when import EVERY_CASE
from bot.words import Param, Say, say

T = TypeVar("T")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def span_said(span: Span) -> Param:
    """Under hours a day is an open day, not 24 hours (S3)."""
    if span.hours is None:
        return span.length.elapsed
    return say("explain.open", span=tuple(_open_parts(span.length)), calendar=span.hours)


def _open_parts(length: Duration) -> list[Param]:
    weeks = [say("explain.open_weeks", count=length.weeks)] if length.weeks else []
    days = [say("explain.open_days", count=length.days)] if length.days else []
    return [*weeks, *days, *([_open_time(length.time)] if length.time else [])]


def _open_time(time: timedelta) -> Say:
    if not time % HOUR:
        return say("explain.open_hours", count=time // HOUR)
    if not time % MINUTE and time < HOUR:
        return say("explain.open_minutes", count=time // MINUTE)
    return say("explain.open_time", span=time)


def percents_said(percents: tuple[float, ...]) -> Param:
    shares = tuple(say("explain.percent", percent=int(at) if at == int(at) else at) for at in percents)
    return shares or say("explain.never")


def choices_said(choices: ByPriority[T], rules: Rules, said: Callable[[T], Param]) -> Param:
    """ "P1: 5 minutes; P2 and P3: 10 minutes when the customer's tier is gold, else 15 minutes"."""
    return one_by_one(choice_lines(choices, rules, said))


def choice_lines(choices: ByPriority[T], rules: Rules, said: Callable[[T], Param]) -> list[Param]:
    """The same, one by one."""
    groups = grouped(choices)
    told = [_options_said(options, rules, said) for options in groups]
    if len(told) == 1:
        return told
    named = zip(groups.values(), told, strict=True)
    return [say("explain.for", priorities=tuple(priorities), what=what) for priorities, what in named]


def grouped(choices: ByPriority[T]) -> Mapping[Options[T], list[str]]:
    """Priorities of which the same is true."""
    groups: dict[Options[T], list[str]] = {}
    for priority, options in choices.items():
        groups.setdefault(simplified(options), []).append(priority)
    return groups


def _options_said(options: Options[T], rules: Rules, said: Callable[[T], Param]) -> Param:
    if not options:
        return say("explain.none")
    *first, last = options
    told: list[Param] = [say("explain.if", what=said(o.value), when=conditions(o.when, rules)) for o in first]
    if last.when == EVERY_CASE:
        told.append(say("explain.else", what=said(last.value)) if told else said(last.value))
    else:
        told.append(say("explain.if", what=said(last.value), when=conditions(last.when, rules)))
    return in_turn(told)
