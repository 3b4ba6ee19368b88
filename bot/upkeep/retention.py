"""Closed cases are deleted when their time is over (S41), each night, one by one, so that nobody has to wait."""

from collections.abc import Iterator
from datetime import datetime, time
from functools import partial
from itertools import islice

from bot.cases.case import Case
from bot.claims import known_until
from bot.policy.policy import Policy
from bot.policy.rules import Rules
from bot.ports import InThread, Store
from bot.record.keeper import RecordKeeper
from bot.record.retention import kept, soonest
from bot.upkeep.quiet import due_last, due_next

NIGHT = time(3)
LOOKED = "retention"
AT_A_TIME = 50  # deleted in one go, between which others have their turn


class Retention:
    """A chore. A night that was missed is made good at once; what a crash leaves over comes with the next round, since
    the night counts as done only at its end."""

    name = "retention"

    def __init__(self, store: Store, record: RecordKeeper, in_thread: InThread) -> None:
        self._store, self._record, self._in_thread = store, record, in_thread
        self._done_at: datetime | None = None
        self._known: dict[str, Rules] = {}

    def next_at(self, now: datetime) -> datetime | None:
        policy = self._store.in_force()
        return due_next(now, NIGHT, policy.rules.timezone) if policy else None

    async def do(self, now: datetime) -> None:
        policy = await self._in_thread(self._policy)
        if policy is None or self._is_done(policy, now):
            return
        if await self._in_thread(partial(self._is_due, policy, now)):
            over = self._over(policy, now)
            while await self._in_thread(partial(self._bury_some, over, now)):
                pass
            await self._in_thread(partial(self._looked, now))
        self._done_at = now

    def _policy(self) -> Policy | None:
        with self._store.writing() as unit:
            return unit.active()

    def _is_done(self, policy: Policy, now: datetime) -> bool:
        return self._done_at is not None and due_last(now, NIGHT, policy.rules.timezone) <= self._done_at <= now

    def _is_due(self, policy: Policy, now: datetime) -> bool:
        """The first look of all deletes nothing: until the night the operator has time to see what was switched on."""
        with self._store.writing() as unit:
            last = known_until(unit, LOOKED, now)
            if last is None:
                unit.look_until(LOOKED, now, now)
        return bool(last and policy.rules.retention and last < due_last(now, NIGHT, policy.rules.timezone))

    def _over(self, policy: Policy, now: datetime) -> Iterator[tuple[Case, str]]:
        """Every case whose time is over, and by which line."""
        until_at = soonest(policy.rules.retention, now, policy.rules.timezone)
        for case in self._record.closed_cases(until_at) if until_at else ():
            found = kept(case, policy, self._rules(case.version))
            if found and found.until_at <= now:
                yield case, f"{policy.rules.label}: retention {found.line}"

    def _rules(self, version: str) -> Rules:
        if version not in self._known:
            with self._store.writing() as unit:
                self._known[version] = unit.rules(version)
        return self._known[version]

    def _bury_some(self, over: Iterator[tuple[Case, str]], now: datetime) -> bool:
        """Whether there may be more."""
        some = list(islice(over, AT_A_TIME))
        for case, rule in some:
            self._record.bury(case, rule, now)
        return len(some) == AT_A_TIME

    def _looked(self, now: datetime) -> None:
        with self._store.writing() as unit:
            unit.look_until(LOOKED, now, now)
