"""What may be forgotten: nothing that a case, a receipt or a once-only effect still hangs on."""

from datetime import datetime, timedelta
from typing import Protocol

INBOUND_FOR = timedelta(days=7)  # platforms deliver again for minutes, a queue in between for days
ROUNDS_FOR = timedelta(days=2)  # claims of who does a round: an hour or a minute that is over never comes again
NOTICES_FOR = timedelta(days=90)
REQUESTS_FOR = timedelta(days=90)
FINDINGS_FOR = timedelta(days=90)
DRAFTS_FOR = timedelta(days=1)


class Tidies(Protocol):
    """A part of `bot.ports.Unit`."""

    def tidy(self, now: datetime, at_most: int) -> int:
        """Deletes what is older than needed, at most so many rows of a kind; gives how many rows went."""
