"""A refusal of the core, said as the desk says things: with where the case stands, and items by their names."""

from bot.cases.case import Case, Status
from bot.cases.outcome import Refused
from bot.cases.verbs import Press, Verb
from bot.messages.fact_fields import field_name
from bot.messages.names import VERBS, item_name, reference
from bot.messages.shown import Accent, Button, Card, Cards, FieldErrors, Form, Line, Response
from bot.messages.where import where
from bot.policy.rules import Rules
from bot.words import Param, Say, say

NOT_NOW = "refused.not_now"
NO_SUCH_CASE = say("refused.unknown_case")


def in_words(refused: Refused, case: Case, rules: Rules) -> Refused:
    """`case` as it stands now."""
    sentence = refused.sentence
    if sentence.key == NOT_NOW:
        return Refused(does_not_fit(case, rules), *refused.fields)
    named = tuple((name, _named(name, value, rules)) for name, value in sentence.params)
    return Refused(Say(sentence.key, named), *refused.fields)


def or_anew(response: Response) -> Response:
    """A button of a case that is there no longer (deleted, or opened after the copy from which the database was put
    back) offers to open it anew. One that is not theirs to read looks the same (R5)."""
    if response != Line((NO_SUCH_CASE,)):
        return response
    anew = Button(VERBS[Verb.OPEN], Press(Verb.OPEN))
    return Cards((), (Card(NO_SUCH_CASE, NO_SUCH_CASE, Accent.DONE, (say("refused.open_anew"),), buttons=(anew,)),))


def does_not_fit(case: Case, rules: Rules) -> Say:
    """Too early or too late, the status tells."""
    if case.status is Status.CLOSED:
        return say("refused.not_now.closed")
    return say("line.does_not_fit", case=reference(case), where=where(case, rules))


def _named(name: str, value: Param, rules: Rules) -> Param:
    if name != "items" or not isinstance(value, tuple):
        return value
    return tuple(item_name(item, rules) if isinstance(item, str) else item for item in value)


def at_its_field(refused: Refused, form: Form | None) -> Line | FieldErrors:
    """At the field that is to blame, else at the first: so the form stays open, and no words are lost."""
    if form is None or not form.fields:
        return Line((refused.sentence,))
    names = [field.name for field in form.fields]
    blamed = field_name(refused.field) if refused.field else names[0]
    return FieldErrors(((blamed if blamed in names else names[0], refused.sentence),))
