"""Two times as people type them: "fri 18:00 – sat 08:00", "until mon 8:00", "14:00-16:00", "mon – fri", "3h"."""

import re
import unicodedata
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clean import tidy
from bot.messages.moments import AHEAD, EndsFirst, is_span, moment
from bot.people.calendars import ONE_DAY, instant

UNTIL = re.compile(r"^(?:until|til|till|indtil)\s+", re.IGNORECASE)
FOR = re.compile(r"^(?:for|i)\s+(?=\d)", re.IGNORECASE)
FROM = re.compile(r"^(?:from|fra)\s+", re.IGNORECASE)
BETWEEN = re.compile(r"\s+(?:[-–—]|to|until|til|till)\s+|(?<=\d)\s*[–—]\s*|(?<=\d)-(?=\d\d?[:.])", re.IGNORECASE)
CLOCK = re.compile(r"\d[:.]\d\d|\d\s*(?:am|pm)\b|^(?:in|om)\b|^\d+\s*[a-zæøå]", re.IGNORECASE)
IN = re.compile(r"^(?:in|om)\s", re.IGNORECASE)
A_MOMENT = timedelta(microseconds=1)

Span = tuple[datetime | None, datetime | None]


def stretch(text: str, timezone: str, now: datetime) -> Span | None:
    """From when to when, in the reader's zone. The second is the next such time after the first; days without times are
    whole days. A `None` was not said: "until mon 8:00" and "3h" begin at once, "from fri 18:00" has no end.

    None for words that name no time. Raises `NotATime` for what looks like one and is none, `EndsFirst` for what ends
    before it begins.
    """
    said = unicodedata.normalize("NFKC", tidy(text))
    if UNTIL.match(said):
        ends = _end(UNTIL.sub("", said), timezone, now)
        return (None, ends) if ends else None
    if is_span(lasts := FOR.sub("", said)):
        return None, moment(lasts, timezone, now)
    first, *rest = BETWEEN.split(FROM.sub("", said), maxsplit=1)
    begins = _begin(first, timezone, now)
    if begins is None:
        return None
    if rest:
        counted_from = now if IN.match(rest[0]) else begins
        return _closed(begins, _end(rest[0], timezone, counted_from), text)
    if FROM.match(said):
        return begins, None
    return None if CLOCK.search(first) else (begins, _day_after(begins, timezone))


def _closed(begins: datetime, ends: datetime | None, text: str) -> Span | None:
    if ends is not None and ends <= begins:
        raise EndsFirst(text)
    return (begins, ends) if ends else None


def _begin(said: str, timezone: str, now: datetime) -> datetime | None:
    return moment(said, timezone, now) if CLOCK.search(said) else _midnight(said, timezone, now)


def _end(said: str, timezone: str, after: datetime) -> datetime | None:
    if CLOCK.search(said):
        return moment(said, timezone, after)
    begins = _midnight(said, timezone, after)
    return _day_after(begins, timezone) if begins else None


def _day_after(begins: datetime, timezone: str) -> datetime:
    return instant(begins.astimezone(ZoneInfo(timezone)).date() + ONE_DAY, time(), timezone)


def _midnight(said: str, timezone: str, on_or_after: datetime) -> datetime | None:
    """The first instant of a day that is named without a time; today is one of them."""
    today = instant(on_or_after.astimezone(ZoneInfo(timezone)).date(), time(), timezone)
    before = on_or_after if said.casefold() in AHEAD else today - A_MOMENT
    return moment(f"{said} 0:00", timezone, before)
