"""A bundle as a card: the cases by urgency, one line why each, a button for each and for all."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cases.case import Case
from bot.cases.rights import SUGGESTIONS
from bot.cases.verbs import Press, Verb
from bot.messages.lists import case_line
from bot.messages.names import reference
from bot.messages.shown import Accent, Button, Card, FieldKind, Form, FormField, Option, Row, Style
from bot.messages.where import where
from bot.policy.rules import Rules
from bot.words import Param, say

SHOWN = 8
MOST_ACCEPTED = 100  # at once; a form has no more choices on every platform
BRIEF = 5  # lines of a case in the list
CASES = "cases"


@dataclass(frozen=True, slots=True)
class Told:
    """A case of a bundle. `card` is what its page would have been by itself; None where nobody is wanted any more."""

    case: Case
    rules: Rules
    card: Card | None = None


def bundle_card(bundle_id: str, told: Sequence[Told], more: int) -> Card:
    """`told` in the order of their urgency; `more` others wait that are not among them."""
    open_ones = [one for one in told if one.card]
    if not open_ones:
        return _settled_card(told)
    shown = open_ones[:SHOWN]
    count = len(open_ones) + more
    settled = [one for one in told if one.card is None][: SHOWN - len(shown)]
    left = count - len(shown)
    headline = say("bundle.headline", count=count)
    return Card(
        headline,
        headline,
        _accent(shown),
        lead=(say("bundle.lead"),),
        body=tuple(_row(one) for one in (*shown, *settled)),
        notes=(say("list.more", count=left),) if left else (),
        buttons=(*_buttons(shown), *_for_all(bundle_id, open_ones)),
    )


def overtaken_card() -> Card:
    """A later message tells of all its cases."""
    return Card(say("bundle.overtaken"), say("bundle.overtaken"), Accent.DONE)


def list_of(told: Sequence[Told]) -> tuple[Card, ...]:
    """Each case with why it is there, who has it and who is next; its ladder is behind Show."""
    return tuple(_brief(one.case, one.card) for one in told if one.card)


def accept_form(bundle_id: str, cases: Sequence[Case]) -> Form:
    """Carries what was shown: no other case is accepted by it."""
    options = tuple(Option(packed(case), case_line(case)) for case in cases[:MOST_ACCEPTED])
    field = FormField(
        CASES,
        FieldKind.CHOICES,
        say("bundle.which"),
        required=True,
        options=options,
        value=tuple(option.value for option in options),
    )
    intro = (say("bundle.confirm", count=len(options)),)
    return Form(Press(Verb.BUNDLE_ACCEPT, bundle_id), say("bundle.form"), say("button.accept_all"), (field,), intro)


def packed(case: Case) -> str:
    """With who owned it when it was shown: whoever takes it over means to take it from them."""
    return f"{case.id}:{case.owner or ''}"


def unpacked(value: str) -> tuple[str, str | None]:
    case_id, _, owner = value.partition(":")
    return case_id, owner or None


def _settled_card(told: Sequence[Told]) -> Card:
    over = say("bundle.over")
    return Card(over, over, Accent.DONE, body=tuple(_row(one) for one in told[:SHOWN]))


def _row(one: Told) -> Row:
    if one.case.private:
        return Row(case_line(one.case), _why(one))
    if one.card is None:
        return Row(say("bundle.settled", case=reference(one.case), summary=one.case.handover.summary), _why(one))
    return Row(one.card.headline, _why(one))


def _why(one: Told) -> Param:
    return one.card.lead[0] if one.card and one.card.lead else where(one.case, one.rules)


def _accent(shown: Sequence[Told]) -> Accent:
    loudness = (Accent.URGENT, Accent.OPEN, Accent.QUIET, Accent.DONE)
    return min((one.card.accent for one in shown if one.card), key=loudness.index)


def _buttons(shown: Sequence[Told]) -> tuple[Button, ...]:
    return tuple(_button(one, one.card) for one in shown if one.card)


def _button(one: Told, card: Card) -> Button:
    """The likeliest of its own."""
    chosen = next(button for button in card.buttons if button.press.verb not in SUGGESTIONS)
    return Button(say("button.of_case", what=chosen.label, case=reference(one.case)), chosen.press)


def _for_all(bundle_id: str, open_ones: Sequence[Told]) -> tuple[Button, ...]:
    takers = [one for one in open_ones if one.card and any(b.press.verb is Verb.ACCEPT for b in one.card.buttons)]
    everything = Button(say("button.accept_all"), Press(Verb.BUNDLE_ACCEPT, bundle_id), Style.PRIMARY)
    listed = Button(say("button.show_list"), Press(Verb.BUNDLE_LIST, bundle_id))
    return (*((everything,) if len(takers) > 1 else ()), listed)


def _brief(case: Case, card: Card) -> Card:
    show = tuple(button for button in card.buttons if button.press.verb is Verb.SHOW)
    first = tuple(button for button in card.buttons if button.press.verb not in (Verb.SHOW, *SUGGESTIONS))[:2]
    headline, lead = (case_line(case), ()) if case.private else (card.headline, card.lead[:BRIEF])
    return Card(headline, headline, card.accent, lead, buttons=(*first, *show), case_id=case.id)
