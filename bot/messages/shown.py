"""What is shown to a person, before any platform draws it: cards, forms and lines. Message keys, never sentences."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.cases.verbs import Press
from bot.words import Param, Say


class Style(StrEnum):
    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


class Accent(StrEnum):
    """How loud a card is: urgent and open, open, put off or waiting, ended."""

    URGENT = "urgent"
    OPEN = "open"
    QUIET = "quiet"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Button:
    label: Say
    press: Press
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Row:
    """A short fact with its name: "Customer: Acme A/S"."""

    label: Say
    value: Param


@dataclass(frozen=True, slots=True)
class Card:
    """One message. From the top: `headline` (what), `lead` (why you, who is next and when), `rows` (short facts side by
    side), `body` (longer texts with their names, one under the other), `notes` (small print), `buttons`.

    `plain` is the one line that a phone's notification and a client without cards show. `answer_to` are the mail
    addresses to which somebody outside answers.
    """

    headline: Say
    plain: Say
    accent: Accent = Accent.OPEN
    lead: tuple[Say, ...] = ()
    rows: tuple[Row, ...] = ()
    body: tuple[Row, ...] = ()
    notes: tuple[Say, ...] = ()
    buttons: tuple[Button, ...] = ()
    case_id: str | None = None
    answer_to: tuple[str, ...] = ()


class FieldKind(StrEnum):
    LINE = "line"
    PARAGRAPH = "paragraph"
    NUMBER = "number"
    MOMENT = "moment"
    CHOICE = "choice"
    CHOICES = "choices"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: Param


@dataclass(frozen=True, slots=True)
class FormField:
    """One question. `value` is what stands in it at first; nothing is preselected that a person did not say (R8).

    A `MOMENT` takes what people type for a time ("14:30", "2026-12-01 09:00", "2h"). A `PERSON` is a choice among
    `options` too, but a platform with a people picker may use its own and answer with the person's id. `draft` is what
    stands in it at first where that must be put into words.
    """

    name: str
    kind: FieldKind
    label: Say
    hint: Say | None = None
    required: bool = False
    options: tuple[Option, ...] = ()
    value: tuple[str, ...] = ()
    max_length: int = 3000
    draft: Param | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """Questions for one verb. `press` comes back with the answers."""

    press: Press
    title: Say
    submit: Say
    fields: tuple[FormField, ...]
    intro: tuple[Say, ...] = ()

    def worded(self, in_words: Callable[[Param], str]) -> "Form":
        """With its drafts put into words."""
        return replace(self, fields=tuple(_worded(field, in_words) for field in self.fields))


def _worded(field: FormField, in_words: Callable[[Param], str]) -> FormField:
    if field.draft is None or field.value:
        return field
    return replace(field, value=(in_words(field.draft)[: field.max_length],), draft=None)


Values = dict[str, tuple[str, ...]]  # a form's answers by field name; nothing given is absent or empty


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence for the one who asked, seen by nobody else."""

    says: tuple[Say, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards for the one who asked, seen by nobody else, under a line of introduction."""

    intro: tuple[Say, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class FieldErrors:
    """A form refused: a sentence at each field that needs another answer."""

    by_field: tuple[tuple[str, Say], ...]


Response = Line | Cards | Form | FieldErrors
