"""Which texts are a person's: those that they wrote, and those that name them (R41)."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

SHORTEST_NEEDLE = 3  # of what a person is called by, to be looked for in others' texts


@dataclass(frozen=True, slots=True)
class Touched:
    """What would go from one case. `wrote` and `named` count texts; one that they wrote is not counted as naming."""

    case_id: str
    number: int
    open: bool
    wrote: int
    named: int


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is found of a person. `texts` are ids; `beside` counts what stands outside cases, by what it is."""

    person: str
    texts: tuple[str, ...]
    cases: tuple[Touched, ...]
    beside: tuple[tuple[str, int], ...]
    owns: tuple[int, ...] = ()

    @property
    def open_cases(self) -> tuple[int, ...]:
        """Numbers of open cases of which texts would go, or which they own."""
        return tuple(sorted({case.number for case in self.cases if case.open} | set(self.owns)))


class Naming:
    """Whether a text names somebody by any of these words: as whole words, in whatever case and width."""

    def __init__(self, words: Iterable[str]) -> None:
        cleaned = {_plain(word) for word in words}
        self.words = tuple(sorted(word for word in cleaned if len(word) >= SHORTEST_NEEDLE))
        found = "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in self.words)
        self._pattern = re.compile(found) if found else None

    def __call__(self, body: str) -> bool:
        return bool(self._pattern and self._pattern.search(_plain(body)))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
