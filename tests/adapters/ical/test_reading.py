"""A stranger's file does no harm, whatever stands in it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.ical import child, reading
from adapters.ical.events import Unreadable
from adapters.ical.reading import MOST_BYTES, read_calendar
from bot.people.calendar_troubles import told_apart
from tests.adapters.ical.calendars import NOW, event, export, file, stretch, utc

FROM, TO = "DTSTART:20261110T080000Z", "DTEND:20261110T160000Z"


async def refusal(body: bytes) -> str:
    with pytest.raises(Unreadable) as why:
        await read_calendar(body, "Europe/Copenhagen", NOW)
    return str(why.value)


def answer(body: bytes) -> str:
    return child.answer(body, "Europe/Copenhagen", utc(2026, 10, 1).timestamp(), utc(2027, 12, 6).timestamp())


async def test_a_calendar_is_read_from_a_month_ago_to_a_year_ahead() -> None:
    found = await read_calendar(export("apple.ics"), "Europe/Copenhagen", NOW)
    assert found[0] == stretch("Ferie 🏖", utc(2026, 10, 23, 22), utc(2026, 10, 25, 23))
    far = file(*event("DTSTART:20271205T080000Z", "DTEND:20271205T090000Z"))
    assert len(await read_calendar(far, "UTC", NOW)) == 1
    assert await read_calendar(far, "UTC", utc(2026, 10, 31, 23, 59)) == ()


async def test_nothing_and_too_much_are_refused_before_they_are_looked_at() -> None:
    assert await refusal(b" \r\n") == "empty"
    assert await refusal(b"x" * (MOST_BYTES + 1)) == "too_large 2"


async def test_a_file_that_spins_ends_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hourly, with every minute and second named, in a month that never comes."""
    monkeypatch.setattr(reading, "PATIENCE", 1.0)
    every = ",".join(str(n) for n in range(60))
    rule = f"RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30;BYMINUTE={every};BYSECOND={every}"
    told = await refusal(file(*event("DTSTART:00010101T080000Z", "DTEND:00010101T080001Z", rule)))
    assert told == "too_long"


def test_the_child_has_bounds_of_its_own() -> None:
    """Whoever started it may have died."""
    code = "from adapters.ical import child; import resource as r; child.limit(); "
    told = "print(r.getrlimit(r.RLIMIT_CPU)[1], r.getrlimit(r.RLIMIT_AS)[1])"
    limits = subprocess.run([sys.executable, "-c", code + told], capture_output=True, check=True).stdout
    assert limits.split() == [b"20", b"1073741824"]


HOSTILE = {
    "a deep nest": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 20_000,
    "a deep nest that closes": file(*["BEGIN:VEVENT"] * 9_000, *["END:VEVENT"] * 9_000),
    "a rule that is none": file(*event(FROM, TO, "RRULE:FREQ=BANANA;INTERVAL=-1")),
    "a beginning given twice": file(*event(FROM, FROM, TO)),
    "the end of time": file(*event("DTSTART:99991231T235959Z", "RRULE:FREQ=DAILY;INTERVAL=99999999")),
    "a beginning that repeats": file(*event(FROM, TO, "RECURRENCE-ID:banana")),
}  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_the_libraries_choke_on_is_one_sentence(body: bytes) -> None:
    told = answer(body)
    assert told == "[]" or (told_apart(json.loads(told))[0] and len(told) < 120)


def test_many_exceptions_are_worked_through() -> None:
    two_days = event(FROM, TO, "RRULE:FREQ=DAILY;COUNT=2", *["EXDATE:20261111T080000Z"] * 10_000)
    assert len(json.loads(answer(file(*two_days)))) == 1


def test_too_many_names_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "LONGEST_ANSWER", 100)
    assert answer(file(*event(FROM, TO, f"SUMMARY:{'x' * 100}"))) == '"names_too_much"'


async def test_the_child_knows_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its environment holds what it needs to run, and nothing else."""
    monkeypatch.setenv("STIGE_SECRET_KEY", "secret")
    seen = tmp_path / "seen"
    fake = tmp_path / "python"
    fake.write_text(f"#!/bin/sh\nenv > {seen}\necho '[]'\n")
    fake.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(fake))
    assert await read_calendar(file(), "UTC", NOW) == ()
    assert "secret" not in seen.read_text()
    assert os.environ["PATH"] in seen.read_text()
