"""A burst of cases: how long until the chat has confirmed the first page of each."""

import asyncio
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from pathlib import Path

from sqlalchemy import select

from bench.delivery.company import PEOPLE, TEAM, settle_in, urgent, words
from bench.delivery.life import Life, life, percentile, store_in, until
from bench.delivery.platform import BURST, SPAN
from storage.tables import NOTICES, OUTBOX

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Burst:
    """From the commit of a case's opening to the chat's confirmation of a first page about it. `bound_seconds` is what
    the chat's limits alone would take for the messages of the busiest person."""

    cases: int
    to: str
    limited: bool
    opened_in: float
    unconfirmed: int
    p50: float
    p99: float
    messages: int
    most_to_one: int
    refused: int
    bound_seconds: float
    last_page_seconds: float
    cpu_ms_per_case: float


def burst(folder: Path, cases: int = 500, to_team: bool = False, limited: bool = False) -> Burst:
    store = store_in(folder)
    settle_in(store, datetime.now(UTC))
    store.close()
    return asyncio.run(_burst(life(folder, limited=limited), cases, to_team, limited))


async def _burst(made: Life, cases: int, to_team: bool, limited: bool) -> Burst:
    used = time.process_time()
    async with made.going_on():
        began_at = datetime.now(UTC)
        opened_at = await asyncio.to_thread(_opens, made, cases, to_team)
        opened_in = (datetime.now(UTC) - began_at).total_seconds()
        await until(lambda: len(_first_pages(made, opened_at)) >= cases, every=0.25)
    cpu, first = time.process_time() - used, _first_pages(made, opened_at)
    made.store.close()
    took = [(first[case_id] - at).total_seconds() for case_id, at in opened_at.items() if case_id in first]
    most = max(made.chat.posts.values(), default=0)
    return Burst(
        cases,
        f"one team of {TEAM}" if to_team else f"{min(cases, PEOPLE)} people",
        limited,
        opened_in,
        cases - len(took),
        percentile(took, 50),
        percentile(took, 99),
        made.chat.posts.total(),
        most,
        made.chat.refused,
        max(0, ceil(most / BURST) - 1) * SPAN.total_seconds() if limited else 0.0,
        max((at - began_at).total_seconds() for at in first.values()) if first else float("nan"),
        cpu * 1000 / cases,
    )


def _opens(made: Life, cases: int, to_team: bool) -> dict[str, datetime]:
    """By twenty at a time, as fast as they are taken."""

    def opens(number: int) -> tuple[str, datetime]:
        by = f"r{number % PEOPLE}"
        done = made.engine.open(by, words(number, by), urgent(to_team), f"burst {number}")
        return done.case.id, datetime.now(UTC)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(pool.map(opens, range(cases)))


def _first_pages(made: Life, cases: Iterable[str]) -> dict[str, datetime]:
    """By case, when the chat took the first page about it, or the first bundle of pages in which it is."""
    with made.store.database.reading() as connection:
        pages = select(OUTBOX.c.case_id, OUTBOX.c.id, OUTBOX.c.bundle).where(
            OUTBOX.c.urgency == 0, OUTBOX.c.case_id.in_(list(cases))
        )
        rows = connection.execute(pages).all()
        bundles = dict(connection.execute(select(NOTICES.c.about, NOTICES.c.id)).all())
    first: dict[str, datetime] = {}
    for row in rows:
        at = made.chat.confirmed_at.get(bundles.get(row.bundle, row.id) if row.bundle else row.id)
        if at and (row.case_id not in first or at < first[row.case_id]):
            first[row.case_id] = at
    return first
