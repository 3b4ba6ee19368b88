"""Opening a case at the desk: what is still missing is asked for at its field, unless the case is urgent or flagged."""

from bot.cases.outcome import Refused
from bot.desk.arrivals import Visit
from bot.desk.told import opened
from bot.engine import Engine
from bot.messages.fact_fields import field_name
from bot.messages.opening import Opening, at_once, open_form, read_opening
from bot.messages.shown import FieldErrors, Form, Line, Values


def open_filled(engine: Engine, visit: Visit, values: Values, key: str) -> Line | FieldErrors:
    """A form refused stays open with everything that was typed in it, and all that is missing is said at once (S37)."""
    opening = read_opening(values, visit.person, visit.rules, visit.roster, visit.now, visit.reader.timezone)
    if isinstance(opening, FieldErrors):
        return opening
    try:
        return _open(engine, visit, opening, key)
    except Refused as refused:
        blamed = refused.fields or ("summary",)
        return FieldErrors(tuple((field_name(item), refused.sentence) for item in blamed))


def open_at_once(engine: Engine, visit: Visit, words: str, key: str) -> Line | Form:
    """Where the policy wants more than words for even the worst case, the form asks for it."""
    try:
        return _open(engine, visit, at_once(words, visit.person, visit.rules), key)
    except Refused:
        return open_form(visit.rules, words)


def _open(engine: Engine, visit: Visit, opening: Opening, key: str) -> Line:
    done = engine.open(visit.person, opening.handover, opening.facts, key)
    return Line(opened(done, visit.rules, visit.roster))
