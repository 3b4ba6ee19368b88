"""A case and what people do with it, as somebody states them in JSON. Every fault is a sentence with the near miss."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from adapters.policyfile.durations import LONGEST, parse
from adapters.policyfile.faults import Found, shortened
from bot.cases.facts import Complexity, Facts, Item, Reason
from bot.people.calendars import instant
from bot.policy.policy import Policy
from bot.policy.rules import CaseType, Rules
from bot.policy.when import Unsure
from bot.settings import Unusable

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
FACTS = (
    "type", "impact", "urgency", "complexity", "users_affected", "flags", "customer", "region", "reporter", "deadline",
    "reason",
)  # fmt: skip
WORDS = (Item.SUMMARY, Item.STEPS, Item.HELP)  # the other items are facts by the same name
UNSURE = Unsure.UNSURE.value
A_SPAN = "as a span such as 3h"
LARGEST = 1_000_000
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stated:
    """`said` are items of the hand-over and fields without choices; what is None nobody stated."""

    facts: Facts
    said: Mapping[str, str]
    reporter: str | None = None
    region: str | None = None


def from_json(given: str, option: str) -> Json:
    """`@file` reads it from a file."""
    try:
        text = _content(Path(given[1:])) if given.startswith("@") else given
    except (OSError, UnicodeDecodeError) as fault:
        wrong(option, f"{given[1:]} cannot be read")
        raise AssertionError from fault  # pragma: no cover
    if len(text) > LARGEST:
        wrong(option, "it is too large")
    try:
        read: Json = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as fault:
        raise Unusable(f"{option}: it is no JSON ({fault}).") from None
    return read


def _content(path: Path) -> str:
    """Of one that is too large only so much that this can be seen."""
    with path.open(encoding="utf-8") as opened:
        return opened.read(LARGEST + 1)


def span_of(text: str) -> timedelta | None:
    """None where it is no span, or so long that no date lies at its end."""
    span = parse(text)
    return span.elapsed if span and not span.years and span.elapsed <= LONGEST else None


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise ValueError("a key stands there twice")
    return read


def wrong(option: str, sentence: str) -> NoReturn:
    raise Unusable(f"{option}: {sentence}.")


def listed(values: Collection[str]) -> str:
    return ", ".join(values) or "none"


class CaseReader:
    """Reads facts by the lists of one policy. `at` is when a deadline in words such as 3h begins to count."""

    def __init__(self, policy: Policy, at: datetime, option: str = "--case") -> None:
        self._rules, self._roster, self._at, self._option = policy.rules, policy.roster, at, option

    def case(self, given: Json) -> Stated:
        stated = self.object(given, 'a case is an object, as {"type": "incident", "impact": "everyone"}')
        if "type" not in stated:
            self.wrong(f"a case needs a type. This policy has {listed(self._rules.types)}")
        kind = self._rules.types[self.one_of("type", stated["type"], self._rules.types)]
        known = (*FACTS, *WORDS, *kind.fields)
        for key in stated:
            self.known(key, known, f"type {kind.id} has no")
        return Stated(
            self.facts(stated, Facts(kind.id), kind),
            self._said(stated, kind),
            self._maybe(stated, "reporter", self._roster.people),
            self._region(stated),
        )

    def facts(self, stated: Mapping[str, Json], before: Facts, kind: CaseType) -> Facts:
        """`before` with what is stated."""
        rules, weights = self._rules, self._rules.priority
        complexity = self._maybe(stated, "complexity", tuple(Complexity)) or before.complexity
        reason = self._maybe(stated, "reason", tuple(Reason)) or before.reason
        return replace(
            before,
            type=kind.id,
            impact=self._weight(stated, "impact", weights.impact, before.impact),
            urgency=self._weight(stated, "urgency", weights.urgency, before.urgency),
            complexity=Complexity(complexity) if complexity else None,
            reason=Reason(reason) if reason else None,
            users_affected=self._users(stated.get("users_affected")) if "users_affected" in stated
            else before.users_affected,
            flags=self._flags(stated["flags"], rules) if "flags" in stated else before.flags,
            customer=self._customer(stated.get("customer")) or before.customer,
            deadline_at=self._deadline(stated) or before.deadline_at,
            choices=self._choices(stated, kind) or before.choices,
        )  # fmt: skip

    def wrong(self, sentence: str) -> NoReturn:
        wrong(self._option, sentence)

    def object(self, given: Json, otherwise: str) -> dict[str, Json]:
        if not isinstance(given, dict):
            self.wrong(otherwise)
        return given

    def known(self, key: str, known: Collection[str], what: str) -> str:
        if key not in known:
            near = Found().near_miss(key, known).rstrip("?") or f" It has {listed(known)}"
            raise Unusable(f"{self._option}: {what} {shortened(key)!r}.{near}{'?' if 'Did you' in near else '.'}")
        return key

    def text(self, key: str, given: Json) -> str:
        if not isinstance(given, str):
            self.wrong(f"{key} wants a text")
        return given

    def one_of(self, key: str, given: Json, words: Collection[str]) -> str:
        return self.known(self.text(key, given), tuple(words), f"this policy has no {key}")

    def duration(self, key: str, given: Json) -> timedelta:
        """Exact elapsed time; nothing at all is one too."""
        span = span_of(self.text(key, given))
        if span is None:
            wants = f"{key} wants a duration such as 90s, 15m, 1h30m or 3d, of ten years at most"
            self.wrong(f"{wants}, and {shortened(str(given))!r} is none")
        return span

    def _maybe(self, stated: Mapping[str, Json], key: str, words: Collection[str]) -> str | None:
        return self.one_of(key, stated[key], words) if stated.get(key) is not None else None

    def _weight(self, stated: Mapping[str, Json], key: str, words: tuple[str, ...], before: str | None) -> str | None:
        """Unsure is as if nobody had said it: the worst (S8)."""
        said = self._maybe(stated, key, (*words, UNSURE))
        return before if said is None else None if said == UNSURE else said

    def _customer(self, given: Json) -> str | None:
        """One whom the file does not name has the last tier (S9); a slip of the pen is none of those."""
        if given is None:
            return None
        known = self.text("customer", given)
        near = Found().near_miss(known, self._roster.customers)
        return known if not near else self.one_of("customer", known, self._roster.customers)

    def _users(self, given: Json) -> int | Unsure | None:
        if given is None or (isinstance(given, int) and not isinstance(given, bool) and given >= 0):
            return given
        if given != UNSURE:
            self.wrong('users_affected wants a whole number or "unsure"')
        return Unsure.UNSURE

    def _flags(self, given: Json, rules: Rules) -> frozenset[str]:
        flags = given if isinstance(given, list) else [given]
        return frozenset(self.one_of("flag", flag, rules.flags) for flag in flags if flag is not None)

    def _deadline(self, stated: Mapping[str, Json]) -> datetime | None:
        if stated.get("deadline") is None:
            return None
        text = self.text("deadline", stated["deadline"])
        span = span_of(text)
        return self.moment(text) if span is None else self._at + span

    def moment(self, text: str) -> datetime:
        return moment(text, self._rules.timezone, self._option, A_SPAN)

    def _choices(self, stated: Mapping[str, Json], kind: CaseType) -> tuple[tuple[str, str], ...]:
        fields = (self._rules.fields[field] for field in kind.fields)
        chosen = ((field.id, self._maybe(stated, field.id, field.choices)) for field in fields if field.choices)
        return tuple((field, word) for field, word in chosen if word)

    def _said(self, stated: Mapping[str, Json], kind: CaseType) -> dict[str, str]:
        free = (field for field in kind.fields if not self._rules.fields[field].choices)
        return {item: self.text(item, stated[item]) for item in (*WORDS, *free) if stated.get(item) is not None}

    def _region(self, stated: Mapping[str, Json]) -> str | None:
        """A case has the region of its customer, else of its reporter (S9)."""
        region = self._maybe(stated, "region", self._rules.regions)
        customer = self._roster.customers.get(str(stated.get("customer")))
        if region and customer and customer.region not in (None, region):
            self.wrong(f"customer {customer.id} is of region {customer.region}, so the case is not of {region}")
        return region


def moment(text: str, timezone: str, option: str, also: str = "with an offset") -> datetime:
    """ISO 8601; without an offset in the policy's zone. `also` is what else the option would take."""
    try:
        read = datetime.fromisoformat(text)
        found = read.astimezone(UTC) if read.tzinfo else _local(read, timezone)
    except (ValueError, OverflowError):
        wrong(option, f"{shortened(text)!r} is no time; write it as 2026-11-20T17:55 or {also}")
    if not FIRST <= found <= LAST:
        wrong(option, f"times from {FIRST.year} to {LAST.year} can be tried")
    return found


def _local(read: datetime, timezone: str) -> datetime:
    """One that a clock change skips is the first instant after it (S5)."""
    return instant(date(read.year, read.month, read.day), read.time(), timezone)
