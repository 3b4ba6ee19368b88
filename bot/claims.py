"""What is done once and never again, whatever else is tried anew: how the chores of any number of processes meet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Claims(Protocol):
    """A part of `bot.ports.Unit`."""

    def once(self, key: str, at: datetime) -> bool:
        """True the first time ever that this key is claimed; a rolled-back claim never was."""

    def looked_until(self, what: str) -> datetime | None:
        """Up to which instant something has been looked through, as `look_until` kept it."""

    def look_until(self, what: str, at: datetime) -> None: ...

    def owned_cases(self) -> Sequence[tuple[str, str]]:
        """Who owns which case that is neither resolved nor closed, outside drills: (person, case id), by person, worst
        first."""

    def asked_cases(self, person: str) -> Sequence[str]:
        """The open cases that wait for this person's answer, worst first."""
