"""Brings notices to people and places. No case has these messages, so the relay of cases does not carry them; what is
owed is a row all the same, and is tried again until the platform has it or refuses for good."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from bot.delivery.ways import sender_on, ways_to
from bot.engine import Engine
from bot.messages.delivery import given_up
from bot.messages.notice import Notice, NoticeTopic, Standing
from bot.messages.owed import Destination, Receipt
from bot.messages.shown import Card
from bot.notices.coverage import Survey
from bot.notices.drawn import Sketch, carries_pages, drawn, not_later, on_failed, on_left, on_withdrawn, rest_of
from bot.notices.letter import Letter
from bot.notices.sending import Post, looked_for, to_person
from bot.people.identity import Identity, Platform
from bot.people.readers import reader_of
from bot.people.roster import Person
from bot.ports import InThread, Unit
from bot.sending import Gone, Lost, NotNow, Sender, Undeliverable

LEASE = timedelta(seconds=60)
Find = Callable[[Person | None], Awaitable[Identity | None]]


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of one notice, for the log. `to` is a person or a place; `error` is a fault of ours."""

    to: str
    topic: NoticeTopic
    how: str
    why: str = ""
    error: Exception | None = field(default=None, compare=False)


class Courier:
    """Any number may work at once: the store leases each notice to one of them. `find` looks for somebody who never
    spoke to Stige; `one_by_one` lets them draw what takes long one after another."""

    def __init__(
        self,
        engine: Engine,
        senders: Mapping[Platform, Sender],
        in_thread: InThread,
        find: Find,
        one_by_one: AbstractAsyncContextManager[object] = nullcontext(),  # noqa: B008  it holds nothing
    ) -> None:
        self._engine, self._senders, self._in_thread = engine, senders, in_thread
        self._find = find
        self._survey, self._surveying = Survey(), one_by_one
        self._brought: dict[str, dict[Identity | str, Receipt]] = {}  # of those under way, where they are already

    async def deliver_next(self, found: Callable[[], None] = lambda: None) -> Carried | None:
        """The oldest that may be sent now; None where there is none. `found` is called as soon as there is one, before
        the platform is waited for."""
        prepared = await self._in_thread(self._prepare)
        if prepared is None or isinstance(prepared, Carried):
            return prepared
        found()
        letter = prepared if isinstance(prepared, Letter) else await self._finished(*prepared)
        if isinstance(letter, Carried):
            return letter
        if letter.notice.may_stand and (done := await self._settle(letter)):
            return done
        if letter.card is None:
            return await self._in_thread(partial(self._nothing_to_say, letter.notice))
        try:
            receipt = await self._send(letter, letter.card)
        except Undeliverable as refused:
            gone = isinstance(refused, Gone)
            return await self._in_thread(partial(self._failed, letter, str(refused), gone))
        except NotNow as busy:
            return await self._in_thread(partial(self._postponed, letter, busy))
        except Lost as lost:
            return await self._in_thread(partial(self._later, letter, str(lost), uncertain=True))
        except Exception as fault:  # whether it arrived before our fault is unknown
            why = type(fault).__name__
            return await self._in_thread(partial(self._later, letter, why, uncertain=True, error=fault))
        return await self._in_thread(
            partial(self._sent, letter.notice, receipt, "changed" if letter.stands else "sent")
        )

    def _prepare(self) -> Letter | Carried | tuple[Notice, Sketch] | None:
        """Taken, drawn and ended in a transaction each: drawing locks what it is about, and whoever acts on that locks
        it before its notices."""
        now = self._engine.clock.now()
        with self._engine.store.writing() as unit:
            notice = unit.take_notice(now, LEASE)
        if notice is None:
            return None
        try:
            with self._engine.store.writing() as unit:
                card = drawn(notice, unit, self._engine, now)
                if callable(card):
                    return notice, card
                return self._letter(unit, notice, card, now)
        except Exception as fault:
            return self._not_drawn(notice, fault)

    async def _finished(self, notice: Notice, sketch: Sketch) -> Letter | Carried:
        """One at a time: the next finds the work done."""
        async with self._surveying:
            return await self._in_thread(partial(self._finish, notice, sketch))

    def _finish(self, notice: Notice, sketch: Sketch) -> Letter | Carried:
        try:
            card = sketch(self._survey)
            with self._engine.store.writing() as unit:
                return self._letter(unit, notice, card, self._engine.clock.now())
        except Exception as fault:
            return self._not_drawn(notice, fault)

    def _not_drawn(self, notice: Notice, fault: Exception) -> Carried:
        """It must not keep all others waiting; nor, if it fails again, one case the pages merged with its own."""
        why = type(fault).__name__
        with self._engine.store.writing() as unit:
            now = self._engine.clock.now()
            if carries_pages(notice) and notice.attempts > 1:
                self._ended(notice, unit, "failed", now, why)
            else:
                unit.notice_later(notice, now + rest_of(notice), uncertain=False)
        return _carried(notice, "not drawn", why, fault)

    def _nothing_to_say(self, notice: Notice) -> Carried:
        """What stands in a chat already stays as it is."""
        self._brought.pop(notice.id, None)
        with self._engine.store.writing() as unit:
            now = self._engine.clock.now()
            if notice.stands:
                unit.notice_sent(notice, notice.stands, now)
                return _carried(notice, "left")
            self._ended(notice, unit, "withdrawn", now)
        self._engine.on_saved()
        return _carried(notice, "withdrawn")

    def _letter(self, unit: Unit, notice: Notice, card: Card | None, now: datetime) -> Letter:
        roster, whom = self._engine.roster_in(unit, now), notice.person
        reader = reader_of(whom, unit.profile_of(whom) if whom else None, roster)
        if notice.stands:
            return Letter(notice, card, reader, stands=_receipt(notice.stands))
        if whom is None:
            place = roster.places.get(notice.place or "")
            rooms = self._engine.rooms(place) if place else ()
            return Letter(notice, card, reader, tuple(room for on, room in rooms if on == notice.platform))
        on = Platform(notice.platform) if notice.platform else None
        known = ways_to(Destination(person=whom, platform=on), self._senders, unit)
        return Letter(notice, card, reader, known, roster.people.get(whom))

    async def _settle(self, letter: Letter) -> Carried | None:
        """None: it is to be sent again, marked. Of a place with several rooms nobody knows which have it."""
        if len(letter.to) > 1 and letter.notice.place:
            return None
        found = await looked_for(letter.notice, letter.to, self._senders, self._engine.clock.now())
        if found.receipt:
            return await self._in_thread(partial(self._sent, letter.notice, found.receipt, "found"))
        if found.again_at:
            return await self._in_thread(partial(self._looks_again, letter, found.again_at))
        return await self._in_thread(partial(self._not_found, letter.notice))

    def _looks_again(self, letter: Letter, at: datetime) -> Carried:
        """But not beyond the time at which what it says is to be said another way."""
        notice = letter.notice
        with self._engine.store.writing() as unit:
            late = letter.has_other_chats and not_later(notice, unit, at)
            if not late:
                unit.notice_looks(notice)
                unit.notice_later(notice, at, uncertain=True)
        return self._failed(letter, "not found in time") if late else _carried(notice, "not found yet")

    def _not_found(self, notice: Notice) -> Carried | None:
        with self._engine.store.writing() as unit:
            ours = unit.notice_begins(notice, self._engine.clock.now())
        return None if ours else _carried(notice, "taken over")

    async def _send(self, letter: Letter, card: Card) -> Receipt:
        if letter.stands:
            await sender_on(self._senders, letter.stands.platform).edit(letter.stands, card, letter.reader)
            return letter.stands
        post = partial(self._post, letter, card)
        if letter.to and letter.notice.person:
            return await to_person(letter.notice, letter.to, self._engine.clock.now(), post)
        if letter.to:
            return await self._to_each(letter, post)
        found = None if letter.notice.platform else await self._find(letter.person)
        if found is None:
            raise Undeliverable("on no platform")
        return await post(found)

    async def _to_each(self, letter: Letter, post: Post) -> Receipt:
        """Once in each room: one that is busy or refuses keeps it from no other, nor brings it there again (unless by
        another process)."""
        brought, faults = self._brought.setdefault(letter.notice.id, {}), list[Exception]()
        for to in letter.to:
            try:
                brought[to] = brought.get(to) or await post(to)
            except (Undeliverable, NotNow, Lost) as fault:
                faults.append(fault)
        faults.sort(key=lambda fault: (isinstance(fault, Undeliverable), isinstance(fault, NotNow)))  # Lost first
        if faults and not (brought and isinstance(faults[0], Undeliverable)):
            raise faults[0]
        return next(iter(brought.values()))

    async def _post(self, letter: Letter, card: Card, to: Identity | str) -> Receipt:
        notice = letter.notice
        sender = sender_on(self._senders, to.platform if isinstance(to, Identity) else Platform(notice.platform or ""))
        return await sender.post(to, card, letter.reader, notice.id, notice.uncertain)

    # what became of it

    def _sent(self, notice: Notice, receipt: Receipt, how: str, why: str = "") -> Carried:
        self._brought.pop(notice.id, None)
        stands = Standing(receipt.platform.value, receipt.workspace, receipt.conversation, receipt.message)
        with self._engine.store.writing() as unit:
            unit.notice_sent(notice, stands, self._engine.clock.now(), aged=how == "found")
        return _carried(notice, how, why)

    def _postponed(self, letter: Letter, busy: NotNow) -> Carried:
        return self._later(letter, str(busy), wait=busy.retry_after, everywhere=busy.everywhere)

    def _later(
        self,
        letter: Letter,
        why: str,
        wait: timedelta | None = None,
        uncertain: bool = False,
        everywhere: bool = False,
        error: Exception | None = None,
    ) -> Carried:
        notice = replace(letter.notice, uncertain=uncertain or letter.notice.uncertain)
        if given_up(notice.platform, notice.attempts):
            return self._failed(letter, why)
        with self._engine.store.writing() as unit:
            until_at = self._engine.clock.now() + (wait or rest_of(notice))
            late = (everywhere or letter.has_other_chats) and not_later(notice, unit, until_at)
            if not late:
                unit.notice_later(notice, until_at, uncertain=uncertain)
            if wait:
                unit.destination_rests(letter.resting(everywhere), until_at)
        if late:
            return self._failed(replace(letter, notice=notice), why)
        return _carried(notice, "postponed", why, error)

    def _failed(self, letter: Letter, why: str, gone: bool = False) -> Carried:
        """For good. A message that cannot be edited stays as it is, unless it is `gone`: its reader has had it, and
        nobody is asked again."""
        if letter.stands:
            if not gone:
                with self._engine.store.writing() as unit:
                    on_left(letter.notice, unit, self._engine)
            return self._sent(letter.notice, letter.stands, "left", why)
        self._brought.pop(letter.notice.id, None)
        with self._engine.store.writing() as unit:
            self._ended(letter.notice, unit, "failed", self._engine.clock.now(), why)
        self._engine.on_saved()
        return _carried(letter.notice, "failed", why)

    def _ended(self, notice: Notice, unit: Unit, state: str, now: datetime, why: str | None = None) -> None:
        """What follows from it follows once, from whoever still holds it."""
        if not unit.notice_ended(notice, state, now, why):
            return
        if state == "withdrawn":
            on_withdrawn(notice, unit)
        else:
            on_failed(notice, unit, now)


def _receipt(stands: Standing) -> Receipt:
    return Receipt(Platform(stands.platform), stands.workspace, stands.conversation, stands.message)


def _carried(notice: Notice, how: str, why: str = "", error: Exception | None = None) -> Carried:
    return Carried(notice.person or notice.place or "", notice.topic, how, why, error)
