"""What somebody sees and sets of themselves: language, zone, hours, which chat, and when they are away (R22)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from bot.cases.verbs import Press, Verb
from bot.clean import folded, tidy
from bot.messages.filled import LINE, Filled
from bot.messages.names import PLATFORMS
from bot.messages.shown import Accent, Button, Card, FieldErrors, FieldKind, Form, FormField, Option, Row, Style, Values
from bot.messages.standing_in import below
from bot.people.hours import NotHours, hours_said, hours_text
from bot.people.identity import Platform
from bot.people.presence import Absence, OwnSettings, Stretch
from bot.people.roster import Roster
from bot.people.schedules import Shift
from bot.words import Name, Param, Say, WallTime, say

MOST_SHIFTS, MOST_ABSENCES = 5, 3


@dataclass(frozen=True, slots=True)
class Myself:
    """Somebody as the card about themselves shows them. `chats` are those on which Stige knows them, `shifts` their
    coming ones with their schedules, looked for until `looked_until`: one that ends there goes on."""

    person: str
    language: str
    timezone: str
    chats: tuple[Platform, ...]
    absences: tuple[Absence, ...]
    shifts: Sequence[tuple[str, Shift]]
    looked_until: datetime


def me_card(me: Myself, roster: Roster, languages: Mapping[str, str], now: datetime) -> Card:
    headline = say("me.headline", person=Name(me.person))
    rows = (
        Row(say("me.language"), languages.get(me.language.split("-")[0], me.language)),
        Row(say("me.zone"), say("who.zone", zone=me.timezone, time=WallTime(now, me.timezone))),
        Row(say("me.hours"), _hours(me, roster)),
        Row(say("me.chat"), _chat(me, roster)),
        *_standing(me, roster),
    )
    body = (*_away_row(me, roster, now), *_shifts_row(me))
    return Card(headline, headline, Accent.QUIET, rows=rows, body=body, notes=_notes(me), buttons=_buttons(me, now))


def _hours(me: Myself, roster: Roster) -> Param:
    calendar = roster.hours_of(me.person)
    if calendar is None:
        return say("me.always")
    return calendar.id or hours_text(calendar)


def _chat(me: Myself, roster: Roster) -> Say:
    own = roster.own.get(me.person)
    if own and own.platform in me.chats:
        return PLATFORMS[own.platform]
    return say("me.chat_last", chat=PLATFORMS[me.chats[0]]) if me.chats else say("me.chat_none")


def _standing(me: Myself, roster: Roster) -> Iterator[Row]:
    """What the policy says of them; nothing of somebody it does not name."""
    teams = tuple(Name(team.id) for team in roster.teams.values() if me.person in team.members)
    if teams:
        yield Row(say("me.teams"), teams)
    if manager := roster.manager_of(me.person):
        yield Row(say("me.manager"), Name(manager))
    if person := roster.people.get(me.person):
        owned = roster.loads[me.person].open_cases if me.person in roster.loads else 0
        limit = say("me.owned_of", count=owned, limit=person.limit) if person.limit else say("me.owned", count=owned)
        yield Row(say("me.load"), limit)


def _away_row(me: Myself, roster: Roster, now: datetime) -> tuple[Row, ...]:
    """What they said, twice or once, and what the calendar of their leave says."""
    leave = (_leave(stretch) for stretch in roster.leave_of(me.person) if stretch.ends_at > now)
    spans = tuple(dict.fromkeys((*map(_span, me.absences), *leave)))[:MOST_ABSENCES]
    return (Row(say("me.away"), below(spans)),) if spans else ()


def _leave(stretch: Stretch) -> Say:
    return say("me.leave", begins=stretch.starts_at, ends=stretch.ends_at)


def _span(absence: Absence) -> Say:
    if absence.ends_at is None:
        return say("me.away_from", begins=absence.starts_at)
    return say("me.from_to", begins=absence.starts_at, ends=absence.ends_at)


def _shifts_row(me: Myself) -> tuple[Row, ...]:
    told = [_shift(schedule, shift, me.looked_until) for schedule, shift in me.shifts[:MOST_SHIFTS]]
    return (Row(say("me.shifts"), below(told)),) if told else ()


def _shift(schedule: str, shift: Shift, looked_until: datetime) -> Say:
    """No end is told that is only the end of looking."""
    if shift.ends_at < looked_until:
        return shift_line(schedule, shift)
    return say("me.shift_from", schedule=schedule, begins=shift.starts_at)


def shift_line(schedule: str, shift: Shift) -> Say:
    return say("me.shift", schedule=schedule, begins=shift.starts_at, ends=shift.ends_at)


def _notes(me: Myself) -> tuple[Say, ...]:
    return () if me.shifts or not me.absences else (say("me.no_shifts"),)


def _buttons(me: Myself, now: datetime) -> tuple[Button, ...]:
    away_now = any(absence.covers(now) for absence in me.absences)
    back = (Button(say("button.me_back"), Press(Verb.ME_BACK), Style.PRIMARY),) if me.absences else ()
    away = () if away_now else (Button(say("button.me_away"), Press(Verb.ME_AWAY)),)
    link = Button(say("button.calendar_link"), Press(Verb.CALENDAR_LINK, "me"))
    return (*back, Button(say("button.me_edit"), Press(Verb.ME_EDIT)), *away, link)


# what they set


def settings_form(own: OwnSettings, chats: Sequence[Platform], languages: Mapping[str, str]) -> Form:
    """An emptied field goes back to what the chat or the policy says."""
    spoken = tuple(Option(code, name) for code, name in languages.items())
    hours = (hours_text(own.hours),) if own.hours else ()
    fields = (
        FormField(
            "language", FieldKind.CHOICE, say("me.language"), say("hint.me_language"), options=spoken,
            value=_maybe(own.language),
        ),
        FormField(
            "timezone", FieldKind.LINE, say("me.zone"), say("hint.me_zone"), value=_maybe(own.timezone), max_length=LINE
        ),
        FormField("hours", FieldKind.LINE, say("me.hours"), say("hint.me_hours"), value=hours, max_length=LINE),
        *_chat_field(own, chats),
    )  # fmt: skip
    return Form(Press(Verb.ME_EDIT), say("me.edit_title"), say("form.send"), fields, (say("me.edit_intro"),))


def _chat_field(own: OwnSettings, chats: Sequence[Platform]) -> tuple[FormField, ...]:
    """Whoever is on one chat has nothing to choose."""
    options = tuple(Option(chat.value, PLATFORMS[chat]) for chat in chats)
    value = (own.platform.value,) if own.platform in chats and own.platform else ()
    field = FormField("chat", FieldKind.CHOICE, say("me.chat"), say("hint.me_chat"), options=options, value=value)
    return (field,) if len(chats) > 1 else ()


def read_settings(
    values: Values, person: str, chats: Sequence[Platform], languages: Mapping[str, str], usual_zone: str
) -> OwnSettings | FieldErrors:
    """Hours are in the zone that goes with them: the one just set, else `usual_zone`."""
    filled = Filled(values, person)
    language = filled.choice("language", tuple(languages)) or ""
    zone = _zone(filled)
    hours = filled.line("hours")
    calendar = None
    try:
        calendar = hours_said(hours.body, zone or usual_zone) if hours else None
    except NotHours:
        filled.wrong("hours", say("error.hours"))
    chat = filled.choice("chat", tuple(chat.value for chat in chats))
    return filled.errors or OwnSettings(language, zone, calendar, Platform(chat) if chat else None)


def _zone(filled: Filled) -> str:
    """By its whole name, or by its city where only one zone has such a city."""
    said = filled.line("timezone")
    if said is None:
        return ""
    wanted = folded(said.body).replace(" ", "_")
    known = available_timezones()
    by_name = [zone for zone in known if folded(zone) == wanted]
    by_city = [zone for zone in known if folded(zone.rpartition("/")[2]) == wanted and "/" in zone]
    found = by_city if len(by_city) == 1 else by_name
    if not found:
        filled.wrong("timezone", say("error.zone"))
    return found[0] if found else ""


def away_form(begins: str = "", ends: str = "") -> Form:
    fields = (
        FormField("begins", FieldKind.MOMENT, say("me.away_begins"), say("hint.me_away_begins"), value=_maybe(begins)),
        FormField("ends", FieldKind.MOMENT, say("me.away_ends"), say("hint.me_away_ends"), value=_maybe(ends)),
    )
    return Form(Press(Verb.ME_AWAY), say("me.away_title"), say("form.send"), fields, (say("me.away_intro"),))


def read_away(
    values: Values, person: str, timezone: str, now: datetime
) -> tuple[datetime, datetime | None] | FieldErrors:
    """From when, now at the earliest, until when; None: until they say that they are back."""
    filled = Filled(values, person)
    begins, ends = (_instant(name, filled, values, timezone, now) for name in ("begins", "ends"))
    starts_at = max(begins or now, now)
    if ends is not None and ends <= starts_at:
        filled.wrong("ends", say("error.ends_before"))
    return filled.errors or (starts_at, ends)


def _instant(name: str, filled: Filled, values: Values, timezone: str, now: datetime) -> datetime | None:
    """Words that name no time are not passed over: somebody would be away for longer than they think."""
    at = filled.moment(name, timezone, now)
    if at is None and tidy(" ".join(values.get(name, ()))):
        filled.wrong(name, say("error.time"))
    return at


def _maybe(value: str) -> tuple[str, ...]:
    return (value,) if value else ()
