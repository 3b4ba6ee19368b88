"""A case in fast-forward: what would happen if it were opened then, and people answered so (S45, promise 5)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.cases.case import Case, Realm
from bot.cases.clocks import CaseClock
from bot.cases.commands import Open
from bot.cases.events import Entry
from bot.cases.facts import Facts, Handover, Item
from bot.cases.handover import items
from bot.cases.ladder_events import FallbackReached
from bot.changing import replace
from bot.people.roster import Person, Roster
from bot.policy.policy import Policy
from bot.policy.rules import Rules
from bot.trying.happening import Happening, Kind
from bot.trying.play import Deed, Moment, Turned, play
from bot.trying.telling import happenings
from bot.words import Text

SOMEBODY = "simulate:somebody"  # reports where nobody is named; the colon keeps it apart from every id of a policy (S1)
FALLBACKS, LONGEST = 3, timedelta(days=30)
MOST = 2000  # a fallback every second, and nobody reads on
STAND_IN = "…"


class Ended(StrEnum):
    """Why nothing more is told."""

    CLOSED = "closed"
    UNTIL = "until"
    FALLBACK = "fallback"
    LONG = "long"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Trial:
    """What to try: `reporter` None is somebody outside the file, `region` that of the reporter. `said` are items of the
    hand-over and free fields. `deeds` stand in the order of time. `until` None: the third fallback, or 30 days (S45).
    """

    facts: Facts
    at: datetime
    said: Mapping[str, str] = field(default_factory=dict)
    reporter: str | None = None
    region: str | None = None
    deeds: tuple[Deed, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Simulation:
    """`entries` are the record that the case would have, `case` is how it stands at the end. `turned` are deeds that it
    refused, `idle` those that were still to come when it ended."""

    happenings: tuple[Happening, ...]
    entries: tuple[Entry, ...]
    case: Case
    ended: Ended
    ended_at: datetime
    turned: tuple[Turned, ...] = ()
    idle: tuple[Deed, ...] = ()


def simulate(policy: Policy, trial: Trial) -> Simulation:
    """Everybody reachable, nobody on leave or at their limit, no earlier case of the customer (S45).

    Raises `Refused` where the case cannot be opened; never because an item of the hand-over is missing.
    """
    trial_policy = Policy(policy.rules, everybody_there(policy.roster, trial))
    by = trial.reporter or SOMEBODY
    playing = play(trial_policy, opening(trial, by, policy.rules), by, trial.at, trial.deeds)
    return _Trying(trial, trial_policy).follow(playing)


def everybody_there(roster: Roster, trial: Trial) -> Roster:
    """As S45 wants it; the reporter has the region that the trial states."""
    there = replace(roster, away={}, loads={}, repeats={}, mail=True, webhooks=True)
    if trial.region is None:
        return there
    by = trial.reporter or SOMEBODY
    reporter = replace(there.people.get(by) or Person(by, "", ""), region=trial.region)
    return replace(there, people={**there.people, by: reporter})


def opening(trial: Trial, by: str, rules: Rules) -> Open:
    given = filled(trial.said, by, items(rules.types[trial.facts.type]))
    return Open("simulated", 0, Realm.LIVE, CaseClock(trial.at), given, trial.facts)


def filled(said: Mapping[str, str], by: str, wanted: Sequence[str]) -> Handover:
    """What nobody stated is filled in, so that no simulation is refused for it (S37)."""
    texts = {item: Text(said.get(item) or STAND_IN, by) for item in wanted}
    own = tuple((item, text) for item, text in texts.items() if item not in set(Item))
    return Handover(**{item.value: texts[item] for item in Item}, fields=own)


class _Trying:
    """Looks on, tells, and says when it is enough."""

    def __init__(self, trial: Trial, policy: Policy) -> None:
        self._trial, self._policy = trial, policy
        self._until = trial.until or trial.at + LONGEST
        self._ended = Ended.UNTIL if trial.until else Ended.LONG
        self._told: list[Happening] = []
        self._entries: list[Entry] = []
        self._turned: list[Turned] = []
        self._fallbacks = 0

    def follow(self, playing: Iterator[Moment]) -> Simulation:
        """A case that is not closed always has a timer, so only closing ends the play (promise 2)."""
        moment = next(playing)
        self._see(None, moment)
        for following in playing:
            if _at(following) > self._until:
                return self._end(moment.case, self._ended, self._until)
            if len(self._told) >= MOST:
                return self._end(moment.case, Ended.MANY, self._told[-1].at)
            self._see(moment.case, following)
            moment = following
        return self._end(moment.case, Ended.CLOSED, moment.case.closed_at or self._until)

    def _see(self, before: Case | None, moment: Moment) -> None:
        if moment.turned:
            self._turned.append(moment.turned)
        self._entries += moment.entries
        self._told += happenings(before, moment, self._policy)
        self._fallbacks += sum(1 for entry in moment.entries if isinstance(entry.event, FallbackReached))
        if self._trial.until is None and self._fallbacks >= FALLBACKS and not self._to_come(_at(moment)):
            self._until, self._ended = _at(moment), Ended.FALLBACK  # the rest of this instant is still told

    def _to_come(self, at: datetime) -> tuple[Deed, ...]:
        return tuple(deed for deed in self._trial.deeds if deed.at > at)

    def _end(self, case: Case, ended: Ended, at: datetime) -> Simulation:
        told, entries, turned = tuple(together(self._told)), tuple(self._entries), tuple(self._turned)
        return Simulation(told, entries, case, ended, at, turned, self._to_come(at))


def _at(moment: Moment) -> datetime:
    return moment.turned.at if moment.turned else moment.entries[0].at


def together(told: Sequence[Happening]) -> Iterator[Happening]:
    """One event per instant, level and kind (S45), where the first of them stood."""
    merged: dict[tuple[datetime, int | None, Kind], Happening] = {}
    for one in told:
        key = (one.at, one.level, one.event)
        merged[key] = _merged(merged[key], one) if key in merged else one
    yield from merged.values()


def _merged(one: Happening, other: Happening) -> Happening:
    return replace(
        one,
        who=tuple(dict.fromkeys((*one.who, *other.who))),
        where=tuple(dict.fromkeys((*one.where, *other.where))),
        rule=tuple(dict.fromkeys((*one.rule, *other.rule))),
    )
