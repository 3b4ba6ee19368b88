"""Reads what somebody types to put somebody on duty: "@one fri 18:00 – sat 08:00 for @another in nights"."""

from dataclasses import dataclass
from datetime import datetime

from bot.cases.outcome import Refused
from bot.changing import replace
from bot.duty.naming import called, schedule_called
from bot.duty.places import coming, places
from bot.duty.rights import members
from bot.grammar import OverrideDuty
from bot.messages.moments import NotATime
from bot.messages.stretches import Span, stretch
from bot.people.presence import Override
from bot.people.roster import Roster
from bot.words import Name, say

MOST_NAME_WORDS = 5
ONESELF = ("me", "mig")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants, as far as they said it. Empty or None is what they did not."""

    person: str = ""
    instead_of: str = ""
    schedules: tuple[str, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def overrides(self, deal: str) -> tuple[Override, ...]:
        """None while anything is open."""
        if not (self.person and self.starts_at and self.ends_at):
            return ()
        instead_of = self.instead_of or None
        return tuple(
            Override(schedule, self.person, self.starts_at, self.ends_at, instead_of, deal)
            for schedule in self.schedules
        )


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who reads, and with what."""

    by: str
    roster: Roster
    timezone: str
    now: datetime


def read(asked: OverrideDuty, eyes: Eyes) -> Wanted | None:
    """None for words that were the summary of a case. Raises `Refused` where an override has one mistake."""
    schedule = schedule_called(asked.schedule, eyes.roster) if asked.schedule else None
    in_words = f" in {asked.schedule}" if asked.schedule and not schedule else ""  # "in 2h" is no schedule
    words = f"{asked.person} {asked.span}".split()
    person, rest = _person_first([*words, *in_words.split()], eyes)
    other = _whom(asked.instead_of, eyes)
    try:
        span = _times(rest, eyes)
    except NotATime as wrong:
        if person or other:
            raise Refused(wrong.says) from None
        return None
    if rest and span is None:
        _check_schedule(asked, eyes, rest, in_words)
        return None
    clear = span is not None or bool(other)
    if clear and not person:
        raise Refused(say("duty.unknown_person", name=asked.person))
    if not person:
        return None
    if asked.instead_of and not other:
        raise Refused(say("duty.unknown_person", name=asked.instead_of))
    begins, ends = span or (None, None)
    begins = begins or (eyes.now if ends else None)
    return Wanted(person, other, (schedule.id,) if schedule else (), begins, ends)


def _check_schedule(asked: OverrideDuty, eyes: Eyes, rest: str, in_words: str) -> None:
    """The times are some, but what follows "in" is neither a schedule nor a time."""
    if in_words and _is_span(rest.removesuffix(in_words.strip()).strip(), eyes):
        schedules = tuple(eyes.roster.schedules)
        raise Refused(say("duty.unknown_schedule", name=asked.schedule, schedules=schedules))


def _is_span(words: str, eyes: Eyes) -> bool:
    try:
        return not words or _times(words, eyes) is not None
    except NotATime:
        return False


def _times(words: str, eyes: Eyes) -> Span | None:
    return stretch(words, eyes.timezone, eyes.now) if words else None


def _person_first(words: list[str], eyes: Eyes) -> tuple[str, str]:
    """As many of the words as name somebody, and the rest: a mention arrives as a whole name. Where they name nobody,
    what stands before the times was to be the name."""
    for count in range(min(len(words), MOST_NAME_WORDS), 0, -1):
        if person := _whom(" ".join(words[:count]), eyes):
            return person, " ".join(words[count:])
    rests = [" ".join(words[count:]) for count in range(1, MOST_NAME_WORDS + 1)]
    return "", next((rest for rest in rests if rest and _is_span(rest, eyes)), rests[0])


def _whom(said: str, eyes: Eyes) -> str:
    """One person; raises `Refused` for a name that several have."""
    name = said.strip(" ,.")
    if name.casefold() in ONESELF:
        return eyes.by
    found = called(name, eyes.roster)
    if len(found) > 1:
        raise Refused(say("duty.which", name=name, people=tuple(Name(person) for person in found)))
    return found[0] if found else ""


def completed(wanted: Wanted, roster: Roster, now: datetime) -> Wanted:
    """With what follows from what was said: the next shift of the one whose place it is, and in which schedule."""
    if wanted.instead_of and wanted.starts_at is None:
        wanted = _their_shift(wanted, roster, now)
    if wanted.schedules or wanted.starts_at is None or wanted.ends_at is None:
        return wanted
    return replace(wanted, schedules=_schedules(wanted, wanted.starts_at, wanted.ends_at, roster))


def _their_shift(wanted: Wanted, roster: Roster, now: datetime) -> Wanted:
    found = coming(wanted.instead_of, roster, now, *wanted.schedules)
    if not found:
        of_some = any(wanted.instead_of in members(s, roster, now) for s in roster.schedules.values())
        person = Name(wanted.instead_of)
        raise Refused(say("duty.no_shift", person=person) if of_some else say("duty.of_no_schedule", person=person))
    schedule, shift = found[0]
    return replace(wanted, schedules=(schedule,), starts_at=shift.starts_at, ends_at=shift.ends_at)


def _schedules(wanted: Wanted, starts_at: datetime, ends_at: datetime, roster: Roster) -> tuple[str, ...]:
    """Those in which the other is on duty then, else the only one."""
    found = places(wanted.instead_of, roster, starts_at, ends_at) if starts_at < ends_at else ()
    if found:
        return tuple(dict.fromkeys(schedule for schedule, _ in found))
    return tuple(roster.schedules) if len(roster.schedules) == 1 else ()
