"""Whom a policy may ever ask."""

from datetime import datetime

from bot.lint.possible import Possible
from bot.people.schedules import everybody_in
from bot.policy.policy import Policy


def may_be_asked(policy: Policy, at: datetime) -> tuple[str, ...]:
    """By a level, a fallback or an approval of some case from now on, or by being on duty; in the order of the file."""
    possible, rules = Possible(policy.roster, at), policy.rules
    levels = [target for path in rules.paths for level in path.levels for target in level.ask]
    last = [target for path in rules.paths for target in path.fallback.ask]
    approvers = [target for line in rules.approval for target in line.by]
    owners = possible.people(levels)
    on_duty = {one for schedule in policy.roster.schedules.values() for one in everybody_in(schedule, policy.roster)}
    asked = on_duty | possible.people((*levels, *last, *approvers), owners)
    return tuple(person for person in policy.roster.people if person in asked)
