"""How an explanation is built up, and small words that hold its sentences together."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.words import Param, Say, say


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, the lines under it, and the parts that belong to it."""

    heading: Say
    lines: tuple[Say, ...] = ()
    parts: tuple["Part", ...] = ()


Explanation = tuple[Part, ...]


def either(words: Sequence[Param]) -> Param:
    """ "a, b or c"; of one the word itself."""
    if len(words) == 1:
        return words[0]
    if len(words) == 2:
        return say("explain.or", first=words[0], second=words[1])
    return say("explain.comma", first=words[0], rest=either(words[1:]))


def in_turn(said: Sequence[Param]) -> Param:
    """ "a, b, c"."""
    return said[0] if len(said) == 1 else say("explain.comma", first=said[0], rest=in_turn(said[1:]))


def one_by_one(said: Sequence[Param]) -> Param:
    """ "a; b; c"."""
    return said[0] if len(said) == 1 else say("explain.semicolon", first=said[0], rest=one_by_one(said[1:]))


def on_lines(lines: Sequence[Say]) -> Say:
    """One under the other."""
    return lines[0] if len(lines) == 1 else say("explain.lines", first=lines[0], rest=on_lines(lines[1:]))
