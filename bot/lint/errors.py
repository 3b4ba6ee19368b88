"""What must be mended before a policy may count (S43, S44). What reading alone can see is found in reading it."""

from collections.abc import Iterator
from datetime import datetime

from bot.lint.closed import calendar_closed_too_long
from bot.lint.draft import Draft, Rule
from bot.lint.feeds import calendar_of_a_layer_that_cannot_be_asked_for
from bot.lint.finding import Finding, Means, warning
from bot.lint.limits import neither_update_nor_resolve, no_accept, resolve_before_accept
from bot.lint.paths import hole_in_paths, path_nobody_reaches
from bot.lint.private import fallback_that_is_no_reader, private_case_let_out, readers_who_are_nobody
from bot.lint.search import TooMuch
from bot.lint.sending import (
    louder_way_that_is_not_set_up,
    mail_needed_and_none_set_up,
    webhook_to_a_host_that_is_not_listed,
)
from bot.lint.silence import approval_by_nobody, path_that_asks_nobody
from bot.policy.policy import Policy
from bot.words import say

# Each with the section that it goes through, where it says so if that was too much to go through.
RULES: tuple[tuple[Rule, str], ...] = (
    (hole_in_paths, "paths"),
    (path_nobody_reaches, "paths"),
    (path_that_asks_nobody, "paths"),
    (no_accept, "clocks"),
    (neither_update_nor_resolve, "clocks"),
    (resolve_before_accept, "clocks"),
    (approval_by_nobody, "approval"),
    (readers_who_are_nobody, "private"),
    (fallback_that_is_no_reader, "paths"),
    (private_case_let_out, "private"),
    (mail_needed_and_none_set_up, "places"),
    (webhook_to_a_host_that_is_not_listed, "places"),
    (louder_way_that_is_not_set_up, "people"),
    (calendar_of_a_layer_that_cannot_be_asked_for, "schedules"),
    (calendar_closed_too_long, "calendars"),
)


def errors(policy: Policy, means: Means, at: datetime) -> tuple[Finding, ...]:
    """One warning may be among them for each section of which not everything could be proved."""
    draft = Draft(policy, means, at)
    return tuple(dict.fromkeys(found for rule, section in RULES for found in _found(rule, section, draft)))


def _found(rule: Rule, section: str, draft: Draft) -> Iterator[Finding]:
    try:
        yield from rule(draft)
    except TooMuch:
        yield warning((section,), "not-proved", say("lint.not_proved", section=section))
