"""Looks whether everybody whom the policy can ask can be reached: each day, and before each shift (R22).

What was found is kept for each person by itself, so that any process goes on where another stopped.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

from bot.delivery.ways import mail_to
from bot.engine import Engine
from bot.lint.asked import may_be_asked
from bot.notices.reporting import BEFORE, report_day, report_shifts, shifts_about
from bot.people.identity import Identity, Membership, Platform
from bot.people.presence import Reach
from bot.people.roster import Person, Roster
from bot.people.schedules import next_change, planned
from bot.ports import InThread, Unit
from bot.sending import NotNow, Reachable, Sender
from bot.upkeep.quiet import ONE_DAY, Rest, due_last, due_next, minute_of

MORNING = time(8)
AGAIN = timedelta(hours=1)  # who could not be reached may have been let in since
PAUSE, MINUTE = timedelta(minutes=5), timedelta(minutes=1)
SLICE = 20  # people a minute, among all processes: Slack lets fifty direct messages be opened
PATIENCE = timedelta(hours=2)  # then what is not known is left out of the report
Find = Callable[[Person | None], Awaitable[Identity | None]]
Ways = Mapping[str, Sequence[Platform | None]]  # on which platforms somebody is known; None: looking for them


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to be looked for. `left`: the account that they had is closed."""

    person: Person
    identities: tuple[Identity, ...]
    left: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """Whom to look for now, and whether there are more."""

    candidates: tuple[Candidate, ...]
    more: bool


class ReachLook:
    """A chore. `find` looks for somebody who never spoke to Stige; see `Relay.found`."""

    name = "reach"

    def __init__(self, engine: Engine, senders: Mapping[Platform, Sender], in_thread: InThread, find: Find) -> None:
        self._engine, self._senders, self._in_thread, self._find = engine, senders, in_thread, find
        self._rests: dict[Platform | None, Rest] = {}  # None: looking for somebody
        self._next_at: datetime | None = None
        self._rest: Rest | None = None

    def next_at(self, now: datetime) -> datetime | None:  # noqa: ARG002
        return self._next_at

    async def do(self, now: datetime) -> None:
        """What changes in between, such as a shift taken over, is seen within five minutes."""
        if self._rest and self._rest.covers(now):
            return
        self._rest = Rest(now, now + MINUTE)
        task = await self._in_thread(partial(self._due, now))
        found = [reach for one in task.candidates if (reach := await self._looked(one, now))]
        next_at = await self._in_thread(partial(self._keep, found, now))
        self._next_at = minute_of(now) + MINUTE if task.more else next_at
        self._rest = Rest(now, min(self._next_at, now + PAUSE))

    # whom

    def _due(self, now: datetime) -> Task:
        with self._engine.store.writing() as unit:
            roster = self._engine.roster_in(unit, now)
            ways = self._ways(unit)
            waiting = self._waiting(unit, roster, ways, now)
            open_to = [one for one in waiting if any(self._is_open(way, now) for way in ways.get(one.id, (None,)))]
            mine = bool(open_to) and unit.once(f"reach|{minute_of(now).isoformat()}", now)
            found = [self._candidate(unit, person) for person in open_to[:SLICE]] if mine else []
        return Task(tuple(found), len(open_to) > len(found))

    def _ways(self, unit: Unit) -> Ways:
        """Read for all at once: of thousands, one by one, others would wait for seconds."""
        ways: dict[str, list[Platform | None]] = {}
        for platform in self._senders:
            for account in unit.accounts(platform):
                if account.profile.membership is Membership.MEMBER:
                    ways.setdefault(account.person, []).append(platform)
        return ways

    def _waiting(self, unit: Unit, roster: Roster, ways: Ways, now: datetime) -> list[Person]:
        """Those whose shift begins, then those who were not looked for today, then those who could not be reached."""
        reaches = unit.reaches()
        today = due_last(now, MORNING, roster.timezone)
        soon = (
            (one, about.shift.starts_at - BEFORE) for about in shifts_about(roster, now) for one in about.shift.people
        )
        daily = ((one, today) for one in may_be_asked(self._engine.policy_in(unit), now))
        unreached = (
            (reach.person, now - AGAIN) for reach in reaches.values() if not reach.reachable and reach.person in ways
        )
        due = dict.fromkeys(one for one, since in (*soon, *daily, *unreached) if _older(reaches.get(one), since, now))
        return [roster.people[one] for one in due if one in roster.people]

    def _candidate(self, unit: Unit, person: Person) -> Candidate:
        known = tuple(identity for identity in unit.identities_of(person.id) if identity.platform in self._senders)
        profile = unit.profile_of(person.id)
        return Candidate(person, known, not known and profile is not None and profile.membership is Membership.GONE)

    def _is_open(self, way: Platform | None, now: datetime) -> bool:
        rest = self._rests.get(way)
        return rest is None or not rest.covers(now)

    def _next_due(self, unit: Unit, roster: Roster, now: datetime) -> datetime:
        """A shift, the morning, or the end of a rest that somebody waits for."""
        resting = [rest.until_at for rest in self._rests.values() if rest.covers(now)]
        ahead = resting if resting and self._waiting(unit, roster, self._ways(unit), now) else []
        if starts_at := next_change(planned(roster), now + BEFORE, ONE_DAY):
            ahead.append(starts_at - BEFORE)
        return min([*ahead, due_next(now, MORNING, roster.timezone)])

    # whether

    async def _looked(self, one: Candidate, now: datetime) -> Reach | None:
        """By the first way that there is; None: a way that cannot be tried now may be one."""
        try:
            identities = one.identities or await self._found(one, now) or self._by_mail(one)
        except NotNow:
            return None
        refusals: list[str] = []
        for identity in identities:
            answer = await self._asked(identity, now)
            if answer and answer.can:
                return Reach(one.person.id, now, True, identity.platform, answer.silent_until)
            refusals += [answer.why] if answer else []
        if len(refusals) < len(identities):
            return None
        return Reach(one.person.id, now, False, why=next(iter(refusals), "gone" if one.left else "nowhere"))

    async def _found(self, one: Candidate, now: datetime) -> tuple[Identity, ...]:
        if not self._is_open(None, now):
            raise NotNow("nobody can be looked for now")
        try:
            found = await self._find(one.person)
        except NotNow as busy:
            self._rests[None] = Rest(now, now + (busy.retry_after or PAUSE))
            raise
        return (found,) if found else ()

    def _by_mail(self, one: Candidate) -> tuple[Identity, ...]:
        """Whom no chat knows (S21)."""
        by_mail = None if one.left else mail_to(self._senders, one.person)
        return (by_mail,) if by_mail else ()

    async def _asked(self, identity: Identity, now: datetime) -> Reachable | None:
        platform = identity.platform
        if not self._is_open(platform, now):
            return None
        try:
            return await self._senders[platform].reach(identity)
        except NotNow as busy:
            self._rests[platform] = Rest(now, now + (busy.retry_after or PAUSE))
        except Exception:  # lost, or a sender that breaks its word: that must not keep everybody else waiting
            self._rests[platform] = Rest(now, now + PAUSE)
        return None

    # what of it

    def _keep(self, found: Sequence[Reach], now: datetime) -> datetime:
        """Gives when something is due next."""
        with self._engine.store.writing() as unit:
            for reach in found:
                unit.keep_reach(reach)
            policy, roster = self._engine.policy_in(unit), self._engine.roster_in(unit, now)
            report_shifts(unit, policy, roster, now)
            today, reaches = due_last(now, MORNING, roster.timezone), unit.reaches()
            unknown = any(_older(reaches.get(person), today, now) for person in may_be_asked(policy, now))
            if not unknown or now - today >= PATIENCE:
                report_day(unit, policy, roster, today, now, whole=not unknown)
            next_at = self._next_due(unit, roster, now)
        self._engine.on_saved()
        return next_at


def _older(reach: Reach | None, since: datetime, now: datetime) -> bool:
    """Or of a time that is far from come, as a clock that went ahead had it."""
    return reach is None or not since <= reach.checked_at <= now + PAUSE
