"""What became of a message that was sent, or tried: remembered, and what follows for its case."""

from datetime import timedelta

from bot.cases.outcome import MessageKind, Topic
from bot.cases.reports import (
    Report,
    ReportFailedWithdrawal,
    ReportMissingPlace,
    ReportOutsideUnreachable,
    ReportOwnerUnreachable,
    ReportUnreachable,
)
from bot.delivery.prepared import Delivered, Delivery, delivered
from bot.engine import Engine
from bot.messages.delivery import CALLS, backoff, given_up
from bot.messages.owed import Owed, Receipt


class Ends:
    """Each a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sent(self, ready: Delivery, receipt: Receipt) -> Delivered:
        with self._engine.store.writing() as unit:
            unit.sent(ready.owed, receipt, ready.seq, self._engine.clock.now())
        return delivered(ready.owed, "sent")

    def postponed(self, ready: Delivery, retry_after: timedelta | None, why: str) -> Delivered:
        if given_up(ready.owed.destination.platform, ready.owed.attempts):
            return self.failed(ready, why)
        with self._engine.store.writing() as unit:
            until_at = self._engine.clock.now() + (retry_after or backoff(ready.owed.attempts))
            unit.later(ready.owed, until_at, ready.owed.uncertain)
            if retry_after:
                unit.destination_rests(ready.owed.destination.key, until_at)
        return delivered(ready.owed, "postponed", why)

    def lost(self, ready: Delivery, why: str) -> Delivered:
        if given_up(ready.owed.destination.platform, ready.owed.attempts):
            return self.failed(ready, why)
        with self._engine.store.writing() as unit:
            unit.later(ready.owed, self._engine.clock.now() + backoff(ready.owed.attempts), uncertain=True)
        return delivered(ready.owed, "lost", why)

    def failed(self, ready: Delivery, why: str) -> Delivered:
        """For good. Who could not be asked is passed over, a place that is not there is reported."""
        owed = ready.owed
        with self._engine.store.writing() as unit:
            unit.failed(owed, why, self._engine.clock.now())
            case = unit.load(owed.message.case_id)
            report = _report(owed)
            if case and report:
                self._engine.report(unit, case, report)
        self._engine.on_saved()
        return delivered(ready.owed, "failed", why)


def _report(owed: Owed) -> Report | None:
    message, platform = owed.message, owed.destination.platform
    if message.place and message.kind is MessageKind.WITHDRAW:
        return ReportFailedWithdrawal(message.place, platform)
    if owed.posted:
        return None
    if message.outside:
        return ReportOutsideUnreachable(message.outside)
    if message.person and message.topic is Topic.ASSIGNED:
        return ReportOwnerUnreachable(message.person)
    if message.person and message.kind in CALLS:
        return ReportUnreachable(message.person, message.level, message.round or 1)
    return ReportMissingPlace(message.place, platform) if message.place else None
