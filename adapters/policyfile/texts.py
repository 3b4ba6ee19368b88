"""Scalars and lists of them: texts, words, numbers, addresses, zones."""

import re
from functools import cache
from typing import TypeGuard
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from adapters.policyfile.document import ABSENT, Entries, Node, Scalar
from adapters.policyfile.faults import LONGEST_WORD, shortened
from adapters.policyfile.reader import Keys, Reader, listed
from bot.words import Label

LONGEST_TEXT = 4_000
LONGEST_EMAIL = 254
MOST_REMINDERS = 10
_EMAIL = re.compile(r"[^@\s<>()\[\],;:\\\"]{1,64}@[^@\s<>()\[\],;:\\\"]+\.[^@\s<>()\[\],;:\\\".]{2,}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")


def text(reader: Reader, node: Node) -> str:
    if not isinstance(node, Scalar):
        reader.fault(node.at, "wrong-shape", "One text is wanted here.")
        return ""
    if node.nothing or not node.text.strip():
        reader.fault(node.at, "no-value", "A text is wanted here.")
    elif len(node.text) > LONGEST_TEXT:
        reader.fault(node.at, "too-long", f"This text has over {LONGEST_TEXT} letters.")
    return node.text


def word(reader: Reader, node: Node) -> str:
    """A short text in one line: the name of a priority, a choice, a skill."""
    found = text(reader, node)
    if len(found) > LONGEST_WORD or "\n" in found:
        reader.fault(node.at, "too-long", f"A word has at most {LONGEST_WORD} letters, in one line.")
    return found


def words(keys: Keys, key: str) -> tuple[str, ...]:
    """Each once, in order."""
    found = keys.some(key, word)
    seen: set[str] = set()
    for node, given in zip(listed(keys.node(key)), found, strict=True):
        if given in seen:
            keys.reader.fault(node.at, "twice", f"{shortened(given)!r} stands in this list twice.")
        seen.add(given)
    return found


def label(reader: Reader, node: Node) -> Label:
    """A text for people: one for all, or one per language (S1)."""
    if not isinstance(node, Entries):
        return Label.plain(text(reader, node))
    pairs = list(reader.pairs(node))
    for key in (key for key, value in pairs if value is not ABSENT):
        _check_language(reader, key)
    texts = tuple((key.text, text(reader, value)) for key, value in pairs)
    if not texts:
        reader.fault(node.at, "no-value", "A text is wanted here.")
    return Label(texts or (("", ""),))


def name(reader: Reader, node: Node) -> str:
    """What somebody is called; where it is given in several languages, in the file's."""
    return label(reader, node).read(reader.language)


def language(reader: Reader, node: Node) -> str:
    if isinstance(node, Scalar):
        _check_language(reader, node)
    return text(reader, node)


def _check_language(reader: Reader, node: Scalar) -> None:
    if not _LANGUAGE.fullmatch(node.text):
        said = f"{shortened(node.text)!r} is no language"
        reader.fault(node.at, "wrong-language", f"{said}; write it as en, da or zh-Hans.")


def timezone(reader: Reader, node: Node) -> str:
    found = text(reader, node)
    if node is ABSENT or not isinstance(node, Scalar) or is_zone(found):
        return found or "UTC"
    hint = reader.found.near_miss(found, _zones())
    reader.fault(node.at, "unknown-timezone", f"There is no time zone {shortened(found)!r}.{hint}")
    return "UTC"


def is_zone(name: str) -> bool:
    try:
        return _ZONE.fullmatch(name) is not None and bool(ZoneInfo(name).key)
    except (LookupError, ValueError, OSError):
        return False


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def email(reader: Reader, node: Node) -> str:
    found = text(reader, node)
    if found.strip() and not (len(found) <= LONGEST_EMAIL and _EMAIL.fullmatch(found)):
        reader.fault(node.at, "wrong-email", f"{shortened(found)!r} is no e-mail address.")
    return found


def address(reader: Reader, node: Node) -> str:
    """Where a webhook goes."""
    found = text(reader, node)
    if found.strip() and not _is_https(found):
        reader.fault(node.at, "wrong-address", f"{shortened(found)!r} is no address; it begins with https://.")
    return found


def calendar_source(reader: Reader, node: Node) -> str:
    """Where a calendar is read: an https address, or a file in the folder of the policy file or below it."""
    found = text(reader, node)
    if found.strip() and not _is_https(found) and not _is_file_beside(found):
        said = f"{shortened(found)!r} is neither an address, which begins with https://, nor a file"
        reader.fault(node.at, "wrong-calendar", f"{said} beside the policy, which ends in .ics.")
    return found


def _is_file_beside(found: str) -> bool:
    parts = found.split("/")
    whole = not re.search(r"[:\\\x00-\x1f]", found) and "" not in parts and ".." not in parts
    return whole and found.lower().endswith(".ics")


def _is_https(found: str) -> bool:
    try:
        parts = urlsplit(found)
        return parts.scheme == "https" and bool(parts.hostname) and not re.search(r"\s", found)
    except ValueError:
        return False


def boolean(reader: Reader, node: Node) -> bool:
    if isinstance(node, Scalar) and node.plain and node.text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return node.text.lower() == "true"
    reader.fault(node.at, "wrong-boolean", "true or false is wanted here.")
    return False


def number(reader: Reader, node: Node) -> int:
    """A whole number from 1."""
    if is_number(node) and int(node.text) > 0:
        return int(node.text)
    reader.fault(node.at, "wrong-number", "A whole number from 1 is wanted here.")
    return 1


def is_number(node: Node) -> TypeGuard[Scalar]:
    return isinstance(node, Scalar) and node.plain and re.fullmatch("[0-9]{1,9}", node.text) is not None


def percentage(reader: Reader, node: Node) -> float:
    found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,3})?)\s?%", node.text) if isinstance(node, Scalar) else None
    percent = float(found[1]) if found else 0.0
    if not 0 < percent < 100:
        reader.fault(node.at, "wrong-percentage", "A percentage between 0% and 100% is wanted here, as 80%.")
    return percent


def percentages(keys: Keys, key: str) -> tuple[float, ...] | None:
    """Ascending, each once; None where the key is not there. `none` is an empty list."""
    if key not in keys:
        return None
    node = keys.node(key)
    if isinstance(node, Scalar) and node.text == "none":
        return ()
    found = tuple(sorted(set(keys.each(key, percentage))))
    if len(found) > MOST_REMINDERS:
        keys.reader.fault(node.at, "too-many-reminders", f"At most {MOST_REMINDERS} reminders of one clock are sent.")
    return found[:MOST_REMINDERS]
