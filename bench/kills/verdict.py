"""What the database and the platform say afterwards, held against one another. Shares no code with the auditor."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from bench.kills.platform import Post
from storage.store import SqlStore
from storage.tables import CASES, EVENTS, NOTICES, OUTBOX, TIMERS

GRACE = timedelta(seconds=30)  # what was owed so shortly before the end may be on its way still


@dataclass
class Verdict:
    """`faults` are broken promises, in words; the rest are counts."""

    cases: int = 0
    pages: int = 0
    posts: int = 0
    repeats: int = 0
    merged: int = 0
    faults: list[str] = field(default_factory=list)


def judged(store: SqlStore, posts: Sequence[Post], said: Sequence[str], ended_at: datetime) -> Verdict:
    verdict = Verdict(posts=len(posts))
    with store.database.reading() as connection:
        verdict.cases = connection.execute(select(func.count()).select_from(CASES)).scalar_one()
        verdict.faults += _nothing_said_is_missing(store, connection, said)
        verdict.faults += _no_silent_end(connection)
        verdict.faults += _whole_records(store, connection)
        _pages(connection, posts, ended_at - GRACE, verdict)
    verdict.faults += _every_repeat_is_marked(posts, verdict)
    return verdict


def _nothing_said_is_missing(store: SqlStore, connection: Connection, said: Sequence[str]) -> Iterator[str]:
    """Whoever read "opened" has a case."""
    with store.writing() as unit:
        cases = [unit.load(case_id) for case_id in connection.scalars(select(CASES.c.id))]
    there = defaultdict[str, int](int)
    for case in cases:
        if case:
            there[case.handover.summary.body] += 1
    for summary in said:
        if there[summary] != 1:
            yield f"{summary!r} was said to be opened, and is there {there[summary]} times"


def _no_silent_end(connection: Connection) -> Iterator[str]:
    timers = select(TIMERS.c.case_id)
    for number in connection.scalars(
        select(CASES.c.number).where(CASES.c.closed_at.is_(None), CASES.c.id.not_in(timers))
    ):
        yield f"case {number} is open and has no timer"


def _whole_records(store: SqlStore, connection: Connection) -> Iterator[str]:
    for case_id in connection.scalars(select(CASES.c.id)).all():
        if fault := store.verify_chain(case_id):
            yield f"the record of {case_id} is not whole: {fault}"


def _pages(connection: Connection, posts: Sequence[Post], until_at: datetime, verdict: Verdict) -> None:
    """Each event that paged somebody has a message, and the platform has it."""
    stands = {(post.channel, post.ts) for post in posts}
    rows = defaultdict[tuple[str, int], list[Any]](list)
    for row in connection.execute(select(OUTBOX).where(OUTBOX.c.card.is_(None))):
        rows[row.case_id, row.seq].append(row)
    notices = {row.about: row for row in connection.execute(select(NOTICES))}
    paged = select(EVENTS.c.case_id, EVENTS.c.seq, EVENTS.c.written_at).where(EVENTS.c.kind == "Paged")
    for event in connection.execute(paged):
        verdict.pages += 1
        owed = rows[event.case_id, event.seq]
        if not owed:
            verdict.faults.append(f"event {event.seq} of {event.case_id} paged somebody, and nothing is owed")
        if event.written_at is None or event.written_at < until_at:
            verdict.faults += [fault for row in owed if (fault := _unconfirmed(row, stands, notices, verdict))]


def _unconfirmed(row: Any, stands: set[tuple[str, str]], notices: dict[str, Any], verdict: Verdict) -> str | None:
    where = f"{row.kind} {row.id} of {row.case_id} to {row.destination}"
    match row.state:
        case "sent":
            there = (row.receipt_conversation, row.receipt_message) in stands
            return None if there else f"{where} has a receipt of which the platform knows nothing"
        case "merged":
            verdict.merged += 1
            notice = notices.get(row.bundle)
            return None if notice is not None and notice.receipt_message else f"{where} was merged into nothing"
        case "withdrawn":
            return None
        case _:
            return f"{where} is {row.state} after {row.attempts} attempts ({row.failed_why or 'still owed'})"


def _every_repeat_is_marked(posts: Sequence[Post], verdict: Verdict) -> Iterator[str]:
    by_id = defaultdict[str, list[Post]](list)
    for post in posts:
        if post.outbox_id:
            by_id[post.outbox_id].append(post)
    for outbox_id, same in by_id.items():
        verdict.repeats += len(same) - 1
        for post in sorted(same, key=lambda one: one.at)[1:]:
            if not post.marked:
                at = datetime.fromtimestamp(post.at, UTC)
                yield f"{outbox_id} was sent {len(same)} times, at {at:%H:%M:%S.%f} without the mark"
