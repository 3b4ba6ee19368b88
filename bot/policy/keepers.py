"""Who is told what is wrong with Stige, its policy or its directory."""

from datetime import datetime
from itertools import chain

from bot.people.asking import fallback_people
from bot.people.naming import Standing
from bot.people.roster import POLICY
from bot.policy.policy import Policy

OPERATE = "operate"


def operators(policy: Policy, at: datetime) -> tuple[str, ...]:
    """Those who run Stige, else who keeps the policy."""
    named = (person for person in policy.roster.people if policy.roster.has_authority(person, OPERATE))
    return tuple(named) or keepers(policy, at)


def keepers(policy: Policy, at: datetime) -> tuple[str, ...]:
    """Those who keep the policy, else those who run Stige, else whom the fallbacks of its paths name."""
    roster = policy.roster
    for authority in (POLICY, OPERATE):
        if found := tuple(person for person in roster.people if roster.has_authority(person, authority)):
            return found
    fallbacks = chain.from_iterable(path.fallback.ask for path in policy.rules.paths)
    return fallback_people(tuple(fallbacks), Standing(""), roster, at)
