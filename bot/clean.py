"""Text as people see it: what is invisible in it, and could hide or turn round what others read, is left out."""

import unicodedata

INVISIBLE = {"Cc", "Cf", "Cs"}
JOINERS = "\u200c\u200d"  # parts of words in some scripts, and of some pictures


def tidy(text: str) -> str:
    """One line; runs of blanks are one."""
    return " ".join(_visible(text, "").split())


def tidy_lines(text: str) -> str:
    """Several lines, without blanks at their ends and without more than one empty line in a row."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [line.rstrip() for line in _visible(unix, "\n").split("\n")]
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return "\n".join(kept).strip()


def folded(text: str) -> str:
    """For comparing what people type with what a list holds: neither case nor width nor accents tell apart."""
    plain = unicodedata.normalize("NFKD", tidy(text).casefold())
    return unicodedata.normalize("NFKC", "".join(c for c in plain if not unicodedata.combining(c)))


def _visible(text: str, keep: str) -> str:
    return unicodedata.normalize("NFC", "".join(_seen(character, keep + JOINERS) for character in text))


def _seen(character: str, kept: str) -> str:
    if character in kept:
        return character
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in INVISIBLE else character
