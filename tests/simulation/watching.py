"""Looking on: what the record tells of each case, and what the database holds, at no cost to anybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from bot.cases.case import Case
from bot.cases.events import Entry
from bot.policy.rules import Rules

if TYPE_CHECKING:
    from tests.simulation.story import Story

CASE_ROWS = "SELECT id, seq, owner, status, due_at, failures FROM cases"
MESSAGES = "SELECT * FROM outbox WHERE case_id = ?"
MESSAGE = "SELECT * FROM outbox WHERE id = ?"


@dataclass
class Followed:
    """A case as its record tells it. `owned_since`: the number of the commit by which somebody first had it."""

    case: Case | None = None
    record: tuple[Entry, ...] = ()
    owned_since: int | None = None


class Watching:
    def __init__(self, story: "Story") -> None:
        self.story, self.world = story, story.world
        self.cases: dict[str, Followed] = {}
        self.commits, self.looked_at = 0, -1

    def changed(self) -> Iterator[tuple[Any, Case, tuple[Entry, ...], Rules]]:
        if self.looked_at == self.commits:
            return
        self.looked_at = self.commits
        for row in self.rows(CASE_ROWS):
            known = self.cases.setdefault(row.id, Followed())
            if row.seq > len(known.record):
                with self.story.book.writing() as unit:
                    case, new = unit.load(row.id), unit.entries(row.id, len(known.record) + 1)
                    assert case
                    rules = unit.rules(case.version)
                yield row, case, new, rules

    def rows(self, query: str, *given: str) -> list[Any]:
        found = self.story.memory.raw.execute(query, given)
        names = [column[0] for column in found.description]
        return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in found.fetchall()]

    def root(self, outbox_id: str) -> str:
        """The message that this one brings, perhaps by another way."""
        row = next(iter(self.rows(MESSAGE, outbox_id)), None)
        return self.root(row.twin_of) if row and row.twin_of else outbox_id


def sql(at: datetime) -> str:
    """As an instant stands in SQLite."""
    return at.replace(tzinfo=None).isoformat(" ", "microseconds")
