"""What people, times and companies may do under any policy: chance in the words of that policy."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.cases.commands import AnswerSuggestion, PersonsCommand
from bot.cases.facts import Complexity, Facts, Handover, Reason
from bot.cases.handover import items
from bot.people.roster import Load, Roster
from bot.policy.policy import Policy
from bot.policy.rules import Rules
from bot.policy.when import Unsure
from bot.trying.simulate import filled
from tests.core.cases.chance import Chance
from tests.core.cases.world import World
from tests.harness.builders import START, STRANGER
from tests.harness.random_policy import random_policy

A_YEAR_OF_HOURS = 366 * 24


class ChanceUnder(Chance):
    """`under` is the random policy of the seed."""

    tries = 6

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.under: Policy = random_policy(seed).policy
        people = tuple(self.under.roster.people)
        self.everybody, self.boss = (*people, STRANGER), people[-1]

    def moment(self) -> datetime:
        """Of a year, at night and on holidays too."""
        return START + timedelta(hours=self.number(0, A_YEAR_OF_HOURS), minutes=self.number(0, 59))

    def facts(self) -> Facts:
        """Over all words, those that nobody stated and those that nobody is sure of."""
        rules, customers = self.under.rules, tuple(self.under.roster.customers)
        return Facts(
            type=self.one(*rules.types),
            impact=self.one(None, *rules.priority.impact),
            urgency=self.one(None, *rules.priority.urgency),
            complexity=self.one(None, *Complexity),
            reason=self.one(None, *Reason),
            users_affected=self.one(None, 4, 5, 1001, Unsure.UNSURE),
            flags=frozenset(self.some(rules.flags, most=self.one(0, 0, 1, 3))),
            customer=self.one(None, *customers, "unknown"),
            deadline_at=self.one(None, START, START + timedelta(hours=self.number(0, A_YEAR_OF_HOURS))),
            choices=self.one((), (("area", "network"),)),
        )

    def handover(self, about: Facts, by: str) -> Handover:
        """Whole, and with a word that suggests something."""
        wanted = items(self.under.rules.types[about.type])
        return filled({"summary": self.one("it is slow", "a Breach; chikaneri")}, by, wanted)

    def company(self) -> Roster:
        """People away and at their limit. Nobody has left: a new version would tell lint of it."""
        away, loaded = self.some(self.everybody), self.some(self.everybody)
        loads = {person: Load(self.number(0, 3)) for person in loaded}
        return replace(self.under.roster, away=dict.fromkeys(away, "leave"), loads=loads, mail=self.one(True, False))

    def versions(self) -> dict[str, Rules]:
        """Of the same words, as the versions of one policy mostly are."""
        rules = self.under.rules
        turned = replace(rules, version="v2", paths=(*rules.paths[-2::-1], rules.paths[-1]), approval=())
        return {"v2": turned, "v3": replace(rules, version="v3", communication=())}

    def doing(self, now: datetime, owner: str | None = None) -> PersonsCommand:
        suggested = self.one(*(f"flag:{flag}" for flag in self.under.rules.flags), "type:support")
        answer = AnswerSuggestion(suggested, self.one(True, False))
        return self.one(answer, *[super().doing(now, owner)] * 9)

    def world(self, rules: Rules, concerned: bool = True) -> World:
        """A case opened by anybody about anything."""
        opened = World(rules, self.company(), self.moment())
        opened.versions = self.versions()
        by, about = self.one(*self.everybody), self.facts()
        excluded = self.concerned() if concerned else frozenset[str]()
        return opened.opens(by, stated=about, given=self.handover(about, by), concerned=excluded)

    def concerned(self) -> frozenset[str]:
        """Also the whole of a fallback: then whoever else can act is asked."""
        return frozenset(self.some(self.everybody, most=2))
