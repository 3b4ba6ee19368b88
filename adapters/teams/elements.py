"""The few elements of an Adaptive Card that Stige uses, as plain values (pure).

Every text of a person stands in a `TextRun`, which no client reads as Markdown: emphasis, links and headings in it are
just signs. A mention `<at>…</at>` needs an entity beside the card, and Stige never sends one.
"""

import json
from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]
VERSION = "1.5"
CARD_TYPE = "application/vnd.microsoft.card.adaptive"
# Teams refuses a message of more; text beside the card needs room as well.
MOST_BYTES = 25_000


def run(text: str, **look: str | bool) -> Json:
    """A text of which nothing can be seen is a dash: an empty run spoils the whole card."""
    seen = readable(text)
    return {"type": "TextRun", "text": seen if seen.strip() else "–", **look}


def block(runs: Sequence[Json], **look: str | bool) -> Json:
    return {"type": "RichTextBlock", "inlines": list(runs), **look}


def container(items: Sequence[Json], **look: str | bool) -> Json:
    return {"type": "Container", "items": list(items), **look}


def columns(of: Sequence[Sequence[Json]]) -> Json:
    return {"type": "ColumnSet", "columns": [{"type": "Column", "width": "stretch", "items": list(c)} for c in of]}


def card(body: Sequence[Json], actions: Sequence[Json]) -> Json:
    drawn: Json = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": VERSION,
        "body": list(body),
        "msteams": {"width": "full"},
    }
    return drawn | {"actions": list(actions)} if actions else drawn


def attachment(of: Json) -> Json:
    return {"contentType": CARD_TYPE, "content": of}


# Overrides and isolates would let a text rewrite how its neighbours read.
STEERING = {ord(sign): None for sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}


def readable(text: str) -> str:
    """Without signs that steer the writing direction or the screen, or that cannot be written as UTF-8."""
    clean = "".join(sign for sign in text.translate(STEERING) if sign >= " " or sign in "\n\t")
    return clean.encode("utf-8", "replace").decode("utf-8")


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def size(of: Json) -> int:
    """In bytes as sent."""
    return len(json.dumps(of).encode())
