"""Whom a level asks, the slow way: every person held against every rule, one by one (S15 to S17, S20, S26, S28).

Nothing here calls the code under test; it reads its values only.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.people.calendars import Calendar
from bot.people.roster import Load, Roster
from bot.people.targets import (
    CoordinatorOf,
    ManagerOf,
    NextOnCall,
    OnCall,
    OnePerson,
    Party,
    PartyOf,
    Target,
    TeamMembers,
)
from bot.policy.rules import Level, Path, Pick
from bot.policy.when import CalendarIs

NEVER = datetime.min.replace(tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WISHES = ("reporter", "limit", "hours", "skills", "chosen_skills")  # the last is given up first
Line = tuple[object, ...]


@dataclass(frozen=True)
class Asked:
    person: str
    level: int | None
    round: int
    reply: str | None


def open_at(calendar: Calendar, at: datetime) -> bool:
    """By the clock on the wall; for calendars without holidays, far from any change of clocks."""
    local = at.astimezone(ZoneInfo(calendar.timezone))
    minute = local.hour * 60 + local.minute
    return any(
        _minutes(one.begins) <= minute < (_minutes(one.ends) if one.ends else 1440)
        for one in calendar.weekly[local.weekday()]
    )


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def open_minutes(calendar: Calendar | None, start: datetime, end: datetime) -> int:
    count = 0
    while start < end:
        count += calendar is None or open_at(calendar, start)
        start += MINUTE
    return count


class Then:
    """All that is known at one moment."""

    def __init__(
        self,
        roster: Roster,
        path: Path,
        at: datetime,
        asks: Sequence[Asked],
        reporter: str,
        concerned: frozenset[str],
        chosen: frozenset[str],
    ) -> None:
        self.roster, self.path, self.at, self.asks = roster, path, at, asks
        self.reporter, self.concerned, self.chosen = reporter, concerned, chosen

    # who is there

    def absent(self, person: str) -> str | None:
        roster, at = self.roster, self.at
        if person not in roster.people and ":" not in person:
            return "gone"
        if person in roster.away:
            return roster.away[person]
        for said in roster.absences:
            if said.person == person and said.starts_at <= at and (said.ends_at is None or said.ends_at > at):
                return said.why
        leave = roster.people[person].leave if person in roster.people else None
        events = roster.feeds[leave].stretches if leave else ()
        return "leave" if any(event.starts_at <= at < event.ends_at for event in events) else None

    def full(self, person: str) -> bool:
        limit = self.roster.people[person].limit if person in self.roster.people else None
        return limit is not None and self.roster.loads.get(person, Load()).open_cases >= limit

    def works(self, person: str) -> bool:
        own = self.roster.own.get(person)
        of_file = self.roster.people[person].hours if person in self.roster.people else None
        hours = (own.hours if own else None) or (self.roster.calendars[of_file] if of_file else None)
        return hours is None or open_at(hours, self.at)

    # who is named

    def duty(self, schedule: str, spared: Iterable[str] = ()) -> tuple[list[str], dict[str, str]]:
        """Who has it, and who was passed over for what."""
        named, passed = self._having_duty(schedule, spared, heed_limit=True)
        if not named and "limit" in passed.values():
            return self._having_duty(schedule, spared, heed_limit=False)
        return named, passed

    def _having_duty(self, schedule: str, spared: Iterable[str], heed_limit: bool) -> tuple[list[str], dict[str, str]]:
        standing = [o for o in self.roster.overrides if o.schedule == schedule and o.starts_at <= self.at < o.ends_at]
        stand_ins = {o.instead_of: o.person for o in standing if o.instead_of}
        layers = self.roster.schedules[schedule].layers
        above = [[[o.person]] for o in reversed(standing) if not o.instead_of]
        crews = above + [[[stand_ins[p], p] if p in stand_ins else [p] for p in one.people] for one in layers]
        passed: dict[str, str] = {}
        for crew in crews:
            having = []
            for seat in crew:
                for person in seat:
                    if why := self.absent(person):
                        passed[person] = why
                    elif person not in spared:
                        if heed_limit and self.full(person):
                            passed[person] = "limit"
                        else:
                            having.append(person)
                        break
            if having:
                return list(dict.fromkeys(having)), passed
        return [], passed

    def names(self, target: Target, below: Sequence[Asked], round_: int) -> tuple[list[str], dict[str, str]]:
        match target:
            case OnePerson(person):
                return [person], {}
            case TeamMembers(team):
                return list(self.roster.teams[team].members), {}
            case CoordinatorOf(team):
                return [who for who in [self.roster.teams[team].coordinator] if who], {}
            case OnCall(schedule):
                return self.duty(schedule)
            case NextOnCall(schedule):
                return self.duty(schedule, self.duty(schedule)[0])
            case ManagerOf(Party.OWNER):
                return self._above(self._last_asked(below), below, round_), {}
            case ManagerOf(Party.REPORTER):
                return self._above([self.reporter], below, round_), {}
            case ManagerOf(str() as person):
                return self._above([person], below, round_), {}
            case PartyOf(Party.REPORTER):
                return [self.reporter], {}
            case _:
                raise AssertionError(target)

    def _last_asked(self, below: Sequence[Asked]) -> list[str]:
        if below:
            last = below[-1]
            return [ask.person for ask in below if (ask.level, ask.round) == (last.level, last.round)]
        first = self.path.levels[0]
        owner_named = [t for t in first.ask if t != ManagerOf(Party.OWNER)]
        return self.narrowed(first, self.all_named(owner_named, (), 1)[0], 1, owner_named)[0]

    def _above(self, people: Iterable[str], below: Sequence[Asked], round_: int) -> list[str]:
        asked, found = {ask.person for ask in below if ask.round == round_}, []
        for person in people:
            passed: list[str] = []
            while person in self.roster.people and (above := self.roster.people[person].manager):
                if above not in asked:
                    found.append(above)
                    break
                if above in passed:
                    break
                passed.append(above)
                person = above
        return found

    def all_named(
        self, targets: Iterable[Target], below: Sequence[Asked], round_: int
    ) -> tuple[list[str], dict[str, str]]:
        people: list[str] = []
        passed: dict[str, str] = {}
        for target in targets:
            named, over = self.names(target, below, round_)
            people += named
            passed |= over
        return list(dict.fromkeys(people)), passed

    # who may be asked

    def narrowed(
        self, level: Level, people: Sequence[str], round_: int, targets: Iterable[Target]
    ) -> tuple[list[str], dict[str, str]]:
        """Those who meet the longest list of wishes, counted from the one that weighs most."""
        grave = {person: why for person in people if (why := self._grave(level, person, round_))}
        met = {person: self._met(level, person, targets) for person in people if person not in grave}
        best = max(met.values(), default=())
        slight = {
            person: next(wish for wish, has, one in zip(WISHES, best, wishes, strict=True) if has != one)
            for person, wishes in met.items()
            if wishes != best
        }
        return [person for person in met if person not in slight], grave | slight

    def _grave(self, level: Level, person: str, round_: int) -> str | None:
        replies = {ask.reply for ask in self.asks if ask.round == round_ and ask.person == person}
        if (why := self.absent(person)) and why != "unreachable":
            return why
        if why or "unreachable" in replies:
            return "unreachable"
        if replies & {"declined", "handed_back"}:
            return "declined"
        if person in self.concerned:
            return "concerned"
        has = self.roster.people[person].authority if person in self.roster.people else frozenset()
        return None if level.authority <= has else "authority"

    def _met(self, level: Level, person: str, targets: Iterable[Target]) -> tuple[bool, ...]:
        on_duty = [p for t in targets if isinstance(t, OnCall | NextOnCall) for p in self.names(t, (), 1)[0]]
        has = self.roster.people[person].skills if person in self.roster.people else frozenset()
        return (
            person != self.reporter,
            not self.full(person),
            level.hours is None or person in on_duty or self.works(person),
            level.skills <= has,
            self.chosen <= has,
        )

    # what happens

    def climbs(self, first: int, round_: int) -> Iterator[Line]:
        """From this level on, all in one instant."""
        asked_somebody = any(ask.round == round_ and ask.level for ask in self.asks)
        for number in range(first, len(self.path.levels) + 1):
            level = self.path.levels[number - 1]
            if not self._stands(level):
                continue
            if level.hours and not open_at(self.roster.calendars[level.hours], self.at):
                yield ("sleeps", number, round_)
                return
            people, skipped = self.chosen_of(level, round_)
            yield from (("skips", person, number, round_, why) for person, why in sorted(skipped.items()))
            if people:
                yield from (("asks", person, number, round_) for person in self.first_of(level, people, round_))
                return
            yield ("passes", number, round_)
        if round_ < self.path.rounds and asked_somebody:
            yield from self.climbs(1, round_ + 1)
        else:
            yield ("fallback",)

    def chosen_of(self, level: Level, round_: int) -> tuple[list[str], dict[str, str]]:
        named, passed = self.all_named(level.ask, self.asks, round_)
        people, skipped = self.narrowed(level, named, round_, level.ask)
        return people, {person: why for person, why in passed.items() if person not in people} | skipped

    def _stands(self, level: Level) -> bool:
        """Only by whether the office is open."""
        return all(
            open_at(self.roster.calendars["office"], self.at) is clause.open
            for clause in level.when.clauses
            if isinstance(clause, CalendarIs)
        )

    def first_of(self, level: Level, people: list[str], round_: int) -> list[str]:
        return people if level.pick is Pick.ALL else self.in_turn(level, people, self.asks, round_)[:1]

    def in_turn(self, level: Level, people: list[str], below: Sequence[Asked], round_: int) -> list[str]:
        """By the first target that names them; of a team the least loaded, the longest not asked, the file."""
        ranks: dict[str, tuple[object, ...]] = {}
        for place, target in enumerate(level.ask):
            for number, person in enumerate(self.names(target, below, round_)[0]):
                load = self.roster.loads.get(person, Load())
                weight = (
                    (load.open_cases, load.last_asked_at or NEVER) if isinstance(target, TeamMembers) else (0, NEVER)
                )
                ranks.setdefault(person, (place, *weight, number))
        return sorted(people, key=lambda person: ranks[person])

    def goes_on(self, number: int, round_: int, queue: Sequence[str]) -> Iterator[Line]:
        """One has had their time at a level that asks one after another."""
        level = self.path.levels[number - 1]
        below = [ask for ask in self.asks if (ask.level, ask.round) != (number, round_)]
        asked = {ask.person for ask in self.asks if (ask.level, ask.round) == (number, round_)}
        others = [p for p in self.all_named(level.ask, below, round_)[0] if p not in asked and p not in queue]
        waiting = [*queue, *self.in_turn(level, others, below, round_)]
        people, skipped = self.narrowed(level, waiting, round_, level.ask)
        yield from (("skips", p, number, round_, why) for p, why in sorted(skipped.items()) if p in queue)
        if people:
            yield ("asks", people[0], number, round_)
        else:
            yield from self.climbs(number + 1, round_)
