"""What a storm makes of a page that was taken to be sent, in the transaction that took it."""

from datetime import datetime
from typing import assert_never

from bot.messages.bundles import may_be_merged
from bot.messages.owed import Owed
from bot.ports import Unit
from bot.storms.merging import WITHIN, Merge, PutOff, verdict

MERGED, GATHERING = "merged", "gathering"


def gathered(owed: Owed, unit: Unit, now: datetime) -> str | None:
    """What became of it; None where it goes by itself."""
    if not may_be_merged(owed):
        return None
    decided = verdict(unit.burst(owed, now - WITHIN), now)
    match decided:
        case None:
            return None
        case PutOff(until_at):
            unit.put_off(owed, until_at)
            return GATHERING
        case Merge():
            unit.merge(owed, now)
            return MERGED
        case _:
            assert_never(decided)
