"""The form of an update: the words, to whom, and when more is promised (R27). The draft stands in it to begin with."""

from datetime import datetime

from bot.cases.audiences import Audience
from bot.cases.case import Case
from bot.cases.commands import PostUpdate
from bot.cases.verbs import Press
from bot.messages.audience_names import audience_name
from bot.messages.filled import LINE, PARAGRAPH, Filled
from bot.messages.names import VERBS, reference
from bot.messages.shown import FieldKind, Form, FormField, Option
from bot.messages.templates import Company, draft
from bot.words import Param, Say, say


def update_form(press: Press, case: Case, within: Company, words: str = "") -> Form:
    """`words` are what somebody typed before it opened. The audience that the press is about is chosen, and no other:
    nobody outside is written to because nobody looked."""
    audience = case.audience(audience_of(press))
    title = say("form.title", verb=VERBS[press.verb], case=reference(case))
    fields = (_words(case, audience, within, words), *_to_whom(case, audience), _next())
    return Form(press, title, say("form.send"), fields, (say("form.summary", summary=case.handover.summary),))


def audience_of(press: Press) -> int:
    """0 where the button was about none; there is no such number."""
    about = press.belief.about or ""
    return int(about) if about.isascii() and about.isdecimal() and len(about) <= 4 else 0


def _words(case: Case, audience: Audience | None, within: Company, words: str) -> FormField:
    return FormField(
        "words",
        FieldKind.PARAGRAPH,
        say("row.update"),
        required=True,
        value=(words,) if words else (),
        max_length=PARAGRAPH,
        draft=draft(case, audience, within) if audience and not words else None,
    )


def _to_whom(case: Case, chosen: Audience | None) -> tuple[FormField, ...]:
    if not case.audiences:
        return ()
    options = tuple(Option(str(audience.number), _named(audience)) for audience in case.audiences)
    value = (str(chosen.number),) if chosen else ()
    hint: Say = say("hint.audiences")
    return (FormField("audiences", FieldKind.CHOICES, say("field.audiences"), hint, options=options, value=value),)


def _named(audience: Audience) -> Param:
    """Who is outside is marked as such: words to them leave the company."""
    whom = audience_name(audience)
    return say("audience.outside", customer=whom) if audience.customer else whom


def _next() -> FormField:
    return FormField("next", FieldKind.MOMENT, say("field.next"), say("hint.next"), max_length=LINE)


def read_update(filled: Filled, case: Case, timezone: str, now: datetime) -> PostUpdate:
    words = filled.needed("words", filled.paragraph("words"))
    chosen = filled.choices("audiences", tuple(str(audience.number) for audience in case.audiences))
    next_at = filled.moment("next", timezone, now)
    if next_at is None and filled.line("next"):
        filled.wrong("next", say("error.time"))
    elif next_at and next_at <= now:
        filled.wrong("next", say("error.past"))
    return PostUpdate(words, next_at, tuple(map(int, chosen)))
