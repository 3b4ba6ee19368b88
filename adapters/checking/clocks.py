"""Whether the clock of this machine is right, by the Date header of an answer from somewhere else."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.doctoring.figures import spelt
from bot.doctoring.finding import Finding, fine, skipped, wrong

TOLERATED = timedelta(seconds=30)  # signatures are refused when it is five minutes


def by_date(who: str, headers: Mapping[str, str], now: datetime) -> Finding:
    """`headers` are of an answer that has just come."""
    check = f"clock.{who}"
    try:
        told = parsedate_to_datetime(headers.get("Date", ""))
    except ValueError:
        return skipped(check, f"{who} does not say how late it is")
    apart = now - told.astimezone(UTC)
    if abs(apart) > TOLERATED:
        return wrong(
            check, f"this machine's clock is {spelt(abs(apart))} from {who}'s", "set it by NTP: signatures are refused"
        )
    return fine(check, f"agrees with {who}'s")
