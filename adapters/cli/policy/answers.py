"""What people do in a simulation, as somebody states it in JSON: who, when, and what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from adapters.cli.policy.stated import FACTS, CaseReader, Json
from bot.cases.case import Case, Closing, WaitingFor
from bot.cases.commands import (
    Accept,
    AddNote,
    Answer,
    Approve,
    BreakGlass,
    Confirm,
    Coordinate,
    Decline,
    Disapprove,
    Escalate,
    HandBack,
    NeedInfo,
    PersonsCommand,
    PostUpdate,
    Reassign,
    Reopen,
    Resolve,
    Snooze,
    Triage,
    VendorHasIt,
    WaitFor,
    Wake,
    Withdraw,
)
from bot.cases.facts import Item
from bot.policy.policy import Policy
from bot.trying.play import Act, Deed
from bot.words import Text

OPTION = "--answers"
ALWAYS = ("after", "who", "does", "reason")
REPORTER, OWNER = "reporter", "owner"
WEIGHED = tuple(fact for fact in FACTS if fact not in ("region", "reporter"))


@dataclass(frozen=True, slots=True)
class Stated:
    """One answer as it was stated. `reader` reads facts as of when it is given."""

    given: Mapping[str, Json]
    at: datetime
    reader: CaseReader
    policy: Policy

    def words(self, key: str, otherwise: str) -> str:
        return self.reader.text(key, self.given[key]) if key in self.given else otherwise

    def one_of(self, key: str, words: tuple[str, ...], otherwise: str | None = None) -> str:
        if key not in self.given and otherwise is None:
            self.reader.wrong(f"{self.given['does']} needs {key!r}")
        given = self.reader.text(key, self.given.get(key, otherwise))
        return self.reader.known(given, words, f"{self.given['does']} takes no {key}")


Do = Callable[[Case, Text], PersonsCommand]


@dataclass(frozen=True, slots=True)
class Doing:
    """`keys` may stand beside those that every answer has."""

    make: Callable[[Stated], Do]
    keys: tuple[str, ...] = ()


def _simply(make: Callable[[Text], PersonsCommand]) -> Doing:
    return Doing(lambda _: lambda _, why: make(why))


def _need_info(stated: Stated) -> Do:
    item = stated.one_of("item", (*Item, *stated.policy.rules.fields), Item.STEPS)
    return lambda _, why: NeedInfo(item, why)


def _wait(stated: Stated) -> Do:
    party = WaitingFor(stated.one_of("for", tuple(WaitingFor), WaitingFor.CUSTOMER))
    return lambda _, why: WaitFor(party, why)


def _snooze(stated: Stated) -> Do:
    until = stated.at + stated.reader.duration("for", stated.given.get("for", "30m"))
    return lambda _, why: Snooze(until, why)


def _reassign(stated: Stated) -> Do:
    to = stated.one_of("to", tuple(stated.policy.roster.people))
    return lambda _, why: Reassign(to, why)


def _break_glass(stated: Stated) -> Do:
    level = stated.given.get("level")
    if not isinstance(level, int) or isinstance(level, bool):
        stated.reader.wrong("break_glass needs 'level', a number from 1")
    return lambda _, why: BreakGlass(level, why)


def _triage(stated: Stated) -> Do:
    """New facts, a priority set by hand, or both; what is not stated stays as it is."""
    rules, given = stated.policy.rules, stated.given
    priority = stated.one_of("priority", rules.priority.names) if "priority" in given else None
    kind = stated.one_of("type", tuple(rules.types)) if "type" in given else None
    weighed = any(fact in given for fact in WEIGHED)

    def triage(case: Case, why: Text) -> PersonsCommand:
        case_type = rules.types[kind or case.facts.type]
        return Triage(why, stated.reader.facts(given, case.facts, case_type) if weighed else None, priority)

    return triage


DOES: Mapping[str, Doing] = {
    "accept": Doing(lambda _: lambda case, _: Accept(case.owner)),
    "coordinate": Doing(lambda _: lambda *_: Coordinate()),
    "decline": _simply(Decline),
    "need_info": Doing(_need_info, ("item",)),
    "answer": _simply(Answer),
    "hand_back": _simply(HandBack),
    "escalate": _simply(Escalate),
    "break_glass": Doing(_break_glass, ("level",)),
    "reassign": Doing(_reassign, ("to",)),
    "triage": Doing(_triage, ("priority", *WEIGHED)),
    "wait": Doing(_wait, ("for",)),
    "snooze": Doing(_snooze, ("for",)),
    "wake": Doing(lambda _: lambda *_: Wake()),
    "note": _simply(AddNote),
    "update": _simply(PostUpdate),
    "vendor_has_it": _simply(VendorHasIt),
    "resolve": _simply(lambda why: Resolve(Closing(why, why, why, customer_told=True))),
    "confirm": Doing(lambda _: lambda *_: Confirm()),
    "reopen": _simply(Reopen),
    "withdraw": _simply(Withdraw),
    "approve": Doing(lambda _: lambda *_: Approve()),
    "disapprove": _simply(Disapprove),
}


def answers(given: Json, policy: Policy, opened_at: datetime) -> tuple[Deed, ...]:
    """In the order of time."""
    stated = given if isinstance(given, list) else [given]
    return tuple(sorted((_deed(one, policy, opened_at) for one in stated), key=lambda deed: deed.at))


def _deed(given: Json, policy: Policy, opened_at: datetime) -> Deed:
    reader = CaseReader(policy, opened_at, OPTION)
    stated = reader.object(given, 'an answer is an object, as {"after": "7m", "who": "ben", "does": "accept"}')
    for key in ("after", "who", "does"):
        if key not in stated:
            reader.wrong(f"an answer needs {key!r}")
    at = opened_at + reader.duration("after", stated["after"])
    does = reader.known(reader.text("does", stated["does"]), DOES, "nobody can")
    who = reader.known(
        reader.text("who", stated["who"]), (*policy.roster.people, REPORTER, OWNER), "there is no person"
    )
    for key in stated:
        reader.known(key, (*ALWAYS, *DOES[does].keys), f"{does} has no")
    as_stated = Stated(stated, at, CaseReader(policy, at, OPTION), policy)
    return Deed(at, _act(who, DOES[does].make(as_stated), as_stated.words("reason", "…"), policy))


def _act(who: str, do: Do, reason: str, policy: Policy) -> Callable[[Case], Act | None]:
    def act(case: Case) -> Act | None:
        parties = {} if who in policy.roster.people else {REPORTER: case.reporter, OWNER: case.owner or who}
        person = parties.get(who, who)
        return person, do(case, Text(reason, person))

    return act
