"""The whole policy at a glance, and all of it."""

from datetime import datetime

from bot.explaining.calendars import calendars_part
from bot.explaining.part import Explanation, Part
from bot.explaining.paths import path_part
from bot.explaining.priorities import priority_part
from bot.explaining.types import paths_said
from bot.policy.policy import Policy
from bot.policy.rules import Rules
from bot.words import say


def overview(rules: Rules) -> Part:
    """The types with their paths."""
    lines = tuple(
        say("explain.overview.type", type=t.title, paths=paths_said(t, rules, rules.priority.names))
        for t in rules.types.values()
    )
    return Part(say("explain.overview", policy=rules.policy, version=rules.label), lines)


def explain_policy(policy: Policy, at: datetime) -> Explanation:
    paths = (path_part(path, policy, at) for path in policy.rules.paths)
    return (overview(policy.rules), priority_part(policy.rules), *paths, *calendars_part(policy, at))
