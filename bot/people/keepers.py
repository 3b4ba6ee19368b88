"""Who is told what is wrong with Stige, its policy or its directory."""

from collections.abc import Iterable
from datetime import datetime

from bot.people.asking import fallback_people
from bot.people.naming import Standing
from bot.people.roster import POLICY, Roster
from bot.people.targets import Target

OPERATE = "operate"


def keepers(roster: Roster, fallbacks: Iterable[Target], at: datetime) -> tuple[str, ...]:
    """Those who keep the policy, else those who run Stige, else whom the fallbacks of its paths name."""
    for authority in (POLICY, OPERATE):
        if found := tuple(person for person in roster.people if roster.has_authority(person, authority)):
            return found
    return fallback_people(tuple(fallbacks), Standing(""), roster, at)
