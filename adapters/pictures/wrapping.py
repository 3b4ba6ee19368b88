"""Texts that fit where they stand."""

import unicodedata
from collections.abc import Iterator


def wrapped(text: str, cells: int, most: int) -> list[str]:
    """In lines of so many cells, at most so many of them; what does not fit is cut with an ellipsis. A Chinese letter
    takes two cells, and a word that is longer than a line is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if wide(longer) <= cells:
            lines[-1] = longer
        else:
            broken = list(_broken(word, cells))
            lines = [*filter(None, lines), *broken]
    return lines if len(lines) <= most else [*lines[: most - 1], cut(f"{lines[most - 1]}…", cells)]


def _broken(word: str, cells: int) -> Iterator[str]:
    part = ""
    for letter in word:
        if part and wide(part + letter) > cells:
            yield part
            part = ""
        part += letter
    yield part


def cut(text: str, cells: int) -> str:
    """With an ellipsis, where it is too long."""
    while wide(text) > cells:
        text = f"{text[:-2]}…"
    return text


def wide(text: str) -> int:
    """In cells."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def cells_in(width: float, size: int) -> int:
    """How many letters of a size fit, the wider ones among them."""
    return int(width / (size * 0.58))
