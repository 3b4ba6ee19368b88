"""The proof says of every kind of case what walking through all of them would say, and what the live bot does (S43)."""

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.durations import minutes
from bot.lint.classes import Classes
from bot.lint.search import Box, Condition, Effort, Fact, Kind, TooMuch, Value, outside
from bot.policy.routing import Limit, limit, path_for, privacy
from bot.policy.rules import Rules
from bot.policy.when import (
    EVERY_CASE,
    AnyFlag,
    CalendarIs,
    Clause,
    Compared,
    Comparison,
    OneOf,
    Situation,
    Unsure,
    When,
    fits,
)
from tests.core.lint.cases import flag, situation_of, word
from tests.harness.builders import clock, company, level, path, rules, when

ROSTER = company()
REGIONS = ("eu", "us")

# Every value that matters to a clause below, of facts that some clause asks for; written out apart from the proof.
ALL: dict[str, tuple[Value, ...]] = {
    "priority": ("P1", "P2", "P3", "P4"),
    "impact": ("all", "some", "one"),
    "complexity": ("simple", "complex", None),
    "customer": ("acme", "bolt", None),
    "tier": ("vip", "standard", None),
    "region": ("eu", "us", None),
    "area": ("network", "server", None),
    "users_affected": (None, Unsure.UNSURE, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0),
    "repeats": (None, 1.0, 2.0, 3.0, 4.0, 5.0),
    "deadline": (None, 0.25, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5),
    "office": (True, False),
    "never": (True, False),
}
FLAGS = ("security", "compliance")  # of which the second makes a case private

some_words = [
    st.builds(OneOf, st.just(fact), st.frozensets(st.sampled_from([v for v in ALL[fact] if v]), min_size=1, max_size=2))
    for fact in ("priority", "impact", "complexity", "customer", "tier", "region", "area")
]
clauses: Sequence[st.SearchStrategy[Clause]] = [
    *some_words,
    st.builds(OneOf, st.just("type"), st.frozensets(st.sampled_from(["incident", "support", "hr"]), min_size=1)),
    st.builds(OneOf, st.just("audience"), st.frozensets(st.sampled_from(["internal", "external"]), min_size=1)),
    st.builds(AnyFlag, st.frozensets(st.sampled_from(FLAGS), min_size=1)),
    st.builds(CalendarIs, st.booleans(), st.sampled_from([("office",), ("never",), ("office", "never")])),
    *(
        st.builds(Compared, st.just(fact), st.sampled_from(Comparison), st.integers(1, 4).map(float))
        for fact in ("users_affected", "repeats", "deadline")
    ),
]


@st.composite
def lines(draw: st.DrawFn) -> list[When]:
    """A few lines about a few facts, so that they often meet; private types and flags more often than chance has it."""
    kinds = draw(st.lists(st.sampled_from(clauses), min_size=1, max_size=3))
    found = draw(st.lists(st.lists(st.one_of(kinds), max_size=3), min_size=1, max_size=5))
    return [When(tuple({_asked(clause): clause for clause in line}.values())) for line in found]


def _asked(clause: Clause) -> str:
    return clause.fact if isinstance(clause, OneOf | Compared) else type(clause).__name__


def all_cases(policy: Rules, whens: Sequence[When]) -> Iterator[Situation]:
    """Every combination; a customer that no line names is any other, and its tier and region are free."""
    asked = {_asked(clause) for one in whens for clause in one.clauses}
    named = frozenset().union(*(one.words("customer") for one in whens))
    facts: dict[Fact, tuple[Value, ...]] = {word("type"): ("incident", "support", "hr")}
    for name in ("priority", "impact", "complexity", "tier", "region", "area"):
        facts |= {word(name): ALL[name]} if name in asked else {}
    facts[word("customer")] = tuple(customer for customer in ALL["customer"] if customer is None or customer in named)
    facts |= {flag(name): (False, True) for name in FLAGS}
    facts |= {Fact(Kind.NUMBER, name): ALL[name] for name in ("users_affected", "repeats", "deadline") if name in asked}
    facts |= {Fact(Kind.CALENDAR, name): ALL[name] for name in ("office", "never")} if "CalendarIs" in asked else {}
    for values in product(*facts.values()):
        yield situation_of(dict(zip(facts, values, strict=True)), policy, ROSTER)


def members(box: Box, classes: Classes) -> Iterator[dict[Fact, Value]]:
    """Two of its cases: of each fact the first value that is left, and the last."""
    for pick in (0, -1):
        yield {fact: [value for value in values if value in box[fact]][pick] for fact, values in classes.values.items()}


@given(lines())
def test_a_path_is_reached_and_a_hole_is_there_exactly_where_walking_through_all_cases_finds_one(
    whens: list[When],
) -> None:
    policy = rules(*(path(level("ana"), path_id=f"p{n}", fits=one) for n, one in enumerate(whens)), regions=REGIONS)
    classes = Classes(policy, ROSTER)
    conditions = [classes.fits_even_private(one) for one in whens]
    walked = [_first(policy, case, whens) for case in all_cases(policy, whens)]
    assert [classes.first(conditions, n) is not None for n in range(len(whens))] == [
        n in walked for n in range(len(whens))
    ]
    assert (classes.case(outside_of=conditions) is not None) == (None in walked)


def _first(policy: Rules, case: Situation, whens: Sequence[When]) -> int | None:
    private = privacy(policy, case)
    fitting = (n for n, one in enumerate(whens) if fits(one, case) and (not private.private or private.named_by(one)))
    return next(fitting, None)


@given(lines())
def test_of_each_kind_of_case_the_live_bot_chooses_the_path_that_the_proof_says(whens: list[When]) -> None:
    """The last path of the live bot takes whatever no other does, so one more stands behind those tried."""
    paths = [path(level("ana"), path_id=f"p{n}", fits=one) for n, one in enumerate(whens)]
    policy = rules(*paths, path(level("ana"), path_id="none"), regions=REGIONS)
    classes = Classes(policy, ROSTER)
    conditions = [classes.fits_even_private(one) for one in whens]
    found = [(f"p{n}", classes.first(conditions, n)) for n in range(len(whens))]
    for name, box in (*found, ("none", classes.case(outside_of=conditions))):
        for case in members(box, classes) if box else ():
            assert path_for(policy, situation_of(case, policy, ROSTER)).id == name


@given(lines())
def test_of_each_kind_of_case_the_live_bot_takes_the_clock_that_the_proof_says(whens: list[When]) -> None:
    policy = rules(clocks=[clock(one, resolve=minutes(n + 1)) for n, one in enumerate(whens)], regions=REGIONS)
    classes = Classes(policy, ROSTER)
    conditions = [classes.fits(one) for one in whens]
    for n in range(len(whens)):
        for case in members(box, classes) if (box := classes.first(conditions, n)) else ():
            assert limit(Limit.RESOLVE, policy, situation_of(case, policy, ROSTER)).length == minutes(n + 1)  # type: ignore[union-attr]
    for case in members(box, classes) if (box := classes.case(outside_of=conditions)) else ():
        assert limit(Limit.RESOLVE, policy, situation_of(case, policy, ROSTER)) is None


@given(lines())
def test_a_line_that_is_first_for_no_case_is_taken_by_the_one_after_which_nothing_is_left(whens: list[When]) -> None:
    policy = rules(clocks=[clock(one, resolve=minutes(1)) for one in whens], regions=REGIONS)
    classes = Classes(policy, ROSTER)
    conditions = [classes.fits(one) for one in whens]
    cases = list(all_cases(policy, whens))
    for place in range(len(whens)):
        if classes.first(conditions, place) is None:
            left = [case for case in cases if fits(whens[place], case)]
            taken = [at for at in range(place) if not any(_fits_none(whens[: at + 1], case) for case in left)]
            assert classes.taken_by(conditions, place) == (min(taken) if left else None)


def _fits_none(whens: Sequence[When], case: Situation) -> bool:
    return not any(fits(one, case) for one in whens)


def test_an_audience_is_that_of_the_type() -> None:
    classes = Classes(rules(), ROSTER)
    lines = [classes.fits(when(audience="internal", type="support")), classes.fits(when(audience="external"))]
    assert classes.first(lines, 0) is None
    assert classes.first(lines, 1)


def test_a_customer_that_is_named_has_its_own_tier_and_another_any() -> None:
    policy = rules(clocks=[clock(when(customer="acme"))])
    classes = Classes(policy, ROSTER)
    assert classes.case([classes.fits(when(customer="acme", tier="standard"))]) is None
    assert classes.case([classes.fits(when(tier="standard"))], [classes.fits(when(customer="acme"))])


def test_a_customer_that_is_named_and_has_no_tier_has_the_last() -> None:
    classes = Classes(rules(clocks=[clock(when(customer="bolt"))]), ROSTER)
    assert classes.case([classes.fits(when(customer="bolt", tier="vip"))]) is None
    assert classes.case([classes.fits(when(customer="bolt", tier="standard"))])


def test_a_customer_has_no_tier_in_a_file_without_tiers() -> None:
    policy = rules(clocks=[clock(when(customer="bolt"))], tiers=())
    assert Classes(policy, ROSTER).own(word("tier"), "bolt") is None


def test_what_no_file_of_sense_needs_is_given_up_and_not_waited_for() -> None:
    facts = [flag(f"f{n}") for n in range(24)]
    odd: list[Condition] = [
        tuple(((fact, frozenset({bool(bits >> n & 1)})),) for n, fact in enumerate(trio))
        for trio in zip(facts, facts[1:], facts[2:], strict=False)
        for bits in range(8)
    ]
    box: Box = {fact: frozenset({False, True}) for fact in facts}
    assert outside(box, odd, Effort()) is None
    with pytest.raises(TooMuch):
        outside(box, odd, Effort(100))


def test_without_conditions_every_case_is_outside() -> None:
    assert outside({flag("a"): frozenset({True})}, [], Effort()) == {flag("a"): frozenset({True})}
    assert outside({}, [Classes(rules(), ROSTER).fits(EVERY_CASE)], Effort()) is None
