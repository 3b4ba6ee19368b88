"""A ladder as a picture shows it: rungs from the lowest to the highest, and the last resort above them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.explaining.conditions import conditions
from bot.explaining.ladder import asks_line, fallback_part
from bot.explaining.paths import subject_of
from bot.explaining.subject import Subject
from bot.explaining.targets import whom
from bot.explaining.times import choice_lines, percents_said, span_said
from bot.messages.spans import every
from bot.policy.policy import Policy
from bot.policy.rules import AtOnce, Level, Path
from bot.policy.when import EVERY_CASE
from bot.words import Param, Say, say


@dataclass(frozen=True, slots=True)
class Rung:
    """`lines` are whom it asks and tells, `times` how long, `arrows` what comes here at once. Of the last resort
    `level` is None."""

    level: int | None
    role: Param
    lines: tuple[Say, ...]
    times: tuple[Param, ...]
    reminders: tuple[Say, ...] = ()
    arrows: tuple[tuple[Say, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Rungs:
    """`rungs` begin with level 1; the last resort is the last of them."""

    title: Say
    subtitle: Say
    rungs: tuple[Rung, ...]
    foot: Say
    rounds: Say | None = None


def rungs_of(path: Path, policy: Policy, at: datetime, priorities: Iterable[str] | None = None) -> Rungs:
    """`at` decides who is on duty."""
    subject = subject_of(path, policy, at, None, priorities)
    levels = tuple(_rung(number, level, path, subject) for number, level in enumerate(path.levels, 1))
    last = path.fallback
    top = Rung(None, say("explain.fallback"), fallback_part(path, subject).lines[:1], (every(last.every.elapsed),))
    rounds = say("explain.picture.rounds", count=path.rounds) if path.rounds > 1 else None
    return Rungs(
        say("explain.path", path=path.id), _subtitle(path, policy), (*levels, top), say("explain.picture.foot"), rounds
    )


def _subtitle(path: Path, policy: Policy) -> Say:
    if path.when == EVERY_CASE:
        return say("explain.path.every")
    return say("explain.picture.when", when=conditions(path.when, policy.rules))


def _rung(number: int, level: Level, path: Path, subject: Subject) -> Rung:
    asked = subject.asked(level.when)
    stands = () if asked == EVERY_CASE else (say("explain.level.stands", when=conditions(level.when, subject.rules)),)
    tells = (say("explain.level.tells", people=whom(level.tell, subject.roster, subject.at)),) if level.tell else ()
    arrows = tuple(_arrow(line, subject) for line in path.at_once if line.level == number)
    return Rung(
        number,
        level.role,
        (*stands, asks_line(level, subject), *tells),
        tuple(choice_lines(subject.level_times(level), subject.rules, span_said)),
        _reminders(level, subject),
        arrows,
    )


def _reminders(level: Level, subject: Subject) -> tuple[Say, ...]:
    """The level's own, else those of the `remind` clock (S27)."""
    if level.remind is not None:
        found: list[Param] = [percents_said(level.remind)] if level.remind else []
    else:
        found = choice_lines(subject.reminders(), subject.rules, percents_said)
    return tuple(say("explain.picture.reminds", shares=shares) for shares in found if not _is_never(shares))


def _is_never(shares: Param) -> bool:
    """Alone, or for some priorities."""
    never = percents_said(())
    return shares == never or (isinstance(shares, Say) and ("what", never) in shares.params)


def _arrow(line: AtOnce, subject: Subject) -> tuple[Say, ...]:
    """When, and who is told beside it."""
    when = say("explain.picture.at_once", when=conditions(line.when, subject.rules))
    people = whom(line.tell, subject.roster, subject.at)
    return (when, say("explain.level.tells", people=people)) if line.tell else (when,)
