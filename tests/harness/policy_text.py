"""Values written as the YAML of a policy file, in one of the many ways in which people write it."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

Coin = Callable[[], bool]
PLAIN = re.compile(r"[A-Za-z_][\w%.-]*( [\w%.-]+)*|[0-9]+[A-Za-z%][\w%]*")
SWITCHES = ("true", "false", "null", "none")
BLOCK = 2  # so deep the lines of a section stand below each other


def policy_text(document: Mapping[str, Any], coin: Coin) -> str:
    return "".join(f"{key}:{_value(value, coin, 1)}\n" for key, value in document.items())


def _value(value: Any, coin: Coin, depth: int) -> str:
    """With what parts it from its key: a blank, or the end of the line."""
    nested = isinstance(value, dict | list) and len(value) > 1
    if depth <= BLOCK and nested and coin():
        indent = "\n" + "  " * depth
        if isinstance(value, list):
            return "".join(f"{indent}- {_flow(one, coin)}" for one in value)
        return "".join(f"{indent}{_flow(key, coin)}:{_value(one, coin, depth + 1)}" for key, one in value.items())
    return f" {_flow(value, coin)}"


def _flow(value: Any, coin: Coin) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{_flow(key, coin)}: {_flow(one, coin)}" for key, one in value.items()) + "}"
        case [dict() | str() as one] if coin():
            return _flow(one, coin)
        case list():
            return "[" + ", ".join(_flow(one, coin) for one in value) + "]"
        case str() if PLAIN.fullmatch(value) and value not in SWITCHES and coin():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)
