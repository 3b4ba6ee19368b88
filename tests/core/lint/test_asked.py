"""Whom a policy may ever ask."""

from bot.lint.asked import may_be_asked
from bot.people.roster import Team
from bot.policy.policy import Policy
from tests.core.people.builders import layer, schedule
from tests.harness.builders import START, approval, company, fallback, level, path, rules

NOBODY_ON_DUTY = company(schedules={})


def asked(*levels: str, last: str = "kim", by: str = "", **more: object) -> set[str]:
    lines = (approval(by),) if by else ()
    made = rules(path(*(level(ask) for ask in levels), fallback=fallback(last)), approval=lines)
    return set(may_be_asked(Policy(made, company(**{"schedules": {}, **more})), START))  # type: ignore[arg-type]


def test_levels_teams_coordinators_approvers_and_the_fallback() -> None:
    assert asked("ana", "crew:", "web*", last="kim", by="hugo") == {"ana", "ben", "cleo", "mia", "kim", "hugo"}


def test_whoever_may_be_on_duty_though_no_level_asks_the_schedule() -> None:
    assert asked("ana", schedules={"duty": schedule(layer("ben"))}) == {"ana", "ben", "kim"}


def test_nobody_whom_the_policy_does_not_know() -> None:
    crew = {"crew": Team("crew", ("ben", "gone"))}
    assert asked("crew:", teams=crew) == {"ben", "kim"}


def test_in_the_order_of_the_file() -> None:
    made = Policy(rules(path(level("mia"), level("ana"))), NOBODY_ON_DUTY)
    assert may_be_asked(made, START) == ("ana", "mia", "kim")
