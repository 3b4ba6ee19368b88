"""What became of a message that was sent, or tried: remembered, and what follows for its case."""

from dataclasses import replace
from datetime import datetime

from bot.cases.case import Case
from bot.cases.outcome import MessageKind, Topic
from bot.cases.reports import (
    Report,
    ReportFailedWithdrawal,
    ReportMissingPlace,
    ReportNotReached,
    ReportOutsideUnreachable,
    ReportOwnerUnreachable,
    ReportStuck,
    ReportUnreachable,
)
from bot.delivery.elsewhere import Elsewhere
from bot.delivery.prepared import Delivered, Delivery, delivered, no_longer_owed
from bot.engine import Engine
from bot.messages.delivery import CALLS, given_up, rest_of
from bot.messages.owed import Owed, Receipt
from bot.messages.pace import edits_on
from bot.people.identity import Platform
from bot.ports import Unit
from bot.sending import NotNow
from bot.storms.gathering import gathered


class Ends:
    """Each a transaction of its own."""

    def __init__(self, engine: Engine, elsewhere: Elsewhere) -> None:
        self._engine, self._elsewhere = engine, elsewhere

    def sent(self, ready: Delivery, receipt: Receipt) -> Delivered:
        with self._engine.store.writing() as unit:
            unit.sent(ready.owed, receipt, ready.seq, self._engine.clock.now())
        if ready.fault:
            bare = delivered(ready.owed, "sent bare", type(ready.fault).__name__)
            return replace(bare, error=ready.fault, platform=receipt.platform)
        return replace(delivered(ready.owed, "sent"), platform=receipt.platform)

    def found(self, ready: Delivery, receipt: Receipt) -> Delivered:
        """An earlier attempt did arrive: as the case stood then, at least."""
        with self._engine.store.writing() as unit:
            once = replace(ready.owed, uncertain=False)
            unit.sent(once, receipt, ready.owed.message.seq, self._engine.clock.now())
        return delivered(ready.owed, "found")

    def looks_again(self, ready: Delivery, at: datetime) -> Delivered:
        with self._engine.store.writing() as unit:
            unit.later(ready.owed, at, uncertain=True)
        return delivered(ready.owed, "not found yet")

    def not_found(self, ready: Delivery, certain: bool) -> Delivered | None:
        """None: it is to be sent again, marked. In a storm, after a restore that is, it is merged like any other."""
        with self._engine.store.writing() as unit:
            now = self._engine.clock.now()
            if ready.over:
                return no_longer_owed(ready.owed, unit, self._engine, now, certain)
            if not unit.begins(ready.owed, now):
                return delivered(ready.owed, "taken over")
            how = gathered(replace(ready.owed, attempted_at=None), unit, now)  # nothing of it is anywhere any more
        return delivered(ready.owed, how) if how else None

    def postponed(self, ready: Delivery, busy: NotNow) -> Delivered:
        """Refused for reasons of ours, such as a token that was revoked, tells nothing of the person: they are asked by
        another way at once, and where there is none those hear of it who can mend it."""
        owed, wait = ready.owed, busy.retry_after
        if given_up(owed.destination.platform, owed.attempts):
            return self.failed(ready, str(busy))
        with self._engine.store.writing() as unit:
            case, now = unit.load(owed.message.case_id), self._engine.clock.now()
            until_at = now + (wait or rest_of(owed))
            unit.later(owed, until_at, owed.uncertain)
            if wait:
                unit.destination_rests(_resting(owed, busy), until_at)
            if case and busy.everywhere and owed.posted is None:
                self._without(unit, ready, case, now)
        return delivered(owed, "postponed", str(busy))

    def _without(self, unit: Unit, ready: Delivery, case: Case, now: datetime) -> None:
        if self._elsewhere.brought(unit, ready.owed, case, now, ready.platform):
            return
        if ready.owed.attempts == 1 and ready.owed.message.kind in CALLS:
            self._engine.report(unit, case, ReportStuck())

    def lost(self, ready: Delivery, why: str) -> Delivered:
        owed = ready.owed
        if given_up(owed.destination.platform, owed.attempts):
            return self.failed(ready, why)
        with self._engine.store.writing() as unit:
            unit.later(owed, self._engine.clock.now() + rest_of(owed), uncertain=True)
        return delivered(ready.owed, "lost", why)

    def failed(self, ready: Delivery, why: str) -> Delivered:
        """For good. What the next way to its person brings is not missed; else who could not be asked is passed over,
        and of a place that is not there those hear who can mend it."""
        owed = ready.owed
        with self._engine.store.writing() as unit:
            case, now = unit.load(owed.message.case_id), self._engine.clock.now()
            unit.failed(owed, why, now)
            if case and not (ready.platform and self._elsewhere.brought(unit, owed, case, now, ready.platform)):
                self._report(unit, ready, case)
        self._engine.on_saved()
        return delivered(ready.owed, "failed", why)

    def _report(self, unit: Unit, ready: Delivery, case: Case) -> None:
        person, by = ready.owed.destination.person, tuple(filter(None, (ready.platform,)))
        if person and unit.tried(ready.owed):
            by = self._elsewhere.ways(unit, person)
        if report := _report_of(ready.owed, by):
            self._engine.report(unit, case, report)


def _report_of(owed: Owed, by: tuple[Platform, ...]) -> Report | None:
    message, platform = owed.message, owed.destination.platform
    if message.place and message.kind is MessageKind.WITHDRAW:
        return ReportFailedWithdrawal(message.place, platform)
    if owed.posted:
        return None
    if message.outside:
        return ReportOutsideUnreachable(message.outside)
    if message.person and owed.destination.room:
        return ReportNotReached(message.person, by)  # a louder way, beside the chats
    if message.person and message.topic is Topic.ASSIGNED:
        return ReportOwnerUnreachable(message.person, by)
    if message.person and message.kind in CALLS:
        return ReportUnreachable(message.person, message.level, message.round or 1, by)
    if message.person:
        return ReportNotReached(message.person, by)
    return ReportMissingPlace(message.place, platform) if message.place else None


def _resting(owed: Owed, busy: NotNow) -> str:
    """The queue of which the platform wants to hear nothing."""
    return edits_on(owed.posted.receipt.platform) if owed.posted and busy.everywhere else owed.destination.key
