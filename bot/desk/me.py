"""What somebody sees and sets of themselves in chat (R22). Nobody sets anything for anybody else here."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.cases.outcome import Refused
from bot.cases.verbs import Press, Verb
from bot.changing import replace
from bot.desk.arrivals import Visit
from bot.desk.installation import Installation
from bot.engine import Engine
from bot.grammar import AboutMe
from bot.messages.me import Myself, away_form, me_card, read_away, read_settings, settings_form, shift_line
from bot.messages.moments import NotATime
from bot.messages.shown import Cards, FieldErrors, Form, Line, Response, Values
from bot.messages.stretches import stretch
from bot.people.identity import Platform
from bot.people.presence import Absence, OwnSettings
from bot.people.roster import Roster
from bot.people.schedules import Shift, planned, shifts_of
from bot.words import Say, say

AHEAD = timedelta(days=60)
LONGEST_AWAY = timedelta(days=366)
MOST_ABSENCES, MOST_TOLD = 20, 5
SPOKEN = (Platform.SLACK, Platform.TEAMS, Platform.SANDBOX)


class MyDesk:
    def __init__(self, engine: Engine, installation: Installation) -> None:
        self._engine, self._installation = engine, installation

    def typed(self, asked: AboutMe, visit: Visit, key: str) -> Response | None:
        """None where the words name no time: then they were the summary of a case."""
        word, _, times = asked.words.partition(" ")
        if not word:
            return self._card(visit)
        if word.casefold() == "back":
            return self._back(visit)
        if not times:
            return away_form()
        try:
            span = stretch(times, visit.reader.timezone, visit.now)
        except NotATime as wrong:
            return Line((wrong.says,))
        return self._away(visit, span[0] or visit.now, span[1], key) if span else None

    def pressed(self, visit: Visit, press: Press) -> Response:
        match press.verb:
            case Verb.ME_EDIT:
                return self._form(visit)
            case Verb.ME_AWAY:
                return away_form()
            case _:
                return self._back(visit)

    def submitted(self, visit: Visit, press: Press, values: Values, key: str) -> Response:
        if press.verb is Verb.ME_EDIT:
            return self._set(visit, values)
        read = read_away(values, visit.person, visit.reader.timezone, visit.now)
        return read if isinstance(read, FieldErrors) else self._away(visit, *read, key)

    # a look

    def _card(self, visit: Visit) -> Cards:
        languages = self._installation.languages
        return Cards((), (me_card(self._myself(visit), visit.roster, languages, visit.now),))

    def _myself(self, visit: Visit) -> Myself:
        roster, reader = visit.roster, visit.reader
        until = visit.now + AHEAD
        shifts = self._shifts(roster, visit.person, visit.now, until)
        absences = tuple(absence for absence in roster.absences if absence.person == visit.person)
        return Myself(visit.person, reader.language, reader.timezone, self._chats(visit), absences, shifts, until)

    def _chats(self, visit: Visit) -> tuple[Platform, ...]:
        with self._engine.store.writing() as unit:
            known = unit.identities_of(visit.person)
        return tuple(dict.fromkeys(identity.platform for identity in known if identity.platform in SPOKEN))

    def _shifts(
        self, roster: Roster, person: str, starts_at: datetime, ends_at: datetime
    ) -> tuple[tuple[str, Shift], ...]:
        """By plan: whatever they carry, and whether or not anything reaches them."""
        return shifts_of(person, planned(roster), starts_at, ends_at)

    # settings

    def _form(self, visit: Visit) -> Form:
        own = visit.roster.own.get(visit.person, OwnSettings())
        return settings_form(own, self._chats(visit), self._installation.languages)

    def _set(self, visit: Visit, values: Values) -> Response:
        languages, chats = self._installation.languages, self._chats(visit)
        usual_zone = replace(visit.roster, own={}).zone_of(visit.person)  # what counts again where they set none
        own = read_settings(values, visit.person, chats, languages, usual_zone)
        if isinstance(own, FieldErrors):
            return own
        kept = (say("me.kept"),)
        with self._engine.store.writing() as unit:
            now = self._engine.clock.now()
            unit.set_own(visit.person, own, now)
            visit.keep(unit, kept, now)
        return Line(kept)

    # away and back

    def _away(self, visit: Visit, starts_at: datetime, ends_at: datetime | None, key: str) -> Response:
        if visit.person not in visit.roster.people:
            raise Refused(say("me.nobody_asks_you"))
        if ends_at and (ends_at <= starts_at or starts_at < visit.now - timedelta(minutes=1)):
            raise Refused(say("error.ends_before"))
        if (ends_at or starts_at) > visit.now + LONGEST_AWAY:
            raise Refused(say("me.away_too_long"))
        if len([one for one in visit.roster.absences if one.person == visit.person]) >= MOST_ABSENCES:
            raise Refused(say("me.too_many_absences"))
        absence = Absence(visit.id_for(key), visit.person, max(starts_at, visit.now), ends_at)
        # A year of shifts takes a while; nobody waits for the database meanwhile.
        shifts = self._shifts(visit.roster, visit.person, absence.starts_at, ends_at or visit.now + AHEAD)
        with self._engine.store.writing() as unit:
            now = self._engine.clock.now()
            unit.be_absent(absence, visit.person, now)
            owned = sum(1 for person, _ in unit.owned_cases() if person == visit.person)
            told = tuple(_told_away(absence, shifts, owned))
            visit.keep(unit, told, now)
        self._engine.on_saved()
        return Line(told)

    def _back(self, visit: Visit) -> Response:
        """Those that have not begun yet, too: whoever is back says again when they go."""
        with self._engine.store.writing() as unit:
            now = self._engine.clock.now()
            mine = [one for one in unit.presence(now).absences if one.person == visit.person]
            for absence in mine:
                unit.end_absence(absence.id, now)
            told = (_was_away(visit, bool(mine)),)
            visit.keep(unit, told, now)
        self._engine.on_saved()
        return Line(told)


def _was_away(visit: Visit, said_so: bool) -> Say:
    if said_so:
        return say("me.is_back")
    on_leave = visit.roster.why_away(visit.person, visit.now) == "leave"
    return say("me.leave_is_elsewhere" if on_leave else "me.was_not_away")


def _told_away(absence: Absence, shifts: tuple[tuple[str, Shift], ...], owned: int) -> Iterator[Say]:
    """What it means: whose shifts have nobody now, and which cases they are asked to pass on."""
    if absence.ends_at:
        yield say("me.is_away", begins=absence.starts_at, ends=absence.ends_at)
    else:
        yield say("me.is_away_from", begins=absence.starts_at)
    if shifts:
        told = tuple(shift_line(schedule, shift) for schedule, shift in shifts[:MOST_TOLD])
        yield say("me.away_on_duty", count=len(shifts), shifts=told)
    if owned:
        yield say("me.away_owning", count=owned)
