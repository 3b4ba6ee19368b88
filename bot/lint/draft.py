"""What every rule of lint looks at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.lint.classes import Classes
from bot.lint.finding import Finding, Means
from bot.lint.possible import Possible
from bot.people.roster import Roster
from bot.policy.policy import Policy
from bot.policy.rules import Rules


@dataclass(frozen=True, slots=True)
class Draft:
    """A policy that is looked at. `classes` are the kinds of cases that its conditions can tell apart."""

    policy: Policy
    means: Means
    at: datetime
    classes: Classes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "classes", Classes(self.rules, self.roster))

    @property
    def possible(self) -> Possible:
        return Possible(self.roster, self.at)

    @property
    def rules(self) -> Rules:
        return self.policy.rules

    @property
    def roster(self) -> Roster:
        return self.policy.roster


Rule = Callable[[Draft], Iterator[Finding]]
