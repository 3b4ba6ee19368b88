"""Everything that is wrong or unwise in a policy that can be read (S43, S44)."""

from datetime import datetime

from bot.lint.errors import errors
from bot.lint.finding import Finding, Means
from bot.lint.warnings import warnings
from bot.policy.policy import Policy


def lint(policy: Policy, means: Means, at: datetime) -> tuple[Finding, ...]:
    """Whether it may count is decided by the errors alone. `at`: some things are wrong only from a day on, such as a
    schedule whose last layer has ended."""
    return (*errors(policy, means, at), *warnings(policy, means, at))
