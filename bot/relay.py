"""The door of a message: take what is owed, ask whether it still is, draw it for whoever reads it, send, remember.

No transaction is held while a platform is spoken to.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.delivery.elsewhere import Elsewhere
from bot.delivery.ended import Ends
from bot.delivery.prepared import Delivered, Delivery, delivered, prepared
from bot.delivery.settling import Attempt, Settled, settled
from bot.delivery.ways import Ways
from bot.engine import Engine
from bot.messages.delivery import SENT_FOR_GOOD, rest_of
from bot.messages.last import EMPTIED
from bot.messages.owed import Receipt
from bot.people.identity import Identity, Platform, Reader
from bot.people.roster import Person
from bot.ports import InThread
from bot.sending import Lost, NotNow, Sender, Undeliverable

LEASE = timedelta(seconds=60)


class Relay:
    """Any number may work at once: the store leases each message to one of them. `domains`: see `person_claimed`."""

    def __init__(
        self,
        engine: Engine,
        senders: Mapping[Platform, Sender],
        in_thread: InThread,
        domains: frozenset[str] = frozenset(),
    ) -> None:
        self._engine, self._senders, self._in_thread = engine, senders, in_thread
        self._ways, self._elsewhere = Ways(engine, senders, in_thread, domains), Elsewhere(engine, senders)
        self._ends = Ends(engine, self._elsewhere)

    async def deliver_next(self, found: Callable[[], None] = lambda: None) -> Delivered | None:
        """The most urgent message that may be sent now; None where there is none. `found` is called as soon as there is
        one, before the platform is waited for."""
        ready = await self._in_thread(self._prepare)
        if ready is None or isinstance(ready, Delivered):
            return ready
        found()
        if ready.attempt and (done := await self._settle(ready, ready.attempt)):
            return done
        try:
            receipt = await self._send(ready)
        except Undeliverable as refused:
            return await self._in_thread(partial(self._ends.failed, ready, str(refused)))
        except NotNow as busy:
            return await self._in_thread(partial(self._ends.postponed, ready, busy))
        except Lost as lost:
            return await self._in_thread(partial(self._ends.lost, ready, str(lost)))
        except Exception as fault:  # a sender that breaks its word must not keep this person's other messages waiting
            lost_by_us = await self._in_thread(partial(self._ends.lost, ready, type(fault).__name__))
            return replace(lost_by_us, error=fault)
        return await self._in_thread(partial(self._ends.sent, ready, receipt))

    async def found(self, person: Person | None) -> Identity | None:
        """See `Ways.found`."""
        return await self._ways.found(person)

    def _prepare(self) -> Delivery | Delivered | None:
        with self._engine.store.writing() as unit:
            now = self._engine.clock.now()
            if late := self._elsewhere.next_late(unit, now):
                return late
            owed = unit.take(now, LEASE)
            if owed is None:
                return None
            try:
                return prepared(owed, unit, self._engine, self._senders, now)
            except Exception as fault:  # what cannot be drawn must not keep all other messages waiting
                unit.later(owed, now + rest_of(owed), owed.uncertain)
                return delivered(owed, "not drawn", type(fault).__name__)

    async def _settle(self, ready: Delivery, attempt: Attempt) -> Delivered | None:
        """None: it is to be sent again, marked."""
        try:
            found = await settled(attempt, self._senders, self._engine.clock.now(), rest_of(ready.owed))
        except Exception:  # a sender that breaks its word: nobody can be asked
            found = Settled()
        if found.receipt:
            return await self._in_thread(partial(self._ends.found, ready, found.receipt))
        if found.again_at:
            return await self._in_thread(partial(self._ends.looks_again, ready, found.again_at))
        return await self._in_thread(partial(self._ends.not_found, ready, found.asked))

    async def _send(self, ready: Delivery) -> Receipt:
        owed = ready.owed
        if owed.posted:
            return await self._change(owed.posted.receipt, ready)
        to = ready.to
        if to is None and owed.destination.platform is None:
            to = await self._ways.to_stranger(ready.person, ready.known_elsewhere, ready.left)
        platform = to.platform if isinstance(to, Identity) else owed.destination.platform
        if to is None or platform is None or ready.card is None:
            raise Undeliverable("on no platform")
        card = ready.discreet if ready.discreet and platform in SENT_FOR_GOOD else ready.card
        return await self._ways.on(platform).post(to, card, ready.reader, owed.id, owed.uncertain)

    async def _change(self, stands: Receipt, ready: Delivery) -> Receipt:
        sender = self._ways.on(stands.platform)
        if ready.card is None:
            await _removed(sender, stands, ready.reader)
        else:
            await sender.edit(stands, ready.card, ready.reader)
        return stands


async def _removed(sender: Sender, stands: Receipt, reader: Reader) -> None:
    """What a platform does not let us remove is emptied."""
    try:
        await sender.remove(stands)
    except Undeliverable:
        await sender.edit(stands, EMPTIED, reader)
