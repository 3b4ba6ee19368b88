"""Somebody on no chat at the desk: who they are and which case they mean is told by a signed link (S21)."""

from dataclasses import dataclass
from hashlib import sha256

from bot.cases.access import may_read, viewer
from bot.cases.case import Case
from bot.cases.commands import Show
from bot.cases.outcome import Refused
from bot.cases.verbs import Press, Verb
from bot.desk.refusals import at_its_field, in_words
from bot.desk.told import handled
from bot.engine import Engine
from bot.messages.answers import command_from
from bot.messages.bare import bare
from bot.messages.card import card
from bot.messages.forms import form_for
from bot.messages.shown import Card, FieldErrors, Form, Line, Values
from bot.people.identity import Reader
from bot.people.readers import reader_of
from bot.people.roster import Roster
from bot.policy.rules import Rules

# What a page without pickers can ask for; the rest is done in chat.
BY_LINK = frozenset(
    {
        Verb.ACCEPT,
        Verb.COORDINATE,
        Verb.DECLINE,
        Verb.APPROVE,
        Verb.DISAPPROVE,
        Verb.ANSWER,
        Verb.CONFIRM,
        Verb.NOTE,
        Verb.NEED_INFO,
        Verb.ESCALATE,
        Verb.HAND_BACK,
        Verb.RESOLVE,
    }
)


@dataclass(frozen=True, slots=True)
class Guest:
    """Who follows the link, and the case as they may see it: `card` tells nothing of a private one until they ask."""

    person: str
    reader: Reader
    case: Case
    rules: Rules
    roster: Roster
    card: Card


class LinkDesk:
    """Synchronous: called in worker threads. To whom may not read a case it does not exist."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def shown(self, person: str, case_id: str, whole: bool = False) -> Guest | None:
        """`whole`: a private case too, which is put on record (S40). Looking changes nothing else: programs that check
        mails open every link."""
        with self._engine.store.writing() as unit:
            now = self._engine.clock.now()
            roster, case = self._engine.roster_in(unit, now), unit.load(case_id)
            if case is None or person not in roster.people or not may_read(viewer(person, roster), case):
                return None
            rules = unit.rules(case.version)
            reader = reader_of(person, unit.profile_of(person), roster)
            hidden = case.private and not whole
            seen = bare(case) if hidden else card(case, rules, roster, case.clock.case_time(now), person)
        if case.private and whole:
            self._engine.handle(person, case_id, Show(), f"link|{person}|{case_id}|{now.isoformat()}")
        return Guest(person, reader, case, rules, roster, seen)

    def asked(self, guest: Guest, press: Press) -> Form | None:
        """What has to be said with it; None where the press is the whole of it."""
        return form_for(press, guest.case, guest.rules, guest.roster)

    def answered(self, guest: Guest, press: Press, values: Values, message: str, seen: str) -> Line | FieldErrors:
        """The same again counts once, of the same message and of a page that was drawn of the same case: `seen` is how
        far the case had come there."""
        case, rules = guest.case, guest.rules
        now, zone = case.clock.case_time(self._engine.clock.now()), guest.reader.timezone
        said = repr((press, sorted(values.items()), seen))
        key = f"link|{guest.person}|{message}|" + sha256(said.encode()).hexdigest()
        try:
            command = command_from(press, values, guest.person, case, rules, guest.roster, now, zone)
            if isinstance(command, FieldErrors):
                return command
            done = self._engine.handle(guest.person, case.id, command, key)
        except Refused as refused:
            return at_its_field(in_words(refused, case, rules), self.asked(guest, press))
        return Line(handled(press.verb, done, (), rules, guest.roster))
