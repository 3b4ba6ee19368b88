"""Slack's rules for blocks and views, as far as they are known: what a real Slack refuses, the fake one refuses too.

`slack_sdk.models` knows many of them; the rest stands here.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = Mapping[str, Any]

MESSAGE_BLOCKS, VIEW_BLOCKS, CHARACTERS, VIEW_BYTES = 50, 100, 13_200, 250_000
LIMITS = {"header": 150, "section": 3000, "context": 3000, "rich_text": 3000}


def message_faults(blocks: Sequence[Json]) -> list[str]:
    return [
        *(["too many blocks"] if len(blocks) > MESSAGE_BLOCKS else []),
        *(["msg_blocks_too_long"] if sum(map(len, texts(blocks))) > CHARACTERS else []),
        *(["an input outside a view"] if any(block["type"] == "input" for block in blocks) else []),
        *block_faults(blocks),
    ]


def view_faults(view: Json) -> list[str]:
    blocks = view["blocks"]
    inputs = [block for block in blocks if block["type"] == "input"]
    lengths = {name: len(view[name]["text"]) for name in ("title", "submit", "close") if name in view}
    return [
        *(["too many blocks"] if len(blocks) > VIEW_BLOCKS else []),
        *(["too large"] if len(json.dumps(view)) > VIEW_BYTES else []),
        *(["inputs and no submit"] if inputs and "submit" not in view else []),
        *(["private_metadata too long"] if len(view.get("private_metadata", "")) > 3000 else []),
        *(f"{name} too long" for name, length in lengths.items() if length > 24),
        *(fault for block in inputs for fault in _input_faults(block)),
        *block_faults(blocks),
        *_sdk_faults(View, dict(view)),
    ]


def block_faults(blocks: Sequence[Json]) -> list[str]:
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    actions = Counter(
        (block.get("block_id", at), element["action_id"])
        for at, block in enumerate(blocks)
        for element in _elements(block)
        if "action_id" in element
    )
    return [
        *(["no blocks"] if not blocks else []),
        *(f"block id twice: {name}" for name, times in ids.items() if times > 1),
        *(f"action id twice: {name}" for name, times in actions.items() if times > 1),
        *("an empty text" for text in texts(blocks) if not text),
        *(
            "a blank text"
            for block in blocks
            if block["type"] != "rich_text"
            for text in texts(block)
            if not text.strip()
        ),
        *(fault for block in blocks for fault in _length_faults(block)),
        *(fault for block in blocks for fault in _sdk_faults(Block, dict(block))),
    ]


def texts(part: object) -> Iterator[str]:
    """Every text that is shown, in reading order."""
    if isinstance(part, Mapping):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for value in part.values():
            yield from texts(value)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from texts(each)


def _elements(block: Json) -> list[Json]:
    if block["type"] == "actions":
        return list(block["elements"])
    return [block["element"]] if block["type"] == "input" else []


def _length_faults(block: Json) -> Iterator[str]:
    limit = LIMITS.get(block["type"])
    if limit and any(len(text) > limit for text in texts(block)):
        yield f"{block['type']} too long"
    if block["type"] == "context" and len(block["elements"]) > 10:
        yield "too many elements"
    if block["type"] == "actions" and len(block["elements"]) > 25:
        yield "too many elements"


def _input_faults(block: Json) -> Iterator[str]:
    element = block["element"]
    options = [*element.get("options", ()), *(o for g in element.get("option_groups", ()) for o in g["options"])]
    chosen = [
        *element.get("initial_options", ()),
        *([element["initial_option"]] if "initial_option" in element else []),
    ]
    if "options" in element or "option_groups" in element:
        if not options:
            yield "no options"
        if len(options) != len({option["value"] for option in options}):
            yield "an option twice"
    if any(option not in options for option in chosen):
        yield "an initial option that is none"
    if element["type"] == "checkboxes" and len(options) > 10:
        yield "too many boxes"
    if len(element.get("initial_value", "")) > element.get("max_length", 3000):
        yield "initial value too long"


def _sdk_faults(model: Any, given: dict[str, Any]) -> list[str]:
    """`Block.parse` yields None for what it does not know."""
    try:
        parsed = model.parse(given) if model is Block else model(**given)
        if parsed is None:
            return [f"no such block: {given.get('type')}"]
        parsed.to_dict()
    except SlackObjectFormationError as fault:
        return [str(fault)]
    return []
