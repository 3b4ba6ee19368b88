"""Many replayed cases in figures: per person, per path, per clock, and how long things took."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.cases.clocks import ClockKind
from bot.trying.past import Replayed


@dataclass(frozen=True, slots=True)
class Burden:
    """What a person was asked: `cases` counts each case once, `pages` each time."""

    pages: int = 0
    night_pages: int = 0
    cases: int = 0


@dataclass(frozen=True, slots=True)
class Times:
    """Medians from opening. A case to which it never happened counts as longer than any, so that None is: to fewer than
    half of them."""

    first_asked: timedelta | None
    right_level: timedelta | None
    accepted: timedelta | None


@dataclass(frozen=True, slots=True)
class Totals:
    """People and paths with the most first."""

    cases: int
    pages: int
    night_pages: int
    people: Mapping[str, Burden]
    paths: Mapping[str, int]
    breaches: Mapping[ClockKind, int]
    climbed: int
    fallbacks: int
    never_accepted: int
    approved_by_default: int
    disapproved: int
    times: Times


def totals(cases: Sequence[Replayed]) -> Totals:
    people = burdens(cases)
    breaches = Counter(kind for case in cases for kind in case.breaches)
    return Totals(
        cases=len(cases),
        pages=sum(burden.pages for burden in people.values()),
        night_pages=sum(burden.night_pages for burden in people.values()),
        people=people,
        paths=dict(Counter(case.path for case in cases).most_common()),
        breaches={kind: breaches[kind] for kind in ClockKind if kind in breaches},
        climbed=sum(case.climbed for case in cases),
        fallbacks=sum(bool(case.fallbacks) for case in cases),
        never_accepted=sum(case.accepted_at is None for case in cases),
        approved_by_default=sum(case.approved_by_default for case in cases),
        disapproved=sum(case.disapproved for case in cases),
        times=Times(
            middle(case.first_asked_at - case.opened_at if case.first_asked_at else None for case in cases),
            middle(case.found_at - case.opened_at if case.found_at else None for case in cases),
            middle(case.accepted_at - case.opened_at if case.accepted_at else None for case in cases),
        ),
    )


def burdens(cases: Iterable[Replayed]) -> dict[str, Burden]:
    pages: Counter[str] = Counter()
    nights: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for case in cases:
        pages.update(page.person for page in case.pages)
        nights.update(page.person for page in case.pages if page.night)
        asked.update(case.people)
    return {person: Burden(count, nights[person], asked[person]) for person, count in pages.most_common()}


def middle(spans: Iterable[timedelta | None]) -> timedelta | None:
    """The median, the lower of two."""
    ordered = sorted(spans, key=lambda span: timedelta.max if span is None else span)
    return ordered[(len(ordered) - 1) // 2] if ordered else None
