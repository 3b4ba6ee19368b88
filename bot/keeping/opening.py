"""All that a version opens, beside the version in force: by its own words, by the cases that there are, and of the
say over the policy itself."""

from collections.abc import Iterator

from bot.cases.access import held
from bot.keeping.seconding import keepers, seconds
from bot.people.roster import Roster
from bot.policy.policy import Policy
from bot.policy.widening import widened
from bot.ports import Unit
from bot.words import Say, say

SOMEBODY_ELSE = ""  # such as whoever sits at the command line


def opened(unit: Unit, old: Policy, new: Policy) -> tuple[Say, ...]:
    """Each in a sentence; nothing where a second person need not agree."""
    return *widened(old, new), *_cases(unit, old.roster, new.roster), *_say_over_policy(old, new)


def _cases(unit: Unit, old: Roster, new: Roster) -> Iterator[Say]:
    """Cases run on the rules of any earlier version, and who reads them goes by the words that people hold now: a team
    that no rule names any more still opens what it once opened, and so does an id that comes back."""
    gained = held(new) - held(old)
    opening = unit.opening({word for _, word in gained}) if gained else frozenset()
    people = sorted({new.people[person].name for person, word in gained if word in opening and person in new.people})
    if people:
        yield say("wider.cases", people=tuple(people))


def _say_over_policy(old: Policy, new: Policy) -> Iterator[Say]:
    """Nobody rids themselves of the second person, or chooses another, alone."""
    changes = [(seconds(old, by), seconds(new, by)) for by in (SOMEBODY_ELSE, *keepers(old))]
    others = {person for before, after in changes for person in after if before and person not in before}
    if others:
        yield say("wider.seconds", people=tuple(sorted(new.roster.people[person].name for person in others)))
    if any(before and not after for before, after in changes):
        yield say("wider.no_second")
