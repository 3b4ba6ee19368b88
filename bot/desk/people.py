"""What is asked and done about people at the desk: who somebody is, who is on duty, oneself, and who stands in."""

from typing import assert_never

from bot.cases.outcome import Refused
from bot.cases.verbs import Press, Verb
from bot.changing import replace
from bot.clean import tidy
from bot.desk import bundles, calendar_links, covering, handoffs
from bot.desk.arrivals import Visit
from bot.desk.duty import described, on_call
from bot.desk.installation import Installation
from bot.desk.me import MyDesk
from bot.engine import Engine
from bot.grammar import AboutMe, OverrideDuty, WhoIs, WhoIsOnCall
from bot.messages.opening import open_form
from bot.messages.shown import Form, Line, Response, Values
from bot.words import Say, say

OF_ONESELF = frozenset({Verb.ME_EDIT, Verb.ME_AWAY, Verb.ME_BACK})

OF_A_BUNDLE = frozenset({Verb.BUNDLE_ACCEPT, Verb.BUNDLE_LIST})


class PeopleDesk:
    def __init__(self, engine: Engine, installation: Installation) -> None:
        self._engine, self._installation = engine, installation
        self._me = MyDesk(engine, installation)

    def typed(self, asked: WhoIs | WhoIsOnCall | AboutMe | OverrideDuty, visit: Visit, line: str, key: str) -> Response:
        """A line that names nobody, or no time, was the summary of a case."""
        match asked:
            case WhoIs(name):
                lines = described(name, visit.roster, visit.now)
                return Line(lines) if lines else _unheard_of(name, line, visit)
            case WhoIsOnCall(schedule):
                return on_call(schedule, visit) or _unheard_of(schedule, line, visit)
            case AboutMe():
                return self._me.typed(asked, visit, key) or _no_times(say("form.not_away"), line, visit)
            case OverrideDuty():
                return covering.typed(asked, visit, self._engine, key) or _no_times(say("form.not_duty"), line, visit)
            case _:
                assert_never(asked)

    def pressed(self, visit: Visit, press: Press, key: str) -> Response:
        """A button; those that want to know more answer with a form."""
        if press.verb is Verb.ACCEPT_ALL:
            return handoffs.accept_all(visit, press, self._engine, key)
        if press.verb in OF_A_BUNDLE:
            return bundles.pressed(visit, press, self._engine)
        if press.verb in OF_ONESELF:
            return self._me.pressed(visit, press)
        if press.verb is Verb.CALENDAR_LINK:
            return calendar_links.pressed(visit, press, self._engine, self._installation)
        return covering.pressed(visit, press, self._engine)

    def submitted(self, visit: Visit, press: Press, values: Values, key: str) -> Response:
        if press.verb in OF_ONESELF:
            return self._me.submitted(visit, press, values, key)
        if press.verb is Verb.BUNDLE_ACCEPT:
            return bundles.submitted(visit, press, values, self._engine, key)
        if press.verb in (Verb.ACCEPT_ALL, Verb.BUNDLE_LIST):
            raise Refused(say("refused.not_now"))
        return covering.submitted(visit, press, values, self._engine, key)


def _no_times(hint: Say, line: str, visit: Visit) -> Form:
    """The summary of a case, or a slip of the finger: whoever meant the command reads how it is said."""
    return replace(open_form(visit.rules, tidy(line)), intro=(hint,))


def _unheard_of(name: str, line: str, visit: Visit) -> Line | Form:
    """One word was meant as a name; more of them were the summary of a case."""
    return open_form(visit.rules, tidy(line)) if " " in name else Line((say("who.unknown", name=name),))
