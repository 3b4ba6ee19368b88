"""What is wrong with a policy file, and where."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from bot.lint.finding import Severity


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Line and column count from 1. `code` is one word for scripts, `message` a sentence for the policy keeper."""

    line: int
    column: int
    severity: Severity
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.severity}: {self.message} [{self.code}]"


class PolicyFaults(Exception):
    """The file is no policy. `faults` holds every fault that could be found, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: Sequence[Fault] = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


class At(NamedTuple):
    """A place in the file, from 1. `inside` names a line of a file beside it, such as an imported list of people."""

    line: int
    column: int
    inside: str = ""


START = At(1, 1)
NOWHERE = At(0, 0)

LONGEST_WORD = 64

# Comparing words takes time, and a file may be made to take much of it.
MOST_LOOKED_AT = 20_000


class Found:
    """The faults found so far."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._looks_left = MOST_LOOKED_AT

    def fault(self, at: At, code: str, message: str) -> None:
        """Nothing is said of what is not there: that it is missing has been said already."""
        if at != NOWHERE:
            told = f"{at.inside}: {message}" if at.inside else message
            self.faults.append(Fault(at.line, at.column, Severity.ERROR, code, told))

    def refuse(self) -> None:
        """Ends the reading if anything was found."""
        if self.faults:
            raise PolicyFaults(self.faults)

    def near_miss(self, word: str, known: Collection[str]) -> str:
        """A hint to end a sentence with; empty where nothing comes near, or once a file has made us look too often."""
        self._looks_left -= len(known)
        if self._looks_left < 0 or len(word) > LONGEST_WORD:
            return ""
        lowered = {name.lower(): name for name in known}
        close = get_close_matches(word.lower(), lowered)
        # Two letters that changed places are the likeliest slip of all.
        close.sort(key=lambda name: sorted(name) != sorted(word.lower()))
        return f" Did you mean {lowered[close[0]]!r}?" if close else ""


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_WORD else f"{text[:LONGEST_WORD]}…"
