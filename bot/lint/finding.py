"""One thing that is wrong or unwise in a policy, and where in the file it stands."""

from dataclasses import dataclass
from enum import StrEnum

from bot.words import Say

Place = tuple[str | int, ...]


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """`place` leads from the root of the file to what is at fault, by keys and by places in lists from 0, such as
    ("paths", "critical", "levels", 1, "ask"). `code` is one word for scripts; the sentence says how to mend it.
    """

    place: Place
    severity: Severity
    code: str
    sentence: Say


@dataclass(frozen=True, slots=True)
class Means:
    """What the installation has, as far as a policy may need it: mail that can be sent, and the hosts that may be
    written to (in lower case)."""

    mail: bool = False
    hosts: frozenset[str] = frozenset()


def warning(place: Place, code: str, sentence: Say) -> Finding:
    return Finding(place, Severity.WARNING, code, sentence)


def error(place: Place, code: str, sentence: Say) -> Finding:
    return Finding(place, Severity.ERROR, code, sentence)
