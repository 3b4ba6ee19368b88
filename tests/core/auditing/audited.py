"""The small company's corridor with an auditor that comes round each minute, and hands that damage the database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Executable

from bot.findings import Finding, Noted, Wrong
from bot.notices.courier import Courier
from bot.policy.policy import Policy
from bot.upkeep.auditing import PARTS, AuditChore, Who
from storage.columns import LONG_AGO
from tests.core.corridor import Corridor, right_here


@dataclass
class Heard:
    """What was heard outside."""

    findings: list[Finding] = field(default_factory=list)
    over: list[Noted] = field(default_factory=list)
    beats: int = 0

    def found(self, finding: Finding) -> None:
        self.findings.append(finding)

    def ended(self, finding: Noted) -> None:
        self.over.append(finding)

    async def beat(self) -> None:
        self.beats += 1


class Audited(Corridor):
    def __init__(self, policy: Policy | None = None, url: str = "sqlite://") -> None:
        super().__init__(policy, url=url) if policy else super().__init__(url=url)
        self.courier = Courier(self.engine, self.senders, right_here, self.relay.found)
        self.runs = True
        self.heard = Heard()
        self.auditor = self.another("1")

    def another(self, version: str) -> AuditChore:
        """As another process has it."""
        return AuditChore(self.engine, Who(version, self.platforms, lambda: self.runs), right_here, self.heard)

    async def looks(self, minutes: int = 1) -> list[tuple[Wrong, bool]]:
        """Minute by minute; what was found meanwhile, and whether it was put right."""
        seen = len(self.heard.findings)
        for _ in range(minutes):
            self.clock.at += timedelta(minutes=1)
            await self.auditor.do(self.clock.at)
        return [(one.what, one.repaired) for one in self.heard.findings[seen:]]

    async def looks_at_all(self) -> list[tuple[Wrong, bool]]:
        """As it does within an hour, without the hour."""
        seen = len(self.heard.findings)
        self.clock.at += timedelta(minutes=1)
        with self.store.writing() as unit:
            parts = [unit.cases_in(part, PARTS, LONG_AGO) for part in range(PARTS)]
            since_at = unit.judging_since(self.auditor._who.name, self.clock.at)
        for case_id in sum(parts, ()):
            self.auditor._look_at(case_id, since_at, self.clock.at)
        return [(one.what, one.repaired) for one in self.heard.findings[seen:]]

    async def works(self) -> None:
        """Whatever is due now is done."""
        while self.fires() or await self.delivers():
            pass
        while await self.courier.deliver_next():
            pass

    def damages(self, *statements: Executable) -> None:
        with self.store.database.writing() as connection:
            for statement in statements:
                connection.execute(statement)

    def rows(self, query: Any) -> Sequence[Any]:
        with self.store.database.reading() as connection:
            found: Sequence[Any] = connection.execute(query).all()
            return found

    def findings(self) -> tuple[Noted, ...]:
        """Those that are open."""
        with self.store.writing() as unit:
            return unit.findings_open()
