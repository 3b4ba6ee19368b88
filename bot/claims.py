"""What is done once and never again, whatever else is tried anew: how the chores of any number of processes meet."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

AHEAD = timedelta(seconds=5)  # processes differ by less


class Claims(Protocol):
    """A part of `bot.ports.Unit`."""

    def once(self, key: str, at: datetime) -> bool:
        """True the first time ever that this key is claimed; a rolled-back claim never was."""

    def looked_until(self, what: str) -> datetime | None:
        """Up to which instant something has been looked through, as `look_until` kept it; see `known_until`."""

    def look_until(self, what: str, at: datetime, now: datetime) -> None:
        """Forwards only, as another process may have looked further meanwhile; but what is kept of a time that has not
        come by `now` is put right."""

    def owned_cases(self) -> Sequence[tuple[str, str]]:
        """Who owns which case that is neither resolved nor closed, outside drills: (person, case id), by person, worst
        first."""

    def asked_cases(self, person: str) -> Sequence[str]:
        """The open cases that wait for this person's answer, worst first."""


def known_until(unit: Claims, what: str, now: datetime) -> datetime | None:
    """Up to which instant it has been looked through. What was kept of a time that has not come yet says nothing: the
    clock was ahead, and has been set back."""
    looked = unit.looked_until(what)
    return looked if looked and looked <= now + AHEAD else None
