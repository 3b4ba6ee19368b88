"""Those who can do something hear of the hours in which nobody would answer: each Monday of the coming weeks, and of a
new gap within a week as soon as it is seen (R25)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.claims import known_until
from bot.coverage.coverage import Coverage, coverage
from bot.coverage.gap import Gap
from bot.engine import Engine
from bot.messages.notice import NoticeTopic
from bot.notices.coverage import AHEAD, about_soon, about_week, beginning_soon, deciding
from bot.people.roster import Roster
from bot.policy.keepers import keepers
from bot.policy.policy import Policy
from bot.ports import InThread, Unit
from bot.upkeep.quiet import ONE_DAY, Rest, due_last, due_next

MORNING = time(8)
PAUSE = timedelta(minutes=5)
LOOKED = "coverage"
RUNNING, OPEN = "running", "open"


@dataclass(frozen=True, slots=True)
class Look:
    """What is due: a `week` that was not told yet (its Monday), and whether anything may be new."""

    policy: Policy
    roster: Roster
    week: datetime | None
    due: bool


class CoverageChore:
    """A chore. Looks each morning, and within minutes after anything changed by which somebody is there or not; the
    first look of all tells no digest of a week that has begun."""

    name = "coverage"

    def __init__(self, engine: Engine, in_thread: InThread) -> None:
        self._engine, self._in_thread = engine, in_thread
        self._rest: Rest | None = None
        self._seen: object = None

    def next_at(self, now: datetime) -> datetime | None:
        policy = self._engine.store.in_force()
        return due_next(now, MORNING, policy.roster.timezone) if policy else None

    async def do(self, now: datetime) -> None:
        if self._rest and self._rest.covers(now):
            return
        look = await self._in_thread(partial(self._looked, now))
        self._rest = Rest(now, min(now + PAUSE, due_next(now, MORNING, look.roster.timezone)))
        seen = deciding(look.policy, look.roster)
        if look.due or seen != self._seen:
            await self._in_thread(partial(self._tell, look, now))
            self._engine.on_saved()
        self._seen = seen

    def _looked(self, now: datetime) -> Look:
        with self._engine.store.writing() as unit:
            policy, roster = self._engine.policy_in(unit), self._engine.roster_in(unit, now)
            last = known_until(unit, LOOKED, now)
        morning, monday = due_last(now, MORNING, roster.timezone), last_monday(now, roster.timezone)
        week = monday if last and last < monday else None
        return Look(policy, roster, week, last is None or last < morning)

    def _tell(self, look: Look, now: datetime) -> None:
        """What takes long is worked out before anybody else has to wait."""
        found = coverage(look.policy, look.roster, now, now + AHEAD)
        with self._engine.store.writing() as unit:
            news = [gap for gap in found.gaps if _is_news(gap, found, unit, now)]
            if look.week and unit.once(f"{LOOKED}|{_about(look.week, look.roster)}", now):
                self._digest(unit, look, now)
            elif soon := beginning_soon(found).gaps:
                _warn(unit, look, [gap for gap in soon if gap in news], now)
            unit.look_until(LOOKED, now, now)

    def _digest(self, unit: Unit, look: Look, now: datetime) -> None:
        about = _about(look.week or now, look.roster)
        _notify(unit, look, about, now)
        places = (look.roster.places.get(team.place or "") for team in look.roster.teams.values())
        for place in {place.id: place for place in places if place}.values():
            for platform in dict.fromkeys(platform for platform, _ in self._engine.rooms(place)):
                unit.notify(NoticeTopic.COVERAGE, about, now, place=place.id, platform=platform.value)


def last_monday(now: datetime, zone: str) -> datetime:
    """The last Monday morning there, `now` included."""
    at = due_last(now, MORNING, zone)
    while at.astimezone(ZoneInfo(zone)).weekday() != 0:
        at = due_last(at - ONE_DAY / 2, MORNING, zone)
    return at


def _about(monday: datetime, roster: Roster) -> str:
    return about_week(monday.astimezone(ZoneInfo(roster.timezone)))


def _is_news(gap: Gap, found: Coverage, unit: Unit, now: datetime) -> bool:
    """One that goes on as it was foreseen is none, however much of it is over."""
    begins = RUNNING if gap.starts_at <= found.begins else gap.starts_at.isoformat()
    ends = OPEN if gap.ends_at >= found.ends else gap.ends_at.isoformat()
    of = f"{LOOKED}|{gap.kind}|{gap.about}"
    is_new = unit.once(f"{of}|{begins}|{ends}", now)
    if is_new and begins != RUNNING:
        unit.once(f"{of}|{RUNNING}|{ends}", now)
    return is_new


def _warn(unit: Unit, look: Look, gaps: Iterable[Gap], now: datetime) -> None:
    if names := dict.fromkeys(gap.about for gap in gaps):
        _notify(unit, look, about_soon(now, names), now)


def _notify(unit: Unit, look: Look, about: str, now: datetime) -> None:
    """Those who keep the policy, and who coordinates a team."""
    coordinators = (team.coordinator for team in look.roster.teams.values() if team.coordinator)
    for person in dict.fromkeys((*keepers(look.policy, now), *coordinators)):
        unit.notify(NoticeTopic.COVERAGE, about, now, person=person)
