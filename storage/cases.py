"""Cases and their record."""

import json
from collections.abc import Iterator, Sequence, Set
from functools import cache
from typing import Any, get_args

from sqlalchemy import bindparam, delete, insert, select, update

from bot.cases.access import keys
from bot.cases.case import Case, Status
from bot.cases.events import Entry, Event
from bot.cases.outcome import Outcome
from storage.chain import Link, link_hmac
from storage.codec import decode, dumps, encode
from storage.database import insert_into
from storage.policies import PolicyPart
from storage.tables import CASE_ASKED, CASE_READERS, CASES, COUNTERS, EVENTS
from storage.texts import TextBook, book_of, texts_of, texts_of_all
from storage.transaction import Found, Known, Saved

EVENT_TYPES: dict[str, type[Event]] = {event.__name__: event for event in get_args(Event)}

_LOAD = select(CASES.c.state, CASES.c.head).where(CASES.c.id == bindparam("case_id")).with_for_update(key_share=True)
_LOCK = select(CASES.c.seq).where(CASES.c.id == bindparam("case_id")).with_for_update(key_share=True)
_RECORD = select(EVENTS).where(EVENTS.c.case_id == bindparam("case_id"), EVENTS.c.seq >= bindparam("first_seq"))
_IN_ORDER = _RECORD.order_by(EVENTS.c.seq)
_ADD_CASE, _CHANGE_CASE = insert(CASES), update(CASES).where(CASES.c.id == bindparam("case_id"))
_ADD_EVENTS, _ADD_WORDS, _ADD_ASKED = insert(EVENTS), insert(CASE_READERS), insert(CASE_ASKED)
_OPENING = select(CASE_READERS.c.word).where(CASE_READERS.c.barred.is_(False)).distinct()
_DROP_WORDS = delete(CASE_READERS).where(CASE_READERS.c.case_id == bindparam("case_id"))
_DROP_ASKED = delete(CASE_ASKED).where(
    CASE_ASKED.c.case_id == bindparam("of_case"), CASE_ASKED.c.person == bindparam("gone")
)


class CasePart(PolicyPart):
    def load(self, case_id: str) -> Case | None:
        """Once it is locked, nobody else changes it."""
        if case_id not in self.known and (found := self.found.pop(case_id, None) or self._found(case_id)):
            book = TextBook(case_id, self.shared.keyring, found.texts)
            self.known[case_id] = Known(decode(Case, json.loads(found.state), book), book, found.head)
        known = self.known.get(case_id)
        return known.case if known else None

    def _found(self, case_id: str) -> Found | None:
        row = self.connection.execute(_LOAD, {"case_id": case_id}).one_or_none()
        return Found(row.state, row.head, texts_of(case_id, self.connection)) if row else None

    def find(self, rows: Sequence[Any]) -> None:
        """Cases that are locked and soon to be loaded, all their texts in one question."""
        texts = texts_of_all([row.id for row in rows], self.direct)
        self.found |= {row.id: Found(row.state, row.head, texts[row.id]) for row in rows}

    def opening(self, words: Set[str]) -> frozenset[str]:
        return frozenset(self.connection.scalars(_OPENING)) & words

    def entries(self, case_id: str, first_seq: int = 1) -> tuple[Entry, ...]:
        rows = self.connection.execute(_IN_ORDER, {"case_id": case_id, "first_seq": first_seq}).all()
        known = self.known.get(case_id)
        book = known.book if known else book_of(case_id, self.connection, self.shared.keyring)
        return tuple(entry_of(row, book) for row in rows)

    def next_number(self) -> int:
        first = {"realm": self.shared.realm.value, "last": 1}
        return int(self.connection.execute(_count_on(self.dialect), first).scalar_one())

    def lock(self, case_id: str) -> int:
        """Its row locked; the number of its last event."""
        return int(self.connection.execute(_LOCK, {"case_id": case_id}).scalar_one())

    def before(self, outcome: Outcome) -> Known:
        """The case as it was before the outcome, locked."""
        case_id = outcome.case.id
        if outcome.entries and outcome.entries[0].seq == 1:
            return Known(None, TextBook(case_id, self.shared.keyring))
        if case_id not in self.known and self.load(case_id) is None:
            raise LookupError(f"no case {case_id} is there to be saved")
        return self.known[case_id]

    def keep_cases(self, saved: Sequence[Saved]) -> None:
        events = [row for one in saved for row in self._chained(one.outcome.entries, one.case, one.known)]
        self.put(_ADD_CASE, [self._row(one) | {"id": one.case.id} for one in saved if one.before is None])
        self.put(_CHANGE_CASE, [self._row(one) | {"case_id": one.case.id} for one in saved if one.before])
        for one in saved:
            one.known.book.write(self.direct)
        self.put(_ADD_EVENTS, events)
        self._keep_words([one for one in saved if words_of(one.case) != words_of(one.before)])
        self._keep_asked(saved)

    def _chained(self, entries: Sequence[Entry], case: Case, known: Known) -> Iterator[dict[str, object]]:
        key, case_id, clock = self.shared.keyring.first, case.id, case.clock
        for entry in entries:
            known.book.begin(entry.seq)
            facts = dumps(encode(type(entry.event), entry.event, known.book)).encode()
            kind = type(entry.event).__name__
            link = Link(case_id, entry.seq, entry.at, entry.by, kind, facts, known.book.digests())
            prev, known.head = known.head, link_hmac(key, known.head, link)
            named = {"case_id": case_id, "seq": entry.seq, "at": entry.at, "by": entry.by, "kind": kind}
            chained = {"facts": facts, "prev": prev, "hmac": known.head, "key_id": key.id}
            yield named | chained | {"written_at": clock.wall_time(entry.at)}

    def _row(self, one: Saved) -> dict[str, Any]:
        """With the end of its chain, to which its new entries are linked already."""
        case, known = one.case, one.known
        known.book.begin(case.seq)
        state = {"state": dumps(encode(Case, case, known.book)), "head": known.head, "failures": 0}
        return columns_of(case) | state | {"priority_rank": self.priority_rank(case), "due_at": one.due_at}

    def _keep_words(self, changed: Sequence[Saved]) -> None:
        words = [(one.case.id, *word) for one in changed for word in sorted(words_of(one.case))]
        self.put(_DROP_WORDS, [{"case_id": one.case.id} for one in changed if words_of(one.before)])
        self.put(_ADD_WORDS, [{"case_id": case_id, "word": word, "barred": barred} for case_id, word, barred in words])

    def _keep_asked(self, saved: Sequence[Saved]) -> None:
        asked = [(one.case.id, asked_of(one.before), asked_of(one.case)) for one in saved]
        gone = [{"of_case": case_id, "gone": person} for case_id, old, now in asked for person in sorted(old - now)]
        new = [{"case_id": case_id, "person": person} for case_id, old, now in asked for person in sorted(now - old)]
        self.put(_DROP_ASKED, gone)
        self.put(_ADD_ASKED, new)


@cache
def _count_on(dialect: str) -> Any:
    query = insert_into(COUNTERS, dialect)
    counted = query.on_conflict_do_update(index_elements=["realm"], set_={"last": COUNTERS.c.last + 1})
    return counted.returning(COUNTERS.c.last)


def entry_of(row: Any, book: TextBook) -> Entry:
    event = decode(EVENT_TYPES[row.kind], json.loads(row.facts), book)
    return Entry(row.seq, row.at, row.by, event)


def columns_of(case: Case) -> dict[str, Any]:
    """What is said of it in columns of their own, so that it can be found."""
    return {
        "number": case.number,
        "realm": case.realm.value,
        "began_at": case.clock.began_at,
        "speed": case.clock.speed,
        "version": case.version,
        "status": case.status.value,
        "priority": case.priority,
        "type": case.facts.type,
        "owner": case.owner,
        "reporter": case.reporter,
        "customer": case.facts.customer,
        "path": case.ladder.path,
        "level": case.ladder.level,
        "round": case.ladder.round,
        "private": case.private,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "seq": case.seq,
    }


def words_of(case: Case | None) -> set[tuple[str, bool]]:
    """What opens it, only where it is private; and whom it bars, always."""
    if case is None:
        return set()
    opening = keys(case) if case.private else ()
    return {(word, False) for word in opening} | {(f"person:{person}", True) for person in case.concerned}


def asked_of(case: Case | None) -> set[str]:
    """Who is asked about it and has not answered."""
    if case is None or case.status is Status.CLOSED:
        return set()
    approvers, takers = case.approval.people if case.approval else (), case.handoff.to if case.handoff else ()
    return {*(ask.person for ask in case.open_asks()), *approvers, *takers}
