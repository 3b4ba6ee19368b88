"""The forms for putting somebody on duty, finding cover, and swapping; and what was answered in them."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cases.verbs import Press, Verb
from bot.messages.filled import LINE, Filled
from bot.messages.shown import FieldErrors, FieldKind, Form, FormField, Option, Values
from bot.people.schedules import Shift
from bot.words import Name, Say, say

MOST_SHIFTS, MOST_THEIRS = 25, 90
Place = tuple[str, Shift]  # a shift and its schedule


def override_form(
    schedules: Sequence[str],
    people: Sequence[str],
    schedule: str = "",
    person: str = "",
    instead_of: str = "",
    starts_at: str = "",
    ends_at: str = "",
) -> Form:
    """With what was said already."""
    options = tuple(Option(name, name) for name in schedules)
    fields = (
        FormField("schedule", FieldKind.CHOICE, say("duty.schedule"), required=True, options=options,
                  value=_one(schedule)),
        FormField("person", FieldKind.PERSON, say("duty.person"), required=True, options=_people(people),
                  value=_one(person)),
        FormField("begins", FieldKind.MOMENT, say("me.away_begins"), say("hint.duty_begins"), required=True,
                  value=_one(starts_at), max_length=LINE),
        FormField("ends", FieldKind.MOMENT, say("me.away_ends"), say("hint.duty_ends"), required=True,
                  value=_one(ends_at), max_length=LINE),
        FormField("instead_of", FieldKind.PERSON, say("duty.instead_of"), say("hint.duty_instead_of"),
                  options=_people(people), value=_one(instead_of)),
    )  # fmt: skip
    return Form(Press(Verb.DUTY_OVERRIDE), say("duty.override_title"), say("form.send"), fields)


def as_typed(at: datetime | None, timezone: str) -> str:
    """As people type it."""
    return at.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M") if at else ""


def read_override(
    values: Values, by: str, schedules: Sequence[str], people: Sequence[str], timezone: str, now: datetime
) -> tuple[str, str, str, datetime, datetime] | FieldErrors:
    """Schedule, person, whose place, from when, until when: the second time is the next such after the first."""
    filled = Filled(values, by)
    schedule = _needed("schedule", filled.choice("schedule", schedules), filled)
    person = _needed("person", filled.choice("person", people), filled)
    other = filled.choice("instead_of", people) or ""
    begins = _moment("begins", filled, timezone, now)
    ends = _moment("ends", filled, timezone, max(begins, now))
    return filled.errors or (schedule, person, other, begins, ends)


def _moment(name: str, filled: Filled, timezone: str, now: datetime) -> datetime:
    at = filled.moment(name, timezone, now)
    if at is None:
        filled.wrong(name, say("error.time"))
    return at or now


def _needed(name: str, given: str | None, filled: Filled) -> str:
    if given is None:
        filled.wrong(name, say("error.needed"))
    return given or ""


def cover_form(press: Press, mine: Sequence[Place], people: Sequence[str], now: datetime) -> Form:
    fields = (
        _shifts("shift", say("duty.my_shift"), [_option(shift, now) for _, shift in mine[:MOST_SHIFTS]]),
        FormField("person", FieldKind.PERSON, say("duty.who_covers"), required=True, options=_people(people)),
    )
    return Form(press, say("duty.cover_title"), say("form.send"), fields, (say("duty.cover_intro"),))


def read_cover(
    values: Values, by: str, mine: Sequence[Place], people: Sequence[str], now: datetime
) -> tuple[Place, str] | FieldErrors:
    filled = Filled(values, by)
    shifts = {_value(place[1], now): place for place in mine[:MOST_SHIFTS]}
    chosen = _needed("shift", filled.choice("shift", shifts), filled)
    person = _needed("person", filled.choice("person", people), filled)
    return filled.errors or (shifts[chosen], person)


def swap_form(press: Press, mine: Sequence[Place], theirs: Sequence[tuple[str, Place]], now: datetime) -> Form:
    """`theirs` are by person."""
    fields = (
        _shifts("mine", say("duty.my_shift"), [_option(shift, now) for _, shift in mine[:MOST_SHIFTS]]),
        _shifts("theirs", say("duty.their_shift"), [_option(s, now, who) for who, (_, s) in theirs[:MOST_THEIRS]]),
    )
    return Form(press, say("duty.swap_title"), say("form.send"), fields, (say("duty.cover_intro"),))


def read_swap(
    values: Values, by: str, mine: Sequence[Place], theirs: Sequence[tuple[str, Place]], now: datetime
) -> tuple[Place, tuple[str, Place]] | FieldErrors:
    filled = Filled(values, by)
    own = {_value(place[1], now): place for place in mine[:MOST_SHIFTS]}
    others = {_value(place[1], now, who): (who, place) for who, place in theirs[:MOST_THEIRS]}
    give = _needed("mine", filled.choice("mine", own), filled)
    take = _needed("theirs", filled.choice("theirs", others), filled)
    return filled.errors or (own[give], others[take])


def _shifts(name: str, label: Say, options: Sequence[Option]) -> FormField:
    return FormField(name, FieldKind.CHOICE, label, required=True, options=tuple(options))


def _option(shift: Shift, now: datetime, who: str = "") -> Option:
    begins, ends = shift.starts_at, shift.ends_at
    theirs = say("duty.shift_of", person=Name(who), begins=begins, ends=ends)
    return Option(_value(shift, now, who), theirs if who else say("duty.from_to", begins=begins, ends=ends))


def _value(shift: Shift, now: datetime, who: str = "") -> str:
    """Another one when the shift has changed. What has begun is known by its end."""
    begins = int(shift.starts_at.timestamp()) if shift.starts_at > now else ""
    return f"{who}~{begins}~{int(shift.ends_at.timestamp())}"


def _people(people: Sequence[str]) -> tuple[Option, ...]:
    return tuple(Option(person, Name(person)) for person in people)


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()
