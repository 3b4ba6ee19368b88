"""Closed cases are deleted when their time is over (S41), each night, one by one, so that nobody has to wait."""

from collections.abc import Iterator
from datetime import datetime, time
from functools import partial
from itertools import islice

from bot.cases.case import Case
from bot.policy.policy import Policy
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

    def next_at(self, now: datetime) -> datetime | None:
        policy = self._store.in_force()
        return due_next(now, NIGHT, policy.rules.timezone) if policy else None

    async def do(self, now: datetime) -> None:
        policy = await self._in_thread(self._policy)
        if policy is None or (self._done_at and self._done_at >= due_last(now, NIGHT, policy.rules.timezone)):
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

    def _is_due(self, policy: Policy, now: datetime) -> bool:
        with self._store.writing() as unit:
            last = unit.looked_until(LOOKED)
        return bool(policy.rules.retention) and (last is None or last < due_last(now, NIGHT, policy.rules.timezone))

    def _over(self, policy: Policy, now: datetime) -> Iterator[tuple[Case, str]]:
        """Every case whose time is over, and by which line."""
        until_at = soonest(policy.rules.retention, now, policy.rules.timezone)
        for case in self._record.closed_cases(until_at) if until_at else ():
            with self._store.writing() as unit:
                rules = unit.rules(case.version)
            found = kept(case, policy, rules)
            if found and found.until_at <= now:
                yield case, f"{policy.rules.label}: retention {found.line}"

    def _bury_some(self, over: Iterator[tuple[Case, str]], now: datetime) -> bool:
        """Whether there may be more."""
        some = list(islice(over, AT_A_TIME))
        for case, rule in some:
            self._record.bury(case, rule, now)
        return len(some) == AT_A_TIME

    def _looked(self, now: datetime) -> None:
        with self._store.writing() as unit:
            unit.look_until(LOOKED, now, now)
