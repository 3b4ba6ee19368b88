"""Looks through one case in one transaction, and puts right in it what can be put right."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain

from bot.auditing.looking import missing, unproved, unreported, waits_for_nothing, wrong_with_record
from bot.auditing.owing import owed_since, states_of
from bot.audits import Audited
from bot.cases.access import readable_by
from bot.cases.case import Case
from bot.cases.outcome import Message
from bot.cases.reports import ReportUnreachable
from bot.cases.timers import timers
from bot.changing import replace
from bot.engine import Engine
from bot.findings import Finding, Wrong
from bot.messages.delivery import still_owed
from bot.people.identity import Platform
from bot.people.roster import Roster
from bot.policy.versions import Activation
from bot.ports import Unit

AROUND = timedelta(minutes=1)  # so near to an event, another version of the policy may have been in force in its commit


class Auditor:
    """Lives for one transaction. `since_at`: what was owed before then was perhaps decided by another program, and is
    not judged."""

    def __init__(
        self, engine: Engine, platforms: frozenset[Platform], unit: Unit, since_at: datetime, now: datetime
    ) -> None:
        self._engine, self._platforms, self._unit = engine, platforms, unit
        self._since_at, self._now = since_at, now

    def looks_through(self, case_id: str) -> tuple[Finding, ...]:
        """Everything that is, or was, wrong with it. Its row is locked."""
        its = self._unit.audited(case_id)
        return tuple(self._wrong_with(its)) if its else ()

    def _wrong_with(self, its: Audited) -> Iterator[Finding]:
        states = states_of(its.entries)
        broken = tuple(wrong_with_record(its, states[-1]))
        yield from broken
        yield from self._timers(its)
        yield from unproved(its)
        if not broken:
            yield from self._messages(its, states)
            yield from self._reports(its)

    def _timers(self, its: Audited) -> Iterator[Finding]:
        wanted = timers(its.case, self._unit.rules(its.case.version))
        yield from waits_for_nothing(its.case, wanted)
        if self._unit.timers_stand(its, wanted):
            return
        self._unit.set_timers(its.case, wanted)
        if its.changed_at and its.changed_at >= self._since_at:  # else another program worked them out
            yield Finding(Wrong.TIMERS, its.case.id, its.case.id, repaired=True)

    def _messages(self, its: Audited, states: Sequence[Case | None]) -> Iterator[Finding]:
        owed = owed_since(its.entries, states, self._since_at, self._rosters_at, self._platforms)
        for lost in missing(its, owed):
            message, to = lost.owing
            self._unit.owe_again(message, to, its.case, self._now, self._is_still_owed(message, its.case))
            yield replace(lost.finding, repaired=True)

    def _is_still_owed(self, message: Message, case: Case) -> bool:
        """The relay asks again, of everything."""
        roster = self._engine.roster_in(self._unit, self._now)
        return still_owed(message, case) and (message.person is None or readable_by(message.person, case, roster))

    def _reports(self, its: Audited) -> Iterator[Finding]:
        for finding, kept in unreported(its):
            message = kept.message
            report = ReportUnreachable(message.person or "", message.level, message.round or 1)
            self._engine.report(self._unit, its.case, report)
            yield replace(finding, repaired=True)
            return  # the case has gone on: whatever else there is, the next look sees

    @cached_property
    def _versions(self) -> Sequence[Activation]:
        return self._unit.versions()

    def _rosters_at(self, at: datetime) -> Sequence[Roster]:
        """Of every policy that was in force around then."""
        before = [one for one in self._versions if one.at <= at - AROUND][-1:]
        around = [one for one in self._versions if at - AROUND < one.at <= at + AROUND]
        found = dict.fromkeys(one.version for one in chain(before, around))
        policies = (self._unit.policy(version) for version in found)
        mail, webhooks = Platform.MAIL in self._platforms, Platform.WEBHOOK in self._platforms
        return [replace(policy.roster, mail=mail, webhooks=webhooks) for policy in policies if policy]
