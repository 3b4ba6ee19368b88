"""The front desk: what a person typed, pressed or sent in is carried out, and answered to that person alone.

A person's fault is an answer like any other, never an exception.
"""

from collections.abc import Callable, Sequence
from typing import assert_never

from bot.answers import Repeated
from bot.cases.case import Case
from bot.cases.commands import Show
from bot.cases.events import Entry
from bot.cases.outcome import Refused
from bot.cases.rights import may, offered
from bot.cases.verbs import OF_A_POLICY, OF_PEOPLE, Press, Verb
from bot.changing import replace
from bot.desk.arrivals import Arrivals, Visit, key_of
from bot.desk.installation import Installation
from bot.desk.keeping import KeepingDesk, PolicyFiles
from bot.desk.looking import COUNTED, help_lines, listed
from bot.desk.once import done_before, first_answer
from bot.desk.opening import open_at_once, open_filled
from bot.desk.people import PeopleDesk
from bot.desk.policy import explained
from bot.desk.refusals import at_its_field, does_not_fit, in_words, or_anew
from bot.desk.told import handled
from bot.desk.trying import simulated
from bot.desk.versions import rules_on_record, versions_for
from bot.engine import Done, Engine
from bot.grammar import (
    AboutMe,
    ExplainPolicy,
    Help,
    KeepPolicy,
    ListCases,
    MyCases,
    NotYet,
    OpenAtOnce,
    OpenForm,
    OverrideDuty,
    ShowCase,
    SimulateCase,
    UpdateCase,
    WhoIs,
    WhoIsOnCall,
    read_line,
    understood,
)
from bot.messages.answers import command_from
from bot.messages.card import card
from bot.messages.forms import form_for
from bot.messages.lists import brief, more
from bot.messages.names import MAY_NOT
from bot.messages.opening import open_form
from bot.messages.shown import Card, Cards, FieldErrors, Form, Line, Response, Values
from bot.messages.story import story
from bot.messages.templates import Company
from bot.messages.update_form import update_form
from bot.messages.where import whats_next
from bot.people.identity import Profile, Reader
from bot.people.readers import reader_of
from bot.policy.rules import Rules
from bot.upkeep.noting import Noting
from bot.words import say

MOST_CARDS = 8
HERE = Installation()


class Desk:
    """Synchronous: called in worker threads. `key` names one delivery of a platform, so that it counts once.

    `files` reads policies that are sent in; `command` is what people type before the line, for the help text.
    `domains` and `on_claim`: see `Arrivals`.
    """

    def __init__(
        self,
        engine: Engine,
        files: PolicyFiles,
        domains: frozenset[str] = frozenset(),
        command: str = "/escalate",
        on_claim: Callable[[Profile], None] = lambda _: None,
        installation: Installation = HERE,
    ) -> None:
        self._engine = engine
        self._keeping = KeepingDesk(engine, files)
        self._people = PeopleDesk(engine, installation)
        self._command = command
        self._arrivals = Arrivals(engine, domains, on_claim)
        self._noting = Noting(engine, domains)

    def typed(self, profile: Profile, line: str, key: str, by_ids: str = "") -> Response:
        """`line` is what stands behind the command. `by_ids`: see `understood`."""
        return self._answered(profile, key, lambda visit: self._line(visit, line, key, by_ids or line))

    def sent(self, profile: Profile, line: str, source: bytes, key: str) -> Response:
        """A line with a file. Only what is said of a policy is about the file."""
        asked = read_line(line)
        if not isinstance(asked, KeepPolicy):
            return self.typed(profile, line, key)
        return self._answered(profile, key, lambda visit: self._keeping.sent(asked, visit, source, key))

    def pressed(self, profile: Profile, press: Press, key: str) -> Response:
        return or_anew(self._answered(profile, key, lambda visit: self._press(visit, press, key)))

    def submitted(self, profile: Profile, press: Press, values: Values, key: str) -> Response:
        return self._answered(profile, key, lambda visit: self._submission(visit, press, values, key))

    def reader_of(self, profile: Profile) -> Reader:
        """Whoever they are, served or not."""
        with self._engine.store.writing() as unit:
            person = unit.person_of(profile.identity) or str(profile.identity)
            own = unit.presence(self._engine.clock.now()).own
            return reader_of(person, profile, replace(self._engine.policy_in(unit).roster, own=own))

    def called(self, profile: Profile) -> str | None:
        return self._arrivals.called(profile)

    def heard_of(self, profile: Profile) -> None:
        """A platform told of somebody who did nothing here."""
        self._noting.heard_of(profile)

    def _answered(self, profile: Profile, key: str, answer: Callable[[Visit], Response]) -> Response:
        """A delivery that comes again gets its first answer, also where that was a refusal. A form that stays open was
        not answered yet."""
        try:
            visit = self._arrivals.arrived(profile, key)
            return Line(visit.before) if visit.before else answer(visit)
        except Refused as refused:
            return Line(first_answer(self._engine, key_of(profile, key), (refused.sentence,)))
        except Repeated:
            return Line(first_answer(self._engine, key_of(profile, key), (say("told.repeated"),)))

    # a line

    def _line(self, visit: Visit, line: str, key: str, by_ids: str) -> Response:
        asked = understood(line, by_ids)
        match asked:
            case OpenForm(words):
                return open_form(visit.rules, words)
            case OpenAtOnce(words):
                return open_at_once(self._engine, visit, words, key)
            case ShowCase(number):
                return self._shown(visit, self._engine.store.views.case(visit.viewer, number), key)
            case UpdateCase(number, words):
                return self._update(visit, self._engine.store.views.case(visit.viewer, number), words, key)
            case ExplainPolicy():
                return explained(asked, visit, line, self._command)
            case SimulateCase():
                return simulated(asked, visit, line)
            case KeepPolicy():
                return self._keeping.typed(asked, visit)
            case WhoIs() | WhoIsOnCall() | AboutMe() | OverrideDuty():
                return self._people.typed(asked, visit, line, key)
            case Help() | ListCases() | MyCases() | NotYet():
                return self._looked_up(asked, visit)
            case _:
                assert_never(asked)

    def _looked_up(self, asked: Help | ListCases | MyCases | NotYet, visit: Visit) -> Response:
        match asked:
            case Help():
                return Line(help_lines(self._command))
            case ListCases():
                return listed(visit, self._engine)
            case MyCases():
                return self._mine(visit)
            case NotYet(name):
                return Line((say("line.not_yet", command=name),))
            case _:
                assert_never(asked)

    def _mine(self, visit: Visit) -> Response:
        cases = self._engine.store.views.mine(visit.viewer, COUNTED)
        if not cases:
            return Line((say("list.none_mine"),))
        intro = (say("list.mine", count=len(cases)), *more(len(cases), MOST_CARDS, COUNTED))
        return Cards(intro, tuple(brief(case, self._card(visit, case)) for case in cases[:MOST_CARDS]))

    # a case

    def _case(self, visit: Visit, case_id: str | None) -> Case:
        case = self._engine.case(visit.viewer, case_id) if case_id else None
        if case is None:
            raise Refused(say("refused.unknown_case"))
        return case

    def _card(self, visit: Visit, case: Case) -> Card:
        rules = self._engine.rules(case.version)
        return card(case, rules, visit.roster, case.clock.case_time(visit.now), visit.person)

    def _shown(self, visit: Visit, case: Case | None, key: str) -> Cards:
        if case is None:
            raise Refused(say("refused.unknown_case"))
        case = self._read(visit, case, key)
        rules, now = self._engine.rules(case.version), case.clock.case_time(visit.now)
        record = self._engine.store.views.timeline(visit.viewer, case.id)
        older = rules_on_record(self._engine, record)
        return Cards((), (story(case, rules, visit.roster, now, visit.person, record, older),))

    def _read(self, visit: Visit, case: Case, key: str) -> Case:
        """A reading of a private case is on record (S40)."""
        return self._engine.handle(visit.person, case.id, Show(), key).case if case.private else case

    def _update(self, visit: Visit, case: Case | None, words: str, key: str) -> Response:
        """The form of an update, with the words that were typed behind the command."""
        if case is None:
            raise Refused(say("refused.unknown_case"))
        rules, now = self._engine.rules(case.version), case.clock.case_time(visit.now)
        if misfit := _misfit(visit, Verb.UPDATE, case, rules):
            return misfit
        self._read(visit, case, key)
        return update_form(Press(Verb.UPDATE, case.id), case, Company(rules, visit.roster, now), words)

    # a button

    def _press(self, visit: Visit, press: Press, key: str) -> Response:
        if press.verb is Verb.OPEN:
            return open_form(visit.rules)
        if press.verb in OF_A_POLICY:
            return self._keeping.pressed(visit, press)
        if press.verb in OF_PEOPLE:
            return self._people.pressed(visit, press, key)
        case = self._case(visit, press.case_id)
        if press.verb is Verb.SHOW:
            return self._shown(visit, case, key)
        rules = self._engine.rules(case.version)
        form = self._form(visit, press, case, rules)
        if form is None:
            return self._carried_out(visit, press, {}, case, rules, key)
        if misfit := _misfit(visit, press.verb, case, rules):
            return misfit
        self._read(visit, case, key)  # a form shows what it is about
        return form

    def _form(self, visit: Visit, press: Press, case: Case, rules: Rules) -> Form | None:
        if press.verb is Verb.UPDATE:
            return update_form(press, case, Company(rules, visit.roster, case.clock.case_time(visit.now)))
        versions = versions_for(self._engine, case) if press.verb is Verb.MOVE_VERSION else ()
        return form_for(press, case, rules, visit.roster, versions)

    # a form

    def _submission(self, visit: Visit, press: Press, values: Values, key: str) -> Response:
        if press.verb is Verb.OPEN:
            return open_filled(self._engine, visit, values, key)
        if press.verb in OF_A_POLICY:
            return self._keeping.submitted(visit, press, values)
        if press.verb in OF_PEOPLE:
            return self._people.submitted(visit, press, values, key)
        case = self._case(visit, press.case_id)
        rules = self._engine.rules(case.version)
        form = self._form(visit, press, case, rules)
        try:
            return self._carried_out(visit, press, values, case, rules, key)
        except Refused as refused:
            return at_its_field(refused, form)

    def _carried_out(
        self, visit: Visit, press: Press, values: Values, case: Case, rules: Rules, key: str
    ) -> Line | FieldErrors:
        if visit.moved and (done := done_before(self._engine, key)):
            return self._told(visit, press.verb, done, rules)
        now, zone = case.clock.case_time(visit.now), visit.reader.timezone
        command = command_from(press, values, visit.person, case, rules, visit.roster, now, zone)
        if isinstance(command, FieldErrors):
            _check_right(visit, press.verb, case)
            return command
        try:
            done = self._engine.handle(visit.person, case.id, command, key)
        except Refused as refused:
            raise in_words(refused, self._case(visit, case.id), rules) from refused
        return self._told(visit, press.verb, done, rules)

    def _told(self, visit: Visit, verb: Verb, done: Done, rules: Rules) -> Line:
        return Line(handled(verb, done, self._needed(visit, verb, done), rules, visit.roster))

    def _needed(self, visit: Visit, verb: Verb, done: Done) -> Sequence[Entry]:
        """The record, where what was done is not told from the case as it is now."""
        looked_up = done.repeated or verb is Verb.TRIAGE
        return self._engine.store.views.timeline(visit.viewer, done.case.id) if looked_up else ()


def _misfit(visit: Visit, verb: Verb, case: Case, rules: Rules) -> Line | None:
    """Before anybody writes words that could not be used: may they, and does the case want it now?"""
    _check_right(visit, verb, case)
    if offered(visit.person, verb, case, visit.roster):
        return None
    return Line((does_not_fit(case, rules), *whats_next(case, rules, visit.roster)))


def _check_right(visit: Visit, verb: Verb, case: Case) -> None:
    """Nobody is asked to fill in what they may not send."""
    if not may(visit.person, verb, case, visit.roster):
        raise Refused(MAY_NOT[verb])
