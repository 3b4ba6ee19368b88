"""A card as an Adaptive Card 1.5 (pure)."""

from adapters.teams.elements import MOST_BYTES, Json, block, card, columns, container, readable, run, shortened, size
from adapters.teams.parts import Words
from bot.cases.verbs import Verb
from bot.messages.shown import Accent, Button, Card, Row, Style
from bot.people.identity import Reader
from bot.words import say

# The others ask something back or show more than a line: they open a dialog, which can show any answer.
DONE_AT_THE_PRESS = frozenset(
    {
        Verb.ACCEPT,
        Verb.COORDINATE,
        Verb.WAKE,
        Verb.CONFIRM,
        Verb.TOLD,
        Verb.APPROVE,
        Verb.SUGGESTION_FITS,
        Verb.SUGGESTION_MISFITS,
    }
)
ACCENTS = {Accent.URGENT: "attention", Accent.OPEN: "accent", Accent.QUIET: "emphasis", Accent.DONE: "good"}
STYLES = {Style.PLAIN: "default", Style.PRIMARY: "positive", Style.DANGER: "destructive"}
# More are cut short on a phone; what is over stands behind "…".
BUTTONS_IN_SIGHT = 3
MOST_BUTTONS = 14
MOST_ROWS = 24
# Tried in turn until the whole fits: how long each text of `body` may be.
LENGTHS = (3000, 1200, 500, 200, 80)


def draw(shown: Card, wording: Words, reader: Reader, repeated: bool = False, in_dialog: bool = False) -> Json:
    """At most `MOST_BYTES`; of texts that are too long the beginning is shown."""
    drawings = (_drawn(shown, wording, reader, repeated, in_dialog, longest) for longest in LENGTHS)
    return next((drawn for drawn in drawings if size(drawn) <= MOST_BYTES), None) or _barely(shown, wording, reader)


def _drawn(shown: Card, wording: Words, reader: Reader, repeated: bool, in_dialog: bool, longest: int) -> Json:
    mark = [block([run(wording.sentence(say("repeat.mark"), reader), isSubtle=True, size="Small")])] if repeated else []
    body = [
        *mark,
        _head(shown, wording, reader, min(longest, 600)),
        *_rows(shown.rows[:MOST_ROWS], wording, reader, min(longest, 300)),
        *(part for row in shown.body[:MOST_ROWS] for part in _text(row, wording, reader, longest)),
        *_notes(shown, wording, reader, min(longest, 600)),
    ]
    return card(body, _buttons(shown.buttons[:MOST_BUTTONS], wording, reader, in_dialog))


def _barely(shown: Card, wording: Words, reader: Reader) -> Json:
    """Only a card that nobody ever made is still too large; what it is about and its buttons remain."""
    headline = block([run(shortened(wording.sentence(shown.headline, reader), 300), weight="Bolder")])
    return card([headline], _buttons(shown.buttons[:MOST_BUTTONS], wording, reader, in_dialog=False))


def _head(shown: Card, wording: Words, reader: Reader, longest: int) -> Json:
    headline = shortened(wording.sentence(shown.headline, reader), min(longest, 300))
    lead = [shortened(wording.sentence(said, reader), longest) for said in shown.lead[:10]]
    parts = [block([run(headline, weight="Bolder", size="Medium")])]
    parts += [block([run(line)], spacing="Small") for line in lead if line]
    return container(parts, style=ACCENTS[shown.accent], bleed=True)


def _rows(rows: tuple[Row, ...], wording: Words, reader: Reader, longest: int) -> list[Json]:
    """Two beside each other, which a phone still has room for."""
    facts = [_fact(row, wording, reader, longest) for row in rows]
    pairs = [facts[at : at + 2] for at in range(0, len(facts), 2)]
    return [
        (columns([[fact] for fact in pair]) if len(pair) == 2 else pair[0]) | {"spacing": "Small"} for pair in pairs
    ]


def _fact(row: Row, wording: Words, reader: Reader, longest: int) -> Json:
    label = shortened(wording.sentence(row.label, reader), 80)
    value = shortened(wording.param(row.value, reader), longest)
    return container([_label(label), block([run(value)], spacing="None")])


def _text(row: Row, wording: Words, reader: Reader, longest: int) -> list[Json]:
    """A paragraph for each line: not every client breaks a run at its line ends."""
    label = shortened(wording.sentence(row.label, reader), 80)
    lines = readable(shortened(wording.param(row.value, reader), longest)).splitlines()[:40]
    return [
        _label(label) | {"spacing": "Medium"},
        *(block([run(line)], spacing="None") for line in lines if line.strip()),
    ]


def _label(text: str) -> Json:
    return block([run(text, isSubtle=True, size="Small")])


def _notes(shown: Card, wording: Words, reader: Reader, longest: int) -> list[Json]:
    notes = [shortened(wording.sentence(said, reader), longest) for said in shown.notes[:10]]
    small = [block([run(note, isSubtle=True, size="Small")], spacing="Small") for note in notes if note]
    return [container(small, separator=True, spacing="Medium")] if small else []


def _buttons(buttons: tuple[Button, ...], wording: Words, reader: Reader, in_dialog: bool) -> list[Json]:
    behind = {"mode": "secondary"}
    return [
        _button(button, wording.sentence(button.label, reader), in_dialog) | (behind if at >= BUTTONS_IN_SIGHT else {})
        for at, button in enumerate(buttons)
    ]


def _button(button: Button, title: str, in_dialog: bool) -> Json:
    """Inside a dialog only `Action.Submit` works."""
    verb, data = button.press.verb, {"press": button.press.packed()}
    shared = {"title": shortened(title, 60), "style": STYLES[button.style]}
    if in_dialog:
        return {"type": "Action.Submit", **shared, "data": data}
    if verb not in DONE_AT_THE_PRESS:
        return {"type": "Action.Submit", **shared, "data": {**data, "msteams": {"type": "task/fetch"}}}
    return {"type": "Action.Execute", **shared, "verb": str(verb), "data": data}
