"""Reading an Adaptive Card as a person does, and refusing one as Teams does."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from microsoft_teams.cards import AdaptiveCard

Json = dict[str, Any]
LARGEST = 28_000
MOST_BUTTONS_IN_SIGHT = 6
INPUTS = ("Input.Text", "Input.ChoiceSet")
ELEMENTS = (*INPUTS, "RichTextBlock", "Container", "ColumnSet", "Column", "ActionSet", "TextRun")
ACTIONS = ("Action.Execute", "Action.Submit")


def faults(card: Json) -> list[str]:
    """Why Teams would refuse or spoil this card."""
    AdaptiveCard.model_validate(card)
    found = [f"type {part.get('type')}" for part in elements(card) if part.get("type") not in ELEMENTS]
    found += [f"action {action.get('type')}" for action in actions(card) if action.get("type") not in ACTIONS]
    found += [f"a button without title: {action}" for action in actions(card) if not action.get("title", "").strip()]
    ids = [part["id"] for part in elements(card) if part["type"] in INPUTS]
    found += ["an input's id twice"] if len(ids) != len(set(ids)) else []
    found += ["too large"] if len(json.dumps(card).encode()) > LARGEST else []
    in_sight = [action for action in card.get("actions", ()) if action.get("mode") != "secondary"]
    found += ["too many buttons in sight"] if len(in_sight) > MOST_BUTTONS_IN_SIGHT else []
    found += ["an empty text"] if any(not inline["text"].strip() for inline in inlines(card)) else []
    found += ["no choices"] if any(not p["choices"] for p in elements(card) if p["type"] == "Input.ChoiceSet") else []
    return found


def elements(card: Json) -> Iterator[Json]:
    """Every element, in the order in which it is read."""
    waiting = list(card.get("body", ()))
    while waiting:
        part = waiting.pop(0)
        yield part
        waiting = [*part.get("items", ()), *part.get("columns", ()), *waiting]


def inlines(card: Json) -> Iterator[Json]:
    for part in elements(card):
        yield from part.get("inlines", ())


def actions(card: Json) -> list[Json]:
    inside = [action for part in elements(card) if part["type"] == "ActionSet" for action in part["actions"]]
    return [*inside, *card.get("actions", ())]


def text(card: Json) -> str:
    return "\n".join("".join(run["text"] for run in part["inlines"]) for part in elements(card) if "inlines" in part)


def inputs(card: Json) -> dict[str, Json]:
    """By the field's name."""
    return {field_name(part): part for part in elements(card) if part["type"] in INPUTS}


def field_name(part: Json) -> str:
    return str(part["id"]).partition(".")[2]


def errors(card: Json) -> Mapping[str, str]:
    """The sentences in red, by the input that stands above them."""
    found: dict[str, str] = {}
    name = ""
    for part in elements(card):
        name = field_name(part) if part["type"] in INPUTS else name
        for run in part.get("inlines", ()):
            if run.get("color") == "Attention":
                found[name] = run["text"]
    return found
