"""What must be mended before a policy may count (S44)."""

from datetime import datetime

from bot.lint.finding import Finding, Means
from bot.policy.policy import Policy


def errors(policy: Policy, means: Means, at: datetime) -> tuple[Finding, ...]:
    return ()
