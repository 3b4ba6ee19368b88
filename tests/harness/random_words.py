"""The words that the lines of a random policy may use: conditions, targets, and the cases that stand as witnesses."""

from typing import Any

from tests.core.cases.chance import Chance
from tests.harness.random_company import AUTHORITY, REGIONS, SKILLS, TIERS, Section, maybe

Case = dict[str, Any]
FLAGS = ("security", "safety", "legal", "operations", "line_stop", "compliance")
ITEMS = ("summary", "steps", "impact", "customer", "deadline", "help")
NUMBERS = {"users_affected": (5, 1000), "repeats": (2, 4)}
DEADLINES = {"<4h": 7200, "<=1d": 7200, ">2h": 86400}  # with seconds that fit


class Words:
    """`company` are the sections of people and all around them. `readers` may read whatever is private."""

    def __init__(self, chance: Chance, company: Section) -> None:
        self.chance, self.company = chance, company
        self.people, self.teams = tuple(company["people"]), tuple(company["teams"])
        self.calendars = tuple(company["calendars"])
        self.head = self.people[-1]
        self.flags = chance.some(FLAGS, 2, 4)
        self.private_flags = chance.one((), (self.flags[0],))
        self.public_flags = tuple(flag for flag in self.flags if flag not in self.private_flags)
        self.priorities = ("P1", "P2", "P3", "P4")[: chance.number(2, 4)]
        self.impact = ("everyone", "team", "person")[: chance.number(1, 3)]
        self.urgency = ("now", "today", "this_week")[: chance.number(1, 3)]
        self.fields: Section = {
            "area": {"title": "Area", "choices": list(SKILLS), **maybe(chance, skill=True)},
            "batch": {"title": {"en": "Batch", "da": "Batch, dansk"}},
        }
        self.readers = [{"person": self.head}, *self.people_targets(most=1)]
        self.private_types = chance.some(("hr", "ethics"), most=2)
        self.public_types = ("incident", "support", "quality")[: chance.number(1, 3)]
        self.types = {name: self._type(name) for name in (*self.public_types, *self.private_types)}

    def _type(self, name: str) -> Section:
        private = {"private": True, "readers": self.readers} if name in self.private_types else {}
        fields = self.chance.some(tuple(self.fields), most=2)
        items = (*ITEMS, *fields)
        lists = {when: list(self.chance.some(items, 1)) for when in ("any", *self.chance.some(self.priorities, most=2))}
        given = maybe(self.chance, audience=self.chance.one("internal", "external"), required=lists)
        return {
            "title": self.chance.one(name, {"en": name, "da": f"{name} på dansk"}),
            **private,
            **given,
            **({"fields": list(fields)} if fields else {}),
        }

    # conditions

    def condition(self, private: bool = True) -> Section:
        """Of any facts; without `private` none that makes a case private is named."""
        return self.about(self.witness(self.types if private else self.public_types, private), self.chance.number(0, 3))

    def witness(self, types: Any, private: bool = False) -> Case:
        """A case with a value for every fact that a condition may ask of."""
        chance, kind = self.chance, self.chance.one(*types)
        return {
            "type": kind,
            "audience": self.types[kind].get("audience", "internal"),
            "priority": chance.one(*self.priorities),
            "impact": chance.one(*self.impact),
            "urgency": chance.one(*self.urgency),
            "complexity": chance.one("simple", "complex"),
            "reason": chance.one("authority", "time", "legal"),
            "tier": chance.one(*TIERS),
            "region": chance.one(*REGIONS),
            "area": chance.one(*SKILLS),
            "flags": chance.one(*(self.flags if private else self.public_flags)),
            "users_affected": chance.one(*NUMBERS["users_affected"]),
            "repeats": chance.one(*NUMBERS["repeats"]),
            "deadline": chance.one(7200, 86400),
            "open": self.calendars[0],
            "closed": self.calendars[-1],
        }

    def about(self, case: Case, clauses: int) -> Section:
        """A condition that fits the case."""
        facts = self.chance.some(tuple(case), clauses, clauses)
        if "open" in facts and "closed" in facts and case["open"] == case["closed"]:
            facts = tuple(fact for fact in facts if fact != "closed")
        return {fact: self._value(fact, case) for fact in facts}

    def _value(self, fact: str, case: Case) -> Any:
        value, chance = case[fact], self.chance
        if fact in NUMBERS:
            return chance.one(f">={value}", f"<{value + 1}", f"<={value + 7}", f">{value - 1}")
        if fact == "deadline":
            return chance.one(*(text for text, left in DEADLINES.items() if left == value))
        lists = {"priority": self.priorities, "impact": self.impact, "urgency": self.urgency, "region": REGIONS}
        others = chance.some(lists.get(fact, ()), most=1)
        return list(dict.fromkeys((value, *others)))

    # targets

    def people_targets(self, least: int = 0, most: int = 2, outside: bool = False) -> list[Section]:
        """Whom one names without knowing the case; who they are may depend on it. `outside`: customers too."""
        all_of_them = [
            *({"person": person} for person in self.people),
            *({"team": team} for team in self.teams),
            *({"coordinator_of": team} for team in self.teams),
            *({kind: name} for kind in ("on_call", "next_on_call") for name in self.company["schedules"]),
            *({"manager_of": whom} for whom in ("owner", "reporter", self.people[0])),
            *({"case": party} for party in ("owner", "reporter", "followers")),
            *([{"customer": "followers"}] if outside else []),
        ]
        return list(self.chance.some(tuple(all_of_them), least, most))

    def somebody(self) -> Section:
        """Certain, whatever the case."""
        certain = [{"person": person} for person in self.people]
        return self.chance.one(*certain, *({kind: t} for kind in ("team", "coordinator_of") for t in self.teams))

    def authority(self) -> str:
        return self.chance.one(*AUTHORITY)
