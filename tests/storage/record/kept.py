"""A whole Stige whose record is kept in a folder, and somebody who can write to the database behind its back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, make_url, text

from bot.cases.case import Case, Closing
from bot.cases.commands import Accept, AddNote, Decline, PersonsCommand, Resolve
from bot.policy.policy import Policy
from bot.record.findings import Fault, Verdict, What
from storage.record.keeping import SqlRecord
from storage.sealing import Keyring
from tests.core.corridor import KEYS, Corridor
from tests.harness.builders import company, rules
from tests.harness.builders import text as words


@dataclass
class Kept:
    url: str
    folder: Path
    policy: Policy = field(default_factory=lambda: Policy(rules(), company()))
    deeds: int = 0

    def __post_init__(self) -> None:
        self.bot = Corridor(self.policy, url=self.url)
        self.record = SqlRecord(self.bot.store.database, Keyring(KEYS), self.folder)

    # what happens

    def three_cases(self) -> None:
        """ESC-1 is accepted and noted, ESC-2 private, ESC-3 closed."""
        for number in (1, 2, 3):
            self.bot.opens(f"summary {number}", concerned=("hugo",) if number == 2 else ())
            self.bot.later(1)
        self.does("ana", Accept(), "case1")
        self.does("ana", AddNote(words("called them", "ana")), "case1")
        self.does("ana", Decline(words("no time", "ana")), "case2")
        self.closed("case3")

    def does(self, who: str, command: PersonsCommand, case_id: str) -> None:
        self.deeds += 1
        self.bot.does(who, command, case_id, f"deed {self.deeds}")

    def closed(self, case_id: str) -> Case:
        self.does("ana", Accept(), case_id)
        closing = Closing(
            words("restarted", "ana"), words("a leak", "ana"), words("watch it", "ana"), customer_told=True
        )
        self.does("ana", Resolve(closing), case_id)
        while self.bot.case(case_id).closed_at is None:
            self.bot.later(60 * 24)
            self.bot.fires()
        return self.bot.case(case_id)

    def checkpoint(self) -> None:
        self.bot.later(61)
        assert self.record.checkpoint(self.bot.clock.at)

    # what is found

    def verdict(self) -> Verdict:
        return self.record.verdict()

    def faults(self) -> list[tuple[What, int | None, int | None]]:
        return [(fault.what, fault.number, fault.seq) for fault in self.verdict().faults]

    def first(self) -> Fault:
        return self.verdict().faults[0]

    # what somebody does to it

    def tampers(self, *statements: str, **given: Any) -> None:
        with self.behind_its_back() as connection:
            for statement in statements:
                connection.execute(text(statement), given)

    @contextmanager
    def behind_its_back(self) -> Iterator[Connection]:
        """As somebody who owns the database: nothing is checked."""
        url = make_url(self.url)
        driver = {"postgresql": "postgresql+psycopg"}.get(url.drivername, url.drivername)
        engine = create_engine(url.set(drivername=driver), poolclass=NullPool)
        with engine.begin() as connection:
            if url.drivername == "postgresql":
                connection.execute(text("SET session_replication_role = replica"))
            yield connection

    def lines(self, name: str = "checkpoints.jsonl") -> list[str]:
        return (self.folder / name).read_text().splitlines(keepends=True)

    def rewrites(self, lines: list[str], name: str = "checkpoints.jsonl") -> None:
        (self.folder / name).write_text("".join(lines))


A_YEAR = timedelta(days=365)
