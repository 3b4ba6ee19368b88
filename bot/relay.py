"""The door of a message: take what is owed, ask whether it still is, draw it for whoever reads it, send, remember.

No transaction is held while a platform is spoken to.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from bot.cases.access import may_read, viewer
from bot.cases.case import Case
from bot.cases.outcome import MessageKind, Topic
from bot.cases.reports import (
    Report,
    ReportFailedWithdrawal,
    ReportMissingPlace,
    ReportOutsideUnreachable,
    ReportOwnerUnreachable,
    ReportUnreachable,
)
from bot.engine import Engine
from bot.messages.card import card
from bot.messages.delivery import CALLS, backoff, given_up, still_owed
from bot.messages.last import EMPTIED, retired
from bot.messages.owed import Owed, Receipt
from bot.messages.shown import Card
from bot.people.binding import person_claimed
from bot.people.identity import Identity, Platform, Profile, Reader
from bot.people.readers import reader_of, reader_of_customer
from bot.people.roster import Person, Roster
from bot.ports import AlreadyBound, Unit
from bot.sending import Lost, NotNow, Sender, Undeliverable

T = TypeVar("T")
LEASE = timedelta(seconds=60)
MAY_STAND = "withdrawn, but may stand"


class InThread(Protocol):
    """Runs a synchronous function in a worker thread."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]: ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message about to be sent: the card as the case stands at `seq`, drawn for its reader; None where one is to be
    removed. `to` None: a person whom no platform has been asked about yet."""

    owed: Owed
    to: Identity | str | None
    card: Card | None
    reader: Reader
    seq: int
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one message, for the log. `why` is the platform's word, never a text of the case; `error` is a
    fault of ours."""

    case_id: str
    kind: MessageKind
    how: str
    why: str = ""
    error: Exception | None = field(default=None, compare=False)

    @property
    def missed(self) -> bool:
        """Somebody who should read it never will, or a room that should not goes on reading it."""
        edits = (MessageKind.REFRESH, MessageKind.RETIRE)
        return self.how == MAY_STAND or (self.how == "failed" and self.kind not in edits)


class Relay:
    """Any number may work at once: the store leases each message to one of them. `domains`: see `person_claimed`."""

    def __init__(
        self,
        engine: Engine,
        senders: Mapping[Platform, Sender],
        in_thread: InThread,
        domains: frozenset[str] = frozenset(),
    ) -> None:
        self._engine = engine
        self._domains = domains
        self._senders = senders
        self._in_thread = in_thread

    async def deliver_next(self, found: Callable[[], None] = lambda: None) -> Delivered | None:
        """The most urgent message that may be sent now; None where there is none. `found` is called as soon as there is
        one, before the platform is waited for."""
        ready = await self._in_thread(self._prepare)
        if ready is None or isinstance(ready, Delivered):
            return ready
        found()
        try:
            receipt = await self._send(ready)
        except Undeliverable as refused:
            return await self._in_thread(partial(self._failed, ready, str(refused)))
        except NotNow as busy:
            return await self._in_thread(partial(self._postponed, ready, busy.retry_after, str(busy)))
        except Lost as lost:
            return await self._in_thread(partial(self._lost, ready, str(lost)))
        except Exception as fault:  # a sender that breaks its word must not keep this person's other messages waiting
            lost_by_us = await self._in_thread(partial(self._lost, ready, type(fault).__name__))
            return replace(lost_by_us, error=fault)
        return await self._in_thread(partial(self._sent, ready, receipt))

    def _prepare(self) -> Delivery | Delivered | None:
        with self._engine.store.writing() as unit:
            now = self._engine.clock.now()
            owed = unit.take(now, LEASE)
            if owed is None:
                return None
            try:
                return self._drawn(unit, owed, now)
            except Exception as fault:  # what cannot be drawn must not keep all other messages waiting
                unit.later(owed, now + backoff(owed.attempts), owed.uncertain)
                return _delivered(owed, "not drawn", type(fault).__name__)

    def _drawn(self, unit: Unit, owed: Owed, now: datetime) -> Delivery | Delivered:
        case = unit.load(owed.message.case_id)
        roster = self._engine.roster_in(unit, now)
        if case is None or not still_owed(owed.message, case) or not _may_see(owed, case, roster):
            unit.withdrawn(owed, now)
            return self._withdrawn(unit, owed, case)
        return self._delivery(unit, owed, case, roster, now)

    def _withdrawn(self, unit: Unit, owed: Owed, case: Case | None) -> Delivered:
        """What may have been posted in a room before its case became private has no receipt, and cannot be removed."""
        if case is None or not (case.private and owed.message.place and owed.uncertain and owed.posted is None):
            return _delivered(owed, "withdrawn")
        self._engine.report(unit, case, ReportFailedWithdrawal(owed.message.place, owed.destination.platform))
        return _delivered(owed, MAY_STAND)

    def _delivery(self, unit: Unit, owed: Owed, case: Case, roster: Roster, now: datetime) -> Delivery:
        person = owed.destination.person
        to: Identity | str | None = owed.destination.room
        if person:
            to = next((found for found in unit.identities_of(person) if found.platform in self._senders), None)
        reader = reader_of(person, unit.profile_of(person) if person else None, roster)
        if owed.destination.customer:
            reader = reader_of_customer(owed.destination.customer, roster)
        return Delivery(
            owed, to, _card(unit, owed, case, roster, now), reader, case.seq, roster.people.get(person or "")
        )

    async def _send(self, ready: Delivery) -> Receipt:
        owed = ready.owed
        if owed.posted:
            return await self._change(owed.posted.receipt, ready)
        to = ready.to or await self.found(ready.person)
        platform = to.platform if isinstance(to, Identity) else owed.destination.platform
        if to is None or platform is None or ready.card is None:
            raise Undeliverable("on no platform")
        return await self._on(platform).post(to, ready.card, ready.reader, owed.id, owed.uncertain)

    async def _change(self, stands: Receipt, ready: Delivery) -> Receipt:
        sender = self._on(stands.platform)
        if ready.card is None:
            await _removed(sender, stands, ready.reader)
        else:
            await sender.edit(stands, ready.card, ready.reader)
        return stands

    def _on(self, platform: Platform) -> Sender:
        if platform not in self._senders:
            raise Undeliverable(f"{platform} is not set up")
        return self._senders[platform]

    async def found(self, person: Person | None) -> Identity | None:
        """Somebody who never spoke to Stige is looked for by e-mail, and bound to the id found there (R22)."""
        if person is None:
            return None
        for platform in self._senders:
            profile = await self._looked_up(platform, person)
            if profile is None:
                continue
            is_them = await self._in_thread(partial(self._bound, profile, person.id))
            if is_them:
                return profile.identity
        return None

    async def _looked_up(self, platform: Platform, person: Person) -> Profile | None:
        """One that refuses for good does not keep the others from being asked."""
        try:
            return await self._senders[platform].find(_name_on(platform, person))
        except Undeliverable:
            return None
        except Lost as lost:
            raise NotNow(str(lost)) from lost  # nothing was sent yet

    def _bound(self, profile: Profile, person: str) -> bool:
        """Whether this is the person looked for, and nobody else's identity."""
        with self._engine.store.writing() as unit:
            now = self._engine.clock.now()
            if person_claimed(profile, self._engine.roster_in(unit, now), self._domains) != person:
                return False
            try:
                return unit.bind(profile, person, now) == person
            except AlreadyBound:
                return False

    # what became of it

    def _sent(self, ready: Delivery, receipt: Receipt) -> Delivered:
        with self._engine.store.writing() as unit:
            unit.sent(ready.owed, receipt, ready.seq, self._engine.clock.now())
        return _delivered(ready.owed, "sent")

    def _postponed(self, ready: Delivery, retry_after: timedelta | None, why: str) -> Delivered:
        if given_up(ready.owed.destination.platform, ready.owed.attempts):
            return self._failed(ready, why)
        with self._engine.store.writing() as unit:
            until_at = self._engine.clock.now() + (retry_after or backoff(ready.owed.attempts))
            unit.later(ready.owed, until_at, ready.owed.uncertain)
            if retry_after:
                unit.destination_rests(ready.owed.destination.key, until_at)
        return _delivered(ready.owed, "postponed", why)

    def _lost(self, ready: Delivery, why: str) -> Delivered:
        if given_up(ready.owed.destination.platform, ready.owed.attempts):
            return self._failed(ready, why)
        with self._engine.store.writing() as unit:
            unit.later(ready.owed, self._engine.clock.now() + backoff(ready.owed.attempts), uncertain=True)
        return _delivered(ready.owed, "lost", why)

    def _failed(self, ready: Delivery, why: str) -> Delivered:
        """For good. Who could not be asked is passed over, a place that is not there is reported."""
        owed = ready.owed
        with self._engine.store.writing() as unit:
            unit.failed(owed, why, self._engine.clock.now())
            case = unit.load(owed.message.case_id)
            report = _report(owed)
            if case and report:
                self._engine.report(unit, case, report)
        self._engine.on_saved()
        return _delivered(ready.owed, "failed", why)


async def _removed(sender: Sender, stands: Receipt, reader: Reader) -> None:
    """What a platform does not let us remove is emptied."""
    try:
        await sender.remove(stands)
    except Undeliverable:
        await sender.edit(stands, EMPTIED, reader)


def _card(unit: Unit, owed: Owed, case: Case, roster: Roster, now: datetime) -> Card | None:
    """What is taken out of a room is not drawn: the case may be private by now (S40)."""
    if owed.message.kind is MessageKind.WITHDRAW:
        return None
    first = owed.posted.message if owed.posted else owed.message
    rules = unit.rules(case.version)
    drawn = card(case, rules, roster, case.clock.case_time(now), owed.destination.person, first)
    return retired(drawn) if owed.message.kind is MessageKind.RETIRE else drawn


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


def _may_see(owed: Owed, case: Case, roster: Roster) -> bool:
    """The case may have become private since (S40); what is there already may be taken away."""
    person = owed.destination.person
    return person is None or owed.message.kind is MessageKind.WITHDRAW or may_read(viewer(person, roster), case)


def _delivered(owed: Owed, how: str, why: str = "") -> Delivered:
    return Delivered(owed.message.case_id, owed.message.kind, how, why)


def _name_on(platform: Platform, person: Person) -> str:
    """The id or e-mail that the policy gives for that platform, else the person's e-mail."""
    given = {Platform.SLACK: person.slack, Platform.TEAMS: person.teams, Platform.SANDBOX: person.id}
    return given.get(platform) or person.email
