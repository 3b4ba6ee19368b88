"""Words of a hand-over that suggest a flag or another type; a person confirms (R11, S42)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.cases.facts import Facts, Handover, Item
from bot.changing import replace
from bot.clean import folded
from bot.policy.rules import Rules


@dataclass(frozen=True, slots=True)
class Suggested:
    """Exactly one of `flag` and `type`. `found` is the word or phrase of the policy that was read."""

    found: str
    flag: str | None = None
    type: str | None = None

    @property
    def key(self) -> str:
        """What a button carries and the record remembers, such as "flag:security"."""
        return f"flag:{self.flag}" if self.flag else f"type:{self.type}"

    def taken(self, facts: Facts) -> Facts:
        """The facts once somebody has confirmed it."""
        flags = facts.flags | {self.flag} if self.flag else facts.flags
        return replace(facts, flags=flags, type=self.type or facts.type)


def suggested(
    handover: Handover, facts: Facts, rules: Rules, dismissed: frozenset[str] = frozenset()
) -> tuple[Suggested, ...]:
    """Each flag and type that is not there already and nobody has dismissed, once, in the order of the file (S10)."""
    if not rules.suggest:
        return ()
    words = folded("\n".join(_texts(handover)))
    found: dict[str, Suggested] = {}
    for line in rules.suggest:
        read = next((word for word in line.words if _pattern(word).search(words)), None)
        if read is None or line.flag in facts.flags or line.type == facts.type:
            continue
        suggestion = Suggested(read, line.flag, line.type)
        found.setdefault(suggestion.key, suggestion)
    return tuple(suggestion for key, suggestion in found.items() if key not in dismissed)


def _texts(handover: Handover) -> Iterator[str]:
    given = (getattr(handover, item) for item in Item)
    yield from (text.body for text in given if text)
    yield from (text.body for _, text in handover.fields)


@lru_cache(maxsize=1024)
def _pattern(word: str) -> re.Pattern[str]:
    """Whole words or phrases in any case; a last `*` takes any ending. Where words are written without blanks between
    them, as in Chinese, a phrase counts wherever it stands."""
    said = folded(word.removesuffix("*"))
    phrase = r"\s+".join(re.escape(part) for part in said.split())
    apart = _written_apart(said)
    begins, ends = (r"(?<!\w)" if apart else ""), (r"(?!\w)" if apart and not word.endswith("*") else "")
    return re.compile(begins + phrase + ends)


def _written_apart(words: str) -> bool:
    return not any("぀" <= letter <= "鿿" or "豈" <= letter <= "﫿" for letter in words)
