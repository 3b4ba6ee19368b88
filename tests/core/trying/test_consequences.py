"""What another version changes for the same cases, of the past or made up (issue 3, point 6)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.cases.clocks import ClockKind
from bot.people.roster import Roster
from bot.policy.policy import Policy
from bot.trying.consequences import WORST, Change, Consequences, consequences
from bot.trying.mix import QUARTER, mix
from bot.trying.past import Page, Replayed, unknown
from tests.harness.builders import COMPANY, START, rules

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def case(*asked: tuple[str, float], name: str = "ESC-1", **more: object) -> Replayed:
    """Whom it asks, and after how many minutes."""
    pages = tuple(Page(who, START + timedelta(minutes=after), 1, night=False) for who, after in asked)
    return replace(Replayed(name, START, "P2", "web", pages), **more)  # type: ignore[arg-type]


def of(old: Replayed, new: Replayed) -> Consequences:
    return consequences([old], [new])


def test_a_case_that_goes_the_same_way_is_no_change() -> None:
    assert of(case(("ana", 0)), case(("ana", 0))).changed == 0


def test_each_change_that_befell_a_case_is_counted() -> None:
    before = case(("ana", 0), ("ben", 5))
    after = case(("kim", 10), priority="P3", path="slow", breaches=(ClockKind.ACCEPT,))
    found = of(before, after)
    assert found.counts == {
        Change.OTHER_PRIORITY: 1,
        Change.OTHER_PATH: 1,
        Change.ASKED_LATER: 1,
        Change.OTHER_PEOPLE: 1,
        Change.FEWER_PAGES: 1,
        Change.NEW_BREACH: 1,
    }
    back = of(after, before)
    assert {Change.ASKED_EARLIER, Change.MORE_PAGES} <= set(back.counts)
    assert (found.old.pages, found.new.pages, found.changed) == (2, 1, 1)


def test_nobody_ever_asked_is_later_than_anybody() -> None:
    assert Change.ASKED_LATER in of(case(("ana", 900)), case()).counts


def test_the_worst_examples_come_first_and_only_such_as_may_be_named() -> None:
    old = [case(("ana", 0), name=f"ESC-{number}") for number in range(8)] + [case(("ana", 0), name="")]
    waits = [0, 5, 30, 10, 60, 0, 20, 40, 900]
    new = [replace(one, pages=case(("ana", after)).pages) for one, after in zip(old, waits, strict=True)]
    found = consequences(old, new)
    assert [pair.new.name for pair in found.worst] == ["ESC-4", "ESC-7", "ESC-2", "ESC-6", "ESC-3"]
    assert (len(found.worst), found.changed) == (WORST, 7)
    assert found.worst[0].later == timedelta(hours=1)


def test_of_cases_asked_at_the_same_time_the_one_with_more_pages_is_worse() -> None:
    old = [case(("ana", 0), name="ESC-1"), case(("ana", 0), name="ESC-2")]
    new = [case(("ana", 0), ("ben", 5), name="ESC-1"), case(("ana", 0), ("ben", 5), ("kim", 9), name="ESC-2")]
    assert [pair.more_pages for pair in consequences(old, new).worst] == [2, 1]


# made-up cases


def test_the_same_seed_makes_up_the_same_cases_and_another_one_others() -> None:
    policy = Policy(rules(flags=("security", "legal")), COMPANY)
    assert mix(policy, 50, 1, NOW) == mix(policy, 50, 1, NOW)
    assert mix(policy, 50, 1, NOW) != mix(policy, 50, 2, NOW)


def test_made_up_cases_are_of_the_last_quarter_in_order_and_in_the_words_of_the_policy() -> None:
    policy = Policy(rules(flags=("security", "legal")), COMPANY)
    cases = mix(policy, 300, 1, NOW)
    assert all(NOW - QUARTER <= past.opened_at < NOW for past in cases)
    assert [past.opened_at for past in cases] == sorted(past.opened_at for past in cases)
    assert not any(unknown(past, policy.rules) for past in cases)


def test_made_up_cases_go_through_all_that_a_case_can_be() -> None:
    policy = Policy(rules(flags=("security", "legal")), COMPANY)
    cases = mix(policy, 300, 1, NOW)
    assert {past.facts.type for past in cases} == {"incident", "support", "hr"}
    assert {past.facts.impact for past in cases} == {"all", "some", "one"}
    assert {past.facts.customer for past in cases} == {None, "acme", "bolt"}
    assert {flag for past in cases for flag in past.facts.flags} == {"security", "legal"}
    assert {past.accepted_after is None for past in cases} == {True, False}
    assert len({past.opened_at.hour for past in cases}) == 24


def test_a_policy_without_flags_and_customers_has_its_cases_too() -> None:
    bare = Policy(rules(flags=()), Roster("UTC", "en", COMPANY.people))
    assert all(not past.facts.flags for past in mix(bare, 50, 1, NOW))
