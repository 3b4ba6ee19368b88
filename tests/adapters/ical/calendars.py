"""iCalendar files, written line by line."""

from datetime import UTC, datetime
from pathlib import Path

from bot.people.presence import Stretch

EXPORTS = Path(__file__).parent / "exports"
NOW = datetime(2026, 11, 1, 12, 34, tzinfo=UTC)


def export(name: str) -> bytes:
    return (EXPORTS / name).read_bytes()


def file(*lines: str) -> bytes:
    whole = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tests//EN", *lines, "END:VCALENDAR", "")
    return "\r\n".join(whole).encode()


def event(*lines: str, uid: str = "one") -> tuple[str, ...]:
    return ("BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261001T000000Z", *lines, "END:VEVENT")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def stretch(name: str, starts_at: datetime, ends_at: datetime) -> Stretch:
    return Stretch((name,), starts_at, ends_at)
