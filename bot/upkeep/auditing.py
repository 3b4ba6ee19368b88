"""The auditor's rounds: each minute what changed, within an hour everything; and a beat to the outside while all is
well, so that something else notices when it is not."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from typing import Protocol

from bot.auditing.auditor import Auditor
from bot.changing import replace
from bot.claims import known_until
from bot.engine import Engine
from bot.findings import OF_A_CASE, Finding, Noted, Wrong
from bot.notices.auditing import redraw, tell_operators
from bot.people.identity import Platform
from bot.ports import InThread, Unit
from bot.upkeep.quiet import minute_of

MINUTE = timedelta(minutes=1)
SETTLED = timedelta(seconds=10)  # no transaction takes longer: all that was written until then can be seen
CLOSED_LATELY = timedelta(days=1)
PARTS = 60  # of all open cases, one a minute
EVENTS_AT_ONCE = 20_000
LONG_ENOUGH = timedelta(seconds=75)  # whatever runs has had its turn between two looks so far apart, any lease its end
LATE = timedelta(seconds=30)
PAGES_FOR, OTHERS_FOR = timedelta(minutes=6), timedelta(hours=1)  # beyond the policy's own limit
SUSPICIOUS_LEASE = timedelta(minutes=10)
LONGEST_QUIET = timedelta(hours=2)
CHANGED, SLICED = "audit|changed", "audit|slice"


class Outside(Protocol):
    """Where it is heard of, beside the chats."""

    def found(self, finding: Finding) -> None: ...

    def ended(self, finding: Noted) -> None: ...

    async def beat(self) -> None:
        """All is well. Takes bounded time and raises nothing."""


@dataclass(frozen=True, slots=True)
class Who:
    """What makes one auditor judge as another does: a program with these platforms. `runs`: its timers are fired."""

    version: str
    platforms: frozenset[Platform]
    runs: Callable[[], bool] = lambda: True

    @property
    def name(self) -> str:
        return "|".join((self.version, *sorted(self.platforms)))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of one process since it began: how many cases it looked through, and what it found."""

    cases: int = 0
    found: Mapping[Wrong, int] = field(default_factory=dict)


class AuditChore:
    """A chore. Each process looks at what runs; through the cases goes whichever claims the minute."""

    name = "auditing"

    def __init__(self, engine: Engine, who: Who, in_thread: InThread, outside: Outside) -> None:
        self._engine, self._who, self._in_thread, self._outside = engine, who, in_thread, outside
        self._minute: datetime | None = None
        self._suspects: dict[str, datetime] = {}
        self._cases = 0
        self._found: Counter[Wrong] = Counter()

    def next_at(self, now: datetime) -> datetime | None:  # noqa: ARG002
        """It needs no waking: a minute is looked at in the next round."""
        return None

    def numbers(self) -> Numbers:
        """Costs nothing."""
        return Numbers(self._cases, dict(self._found))

    async def do(self, now: datetime) -> None:
        if self._minute == minute_of(now):
            return
        self._minute = minute_of(now)
        found = await self._watch(now)
        if await self._in_thread(partial(self._claim, now)):
            found += await self._look_through(now)
            still = await self._in_thread(self._all_open)
            if not found and not still and self._who.runs():
                await self._outside.beat()

    def _claim(self, now: datetime) -> bool:
        with self._engine.store.writing() as unit:
            return unit.once(f"audit|{minute_of(now).isoformat()}", now)

    def _all_open(self) -> int:
        with self._engine.store.writing() as unit:
            return len(unit.findings_open())

    # what runs

    async def _watch(self, now: datetime) -> int:
        """What looks wrong now and did before. After a stop, or where a clock is wound, all is late for a moment."""
        seen = await self._in_thread(partial(self._suspicious, now))
        before, self._suspects = self._suspects, {one.key: self._suspects.get(one.key, now) for one in seen}
        sure = [one for one in seen if one.key in before and now - before[one.key] >= LONG_ENOUGH]
        return sum([await self._in_thread(partial(self._note_one, one, now)) for one in sure])

    def _suspicious(self, now: datetime) -> list[Finding]:
        with self._engine.store.writing() as unit:
            seen = list(_suspicious(unit, now))
            keys = {one.key for one in seen}
            gone = [one for one in unit.findings_open() if one.what not in OF_A_CASE and one.key not in keys]
            self._end(unit, gone, now)
        return seen

    def _note_one(self, finding: Finding, now: datetime) -> int:
        with self._engine.store.writing() as unit:
            if finding.case_id:
                unit.load(finding.case_id)  # locks it, as whoever touches its messages does
            if finding.key not in {one.key for one in _suspicious(unit, now)}:
                return 0
            if finding.what is Wrong.LEASE:
                unit.free_lease(finding, now)
                finding = replace(finding, repaired=True)
            self._note(unit, (finding,), now)
        self._engine.on_saved()
        return 1

    # cases

    async def _look_through(self, now: datetime) -> int:
        case_ids, since_at, until_at = await self._in_thread(partial(self._in_turn, now))
        found = sum([await self._in_thread(partial(self._look_at, one, since_at, now)) for one in case_ids])
        await self._in_thread(partial(self._looked, until_at, now))
        return found

    def _in_turn(self, now: datetime) -> tuple[tuple[str, ...], datetime, datetime]:
        """Which cases, since when they are judged, and until when all that changed is among them."""
        with self._engine.store.writing() as unit:
            since_at = unit.judging_since(self._who.name, now)
            changed_at = known_until(unit, CHANGED, now) or now - MINUTE
            lately = unit.changed_cases(changed_at, max(changed_at, now - SETTLED), EVENTS_AT_ONCE)
            known = (one.case_id for one in unit.findings_open() if one.case_id and one.what in OF_A_CASE)
            parts = (unit.cases_in(part, PARTS, now - CLOSED_LATELY) for part in _parts(unit, now))
            in_turn = dict.fromkeys(chain(lately.case_ids, known, chain.from_iterable(parts)))
        return tuple(in_turn), since_at, lately.until_at

    def _looked(self, until_at: datetime, now: datetime) -> None:
        with self._engine.store.writing() as unit:
            unit.look_until(CHANGED, until_at, now)
            unit.look_until(SLICED, minute_of(now), now)

    def _look_at(self, case_id: str, since_at: datetime, now: datetime) -> int:
        self._cases += 1
        try:
            found = self._judge(case_id, since_at, now)
        except Exception as fault:  # what cannot be read must not keep the others from being looked at
            found = (Finding(Wrong.UNREADABLE, case_id, case_id, type(fault).__name__),)
            with self._engine.store.writing() as unit:
                self._note(unit, found, now)
        if found:
            self._engine.on_saved()
        return len(found)

    def _judge(self, case_id: str, since_at: datetime, now: datetime) -> tuple[Finding, ...]:
        with self._engine.store.writing() as unit:
            found = Auditor(self._engine, self._who.platforms, unit, since_at, now).looks_through(case_id)
            keys = {finding.key for finding in found}
            of_this = (one for one in unit.findings_open() if one.case_id == case_id and one.what in OF_A_CASE)
            self._end(unit, [one for one in of_this if one.key not in keys], now)
            self._note(unit, found, now)
        return found

    # what is kept and told

    def _note(self, unit: Unit, found: Sequence[Finding], now: datetime) -> None:
        """Once, however often it is seen."""
        new = [finding for finding in found if unit.note_finding(finding, now)]
        for finding in found:
            if finding.repaired:
                unit.end_finding(finding.key, now)
        if new:
            tell_operators(unit, self._engine.policy_in(unit), new, now)
        for finding in new:
            self._found[finding.what] += 1
            self._outside.found(finding)

    def _end(self, unit: Unit, gone: Sequence[Noted], now: datetime) -> None:
        for finding in gone:
            unit.end_finding(finding.key, now)
            self._outside.ended(finding)
        redraw(unit, gone, now)


def _suspicious(unit: Unit, now: datetime) -> Iterator[Finding]:
    yield from unit.overdue(now - LATE)
    yield from unit.stuck(now, PAGES_FOR, OTHERS_FOR)
    yield from unit.leased_by_nobody(now, SUSPICIOUS_LEASE)
    yield from unit.resting(now + LONGEST_QUIET)


def _parts(unit: Unit, now: datetime) -> Iterator[int]:
    """Those whose minute has come since the last look; all of them after an hour."""
    done_at = known_until(unit, SLICED, now) or minute_of(now) - MINUTE
    minute = max(done_at + MINUTE, minute_of(now) - (PARTS - 1) * MINUTE)
    while minute <= now:
        yield int(minute.timestamp() // 60) % PARTS
        minute += MINUTE
