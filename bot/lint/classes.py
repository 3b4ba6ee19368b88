"""The kinds of cases that a file's own conditions can tell apart (S43).

Facts are independent, with two exceptions that are written into the conditions here: an audience is that of the type,
and a named customer has a tier and perhaps a region of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, product
from typing import assert_never

from bot.cases.facts import Complexity, Reason
from bot.lint.search import AnyOf, Box, Condition, Effort, Fact, Kind, Value, Want, outside
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.policy.when import AnyFlag, CalendarIs, Clause, Compared, OneOf, Situation, Unsure, When, fits

TYPE, CUSTOMER = Fact(Kind.WORD, "type"), Fact(Kind.WORD, "customer")
TIER, REGION = Fact(Kind.WORD, "tier"), Fact(Kind.WORD, "region")
ON = frozenset({True})
SOME_TIME = datetime.min.replace(tzinfo=UTC)


def whens(rules: Rules) -> Iterator[When]:
    """Every condition in the file."""
    for path in rules.paths:
        yield from (path.when, *(level.when for level in path.levels), *(line.when for line in path.at_once))
    yield from (line.when for line in rules.priority.overrides)
    yield from (line.when for line in rules.private)
    yield from (line.when for line in rules.clocks)
    yield from (line.when for line in rules.approval)
    yield from (line.when for line in rules.communication)
    yield from (line.when for line in rules.retention)


class Classes:
    """`values` are those that each fact may have, those first that make the plainest example. One `Effort` is spent
    by all questions together; asking beyond it raises `TooMuch`."""

    def __init__(self, rules: Rules, roster: Roster, effort: Effort | None = None) -> None:
        self._rules, self._roster, self._effort = rules, roster, effort or Effort()
        self.values = {fact: tuple(values) for fact, values in _values(rules)}
        self._box: Box = {fact: frozenset(values) for fact, values in self.values.items()}
        self._private_types = frozenset[Value](kind.id for kind in rules.types.values() if kind.private)
        self._private_flags = frozenset[str]().union(*(line.when.flags() for line in rules.private))

    def case(self, fitting: Iterable[Condition] = (), outside_of: Iterable[Condition] = ()) -> Box | None:
        """Some cases that fit all of the first and none of the second, if there are any."""
        missed = (self._missing(any_of) for condition in fitting for any_of in condition)
        return outside(self._box, [*missed, *outside_of], self._effort)

    def first(self, lines: Sequence[Condition], place: int) -> Box | None:
        """Some cases for which that line is the first that fits."""
        return self.case([lines[place]], lines[:place])

    def taken_by(self, lines: Sequence[Condition], place: int) -> int | None:
        """Of a line that is the first for no case: the earlier one after which nothing is left for it. None where it
        fits no case at all."""
        places = range(-1, place)
        closing = next(at for at in places if self.case([lines[place]], lines[: at + 1]) is None)
        return None if closing < 0 else closing

    def fits(self, when: When) -> Condition:
        return tuple(chain.from_iterable(map(self._clause, when.clauses)))

    def fits_even_private(self, when: When) -> Condition:
        """As paths, approvals and communication are read: a private case wants its type or flag named (S11)."""
        types = frozenset[Value](when.words("type")) & self._private_types
        flags = [(Fact(Kind.FLAG, flag), ON) for flag in when.flags() & self._private_flags]
        named: AnyOf = ((TYPE, self._box[TYPE] - self._private_types | types), *flags)
        unnamed = self._private_flags - when.flags()
        off = frozenset[Value]({False})
        off_or_named: list[AnyOf] = [((Fact(Kind.FLAG, flag), off), (TYPE, types), *flags) for flag in sorted(unnamed)]
        return (*self.fits(when), named, *off_or_named)

    def private(self, types: Iterable[str] | None = None, flags: Iterable[str] | None = None) -> Condition:
        """Private by one of these types or flags; by any, where none are given."""
        of_type: frozenset[Value] = self._private_types if types is None else frozenset(types)
        by_flags = self._private_flags if flags is None else flags
        return (((TYPE, of_type), *((Fact(Kind.FLAG, flag), ON) for flag in sorted(by_flags))),)

    def _missing(self, any_of: AnyOf) -> Condition:
        return tuple(((fact, self._box[fact] - values),) for fact, values in any_of)

    def _clause(self, clause: Clause) -> Condition:
        match clause:
            case OneOf("audience", words):
                types = (kind.id for kind in self._rules.types.values() if kind.audience.value in words)
                return (((TYPE, frozenset(types)),),)
            case OneOf("tier", words):
                return self._of_customer(TIER, words)
            case OneOf("region", words):
                return self._of_customer(REGION, words)
            case OneOf(fact, words):
                return (((Fact(Kind.WORD, fact), frozenset[Value](words)),),)
            case AnyFlag(flags):
                return (tuple((Fact(Kind.FLAG, flag), ON) for flag in sorted(flags)),)
            case Compared():
                return ((self._number(clause),),)
            case CalendarIs(is_open, calendars):
                return (tuple((Fact(Kind.CALENDAR, name), frozenset({is_open})) for name in calendars),)
            case _:
                assert_never(clause)

    def _of_customer(self, fact: Fact, words: frozenset[str]) -> Condition:
        """Either the customer named has such a tier or region, or it has none of its own and the case does."""
        own = {customer: self.own(fact, customer) for customer in self.values[CUSTOMER]}
        fitting = frozenset(customer for customer, word in own.items() if word in words)
        free = frozenset(customer for customer, word in own.items() if word is None)
        return ((CUSTOMER, fitting | free),), ((CUSTOMER, fitting), (fact, frozenset[Value](words)))

    def own(self, fact: Fact, customer: Value) -> str | None:
        """The tier or region that a customer has of its own (S9); None for any other customer, or none at all."""
        known = self._roster.customers.get(customer) if isinstance(customer, str) else None
        if not known:
            return None
        return known.region if fact == REGION else known.tier or next(reversed(self._rules.tiers), None)

    def _number(self, clause: Compared) -> Want:
        fact = Fact(Kind.NUMBER, clause.fact)
        line = When((clause,))
        return fact, frozenset(value for value in self.values[fact] if fits(line, _with_number(clause.fact, value)))


def _with_number(fact: str, value: Value) -> Situation:
    return Situation(SOME_TIME, {}, numbers={fact: value} if isinstance(value, int | float | Unsure) else {})


def _values(rules: Rules) -> Iterator[tuple[Fact, Iterable[Value]]]:
    """Only what some line asks for, beside type, priority and the flags: nothing else can make a difference."""
    clauses = [clause for when in whens(rules) for clause in when.clauses]
    yield from ((Fact(Kind.WORD, fact), words) for fact, words in _words(rules, clauses).items())
    yield from ((Fact(Kind.FLAG, flag), (False, True)) for flag in rules.flags)
    yield from ((Fact(Kind.CALENDAR, name), (True, False)) for name in rules.calendars)
    for fact in ("users_affected", "repeats", "deadline"):
        cuts = {clause.amount for clause in clauses if isinstance(clause, Compared) and clause.fact == fact}
        yield Fact(Kind.NUMBER, fact), _numbers(fact, cuts)


def _words(rules: Rules, clauses: Iterable[Clause]) -> dict[str, tuple[Value, ...]]:
    """Impact and urgency are never unknown: unsure is the first of the list (S8)."""
    asked = (clause for clause in clauses if isinstance(clause, OneOf) and clause.fact == "customer")
    customers = chain.from_iterable(clause.words for clause in asked)
    return {
        "type": tuple(rules.types),
        "priority": rules.priority.names,
        "impact": rules.priority.impact,
        "urgency": rules.priority.urgency,
        "complexity": (*(word.value for word in Complexity), None),
        "reason": (*(word.value for word in Reason), None),
        "customer": (None, *dict.fromkeys(sorted(customers))),
        "tier": (*rules.tiers, None),
        "region": (*rules.regions, None),
        **{field.id: (*field.choices, None) for field in rules.fields.values() if field.choices},
    }


def _numbers(fact: str, cuts: Iterable[float]) -> Iterator[Value]:
    """None of it, at each cut and beside each, and unsure, which only the users affected may be."""
    yield None
    step, least = {"users_affected": (1.0, 0.0), "repeats": (1.0, 1.0), "deadline": (0.5, float("-inf"))}[fact]
    around = {cut + aside for cut, aside in product(cuts, (-step, 0.0, step))}
    yield from sorted(number for number in around if number >= least)
    if fact == "users_affected":
        yield Unsure.UNSURE
