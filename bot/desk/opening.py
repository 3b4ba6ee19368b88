"""Opening a case at the desk: what is still missing is asked for at its field, unless the case is urgent or flagged."""

from bot.cases.outcome import Refused
from bot.cases.suggesting import Suggested, suggested
from bot.changing import replace
from bot.desk.arrivals import Visit
from bot.desk.once import done_before
from bot.desk.told import opened
from bot.engine import Engine
from bot.messages.fact_fields import field_name
from bot.messages.opening import Opening, at_once, open_form, read_opening
from bot.messages.shown import FieldErrors, Form, Line, Values
from bot.messages.suggestions import answered, asking


def open_filled(engine: Engine, visit: Visit, values: Values, key: str) -> Line | FieldErrors | Form:
    """What its words suggest is asked before the case opens: once it stands in a room, it is late to call it private.

    A form refused stays open with everything that was typed in it, and all that is missing is said at once (S37)."""
    if visit.moved and (done := done_before(engine, key)):
        return Line(opened(done, visit.rules, visit.roster))
    opening = read_opening(values, visit.person, visit.rules, visit.roster, visit.now, visit.reader.timezone)
    if isinstance(opening, FieldErrors):
        return opening
    found = suggested(opening.handover, opening.facts, visit.rules)
    if any(answered(each, values) is None for each in found):
        return asking(open_form(visit.rules), values, found, visit.rules)
    try:
        return _open(engine, visit, _decided(opening, found, values), key)
    except Refused as refused:
        blamed = refused.fields or ("summary",)
        return FieldErrors(tuple((field_name(item), refused.sentence) for item in blamed))


def open_at_once(engine: Engine, visit: Visit, words: str, key: str) -> Line | Form:
    """Where the policy wants more than words for even the worst case, the form asks for it."""
    try:
        return _open(engine, visit, at_once(words, visit.person, visit.rules), key)
    except Refused:
        return open_form(visit.rules, words)


def _decided(opening: Opening, found: tuple[Suggested, ...], values: Values) -> Opening:
    """The facts as a person confirmed them, and the suggestions that they dismissed."""
    facts, dismissed = opening.facts, set[str]()
    for each in found:
        if answered(each, values):
            facts = each.taken(facts)
        else:
            dismissed.add(each.key)
    return replace(opening, facts=facts, dismissed=frozenset(dismissed))


def _open(engine: Engine, visit: Visit, opening: Opening, key: str) -> Line:
    done = engine.open(visit.person, opening.handover, opening.facts, key, dismissed=opening.dismissed)
    return Line(opened(done, visit.rules, visit.roster))
