"""One policy file, read: the rules that cases are pinned to, and the roster that is read at the moment."""

from dataclasses import dataclass

from bot.people.roster import Roster
from bot.policy.rules import Rules


@dataclass(frozen=True, slots=True)
class Policy:
    """`not_in_force` names the sections that are checked and kept, and do not act yet; said at start."""

    rules: Rules
    roster: Roster
    not_in_force: tuple[str, ...] = ()
