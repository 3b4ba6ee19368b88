"""What the words of a case suggest, asked of a person: on the card of an open case, or in the form before it opens."""

from collections.abc import Iterable

from bot.cases.case import Case
from bot.cases.rights import offered
from bot.cases.suggesting import Suggested, suggested
from bot.cases.verbs import Belief, Press, Verb
from bot.changing import replace
from bot.messages.filled import Filled
from bot.messages.forms import NO, YES, refilled
from bot.messages.names import flag_name
from bot.messages.shown import Button, FieldKind, Form, FormField, Option, Values
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.words import Param, Say, say

SUGGESTED = "suggested."  # before the key of a suggestion


def question(
    case: Case, rules: Rules, roster: Roster, seen_by: str | None
) -> tuple[tuple[Say, ...], tuple[Button, ...]]:
    """One at a time, for whoever may answer it; nobody else sees what might not be so."""
    open_ = suggested(case.handover, case.facts, rules, case.dismissed)
    if not open_ or seen_by is None or not offered(seen_by, Verb.SUGGESTION_FITS, case, roster):
        return (), ()
    first = open_[0]
    belief = Belief(case.ladder.level, case.ladder.round, case.owner, first.key)
    fits, misfits = _answers(first, rules)
    yes = Button(fits, Press(Verb.SUGGESTION_FITS, case.id, belief))
    no = Button(misfits, Press(Verb.SUGGESTION_MISFITS, case.id, belief))
    return (_asked(first, rules),), (yes, no)


def _asked(suggestion: Suggested, rules: Rules) -> Say:
    return say("card.suggested", found=suggestion.found.removesuffix("*"), what=_what(suggestion, rules))


def _answers(suggestion: Suggested, rules: Rules) -> tuple[Say, Say]:
    """They name it once more: a card's buttons stand far below its question."""
    what = _what(suggestion, rules)
    return say("suggested.yes", what=what), say("suggested.no", what=what)


def _what(suggestion: Suggested, rules: Rules) -> Param:
    return rules.types[suggestion.type].title if suggestion.type else flag_name(suggestion.flag or "")


def asking(form: Form, values: Values, suggestions: Iterable[Suggested], rules: Rules) -> Form:
    """The form again with all that was typed in it, and above it what its words suggest. It looks like the one before,
    so it says that nothing is open yet."""
    questions = tuple(_field(each, rules) for each in suggestions)
    return refilled(replace(form, fields=(*questions, *form.fields), intro=(say("form.suggested"),)), values)


def _field(suggestion: Suggested, rules: Rules) -> FormField:
    fits, misfits = _answers(suggestion, rules)
    options = (Option(YES, fits), Option(NO, misfits))
    return FormField(SUGGESTED + suggestion.key, FieldKind.CHOICE, _asked(suggestion, rules), None, True, options)


def answered(suggestion: Suggested, values: Values) -> bool | None:
    """None: not asked, or not said."""
    said = Filled(values, "").choice(SUGGESTED + suggestion.key, (YES, NO))
    return None if said is None else said == YES
