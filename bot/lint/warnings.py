"""What is legal and unwise (S44)."""

from collections.abc import Iterator
from datetime import datetime

from bot.lint.alone import fallback_of_one, fallback_that_hurries, hold_that_nobody_lifts, same_person_on_two_levels
from bot.lint.closing import calendar_closed_for_long, time_that_is_skipped
from bot.lint.draft import Draft, Rule
from bot.lint.feeds import leave_that_cannot_be_asked_for
from bot.lint.finding import Finding, Means
from bot.lint.reached import (
    approval_nobody_reaches,
    clock_line_nobody_reaches,
    communication_nobody_reaches,
    line_of_a_path_nobody_reaches,
    override_that_fits_nothing,
    retention_nobody_reaches,
    suggestion_nobody_needs,
)
from bot.lint.search import TooMuch
from bot.lint.staffing import level_unstaffed
from bot.lint.unread import approval_by_the_reporters_manager, asked_but_no_reader
from bot.lint.urgent import urgent_accept_that_sleeps, urgent_level_that_waits
from bot.policy.policy import Policy

RULES: tuple[Rule, ...] = (
    fallback_of_one,
    fallback_that_hurries,
    same_person_on_two_levels,
    urgent_accept_that_sleeps,
    urgent_level_that_waits,
    approval_by_the_reporters_manager,
    asked_but_no_reader,
    hold_that_nobody_lifts,
    calendar_closed_for_long,
    time_that_is_skipped,
    override_that_fits_nothing,
    clock_line_nobody_reaches,
    line_of_a_path_nobody_reaches,
    approval_nobody_reaches,
    communication_nobody_reaches,
    retention_nobody_reaches,
    suggestion_nobody_needs,
    level_unstaffed,
    leave_that_cannot_be_asked_for,
)


def warnings(policy: Policy, means: Means, at: datetime) -> tuple[Finding, ...]:
    draft = Draft(policy, means, at)
    return tuple(found for rule in RULES for found in _found(rule, draft))


def _found(rule: Rule, draft: Draft) -> Iterator[Finding]:
    """What of the file there is too much to go through is told with the errors."""
    try:
        yield from rule(draft)
    except TooMuch:
        return
