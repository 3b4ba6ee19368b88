"""The same figures as the database grows, by cases that are closed."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.delivery.ballast import copied
from bench.delivery.company import CHATS, all_sent, settle_in, urgent, words
from bench.delivery.life import DATABASE, record_in, store_in
from bot.cases.case import Closing, Status
from bot.cases.commands import Accept, Confirm, Resolve
from bot.composition.corridor import RandomIds, WallClock
from bot.engine import Engine
from bot.words import Text
from storage.store import SqlStore

SIZES = (1_000, 10_000, 100_000, 1_000_000)
PLAYED = 100
BYTES_A_CASE = 12_000


@dataclass(frozen=True, slots=True)
class Size:
    cases: int
    mb: float
    skipped: str = ""


def grown(folder: Path, cases: int) -> Size:
    """The database in the folder, once it has so many closed cases; a hundred of them were really played."""
    store = store_in(folder)
    with store.database.reading() as connection:
        there = int(connection.exec_driver_sql("SELECT count(*) FROM cases").scalar_one())
    free, needed = shutil.disk_usage(folder).free, (cases - there) * BYTES_A_CASE * 2
    if free < needed:
        store.close()
        return Size(cases, 0, f"skipped: the disk has {free / 1e9:.0f} GB left, of {needed / 1e9:.0f} GB needed")
    if there < PLAYED:
        _play(store)
        there = PLAYED
    copied(store, cases - there)
    store.record(record_in(folder)).checkpoint(datetime.now(UTC))
    store.close()
    return Size(cases, (folder / DATABASE).stat().st_size / 1e6)


def _play(store: SqlStore) -> None:
    engine = Engine(store, WallClock(), RandomIds(), CHATS)
    settle_in(store, datetime.now(UTC))
    for number in range(PLAYED):
        by, owner = f"r{number}", f"p{number}"
        case = engine.open(by, words(number, by), urgent(), f"open {number}").case
        engine.handle(owner, case.id, Accept(), f"accept {number}")
        engine.handle(owner, case.id, Resolve(_closing(owner)), f"resolve {number}")
        closed = engine.handle(by, case.id, Confirm(), f"confirm {number}").case
        assert closed.status is Status.CLOSED
    all_sent(store)


def _closing(by: str) -> Closing:
    """With all that an urgent case needs, or it would only be resolved."""
    return Closing(
        Text("a new cable", by), Text("the old one", by), Text("look at cables first", by), customer_told=True
    )
