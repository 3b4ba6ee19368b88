"""What is counted in the database for whoever watches: numbers, and no names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.changing import replace
from bot.findings import GRAVE
from bot.running import Replica

TIMER_LATE = timedelta(seconds=15)
STUCK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Queue:
    """So many wait, the oldest since then."""

    waiting: int
    since_at: datetime

    def age(self, at: datetime) -> timedelta:
        return max(at - self.since_at, timedelta())


@dataclass(frozen=True, slots=True)
class Figures:
    """As of `at`. `owed` are messages by kind, `notices` those outside any case; `open_cases` by how urgent they are,
    1 the worst. `overdue` timers were to be carried out more than `TIMER_LATE` ago, the first of them at
    `overdue_since_at`. `findings` are what the auditor found wrong and nobody mended, by kind."""

    at: datetime
    owed: Mapping[str, Queue] = field(default_factory=dict)
    notices: Queue | None = None
    open_cases: Mapping[int, int] = field(default_factory=dict)
    overdue: int = 0
    overdue_since_at: datetime | None = None
    replicas: tuple[Replica, ...] = ()
    findings: Mapping[str, int] = field(default_factory=dict)

    def stuck(self) -> str | None:
        """What has waited too long to be sent, in a sentence for the operator. What only edits what stands does not
        count."""
        old = {kind: queue for kind, queue in self._told().items() if queue.age(self.at) > STUCK}
        if not old:
            return None
        longest = max(queue.age(self.at) for queue in old.values())
        waiting = sum(queue.waiting for queue in old.values())
        return f"the oldest of {waiting} messages ({', '.join(sorted(old))}) has waited for {spelt(longest)}"

    def late(self) -> str | None:
        """Of timers."""
        if not self.overdue_since_at:
            return None
        return f"{self.overdue} timers are overdue, the first for {spelt(self.at - self.overdue_since_at)}"

    def unmended(self) -> str | None:
        """Of what the auditor found."""
        kinds = ", ".join(f"{what} ({count})" for what, count in sorted(self.findings.items()))
        return f"what the auditor found is not mended: {kinds}" if kinds else None

    def grave(self) -> str | None:
        """The same of what makes somebody wait in vain, or the record untrue."""
        grave = {what: count for what, count in self.findings.items() if what in GRAVE}
        return replace(self, findings=grave).unmended()

    def _told(self) -> dict[str, Queue]:
        edits = ("refresh", "retire", "withdraw")
        told = {kind: queue for kind, queue in self.owed.items() if kind not in edits}
        return told | ({"notice": self.notices} if self.notices else {})


def spelt(span: timedelta) -> str:
    """In the two largest units: "3 days 2 h", "5 min 10 s"."""
    seconds = int(span.total_seconds())
    parts = [(seconds // 86400, "days"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    first = next((place for place, (count, _) in enumerate(parts) if count), len(parts) - 1)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count) or "0 s"
