"""Past cases, and how each would have gone under a policy. Values only: `replay` makes the one of the other."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cases.clocks import ClockKind
from bot.cases.facts import Facts
from bot.policy.rules import Rules


@dataclass(frozen=True, slots=True)
class Past:
    """A case as it went. `name` is how it is spoken of; empty for one of which only the figures may be seen.

    The spans count from opening; None: never. `withdrawn_after`: it ended without being resolved.
    """

    name: str
    opened_at: datetime
    facts: Facts
    reporter: str | None = None
    region: str | None = None
    accepted_after: timedelta | None = None
    resolved_after: timedelta | None = None
    withdrawn_after: timedelta | None = None
    concerned: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Page:
    """Somebody asked. `level` None: the fallback. `night`: between 22 and 6 where they live."""

    person: str
    at: datetime
    level: int | None
    night: bool


@dataclass(frozen=True, slots=True)
class Replayed:
    """How a case would have gone. `level` is where it was accepted (None with `accepted_at`: by the fallback), and
    `found_at` when that level was first asked. `climbed` counts the levels reached after the first."""

    name: str
    opened_at: datetime
    priority: str
    path: str
    pages: tuple[Page, ...] = ()
    breaches: tuple[ClockKind, ...] = ()
    climbed: int = 0
    fallbacks: int = 0
    accepted_at: datetime | None = None
    level: int | None = None
    found_at: datetime | None = None
    approved_by_default: bool = False
    disapproved: bool = False

    @property
    def first_asked_at(self) -> datetime | None:
        return self.pages[0].at if self.pages else None

    @property
    def people(self) -> tuple[str, ...]:
        """Whom it asked, each once, in order."""
        return tuple(dict.fromkeys(page.person for page in self.pages))


def unknown(past: Past, rules: Rules) -> str | None:
    """A word of the case that this policy does not have, so that such a case could not be opened under it."""
    facts, weights = past.facts, rules.priority
    if facts.type not in rules.types:
        return facts.type
    stated = ((facts.impact, weights.impact), (facts.urgency, weights.urgency))
    flags = ((flag, rules.flags) for flag in sorted(facts.flags))
    fields = ((name, rules.fields) for name, _ in facts.choices)
    return next((word for word, words in (*stated, *flags, *fields) if word and word not in words), None)
